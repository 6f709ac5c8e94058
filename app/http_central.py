"""The centre over HTTP: every request signed, every answer believed only when our centre signed it for this request, in our words.

200, our message, signed                → Accepted
4xx, application/problem+json, signed   → Refused
in our words and not so signed          → Unreachable(reply-not-believed)
503 with a code of ours, signed         → Refused
5xx                                     → Unreachable(server-error)
anything else that answers              → Unreachable(not-our-centre): a captive portal, a redirect, a foreign certificate
a certificate out of date, of another name → Unreachable(certificate-…)
nothing in time                         → Unreachable(timeout)
no answer at all, or a cut one          → Unreachable(no-connection)
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, TypeVar
from urllib.parse import urlsplit, urlunsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import ValidationError

from app.central import Accepted, Cause, Published, Refused, Unreachable
from app.centre_clock import CentreClock
from app.config import CentralServer
from app.contract import papers
from app.contract.appeal import AppealProgress, AppealQuery
from app.contract.application import ApplicationProgress, ApplicationsAsked, MyApplications
from app.contract.blobs import PART_TYPE, BlobStanding
from app.contract.credit import CreditCatalogue, CreditReportOrder, SealedReport
from app.contract.help import HelpAsked, HelpEnded, HelpStanding, HelpWord
from app.contract.jobs import Batch, BatchReceipt
from app.contract.licence import LicenceGrant, LicenceVerification
from app.contract.orders import NewKey, Noted, OrderReport
from app.contract.packs import FILE_TYPE, PackChanges
from app.contract.prefill import PrefillAsked, Prefilled
from app.contract.replies import Asked, Believed, ReplyNotBelieved, verify_reply
from app.contract.signing import Outgoing, sign
from app.contract.wire import API, COME_BACK, Greeting, Message, Refusal
from app.enrolment import Enrolment
from app.errors import ConfigRefused
from app.http_exchange import MOST_BYTES, Exchange, HTTPException, Incoming, TooLong

__all__ = ["MOST_BYTES", "HttpCentral", "cause_of", "plain_address"]

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"

_PORTS: Final = {"http": 80, "https": 443}
_CERTIFICATES: Final = {
    9: Cause.CERTIFICATE_NOT_YET_VALID,
    10: Cause.CERTIFICATE_EXPIRED,
    62: Cause.CERTIFICATE_OTHER_NAME,
    64: Cause.CERTIFICATE_OTHER_NAME,
}
"""X509_V_ERR_… as OpenSSL numbers them; every other one means an authority that is not ours."""

Answer = TypeVar("Answer", bound=Message)
Value = TypeVar("Value")


@dataclass(frozen=True)
class _Heard:
    """A signed answer that is no refusal: 200, or 304 where that could be."""

    status: int
    body: bytes = field(repr=False)
    etag: str


class HttpCentral:
    """Satisfies `app.central.Central`, and the roads of `app.blobs`, `app.packs` and `app.orders`. Threads may share it; each has
    a connection of its own. One call takes `timeout_seconds` and no longer, however slowly the other side dribbles its answer.

    `clock` is the centre's time as learnt from what it signed: requests are dated by it, so that a terminal whose battery died gets in.
    """

    def __init__(
        self, server: CentralServer, place: Enrolment, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`clock` is this machine's own. Raises ConfigRefused for an authority's file that cannot be used."""
        self._address = plain_address(server.url) + API
        self._exchange = _exchange(self._address, server)
        self._place = place
        self._key = place.key
        self._centre_key = Ed25519PublicKey.from_public_bytes(place.signing_public_key)
        self.clock = CentreClock(clock)

    def greet(self) -> Accepted[Greeting] | Refused | Unreachable:
        return self._ask("GET", "/greeting", None, Greeting)

    def verify_licence(self, asked: LicenceVerification) -> Accepted[LicenceGrant] | Refused | Unreachable:
        return self._ask("POST", "/licences/verify", asked, LicenceGrant)

    def credit_catalogue(self) -> Accepted[CreditCatalogue] | Refused | Unreachable:
        return self._ask("GET", "/credit/catalogue", None, CreditCatalogue)

    def make_credit_report(self, order: CreditReportOrder) -> Accepted[SealedReport] | Refused | Unreachable:
        return self._ask("POST", "/credit/reports", order, SealedReport)

    def appeal_progress(self, query: AppealQuery) -> Accepted[AppealProgress] | Refused | Unreachable:
        return self._ask("POST", "/appeals/progress", query, AppealProgress)

    def application_progress(self, query: AppealQuery) -> Accepted[ApplicationProgress] | Refused | Unreachable:
        return self._ask("POST", "/applications/progress", query, ApplicationProgress)

    def my_applications(self, asked: ApplicationsAsked) -> Accepted[MyApplications] | Refused | Unreachable:
        return self._ask("POST", "/applications/mine", asked, MyApplications)

    def ask_for_help(self, asked: HelpAsked) -> Accepted[HelpStanding] | Refused | Unreachable:
        return self._ask("POST", f"{self._mine}/help", asked, HelpStanding)

    def help_standing(self, call_id: str) -> Accepted[HelpStanding] | Refused | Unreachable:
        return self._ask("GET", f"{self._mine}/help/{call_id}", None, HelpStanding)

    def end_help(self, call_id: str, word: HelpWord) -> Accepted[HelpStanding] | Refused | Unreachable:
        return self._ask("POST", f"{self._mine}/help/{call_id}/end", HelpEnded(word=word), HelpStanding)

    def prefill(self, asked: PrefillAsked) -> Accepted[Prefilled] | Refused | Unreachable:
        return self._ask("POST", f"{self._mine}/prefill", asked, Prefilled)

    def deliver(self, batch: Batch) -> Accepted[BatchReceipt] | Refused | Unreachable:
        return self._ask("POST", f"{self._mine}/batches", batch, BatchReceipt)

    def report_order(self, order_id: str, report: OrderReport) -> Accepted[Noted] | Refused | Unreachable:
        return self._ask("POST", f"{self._mine}/orders/{order_id}", report, Noted)

    def register_key(self, new_key: NewKey) -> Accepted[Noted] | Refused | Unreachable:
        return self._ask("POST", f"{self._mine}/key", new_key, Noted)

    def sign_with(self, key: Ed25519PrivateKey) -> None:
        """From now on every request is signed with this key of the terminal."""
        self._key = key

    def blob_standing(self, sha256: str) -> Accepted[BlobStanding] | Refused | Unreachable:
        """How much of a blob the centre has."""
        return self._ask("GET", f"/blobs/{sha256}", None, BlobStanding)

    def send_blob_part(
        self, sha256: str, offset: int, length: int, part: bytes
    ) -> Accepted[BlobStanding] | Refused | Unreachable:
        path = f"/blobs/{sha256}?offset={offset:d}&length={length:d}"
        return _read(self._call("PATCH", path, part, PART_TYPE), lambda heard: _message(heard, BlobStanding))

    def pack_changes(self, since: str) -> Accepted[PackChanges | None] | Refused | Unreachable:
        """What has changed since the cursor; None when nothing has."""
        known = f'"{since}"' if since else ""
        heard = self._call("GET", f"/packs?since={since}", known=known)
        return _read(heard, lambda heard: None if heard.status == 304 else _message(heard, PackChanges))

    def pack_file_part(self, sha256: str, offset: int) -> Accepted[bytes] | Refused | Unreachable:
        heard = self._call("GET", f"/packs/files/{sha256}?offset={offset:d}", takes=FILE_TYPE)
        return _read(heard, lambda heard: heard.body)

    def paper_trust(self, known: str = "") -> Accepted[Published] | Refused | Unreachable:
        return _read(self._call("GET", papers.TRUST, takes=papers.TRUST_TYPE, known=known), _published)

    def paper_statuses(self, known: str = "") -> Accepted[Published] | Refused | Unreachable:
        return _read(self._call("GET", papers.STATUSES, takes=papers.STATUSES_TYPE, known=known), _published)

    @property
    def _mine(self) -> str:
        return f"/terminals/{self._place.terminal_id}"

    def _ask(
        self, method: str, path: str, message: Message | None, shape: type[Answer]
    ) -> Accepted[Answer] | Refused | Unreachable:
        body = message.model_dump_json().encode() if message else b""
        return _read(self._call(method, path, body), lambda heard: _message(heard, shape))

    def _call(
        self, method: str, path: str, body: bytes = b"", gives: str = JSON, *, takes: str = JSON, known: str = ""
    ) -> _Heard | Refused | Unreachable:
        """Ask; where the centre says that our date is off, and what time it has, ask once more with that. `known` is the ETag of
        what was fetched before."""
        answer: _Heard | Refused | Unreachable
        for last in (False, True):
            headers = {"Content-Type": gives, "Accept": takes, "Accept-Encoding": "identity"}
            if known:
                headers["If-None-Match"] = known
            answer = self._answer_to(Outgoing(method, self._address + path, headers, body), takes)
            if last or not (isinstance(answer, Refused) and answer.code == "clock-skew"):
                break
        return answer

    def _answer_to(self, asking: Outgoing, takes: str) -> _Heard | Refused | Unreachable:
        sign(asking, key=self._key, terminal_id=self._place.terminal_id, now=self.clock())
        asked_at = self.clock.ticks()
        try:
            incoming = self._exchange.send(asking)
            stranger = _stranger(incoming, takes, may_be_unchanged="If-None-Match" in asking.headers)
            if stranger is not None:
                return Unreachable(stranger)
            believed = self._believe(asking, incoming)
        except ReplyNotBelieved:
            return Unreachable(Cause.REPLY_NOT_BELIEVED)
        except (TooLong, OSError, HTTPException, ValueError) as wrong:
            return Unreachable(cause_of(wrong))
        self.clock.learn(believed.created, asked_at)
        return _understood(incoming, believed)

    def _believe(self, asking: Outgoing, incoming: Incoming) -> Believed:
        """Raises ReplyNotBelieved."""
        return verify_reply(
            self._centre_key,
            status=incoming.status,
            headers=incoming.headers,
            body=incoming.body,
            asked=Asked(asking.method, asking.url, asking.headers),
        )


