"""THE CENTRE, KNOWLEDGE: its table: what was said of an answer. Nothing of who asked, nor of what they asked."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class AnswerFeedback(Base):
    """`given_through`: the terminal, or the person at window or hotline, who passed it on. `due_on` is None where nothing is owed."""

    __tablename__ = "answer_feedback"

    number: Mapped[str] = mapped_column(primary_key=True)
    answer_id: Mapped[str]
    version: Mapped[int]
    fingerprint: Mapped[str]
    unit_id: Mapped[str]
    channel: Mapped[str]
    given_through: Mapped[str]
    useful: Mapped[bool]
    reason: Mapped[str]
    note: Mapped[str]
    given_at: Mapped[datetime]
    received_at: Mapped[datetime]
    due_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str]
    action: Mapped[str]
    reply: Mapped[str]

    __table_args__ = (
        Index("ix_answer_feedback_answer", "answer_id", "version"),
        Index("ix_answer_feedback_unit", "unit_id", "number"),
    )
