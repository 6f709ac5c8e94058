"""The electronic business licence: its holders, its codes, the grants (models 2.0.1). No identity number is kept, only its mark."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base

FULL_AUTHORITY = "全业务"
NAMED_SERVICES = "精准"
MOST_MANAGERS = 5


class LicenceHolder(Base):
    """One person who may show this enterprise's licence. `auth_type`, `auth_items`, `auth_valid_to` bind 办事人 only."""

    __tablename__ = "licence_holders"

    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), primary_key=True)
    holder_mark: Mapped[str] = mapped_column(primary_key=True)
    holder_role: Mapped[str]
    holder_masked: Mapped[str]
    auth_type: Mapped[str] = mapped_column(default="")
    auth_items: Mapped[str] = mapped_column(default="")
    """Service ids, joined by commas."""
    auth_valid_to: Mapped[date | None] = mapped_column(default=None)


class LicenceCode(Base):
    """A dynamic code as the outside licence system issued it."""

    __tablename__ = "licence_codes"

    code_mark: Mapped[str] = mapped_column(primary_key=True)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    holder_mark: Mapped[str]
    issued_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Grant(Base):
    """The centre's word: this person, this enterprise, this service, at this terminal, until then."""

    __tablename__ = "grants"

    grant_mark: Mapped[str] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"))
    service: Mapped[str]
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    holder_mark: Mapped[str]
    holder_role: Mapped[str]
    holder_masked: Mapped[str]
    granted_at: Mapped[datetime]
    expires_at: Mapped[datetime]
