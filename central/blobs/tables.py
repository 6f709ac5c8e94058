"""Blobs that are complete. Their bytes lie in the home, under `blobs/`, by their hash."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class Blob(Base):
    """`terminal_id` brought it first."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    length: Mapped[int]
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"))
    received_at: Mapped[datetime]
