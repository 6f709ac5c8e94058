"""A small identity provider that speaks OpenID Connect over real HTTP, and can be made to lie. It signs with `cryptography` alone."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

CLIENT, SECRET, RETURN_TO = "guanjia-centre", "a secret between two", "http://127.0.0.1/console"
Claims = dict[str, Any]


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


@dataclass
class Key:
    kid: str = field(default_factory=lambda: secrets.token_hex(4))
    private: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()), repr=False)

    @property
    def public(self) -> dict[str, str]:
        numbers = self.private.public_key().public_numbers()
        x, y = (b64(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "kid": self.kid, "x": x, "y": y, "use": "sig", "alg": "ES256"}

    def sign(self, said: bytes) -> bytes:
        r, s = decode_dss_signature(self.private.sign(said, ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def token(claims: Claims, sign: Callable[[bytes], bytes], **header: Any) -> str:
    """RFC 7515 §3.1, whatever it says of itself."""
    said = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{said}.{b64(sign(said.encode()))}"


@dataclass
class Provider:
    """`make` makes the ID token of claims that are right; a test puts a liar in its place."""

    url: str = ""
    subject: str = "sub-1"
    now: Callable[[], float] = lambda: 0.0
    amr: tuple[str, ...] = ("pwd",)
    key: Key = field(default_factory=Key)
    make: Callable[[Provider, Claims], str] | None = None
    description: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked_for_keys: int = 0
    refused: list[str] = field(default_factory=list)

    def described(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {
            "issuer": self.url,
            **{name: f"{self.url}/{place}" for name, place in places.items()},
        } | self.description

    def authorize(self, asked: dict[str, str]) -> str:
        """The person is who they are; where their browser goes back to."""
        code = secrets.token_urlsafe(12)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def granted(self, said: dict[str, str], authorization: str) -> str | None:
        """The ID token, once for each code, to whom it was meant for (RFC 6749 §4.1.3, RFC 7636 §4.6)."""
        asked = self.codes.pop(said.get("code", ""), None)
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        verifier = b64(hashlib.sha256(said.get("code_verifier", "").encode()).digest())
        if asked is None or authorization != basic or verifier != asked["code_challenge"]:
            self.refused.append("token")
            return None
        if said.get("redirect_uri") != asked["redirect_uri"]:
            self.refused.append("redirect")
            return None
        claims = self.claims(asked["nonce"])
        return self.make(self, claims) if self.make else self.honest(claims)

    def claims(self, nonce: str) -> Claims:
        now = int(self.now())
        said = {"iss": self.url, "aud": CLIENT, "sub": self.subject, "nonce": nonce, "iat": now, "exp": now + 300}
        return said | {"amr": list(self.amr)}

    def honest(self, claims: Claims) -> str:
        return token(claims, self.key.sign, alg="ES256", kid=self.key.kid)


@contextmanager
def providing(provider: Provider) -> Iterator[Provider]:
    """On a loopback port until the block is left."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/.well-known/openid-configuration":
                self._say(200, provider.described())
            elif parts.path == "/keys":
                provider.asked_for_keys += 1
                self._say(200, {"keys": [provider.key.public]})
            elif parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self._say(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            said = {name: values[0] for name, values in parse_qs(body).items()}
            granted = provider.granted(said, self.headers.get("Authorization", ""))
            self._say(*((200, {"id_token": granted}) if granted is not None else (400, {"error": "invalid_grant"})))

        def _say(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        provider.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join(timeout=20)
