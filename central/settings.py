"""THE CENTRE: what one running centre is told."""

from dataclasses import dataclass
from pathlib import Path

from central.clock import Clock, utc_now
from central.papers.keys import SealMachine

CENTRE_NAME = "东莞市公共信用信息管理平台（演示）"
"""Whom the centre says it is, in its greeting and on its paper. A demonstration says so."""

DATABASE_FILE = "centre.db"

DATABASE_URL_FILE = "database-url"
"""A line in the home that names the centre's database, for its owner's eyes only: a password has no place among the arguments of a
command, which everybody on the machine can read."""


@dataclass(frozen=True)
class Settings:
    """`database_url` empty means what the file `database-url` in the home says, or else the SQLite file there. `public_url` stands in the
    QR code of every report: a scheme and a host.

    `seal_machine` holds the seal's key where no file does.
    `simulated_licence_system` mounts the stand-in for the outside electronic-licence system: never on in service.
    """

    home: Path
    database_url: str = ""
    public_url: str = "http://127.0.0.1:8600"
    simulated_licence_system: bool = False
    seal_machine: SealMachine | None = None
    clock: Clock = utc_now

    @property
    def database(self) -> str:
        return self.database_url or _written_down(self.home) or f"sqlite:///{self.home / DATABASE_FILE}"


def _written_down(home: Path) -> str:
    written = home / DATABASE_URL_FILE
    return written.read_text("utf-8").strip() if written.is_file() else ""
