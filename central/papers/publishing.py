"""The trust bundle and the list of papers that stand, as they are handed out to whoever asks: signed in themselves, the same for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from app.contract.papers import etag_of
from central.db.database import Database
from central.home import Home
from central.papers.register import mark, standings
from central.papers.renewal import bundle
from printing.signing_key import SigningKey
from printing.token import status_list

BUNDLE_AGE: Final = timedelta(days=1)
LIST_AGE: Final = timedelta(minutes=10)
"""So long the same bytes are handed out while nothing changes, and no longer: a list says as of when it speaks."""
LIST_LIVES: Final = timedelta(days=7)

Review = Callable[[Database, datetime], None]
"""Looks again at papers that may be overtaken meanwhile; not at all of them each time."""


@dataclass(frozen=True)
class Published:
    content: bytes
    made_at: datetime

    @property
    def etag(self) -> str:
        return etag_of(self.content)


class Publishing:
    """Thread-safe: whoever comes while a list is being made waits for it and gets the same."""

    def __init__(self, home: Home, database: Database, key: SigningKey, review: Review) -> None:
        self._home, self._database, self._key, self._review = home, database, key, review
        self._turn = Lock()
        self._bundle: Published | None = None
        self._list: Published | None = None
        self._mark = (0, 0)

    def bundle(self, now: datetime) -> Published:
        """Raises HomeMissing."""
        with self._turn:
            if self._bundle is None or not _is_recent(self._bundle, now, BUNDLE_AGE):
                self._bundle = Published(bundle(self._home, now), now)
            return self._bundle

    def statuses(self, now: datetime, address: str) -> Published:
        """`address` is where the list can be had. Raises KeyUnusable."""
        with self._turn:
            if self._list is None or not _is_recent(self._list, now, LIST_AGE):
                self._review(self._database, now)
                self._list = self._made(now, address)
            elif self._is_behind():
                self._list = self._made(now, address)
            return self._list

    def _is_behind(self) -> bool:
        with self._database.reading() as session:
            return mark(session) != self._mark

    def _made(self, now: datetime, address: str) -> Published:
        with self._database.reading() as session:
            said = standings(session)
        message = status_list.issue(
            said.fallen, said.papers, self._key, address=address, at=now, until=now + LIST_LIVES
        )
        self._mark = (said.papers, said.changes)
        return Published(message, now)


def _is_recent(published: Published, now: datetime, age: timedelta) -> bool:
    return published.made_at <= now < published.made_at + age
