"""THE PAPER: the ledger of papers: each copy's row is durable before its first byte leaves, and is never forgotten half-way.

    rendered ─► sealed ─► sent ─► printing ─► out ─► taken | left
        │          │        │        │
        └──────────┴────────┴────────┴─► failed (no sheet came out) | partial | unknown ─► settled by a person

A row holds the paper's number, never a person. Numbers of the terminal's own papers are drawn here too. One SQLite file in its
own room, rollback journal and synchronous=EXTRA: a row that `begin` has returned for survives the plug being pulled. SQLite's
write-ahead log is not used, nor is what went wrong in it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Final

MOST_COPIES: Final = 2
"""A number is printed once, and once more where the first copy came out spoiled or not at all (同号补打)."""

KEPT: Final = timedelta(days=400)
"""An ended row is kept longer than any paper of ours may be asked about."""


class Stage(StrEnum):
    """Where a copy is. `left`: it came out and nobody took it. `settled`: a person has looked and said what became of it."""

    RENDERED = "rendered"
    SEALED = "sealed"
    SENT = "sent"
    PRINTING = "printing"
    OUT = "out"
    TAKEN = "taken"
    LEFT = "left"
    FAILED = "failed"
    PARTIAL = "partial"
    UNKNOWN = "unknown"
    SETTLED = "settled"


ENDED: Final = frozenset(
    {Stage.FAILED, Stage.PARTIAL, Stage.UNKNOWN, Stage.OUT, Stage.TAKEN, Stage.LEFT, Stage.SETTLED}
)
"""Nothing more will come out of the printer for such a row."""

_BEFORE: Final[dict[Stage, frozenset[Stage]]] = {
    Stage.SEALED: frozenset({Stage.RENDERED}),
    Stage.SENT: frozenset({Stage.RENDERED, Stage.SEALED}),
    Stage.PRINTING: frozenset({Stage.SENT, Stage.PRINTING}),
    Stage.OUT: frozenset({Stage.SENT, Stage.PRINTING}),
    Stage.FAILED: frozenset({Stage.RENDERED, Stage.SEALED, Stage.SENT, Stage.PRINTING}),
    Stage.PARTIAL: frozenset({Stage.SENT, Stage.PRINTING}),
    Stage.UNKNOWN: frozenset({Stage.SENT, Stage.PRINTING}),
    Stage.TAKEN: frozenset({Stage.OUT, Stage.LEFT}),
    Stage.LEFT: frozenset({Stage.OUT}),
    Stage.SETTLED: frozenset({Stage.UNKNOWN, Stage.PARTIAL}),
}


class LedgerError(Exception):
    """`code` has words; what it is about is a paper's number, never a person."""

    code = "ledger-error"


class CopyNotDue(LedgerError):
    """This copy is out already, or one before it is not."""

    code = "copy-not-due"


class CopiesUsedUp(LedgerError):
    code = "copies-used-up"


class NotItsTurn(LedgerError):
    """A row does not go from where it is to where it was sent: somebody else has moved it, or nobody ever began it."""

    code = "ledger-not-its-turn"


class LedgerUnusable(LedgerError):
    """The file cannot be read or written. Nothing is printed without it."""

    code = "ledger-unusable"


@dataclass(frozen=True)
class Row:
    """One copy of one paper. `sha256` is over the paper as it was made, before any mark of a further copy; `by` a role
    or a staff number."""

    number: str
    copy_no: int
    pages: int
    pages_out: int
    sha256: str
    stage: Stage
    reason: str
    by: str
    begun_at: datetime
    moved_at: datetime


_TABLE = """
CREATE TABLE IF NOT EXISTS paper (
    number TEXT NOT NULL, copy_no INTEGER NOT NULL CHECK (copy_no >= 1),
    pages INTEGER NOT NULL CHECK (pages >= 1), pages_out INTEGER NOT NULL DEFAULT 0,
    sha256 TEXT NOT NULL, stage TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', by TEXT NOT NULL,
    begun_at TEXT NOT NULL, moved_at TEXT NOT NULL,
    PRIMARY KEY (number, copy_no)
) STRICT, WITHOUT ROWID
"""
_SERIES = "CREATE TABLE IF NOT EXISTS series (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID"
_COLUMNS = "number, copy_no, pages, pages_out, sha256, stage, reason, by, begun_at, moved_at"


