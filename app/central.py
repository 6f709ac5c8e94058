"""The centre as seen from here.

Every call returns a value: what the centre said, that it refused, or that nothing can be known. Nothing raises for the
network's sake. `http_central.HttpCentral` speaks HTTP; `fake_central.FakeCentral` is the same in memory with a wire to cut.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from app.contract.appeal import AppealProgress, AppealQuery
from app.contract.application import ApplicationProgress, ApplicationsAsked, MyApplications
from app.contract.credit import CreditCatalogue, CreditReportOrder, SealedReport
from app.contract.help import HelpAsked, HelpStanding, HelpWord
from app.contract.jobs import Batch, BatchReceipt
from app.contract.licence import LicenceGrant, LicenceVerification
from app.contract.prefill import PrefillAsked, Prefilled
from app.contract.wire import Greeting

T_co = TypeVar("T_co", covariant=True)


class Cause(StrEnum):
    """Why nothing can be known. `not-our-centre`: something answered, but not in our words (a captive portal's HTML), or behind a
    certificate of no authority we know. `reply-not-believed`: in our words, and not signed by our centre for this very request."""

    NO_CONNECTION = "no-connection"
    TIMEOUT = "timeout"
    SERVER_ERROR = "server-error"
    NOT_OUR_CENTRE = "not-our-centre"
    REPLY_NOT_BELIEVED = "reply-not-believed"
    CERTIFICATE_EXPIRED = "certificate-expired"
    CERTIFICATE_NOT_YET_VALID = "certificate-not-yet-valid"
    CERTIFICATE_OTHER_NAME = "certificate-other-name"


@dataclass(frozen=True)
class Accepted(Generic[T_co]):
    value: T_co


@dataclass(frozen=True)
class Refused:
    """The centre understood and says no. `code` is one of the codes named in `app.contract`; `status` is HTTP's, which
    tells a fault of the message (400, 413, 422) from one of the sender (401, 403, 409) and from "later" (408, 429)."""

    code: str
    detail: str = ""
    status: int = 400


@dataclass(frozen=True)
class Published:
    """Something that the centre hands out to everybody, signed in itself. `content` is None where what is known already still holds."""

    content: bytes | None
    etag: str


@dataclass(frozen=True)
class Unreachable:
    cause: Cause


class Central(Protocol):
    """All calls block up to their own time-out; call them from `background` or from the sync thread."""

    def greet(self) -> Accepted[Greeting] | Refused | Unreachable: ...

    def verify_licence(self, asked: LicenceVerification) -> Accepted[LicenceGrant] | Refused | Unreachable: ...

    def credit_catalogue(self) -> Accepted[CreditCatalogue] | Refused | Unreachable: ...

    def make_credit_report(self, order: CreditReportOrder) -> Accepted[SealedReport] | Refused | Unreachable: ...

    def appeal_progress(self, query: AppealQuery) -> Accepted[AppealProgress] | Refused | Unreachable: ...

    def application_progress(self, query: AppealQuery) -> Accepted[ApplicationProgress] | Refused | Unreachable: ...

    def my_applications(self, asked: ApplicationsAsked) -> Accepted[MyApplications] | Refused | Unreachable:
        """What was begun in this name, at any terminal."""
        ...

    def paper_trust(self, known: str = "") -> Accepted[Published] | Refused | Unreachable:
        """Whose signatures on papers count (`app.contract.papers`). `known` is the ETag of what is held."""
        ...

    def paper_statuses(self, known: str = "") -> Accepted[Published] | Refused | Unreachable:
        """Which papers stand; as above."""
        ...

    def ask_for_help(self, asked: HelpAsked) -> Accepted[HelpStanding] | Refused | Unreachable:
        """A visitor calls. Asked again with the same id it is the same call."""
        ...

    def help_standing(self, call_id: str) -> Accepted[HelpStanding] | Refused | Unreachable:
        """Whether somebody has seen it."""
        ...

    def end_help(self, call_id: str, word: HelpWord) -> Accepted[HelpStanding] | Refused | Unreachable:
        """Nobody waits any more."""
        ...

    def prefill(self, asked: PrefillAsked) -> Accepted[Prefilled] | Refused | Unreachable:
        """What other systems know already of one form (`app.contract.prefill`). A source that says nothing is no refusal."""
        ...

    def deliver(self, batch: Batch) -> Accepted[BatchReceipt] | Refused | Unreachable: ...
