"""A visitor's call for help (求助): what a terminal says of it, and how the call stands.

POST /v1/terminals/{terminal_id}/help            HelpAsked → HelpStanding
GET  /v1/terminals/{terminal_id}/help/{id}       HelpStanding
POST /v1/terminals/{terminal_id}/help/{id}/end   HelpEnded → HelpStanding

None of it goes through the outbox: a call that arrives tomorrow is of no use, and a terminal that is out of reach says so at once.
The same `id` again is the same call, so that an answer that got lost is asked for again. One call stands for a terminal at a time:
another `id` means that whoever called before has gone. Nothing in it says who called.

A call-back travels as a job (kind `help.callback`, payload `CallbackAsked`), sealed as every job is.

Refusal codes: help-unknown (404), terminal-other (403).
"""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from app.contract.wire import IsoMoment, Message

CALL_ID = r"^[0-9a-f]{32}$"
BADGE = r"^[0-9A-Za-z][0-9A-Za-z-]{0,15}$"
"""The number on a name badge."""


class HelpAsked(Message):
    """`page` and `service` say where the visitor stands, as names of ours; `mode` is how the page looks to them."""

    id: str = Field(pattern=CALL_ID)
    page: str = Field(pattern=r"^[A-Za-z]{1,40}$")
    service: str = Field(default="", pattern=r"^(S\d{3})?$")
    language: str = Field(pattern=r"^[a-z]{2,3}$")
    mode: str = Field(pattern=r"^[a-z]{1,12}(-[a-z]{1,12})?$")
    asked_at: IsoMoment


class HelpState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class HelpWord(StrEnum):
    """How a call ended. The first four are for staff to say, the next three are the terminal's, the last one is the centre's own."""

    SOLVED = "solved"
    TO_WINDOW = "to-window"
    NOBODY_THERE = "nobody-there"
    MISTAKE = "mistake"
    VISIT_ENDED = "visit-ended"
    NOT_NEEDED = "not-needed"
    STAFF_CAME = "staff-came"
    SUPERSEDED = "superseded"


STAFF_WORDS = (HelpWord.SOLVED, HelpWord.TO_WINDOW, HelpWord.NOBODY_THERE, HelpWord.MISTAKE)
TERMINAL_WORDS = (HelpWord.VISIT_ENDED, HelpWord.NOT_NEEDED, HelpWord.STAFF_CAME)


class HelpEnded(Message):
    """One of `TERMINAL_WORDS`; what else is said counts as the visit's end."""

    word: HelpWord


class HelpStanding(Message):
    """`answer_seconds`: how long a call may stand unseen before the visitor is told that nobody has seen it. `badge` is the number on
    the name badge of whoever comes."""

    id: str
    state: HelpState
    answer_seconds: int = Field(ge=1, le=3_600)
    received_at: datetime
    acknowledged_at: datetime | None = None
    badge: str = ""
    word: HelpWord | None = None


class CallbackAsked(Message):
    """Somebody wants to be rung up, and has agreed that the number is kept for that. `call` is the call that nobody answered."""

    local_no: str
    phone: str = Field(repr=False, pattern=r"^\d{10,12}$")
    call: str = Field(default="", pattern=r"^([0-9a-f]{32})?$")
    page: str = Field(pattern=r"^[A-Za-z]{1,40}$")
    service: str = Field(default="", pattern=r"^(S\d{3})?$")
    language: str = Field(pattern=r"^[a-z]{2,3}$")
    agreed_at: datetime
