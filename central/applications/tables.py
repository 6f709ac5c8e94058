"""Which application is which case. Who applied, what they answered and handed in is the case's own, sealed."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class FiledApplication(Base):
    """`query_mark` stands for the code on the slip; `local_no` is the number that the terminal gave."""

    __tablename__ = "applications"

    project_no: Mapped[str] = mapped_column(ForeignKey("cases.project_no"), primary_key=True)
    query_mark: Mapped[str] = mapped_column(unique=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"))
    local_no: Mapped[str]
