"""A centre on the loopback that speaks the contract: the centre in memory behind a real socket, a real signature check, real HTTP."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ValidationError

from app.central import Accepted, Refused, Unreachable
from app.config import CentralServer
from app.contract.appeal import AppealQuery
from app.contract.credit import CreditReportOrder
from app.contract.jobs import Batch
from app.contract.licence import LicenceVerification
from app.contract.prefill import PrefillAsked
from app.contract.replies import Asked, sign_reply
from app.contract.signing import SignatureRefused, verify_request
from app.contract.wire import Refusal
from app.enrolment import Enrolment
from app.fake_central import FakeCentral

TERMINAL = "T0003"
REPLY_KEY = Ed25519PrivateKey.generate()
"""The centre's, by which the terminals of these tests know it."""


def enrolment(key: Ed25519PrivateKey | None = None) -> Enrolment:
    return Enrolment(
        terminal_id=TERMINAL,
        centre="演示中心（内存）",
        root_pem=b"",
        sealing_public_key=bytes(32),
        signing_public_key=REPLY_KEY.public_key().public_bytes_raw(),
        incarnation="i" * 32,
        key=key or Ed25519PrivateKey.generate(),
    )


class LoopbackCentre(ThreadingHTTPServer):
    """`url` is where it listens. It knows one terminal's public key and remembers every nonce."""

    daemon_threads = True

    def __init__(
        self,
        centre: FakeCentral,
        public_key: Ed25519PublicKey,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.centre = centre
        self.keys = {TERMINAL: public_key}
        self.scheme = "http"
        self.clock = clock
        self.reply_key = REPLY_KEY
        self.nonces: set[str] = set()

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}"

    def speak_tls(self, certificate: Path, key: Path) -> None:
        """From now on in TLS, with this chain and key in PEM."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.scheme = "https"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not like our certificate hangs up: that is its answer, and no noise."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # the shape of socketserver


@contextmanager
def serving(server: LoopbackCentre) -> Iterator[CentralServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield CentralServer(url=server.url, timeout_seconds=5.0)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: LoopbackCentre
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        answer = self._refusal_at_the_door(body) or self._ask(body)
        match answer:
            case Accepted(value=message):
                self._send(200, "application/json", message)
            case Refused(code=code, detail=detail, status=status):
                self._send(status, "application/problem+json", Refusal(code=code, detail=detail))
            case Unreachable():
                self.close_connection = True

    def _refusal_at_the_door(self, body: bytes) -> Refused | None:
        url = f"{self.server.scheme}://{self.headers['Host']}{self.path}"
        try:
            signed = verify_request(
                method=self.command,
                url=url,
                headers=self.headers,
                body=body,
                public_key_of=self.server.keys.get,
                now=self.server.clock(),
            )
        except SignatureRefused as refused:
            return None if self.path == "/v1/greeting" else Refused(refused.code, status=401)
        if signed.nonce in self.server.nonces:
            return Refused("signature-replayed", status=401)
        self.server.nonces.add(signed.nonce)
        return None

    def _ask(self, body: bytes) -> Accepted[BaseModel] | Refused | Unreachable:
        centre = self.server.centre
        routes: dict[tuple[str, str], Callable[[], Accepted[BaseModel] | Refused | Unreachable]] = {
            ("GET", "/v1/greeting"): centre.greet,
            ("GET", "/v1/credit/catalogue"): centre.credit_catalogue,
            ("POST", "/v1/licences/verify"): lambda: centre.verify_licence(
                LicenceVerification.model_validate_json(body)
            ),
            ("POST", "/v1/credit/reports"): lambda: centre.make_credit_report(
                CreditReportOrder.model_validate_json(body)
            ),
            ("POST", "/v1/appeals/progress"): lambda: centre.appeal_progress(AppealQuery.model_validate_json(body)),
            ("POST", f"/v1/terminals/{TERMINAL}/prefill"): lambda: centre.prefill(
                PrefillAsked.model_validate_json(body)
            ),
            ("POST", f"/v1/terminals/{TERMINAL}/batches"): lambda: centre.deliver(Batch.model_validate_json(body)),
        }
        try:
            return routes[self.command, self.path]()
        except (KeyError, ValidationError):
            return Refused("message-malformed", status=422)

    def _send(self, status: int, media_type: str, message: BaseModel) -> None:
        content = message.model_dump_json().encode()
        headers = {"Content-Type": media_type, "Content-Length": str(len(content))}
        sign_reply(
            self.server.reply_key,
            status=status,
            headers=headers,
            body=content,
            asked=Asked(self.command, f"{self.server.scheme}://{self.headers['Host']}{self.path}", self.headers),
            now=self.server.clock(),
        )
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: a test's output is its failures."""


class Saying(threading.Thread):
    """Answers every connection with the same raw bytes, whatever is asked; `pause` seconds between single bytes if given.

    With `signed` the bytes are an answer that the centre signs for the very request, as a real one would; `heard` counts connections.
    With `silent` it takes the request and says nothing until it is closed.
    """

    def __init__(self, raw: bytes, *, pause: float = 0.0, silent: bool = False, signed: bool = False) -> None:
        super().__init__(daemon=True)
        self.raw, self.pause, self.silent, self.signed = raw, pause, silent, signed
        self.cut: int | None = None
        self.heard = 0
        self.last_request = b""
        self.over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.server = CentralServer(url=f"http://127.0.0.1:{self._listening.getsockname()[1]}", timeout_seconds=0.5)

    def __enter__(self) -> Saying:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        with socket.create_connection(self._listening.getsockname()):
            self.join()
        self._listening.close()

    def run(self) -> None:
        while not self.over.is_set():
            connection, _ = self._listening.accept()
            with connection:
                self.heard += 1
                self._speak(connection)

    def _speak(self, connection: socket.socket) -> None:
        if self.over.is_set():
            return
        connection.settimeout(5)
        try:
            self.last_request = connection.recv(65_536)
            raw = (signed_for(self.last_request, self.raw) if self.signed else self.raw)[: self.cut]
            if self.silent:
                self.over.wait(5)
            elif self.pause:
                self._dribble(connection, raw)
            else:
                connection.sendall(raw)
        except OSError:
            return

    def _dribble(self, connection: socket.socket, raw: bytes) -> None:
        for byte in raw:
            if self.over.wait(self.pause):
                return
            connection.sendall(bytes([byte]))


def signed_for(request: bytes, answer: bytes, key: Ed25519PrivateKey = REPLY_KEY) -> bytes:
    """A raw answer with the centre's signature put into its head, for this raw request."""
    asking, _, _ = request.partition(b"\r\n\r\n")
    first, *lines = asking.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    asked = dict(line.split(": ", 1) for line in lines)
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *said = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in said)
    sign_reply(
        key,
        status=int(status.split(" ")[1]),
        headers=headers,
        body=body,
        asked=Asked(method, f"http://{asked['Host']}{target}", asked),
        now=datetime.now(UTC),
    )
    return "\r\n".join((status, *(f"{name}: {value}" for name, value in headers.items()), "", "")).encode() + body
