"""THE CENTRE: which backups there are, and so up to when everything is in one: the watermark that terminals wait for."""

from datetime import datetime

from sqlalchemy import BigInteger, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.db.base import Base


class Backup(Base):
    """One backup that was made and looked at. Everything received before `until` is in it."""

    __tablename__ = "backups"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    made_at: Mapped[datetime]
    file_name: Mapped[str]
    length: Mapped[int] = mapped_column(BigInteger)


def backed_up_until(session: Session) -> datetime | None:
    """None while there is no backup. Terminals keep what they delivered until it has been in one for 30 days."""
    until: datetime | None = session.scalar(select(func.max(Backup.until)))
    return until
