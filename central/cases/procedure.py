"""What a procedure is: states, transitions, who may, which clock runs, what pauses, what escalates, and the words of it all.

One JSON file a version, `resources/procedures/ID-VERSION.json`. A version never changes: a running case goes by the one it began with.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import ConfigDict, Field

from app.contract.wire import Message

NAME = r"^[a-z][a-z0-9-]{0,39}$"


class Role(StrEnum):
    """Who may act. `SYSTEM` is the centre's own clock; `TERMINAL` acts before a case is here."""

    APPLICANT = "applicant"
    WINDOW = "window-staff"
    HANDLER = "handler"
    APPROVER = "approver"
    OFFICE = "coordination-office"
    SYSTEM = "system"
    TERMINAL = "terminal"


class Need(StrEnum):
    """What a transition cannot be without."""

    REASON = "reason"
    EVIDENCE = "evidence"
    MATERIALS = "materials"
    """Some of the item's listed materials, and no others."""
    ASKED_MATERIALS = "asked-materials"
    """All that were asked for."""
    SPECIAL_PROCEDURE = "special-procedure"
    """One of those the item lists (现场勘察, 技术审查, 听证论证 …)."""


class Business(StrEnum):
    """What the business clock does in a state. It never begins anew."""

    NONE = "none"
    RUNS = "runs"
    PAUSED = "paused"
    OVER = "over"


class Outcome(StrEnum):
    NONE = ""
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Unit(StrEnum):
    WORKING = "working"
    CALENDAR = "calendar"


class Words(Message):
    """Empty ones are a fault that is listed, not a broken file."""

    zh: str = ""
    en: str = ""


class Limit(Message):
    """A legal or an internal value: its source, and whether anybody has confirmed it."""

    days: int = Field(ge=0, le=5_000)
    unit: Unit = Unit.WORKING
    source: str = Field(min_length=1)
    verified: bool


class Escalation(Message):
    """`overdue_days`: working days past the limit, after which a further role is told."""

    overdue_days: int = Field(ge=1, le=100)
    to: str


class StateClock(Message):
    """Begins anew in each state, and with each assignee unless it `stays_with_transfer`: a limit of the law is not lengthened by handing
    a case on. `limit_of`: as long as the special procedure may last by the item's list."""

    limit: Limit | None = None
    limit_of: Literal["", "special-procedure"] = ""
    on_expiry: str = ""
    """The transition that the centre makes by itself when the limit has passed."""
    escalate: tuple[Escalation, ...] = ()
    stays_with_transfer: bool = False


class State(Message):
    words: Words = Words()
    business: Business = Business.NONE
    clock: StateClock | None = None
    transferable: bool = False
    held_by: Literal["centre", "terminal"] = "centre"
    outcome: Outcome = Outcome.NONE
    ends: bool = False
    """The case is decided and handed over: a parent waits for this of its branches."""
    final: bool = False


class Transition(Message):
    """`as_of`: what begins with it begins now, or as of the day the state that is left was entered."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True)

    origins: tuple[str, ...] = Field(alias="from", min_length=1)
    to: str
    by: tuple[str, ...]
    words: Words = Words()
    needs: tuple[Need, ...] = ()
    not_the_doer_of: tuple[str, ...] = ()
    """Second person: whoever made one of these transitions may not make this one."""
    once: bool = False
    before_due: bool = False
    """Not after the state's limit."""
    as_of: Literal["now", "state-entry"] = "now"


class Correction(Message):
    ask: str
    answer: str


class Join(Message):
    """Transitions of a parent: all branches done as they must; one refused; all over and not as they must."""

    done: str
    refused: str
    over: str


class Procedure(Message):
    """`begins` is where an application begins, `received` where the centre takes it over."""

    id: str = Field(pattern=NAME)
    version: int = Field(ge=1, le=10_000)
    effective_from: date
    name: Words
    source: str
    verified: bool
    begins: str
    received: str
    transfer_by: tuple[str, ...]
    correction: Correction | None = None
    business_escalate: tuple[Escalation, ...] = ()
    join: Join | None = None
    states: dict[str, State] = Field(min_length=1, max_length=100)
    transitions: dict[str, Transition] = Field(min_length=1, max_length=300)

    def state(self, name: str) -> State:
        return self.states[name]

    def leaving(self, state: str) -> dict[str, Transition]:
        return {name: each for name, each in self.transitions.items() if state in each.origins}
