"""Published packs. Their files lie in the home, under `packs/`, by their hash."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class PackVersion(Base):
    """One version of one pack: its manifest as signed. `change` counts over all packs: it is what a cursor points behind."""

    __tablename__ = "pack_versions"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change: Mapped[int] = mapped_column(unique=True)
    manifest: Mapped[bytes]
    signature: Mapped[bytes]
    made_at: Mapped[datetime]


class PackFileHeld(Base):
    """A file that some version names."""

    __tablename__ = "pack_files"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
