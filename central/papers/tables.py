"""The papers' table: one row for each official paper, whichever zone made it."""

from datetime import datetime

from sqlalchemy import Index, or_
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base
from printing.token.status_list import PaperStatus


class IssuedPaper(Base):
    """`status_index` is its place in the status list for ever. `page_hashes`: 32 bytes a page, from when it was laid out.

    `void`: it was printed, and of no copy is it known that it came out whole. `overtaken`: asked again today, its question has
    another answer. Both may change again; a revocation stands.
    """

    __tablename__ = "issued_papers"

    number: Mapped[str] = mapped_column(primary_key=True)
    status_index: Mapped[int] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    page_hashes: Mapped[bytes]
    revoked: Mapped[bool]
    void: Mapped[bool]
    overtaken: Mapped[bool]

    @property
    def status(self) -> PaperStatus:
        if self.revoked:
            return PaperStatus.REVOKED
        if self.void:
            return PaperStatus.VOID
        return PaperStatus.SUPERSEDED if self.overtaken else PaperStatus.STANDS


_FALLEN = or_(IssuedPaper.revoked, IssuedPaper.void, IssuedPaper.overtaken)
Index("ix_issued_papers_fallen", IssuedPaper.status_index, sqlite_where=_FALLEN, postgresql_where=_FALLEN)
