"""The appeals zone's tables (models 2.1)."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class LeadUnit(Base):
    """Who leads on a topic in a town."""

    __tablename__ = "lead_units"

    town: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str]
    verified: Mapped[bool]


class Appeal(Base):
    """One appeal. Who filed it and how to reach them stays in the sealed item in the inbox; here it is masked."""

    __tablename__ = "appeals"

    appeal_no: Mapped[str] = mapped_column(primary_key=True)
    query_mark: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"))
    local_no: Mapped[str]
    uscc: Mapped[str] = mapped_column(index=True)
    entity_name: Mapped[str]
    town: Mapped[str]
    key_class: Mapped[str]
    evidence: Mapped[str]
    needs_check: Mapped[bool]
    """The enterprise is known by the visitor's word only: staff look before the appeal is handed on."""
    holder_mark: Mapped[str]
    holder_masked: Mapped[str]
    phone_masked: Mapped[str]
    topic: Mapped[str]
    matters: Mapped[str]
    """JSON list."""
    headcount: Mapped[int | None]
    words: Mapped[str] = mapped_column(server_default="")
    """What the visitor wrote in their own words, for whoever handles the appeal; the progress page does not show it."""
    place: Mapped[str] = mapped_column(server_default="")
    text_mark: Mapped[str] = mapped_column(index=True)
    repeats: Mapped[str]
    """Number of the first appeal with the same text by the same enterprise on the same day or within a day; both stay."""
    lead_unit: Mapped[str]
    state: Mapped[str]
    contact_due: Mapped[datetime]
    contact_due_provisional: Mapped[bool]
    terminal_submitted_at: Mapped[datetime]
    received_at: Mapped[datetime]
    project_no: Mapped[str | None]
    """Its case, which says how it stands. None for one that came in before appeals had cases."""


class AppealEvent(Base):
    """One step of an appeal, as the progress page shows it. `english` is empty where a clerk has written only Chinese."""

    __tablename__ = "appeal_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_no: Mapped[str] = mapped_column(ForeignKey("appeals.appeal_no"), index=True)
    at: Mapped[datetime]
    text: Mapped[str]
    english: Mapped[str] = mapped_column(server_default="")
