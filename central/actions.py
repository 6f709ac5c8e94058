"""THE CENTRE: what operators did, chained so that none can be changed or taken out unseen.

Every action is a line of `operators.log` in the home before it is begun, and a row of the database once it is done: a database restored
from a backup has forgotten the actions since, a terminal that was shut out among them, and the file has not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.db.base import Base
from central.keyed_hash import KeyedHash

LOG_FILE = "operators.log"
RESTORE = "restore"
_BEGINNING = ""


class OperatorAction(Base):
    """`who` is an operator's name at work, `what` one of the orders of `guanjia central`, `about` a terminal, a number, a file.

    `mark` is over this row and the mark before it, under a key in the centre's home.
    """

    __tablename__ = "operator_actions"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    who: Mapped[str]
    what: Mapped[str]
    about: Mapped[str]
    mark: Mapped[str]


@dataclass(frozen=True)
class Act:
    """`id` makes its line in the log and its row the same."""

    id: str
    at: datetime
    who: str
    what: str
    about: str


def begin(home: Path, act: Act) -> None:
    """On the disk before it is done. Raises OSError: then it may not be done."""
    _append(home, {"id": act.id, "at": act.at.isoformat(), "who": act.who, "what": act.what, "about": act.about})


def give_up(home: Path, act: Act) -> None:
    """It was begun and came to nothing."""
    _append(home, {"id": act.id, "done": False})


def record(keyed_hash: KeyedHash, session: Session, act: Act) -> None:
    """It is done. In `Database.write`: of two at one moment the second one begins again."""
    last = session.scalars(select(OperatorAction).order_by(OperatorAction.number.desc()).limit(1)).one_or_none()
    number, before = (last.number + 1, last.mark) if last else (1, _BEGINNING)
    row = OperatorAction(number=number, id=act.id, at=act.at, who=act.who, what=act.what, about=act.about)
    row.mark = _mark(keyed_hash, row, before)
    session.add(row)


def actions(session: Session) -> list[OperatorAction]:
    """All of them, oldest first."""
    return list(session.scalars(select(OperatorAction).order_by(OperatorAction.number)))


def first_broken(keyed_hash: KeyedHash, rows: list[OperatorAction]) -> OperatorAction | None:
    """The first action that does not follow from the one before it; None while the chain holds."""
    before = _BEGINNING
    for row in rows:
        if row.mark != _mark(keyed_hash, row, before):
            return row
        before = row.mark
    return None


def forgotten(home: Path, session: Session) -> list[str]:
    """What the log says was done and this database knows nothing of: done after the backup that it was restored from."""
    known = set(session.scalars(select(OperatorAction.id)))
    begun = {said["id"]: said for said in _lines(home / LOG_FILE) if "what" in said}
    came_to_nothing = {said["id"] for said in _lines(home / LOG_FILE) if said.get("done") is False}
    return [
        f"{said['at']} {said['who']}: {said['what']} {said['about']}".rstrip()
        for found, said in begun.items()
        if found not in known | came_to_nothing and said["what"] != RESTORE
    ]


def _mark(keyed_hash: KeyedHash, row: OperatorAction, before: str) -> str:
    said = [before, row.number, row.id, row.at.isoformat(), row.who, row.what, row.about]
    return keyed_hash.mark("operator-action", json.dumps(said, ensure_ascii=False))


def _append(home: Path, said: dict[str, Any]) -> None:
    handle = os.open(home / LOG_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """A line that was cut off by a crash is nobody's."""
    for line in path.read_text("utf-8", errors="replace").splitlines() if path.is_file() else ():
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict) and "id" in said:
            yield said
