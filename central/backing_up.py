"""THE CENTRE: making a backup and putting one back. Only the database: the keys in the home want a place of their own, elsewhere.

A backup is two files: centre-MOMENT.db or .dump, and centre-MOMENT.json, which says what it is. Neither is there before it is whole.
"""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ValidationError

from central.actions import forgotten
from central.backups import Backup
from central.centre import Centre
from central.clock import Clock
from central.db.database import Database
from central.db.failures import CopyFailed
from central.db.version import HEAD
from central.db.whole_files import sync
from central.home import Home
from central.recovery import begin_new_life
from central.tables import make_tables

ENDINGS = {"sqlite": "db", "postgresql": "dump"}


class BackupLabel(BaseModel):
    """What stands beside a backup. `home` is a mark by which a home knows its own: only its keys open what is in there."""

    kind: str
    step: str
    epoch: str
    until: AwareDatetime
    file_name: str
    length: int
    sha256: str
    home: str


def back_up(centre: Centre, folder: Path) -> BackupLabel:
    """Copy the database into `folder` while it is in use; from then on terminals hear up to when everything is in a backup.

    Raises CopyFailed, OSError, DatabaseAway.
    """
    with centre.database.still():
        # Nothing is being taken in at this moment: whatever was received before it is there, and will be in the copy.
        until = centre.now()
    label = _copy(centre, folder, until)
    with centre.database.writing() as session:
        session.merge(_row(label, centre.now()))
    return label


def put_back(home: Home, database: Database, label_file: Path, clock: Clock) -> list[str]:
    """Put a backup where no database is, bring it to this program's step, and begin another life of the centre.

    What is left for a person: the operators' actions that the backup knows nothing of. Raises CopyFailed, OSError, DatabaseUnusable.
    """
    label = _read_label(label_file)
    file = _checked(home, database, label, label_file)
    database.copy_in(file)
    make_tables(database, clock)
    now = clock()
    begin_new_life(database, now, backed_up=label.until)
    with database.writing() as session:
        session.merge(_row(label, now))
        return forgotten(home.path, session)


def _copy(centre: Centre, folder: Path, until: datetime) -> BackupLabel:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"centre-{until:%Y%m%dT%H%M%SZ}"
    file = folder / f"{name}.{ENDINGS[centre.database.kind]}"
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    centre.database.copy_out(new)
    label = BackupLabel(
        kind=centre.database.kind,
        step=HEAD,
        epoch=centre.epoch,
        until=until,
        file_name=file.name,
        length=new.stat().st_size,
        sha256=_sha256(new),
        home=_mark_of(centre.home),
    )
    _put(new, file)
    _write_label(file.with_suffix(".json"), label)
    return label


def _row(label: BackupLabel, made_at: datetime) -> Backup:
    return Backup(
        sha256=label.sha256, until=label.until, made_at=made_at, file_name=label.file_name, length=label.length
    )


def _checked(home: Home, database: Database, label: BackupLabel, label_file: Path) -> Path:
    if label.kind != database.kind:
        raise CopyFailed(f"this is a backup of {label.kind}, and the centre's database is {database.kind}")
    if label.home != _mark_of(home):
        raise CopyFailed(f"{home.path} is not the home whose keys open this backup")
    file = label_file.with_name(Path(label.file_name).name)
    if _sha256(file) != label.sha256:
        raise CopyFailed(f"{file} is not what was backed up: it was changed, or broke off")
    return file


def _read_label(path: Path) -> BackupLabel:
    try:
        return BackupLabel.model_validate_json(path.read_bytes())
    except ValidationError:
        raise CopyFailed(f"{path} is no backup's label: name the .json beside the backup") from None


def _write_label(path: Path, label: BackupLabel) -> None:
    new = path.with_name(f".{path.name}.new")
    new.write_text(label.model_dump_json(indent=1) + "\n", "utf-8")
    _put(new, path)


def _put(new: Path, path: Path) -> None:
    sync(new)
    new.replace(path)
    sync(path.parent)


def _mark_of(home: Home) -> str:
    return home.keyed_hash.mark("backup", "home")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
