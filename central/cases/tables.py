"""The cases' tables (models 2.0.3, under their usual ids). Who applied is masked here and whole in what is sealed."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class ProcedureVersion(Base):
    """A procedure as the first case that went by it found it: what the program brings later does not change it."""

    __tablename__ = "case_procedures"

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[str]
    sha256: Mapped[str]


class Case(Base):
    """How a case stands now. Every change of it is an event as well, in the same transaction; `revision` is the number of its last one.

    JSON stands in `materials` (what the item lists), `special_procedures` (name: most days), `pauses` (from, to), `units` (every unit
    it was with), `correction_materials`. `next_due` is the nearer of the two clocks, `next_check` the day on which the nightly run has
    something to do; both are empty where no clock runs.
    """

    __tablename__ = "cases"

    project_no: Mapped[str] = mapped_column(primary_key=True)
    project_name: Mapped[str]
    project_type: Mapped[str]
    apply_type: Mapped[str]
    channel: Mapped[str]
    task_code: Mapped[str]
    task_version: Mapped[str]
    task_name: Mapped[str]
    catalog_code: Mapped[str]
    procedure: Mapped[str]
    procedure_version: Mapped[int]
    applicant_id: Mapped[str] = mapped_column(index=True)
    applyer_name: Mapped[str]
    applyer_type: Mapped[str]
    applyer_page_type: Mapped[str]
    applyer_page_code: Mapped[str]
    contact_name: Mapped[str]
    contact_mobile: Mapped[str]
    particulars_sealed: Mapped[bytes]
    materials: Mapped[str]
    special_procedures: Mapped[str]
    org_code: Mapped[str]
    org_name: Mapped[str]
    handle_user_id: Mapped[str]
    """Who accepted it; empty before, and where nobody's word did."""
    parent_no: Mapped[str | None] = mapped_column(ForeignKey("cases.project_no"), index=True)
    mandatory: Mapped[bool]

    state: Mapped[str]
    revision: Mapped[int]
    head: Mapped[str]
    """Of the chain of its events (`central.cases.chain`)."""
    assignee_unit: Mapped[str]
    assignee_person: Mapped[str]
    units: Mapped[str]
    transfers: Mapped[int]
    bounced: Mapped[bool]
    outcome: Mapped[str]
    terminal_submitted_at: Mapped[datetime | None]
    center_received_at: Mapped[datetime]
    state_since: Mapped[datetime]
    last_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    clock_from: Mapped[date]
    state_due: Mapped[date | None]
    state_due_provisional: Mapped[bool]
    state_escalation: Mapped[int]
    accepted_on: Mapped[date | None]
    promise_days: Mapped[int]
    promise_unit: Mapped[str]
    promise_date: Mapped[date | None]
    promise_provisional: Mapped[bool]
    business_escalation: Mapped[int]
    paused_since: Mapped[date | None]
    pauses: Mapped[str]
    special_procedure: Mapped[str]
    special_days: Mapped[int]
    correction_asked_at: Mapped[datetime | None]
    correction_materials: Mapped[str]
    next_due: Mapped[date | None]
    next_check: Mapped[date | None]
    calendar_version: Mapped[int]
    exchanged: Mapped[int] = mapped_column(default=0, server_default="0")
    """The number of the last event that the provincial exchange was told of."""
    notified: Mapped[int] = mapped_column(default=0, server_default="0")
    """The number of the last event that was looked at for a notice to the applicant."""


_RUNS = text("next_due IS NOT NULL")
_CHECKED = text("next_check IS NOT NULL")
Index("ix_cases_due", Case.next_due, Case.project_no, sqlite_where=_RUNS, postgresql_where=_RUNS)
Index(
    "ix_cases_unit_due", Case.assignee_unit, Case.next_due, Case.project_no, sqlite_where=_RUNS, postgresql_where=_RUNS
)
Index("ix_cases_check", Case.next_check, Case.project_no, sqlite_where=_CHECKED, postgresql_where=_CHECKED)
_NEW = text("exchanged < revision")
Index("ix_cases_unexchanged", Case.project_no, sqlite_where=_NEW, postgresql_where=_NEW)
_UNTOLD = text("notified < revision")
Index("ix_cases_unnotified", Case.project_no, sqlite_where=_UNTOLD, postgresql_where=_UNTOLD)
Index("ix_cases_unit", Case.assignee_unit, Case.project_no)


class CaseEvent(Base):
    """One thing that happened to a case (models: process rows). Appended, never changed: the database refuses it, and `mark`, under a
    key in the centre's home, is over this row and the head of the chain before it.

    `handle_explain` is what the actor wrote; `content` is JSON: evidence, materials, and how both clocks stood after it.
    """

    __tablename__ = "case_events"

    project_no: Mapped[str] = mapped_column(ForeignKey("cases.project_no"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_name: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    actor_id: Mapped[str]
    actor_unit: Mapped[str]
    actor_role: Mapped[str]
    handle_explain: Mapped[str]
    content: Mapped[str]
    terminal_submitted_at: Mapped[datetime | None]
    center_received_at: Mapped[datetime]
    mark: Mapped[str]


class CaseRequest(Base):
    """What was answered to a request under its idempotency key: asked again, it is answered the same and done no second time."""

    __tablename__ = "case_requests"

    actor_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    reply: Mapped[str]
    at: Mapped[datetime]


class CaseAttempt(Base):
    """Somebody tried what may not be: a material that is not listed, closing their own work. Kept apart from what happened."""

    __tablename__ = "case_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_no: Mapped[str] = mapped_column(ForeignKey("cases.project_no"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[str]
    actor_unit: Mapped[str]
    wanted: Mapped[str]
    code: Mapped[str]
    detail: Mapped[str]


class CaseMessage(Base):
    """One of the five messages, as it was owed to the provincial exchange. How it went, and the exchange's receipt, is its delivery's."""

    __tablename__ = "case_messages"

    project_no: Mapped[str] = mapped_column(ForeignKey("cases.project_no"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    batch: Mapped[str]
    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id"))
