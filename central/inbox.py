"""THE CENTRE: what terminals delivered: every key for ever, and how far each aggregate has come (reliability B.3)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class Aggregate(Base):
    """One case of one terminal. Its name is kept as a mark: it may hold a code that opens the case."""

    __tablename__ = "aggregates"

    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"), primary_key=True)
    aggregate_mark: Mapped[str] = mapped_column(primary_key=True)
    last_seq: Mapped[int]


class InboxItem(Base):
    """One delivered item. Never deleted: its key refuses a second effect for ever. The payload stays sealed.

    `filed_no` is the terminal's own number for it, which no second item of this installation can have.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("terminal_id", "aggregate_mark", "seq"),
        Index("ix_inbox_filed_no", "terminal_id", "incarnation", "filed_no", unique=True),
        Index("ix_inbox_received_at", "received_at"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"))
    incarnation: Mapped[str] = mapped_column(server_default="")
    filed_no: Mapped[int | None]
    aggregate_mark: Mapped[str]
    seq: Mapped[int]
    kind: Mapped[str]
    payload_sha256: Mapped[str]
    sealed_payload: Mapped[bytes]
    created_at: Mapped[datetime]
    received_at: Mapped[datetime]
    receipt: Mapped[str]
    state: Mapped[str]