def _exchange(address: str, server: CentralServer) -> Exchange:
    try:
        return Exchange(address, timeout_seconds=server.timeout_seconds, ca_file=server.ca_file)
    except (OSError, ssl.SSLError) as wrong:
        raise ConfigRefused(
            f"central.ca_file: {server.ca_file}: 不是可用的证书 / no PEM certificate that can be used ({wrong})"
        ) from None


def cause_of(wrong: Exception) -> Cause:
    """Why nothing can be known, from what the wire raised."""
    match wrong:
        case TooLong():
            return Cause.NOT_OUR_CENTRE
        case ssl.SSLCertVerificationError(verify_code=code):
            return _CERTIFICATES.get(code, Cause.NOT_OUR_CENTRE)
        case TimeoutError():
            return Cause.TIMEOUT
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return Cause.NO_CONNECTION
        case ssl.SSLError():
            return Cause.NOT_OUR_CENTRE
        case _:
            return Cause.NO_CONNECTION


def plain_address(url: str) -> str:
    """The address as both ends spell it in what is signed: lower-case host, no default port, no slash at the end."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    authority = f"[{host}]" if ":" in host else host
    if parts.port and parts.port != _PORTS[parts.scheme]:
        authority += f":{parts.port}"
    return urlunsplit((parts.scheme, authority, parts.path.rstrip("/"), "", ""))


def _stranger(incoming: Incoming, takes: str, *, may_be_unchanged: bool) -> Cause | None:
    """Why this is no answer of ours, from its outside alone; None where it may be one."""
    refusal = incoming.status >= 400 and incoming.media_type == PROBLEM
    if incoming.status >= 500 and not (refusal and _says_later(incoming)):
        return Cause.SERVER_ERROR
    agreed = incoming.status == 200 and incoming.media_type == takes
    if refusal or agreed or (incoming.status == 304 and may_be_unchanged):
        return None
    return Cause.NOT_OUR_CENTRE


def _says_later(incoming: Incoming) -> bool:
    """A 5xx tells nothing of what was asked, unless the centre itself says that the same may be asked again."""
    try:
        return incoming.status == 503 and Refusal.model_validate_json(incoming.body, strict=True).code in COME_BACK
    except ValidationError:
        return False


def _understood(incoming: Incoming, believed: Believed) -> _Heard | Refused | Unreachable:
    if incoming.status < 400:
        return _Heard(incoming.status, incoming.body, believed.headers.get("etag", ""))
    try:
        refusal = Refusal.model_validate_json(incoming.body, strict=True)
    except ValidationError:
        return Unreachable(Cause.NOT_OUR_CENTRE)
    return Refused(refusal.code, refusal.detail, incoming.status)


def _read(
    heard: _Heard | Refused | Unreachable, read: Callable[[_Heard], Value]
) -> Accepted[Value] | Refused | Unreachable:
    if not isinstance(heard, _Heard):
        return heard
    try:
        return Accepted(read(heard))
    except ValidationError:
        return Unreachable(Cause.NOT_OUR_CENTRE)


def _message(heard: _Heard, shape: type[Answer]) -> Answer:
    return shape.model_validate_json(heard.body, strict=True)


def _published(heard: _Heard) -> Published:
    return Published(None if heard.status == 304 else heard.body, heard.etag)
