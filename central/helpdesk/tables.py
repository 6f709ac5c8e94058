"""The help desk's tables."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class HelpTicket(Base):
    """One call for help. Where the visitor stands, and nothing of who they are.

    `heard_at`: when its terminal last asked how it stands. `acknowledged_by` and `closed_by` are name-badge numbers; `closed_by` is
    empty where no member of staff closed it.
    """

    __tablename__ = "help_tickets"

    id: Mapped[str] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"))
    page: Mapped[str]
    service: Mapped[str]
    language: Mapped[str]
    mode: Mapped[str]
    asked_at: Mapped[datetime]
    received_at: Mapped[datetime]
    heard_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str]
    word: Mapped[str]

    __table_args__ = (
        Index(
            "ix_help_tickets_standing",
            "terminal_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )


class HelpWindow(Base):
    """A window that sees the calls of its hall. Of its key only a keyed hash is kept. It is the key of a person who holds a window post
    in a unit (`person_id`, `unit_id` of central.organisations); one from before there were posts is nobody's."""

    __tablename__ = "help_windows"

    name: Mapped[str] = mapped_column(primary_key=True)
    site: Mapped[str]
    key_mark: Mapped[str] = mapped_column(unique=True)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    person_id: Mapped[str | None]
    unit_id: Mapped[str | None]


class HelpCallback(Base):
    """Somebody waits to be rung up. `phone_sealed` opens with the centre's own key only, and is emptied when the call is made."""

    __tablename__ = "help_callbacks"

    number: Mapped[str] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"))
    local_no: Mapped[str]
    call: Mapped[str]
    phone_masked: Mapped[str]
    phone_sealed: Mapped[bytes]
    page: Mapped[str]
    service: Mapped[str]
    language: Mapped[str]
    agreed_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]
    done_by: Mapped[str]


class HelpCallbackLook(Base):
    """Somebody at a window has had the whole telephone number before them."""

    __tablename__ = "help_callback_looks"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("help_callbacks.number"), index=True)
    window: Mapped[str]
    badge: Mapped[str]
    at: Mapped[datetime]
