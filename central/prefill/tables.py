"""THE CENTRE, PREFILL: its tables: who was asked about whom, for what, and where each value came from. No value is kept."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class PrefillAsking(Base):
    """One form of one visit. `agreed_at` is the terminal's time of the visitor's agreement to `purposes`. The counts: fields of the
    whole form, those that somebody else may know, those that the terminal has from the card, and those that were filled."""

    __tablename__ = "prefill_askings"

    id: Mapped[str] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"))
    grant_mark: Mapped[str]
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    asked_sha256: Mapped[str]
    task_code: Mapped[str]
    task_version: Mapped[int]
    purposes: Mapped[str]
    agreed_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    fields: Mapped[int]
    with_source: Mapped[int]
    from_card: Mapped[int]
    filled: Mapped[int]

    __table_args__ = (Index("ix_prefill_askings_form", "task_code", "task_version"),)


class PrefillOrigin(Base):
    """Where one field's value came from, as it was told to the visitor."""

    __tablename__ = "prefill_origins"

    asking_id: Mapped[str] = mapped_column(ForeignKey("prefill_askings.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    system: Mapped[str]
    dataset: Mapped[str]
    as_of: Mapped[date]
    unit_id: Mapped[str]


class DataCorrection(Base):
    """Somebody says that a value is wrong (A2.8). `own_sealed` is theirs, opens with the centre's own key, and is emptied when the unit
    that keeps the value has settled it."""

    __tablename__ = "data_corrections"

    number: Mapped[str] = mapped_column(primary_key=True)
    asking_id: Mapped[str] = mapped_column(ForeignKey("prefill_askings.id"), index=True)
    path: Mapped[str]
    system: Mapped[str]
    dataset: Mapped[str]
    as_of: Mapped[date]
    unit_id: Mapped[str] = mapped_column(index=True)
    own_sealed: Mapped[bytes]
    reason: Mapped[str]
    contested_at: Mapped[datetime]
    received_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str]
    finding: Mapped[str]
    finding_reason: Mapped[str]
