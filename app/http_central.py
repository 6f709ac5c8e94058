"""The centre over HTTP: every request signed, every answer believed only when it is in our words.

200 and our message                → Accepted
4xx and application/problem+json   → Refused
5xx                                → Unreachable(server-error)
anything else that answers         → Unreachable(not-our-centre): a captive portal, a redirect, a foreign certificate
nothing in time                    → Unreachable(timeout)
no answer at all, or a cut one     → Unreachable(no-connection)
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import requests
from pydantic import ValidationError
from urllib3.exceptions import HTTPError, ReadTimeoutError

from app.central import Accepted, Cause, Refused, Unreachable
from app.config import CentralServer
from app.contract.appeal import AppealProgress, AppealQuery
from app.contract.credit import CreditCatalogue, CreditReportOrder, SealedReport
from app.contract.jobs import Batch, BatchReceipt
from app.contract.licence import LicenceGrant, LicenceVerification
from app.contract.signing import sign
from app.contract.wire import API, Greeting, Message, Refusal
from app.enrolment import Enrolment

MOST_BYTES = 16 * 1024 * 1024
"""An answer longer than this is not ours: a sealed report of 100 pages has a tenth of it."""

_CHUNK = 64 * 1024
_MOST_IDLE_SECONDS = 2.0
_LEAST_SKEW = timedelta(seconds=30)
_PORTS = {"http": 80, "https": 443}

Answer = TypeVar("Answer", bound=Message)


class HttpCentral:
    """Satisfies `app.central.Central`. Threads may share it; each has a connection of its own.

    One call takes `timeout_seconds` and little more, however slowly the other side dribbles its answer.
    """

    def __init__(
        self, server: CentralServer, place: Enrolment, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._base = _plain(server.url) + API
        self._timeout = server.timeout_seconds
        self._verify: bool | str = server.ca_file or True
        self._place = place
        self._clock = clock
        self._skew = timedelta()
        self._threads = threading.local()

    def greet(self) -> Accepted[Greeting] | Refused | Unreachable:
        answer = self._call("GET", "/greeting", None, Greeting)
        if isinstance(answer, Accepted):
            self._set_clock_by(answer.value.server_time)
        return answer

    def verify_licence(self, asked: LicenceVerification) -> Accepted[LicenceGrant] | Refused | Unreachable:
        return self._call("POST", "/licences/verify", asked, LicenceGrant)

    def credit_catalogue(self) -> Accepted[CreditCatalogue] | Refused | Unreachable:
        return self._call("GET", "/credit/catalogue", None, CreditCatalogue)

    def make_credit_report(self, order: CreditReportOrder) -> Accepted[SealedReport] | Refused | Unreachable:
        return self._call("POST", "/credit/reports", order, SealedReport)

    def appeal_progress(self, query: AppealQuery) -> Accepted[AppealProgress] | Refused | Unreachable:
        return self._call("POST", "/appeals/progress", query, AppealProgress)

    def deliver(self, batch: Batch) -> Accepted[BatchReceipt] | Refused | Unreachable:
        return self._call("POST", f"/terminals/{self._place.terminal_id}/batches", batch, BatchReceipt)

    def _call(
        self, method: str, path: str, message: Message | None, shape: type[Answer]
    ) -> Accepted[Answer] | Refused | Unreachable:
        deadline = monotonic() + self._timeout
        try:
            with self._send(method, path, message) as response:
                return _understood(response, _body(response, deadline), shape)
        except _TooLong:
            return Unreachable(Cause.NOT_OUR_CENTRE)
        except requests.exceptions.SSLError:
            return Unreachable(Cause.NOT_OUR_CENTRE)
        except (requests.Timeout, ReadTimeoutError, TimeoutError):
            return Unreachable(Cause.TIMEOUT)
        except (requests.RequestException, HTTPError, OSError, ValueError):
            return Unreachable(Cause.NO_CONNECTION)

    def _send(self, method: str, path: str, message: Message | None) -> requests.Response:
        body = message.model_dump_json().encode() if message else None
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        prepared = requests.Request(method, self._base + path, data=body, headers=headers).prepare()
        sign(prepared, key=self._place.key, terminal_id=self._place.terminal_id, now=self._clock() + self._skew)
        return self._session().send(
            prepared, timeout=self._timeout, allow_redirects=False, stream=True, verify=self._verify
        )

    def _session(self) -> requests.Session:
        """This thread's connection; one that lay idle is given up, because the other side may be closing it just now, and
        whether a request sent into that moment was heard nobody can say."""
        mine = self._threads
        idle = monotonic() - getattr(mine, "used_at", monotonic())
        mine.used_at = monotonic()
        if not hasattr(mine, "session"):
            mine.session = requests.Session()
            # Neither a proxy of the environment nor a .netrc has a say in where a citizen's request goes.
            mine.session.trust_env = False
        session: requests.Session = mine.session
        if idle > _MOST_IDLE_SECONDS:
            session.close()
        return session

    def _set_clock_by(self, server_time: datetime) -> None:
        """Requests are dated by the centre's clock: a terminal whose battery died still gets in, and its own clock stays."""
        skew = server_time - self._clock()
        self._skew = skew if abs(skew) > _LEAST_SKEW else timedelta()


class _TooLong(Exception):
    pass


def _body(response: requests.Response, deadline: float) -> bytes:
    """The whole body, within `deadline` and MOST_BYTES. A dribble is read as it comes, so that the deadline is seen."""
    body = bytearray()
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > MOST_BYTES:
            raise _TooLong
        if monotonic() > deadline:
            raise TimeoutError
    return bytes(body)


def _understood(
    response: requests.Response, body: bytes, shape: type[Answer]
) -> Accepted[Answer] | Refused | Unreachable:
    status = response.status_code
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if status >= 500:
        return Unreachable(Cause.SERVER_ERROR)
    try:
        if status == 200 and media_type == "application/json":
            return Accepted(shape.model_validate_json(body, strict=True))
        if status >= 400 and media_type == "application/problem+json":
            refusal = Refusal.model_validate_json(body, strict=True)
            return Refused(refusal.code, refusal.detail, status)
    except ValidationError:
        return Unreachable(Cause.NOT_OUR_CENTRE)
    return Unreachable(Cause.NOT_OUR_CENTRE)


def _plain(url: str) -> str:
    """The address as both ends spell it in what is signed: lower-case host, no default port, no slash at the end."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    authority = f"[{host}]" if ":" in host else host
    if parts.port and parts.port != _PORTS[parts.scheme]:
        authority += f":{parts.port}"
    return urlunsplit((parts.scheme, authority, parts.path.rstrip("/"), "", ""))
