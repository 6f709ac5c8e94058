"""THE CENTRE: which terminals were invited to enrol (central.invitations says how)."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class Invitation(Base):
    """`used_by` is the public key it let in; with that same key it is answered again, for an answer may get lost."""

    __tablename__ = "invitations"

    name: Mapped[str] = mapped_column(primary_key=True)
    salt: Mapped[bytes]
    terminal_id: Mapped[str]
    site: Mapped[str]
    expires_at: Mapped[datetime]
    used_by: Mapped[bytes | None]
    used_at: Mapped[datetime | None]