class Ledger:
    """The ledger at `path` (":memory:" for papers nobody need remember). Threads may share it; the terminal's process prints by it,
    and others may read and settle meanwhile.

    Every call may raise LedgerUnusable.
    """

    def __init__(self, path: Path | str, now: Callable[[], datetime]) -> None:
        self._now = now
        self._turn = Lock()
        with _understood():
            self._store = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
            self._store.execute("PRAGMA journal_mode = DELETE")
            # EXTRA syncs the folder too: under FULL a deleted journal may be back after a power cut, and takes the last row with it.
            self._store.execute("PRAGMA synchronous = EXTRA")
            self._store.execute(_TABLE)
            self._store.execute(_SERIES)

    def draw(self, series: str) -> str:
        """The next number of a series of the terminal's own papers (`F-03-20261123` → `F-03-20261123-0001`): durable when this
        returns, and never drawn again."""
        with self._writing() as store:
            last = store.execute(
                "INSERT INTO series (name, last) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last",
                (series,),
            ).fetchone()
        return f"{series}-{last[0]:04d}"

    def begin(self, number: str, copy_no: int, *, pages: int, sha256: str, by: str, sealed: bool = True) -> None:
        """Open the row of one copy: durable when this returns. A copy of which no sheet came out may be begun again.

        Raises CopiesUsedUp, CopyNotDue.
        """
        if copy_no > MOST_COPIES:
            raise CopiesUsedUp(number)
        stage, at = Stage.SEALED if sealed else Stage.RENDERED, self._now().isoformat()
        with self._writing() as store:
            if copy_no != _copy_due(store, number):
                raise CopyNotDue(number)
            store.execute(
                f"INSERT OR REPLACE INTO paper ({_COLUMNS}) VALUES (?, ?, ?, 0, ?, ?, '', ?, ?, ?)",  # noqa: S608  # a constant
                (number, copy_no, pages, sha256, stage, by, at, at),
            )

    def move(self, number: str, copy_no: int, stage: Stage, *, pages_out: int = 0, reason: str = "") -> None:
        """Take the row to `stage`, if that follows from where it is; durable when this returns. Raises NotItsTurn."""
        before = sorted(_BEFORE.get(stage, frozenset()))
        marks = ", ".join("?" * len(before))
        with self._writing() as store:
            moved = store.execute(
                f"UPDATE paper SET stage = ?, pages_out = max(pages_out, ?), reason = ?, moved_at = ?"  # noqa: S608  # marks only
                f" WHERE number = ? AND copy_no = ? AND stage IN ({marks})",
                (stage, pages_out, reason, self._now().isoformat(), number, copy_no, *before),
            )
            if moved.rowcount != 1:
                raise NotItsTurn(number)

    def settle(self, number: str, copy_no: int, *, by: str, found: str) -> None:
        """A person has looked: `found` says in a code what became of an unknown or partial copy. Raises NotItsTurn."""
        self.move(number, copy_no, Stage.SETTLED, reason=f"{found} by {by}")

    def rows(self, number: str) -> tuple[Row, ...]:
        """Every copy of one paper, first copy first."""
        return self._read("WHERE number = ? ORDER BY copy_no", (number,))

    def under_way(self) -> tuple[Row, ...]:
        """Copies that were begun and have not ended: after a start, those that the last run was torn away from."""
        ended = sorted(ENDED)
        return self._read(f"WHERE stage NOT IN ({', '.join('?' * len(ended))}) ORDER BY begun_at", tuple(ended))

    def for_a_person(self) -> tuple[Row, ...]:
        """Copies of which nobody knows, or only a part came out: somebody has to look."""
        return self._read("WHERE stage IN (?, ?) ORDER BY begun_at", (Stage.UNKNOWN, Stage.PARTIAL))

    def open_rows(self) -> tuple[Row, ...]:
        """Copies that are not over: under way, of unknown or partial outcome, or left lying. The newest first."""
        over = (Stage.OUT, Stage.TAKEN, Stage.FAILED, Stage.SETTLED)
        return self._read("WHERE stage NOT IN (?, ?, ?, ?) ORDER BY begun_at DESC, number, copy_no", over)

    def forget_old(self) -> int:
        """Drop rows that ended longer than `KEPT` ago and wait for nobody; returns how many."""
        limit = (self._now() - KEPT).isoformat()
        gone = sorted(ENDED - {Stage.UNKNOWN, Stage.PARTIAL})
        marks = ", ".join("?" * len(gone))
        with self._writing() as store:
            return store.execute(
                f"DELETE FROM paper WHERE moved_at < ? AND stage IN ({marks})",  # noqa: S608  # marks only
                (limit, *gone),
            ).rowcount

    def close(self) -> None:
        with self._turn:
            self._store.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._turn, _understood():
            self._store.execute("BEGIN IMMEDIATE")
            try:
                yield self._store
            except BaseException:
                self._store.execute("ROLLBACK")
                raise
            self._store.execute("COMMIT")

    def _read(self, where: str, values: tuple[object, ...]) -> tuple[Row, ...]:
        with self._turn, _understood():
            return tuple(map(_row, self._store.execute(f"SELECT {_COLUMNS} FROM paper {where}", values)))  # noqa: S608  # constants


def _copy_due(store: sqlite3.Connection, number: str) -> int:
    """One more than the copies of which paper may have come out; a copy that failed clean does not count."""
    spent = store.execute(
        "SELECT count(*) FROM paper WHERE number = ? AND stage <> ?", (number, Stage.FAILED)
    ).fetchone()
    return int(spent[0]) + 1


def _row(columns: tuple[str, int, int, int, str, str, str, str, str, str]) -> Row:
    number, copy_no, pages, pages_out, sha256, stage, reason, by, begun_at, moved_at = columns
    begun, moved = datetime.fromisoformat(begun_at), datetime.fromisoformat(moved_at)
    return Row(number, copy_no, pages, pages_out, sha256, Stage(stage), reason, by, begun, moved)


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        # The library's words may hold a statement; its kind is enough for who repairs.
        raise LedgerUnusable(type(error).__name__) from None
