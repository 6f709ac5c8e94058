"""找一件事: what is keyed in, and what it finds among all there is to come for. It goes with the visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.contract.finding.index import Hit, SearchIndex
    from kiosk.hands import Hands
    from kiosk.menu import Row
    from kiosk.service import Service
    from kiosk.shell.standing import Standing

QML_IMPORT_NAME = "kiosk.shell"
QML_IMPORT_MAJOR_VERSION = 1

MOST_CHARACTERS = 20
"""Longer than the name of anything to be found."""


@QmlElement
@QmlUncreatable("the shell has the one search")
class Searching(QObject):
    """GUI thread only. The index is made beside it, once, when the terminal is complete; it holds no question."""

    told = Signal()

    def __init__(self, shell: Standing) -> None:
        super().__init__(shell)
        self._shell = shell
        self._index: SearchIndex | None = None
        self._query = ""
        self._found: list[Row] = []
        shell.offerChanged.connect(self._look)

    def take(self, hands: Hands) -> None:
        """The terminal is complete: make the index where nobody waits for it."""
        from kiosk.search.catalogue import index_of_services

        hands.workers.maintenance.do(index_of_services, self._have)

    def learn(self, declared: Iterable[Service]) -> None:
        """What the centre has declared is found from now on, too."""
        from kiosk.search.catalogue import index_of_services

        services, hands = tuple(declared), self._shell.hands
        hands.workers.maintenance.do(lambda: index_of_services(services), self._have)

    def _have(self, index: SearchIndex) -> None:
        self._index = index
        self._look()

    def visit_is_over(self) -> None:
        self._ask("")

    def _ask(self, query: str) -> None:
        self._query = query[:MOST_CHARACTERS]
        self._look()

    def _look(self) -> None:
        """Anew with each character, and whenever a tile has opened or closed."""
        shell = self._shell
        if self._index is None or not shell.ready_now:
            self._found = []
        else:
            found = self._index.find(self._query, self._rank)
            self._found = [self._row(hit) for hit in found if self._shell.menu.knows(hit.id)]
        self.told.emit()

    def _rank(self, service_id: str) -> int:
        """Of two things found alike, the one that can be done here and now comes first."""
        if not self._shell.menu.knows(service_id):
            return 2
        row = self._shell.menu.row_of(service_id, self._shell.around, str)
        return 0 if not row["closed"] else 2 if row["where"] else 1

    def _row(self, hit: Hit) -> Row:
        """As a tile shows it; `met`: the word that was found, where that is not its name."""
        shell = self._shell
        row = shell.menu.row_of(hit.id, shell.around, shell.say)
        known = hit.word in f"{row['title']} {row['hint']}"
        met = hit.word if shell.language_now == "zh" and not known else ""
        return {**row, "met": met}

    # ---- what its page shows ----

    @Property(str, notify=told)
    def query(self) -> str:
        return self._query

    @Property(int, notify=told)
    def longest(self) -> int:
        """Characters that a question may have."""
        return MOST_CHARACTERS

    @Property(int, notify=told)
    def found(self) -> int:
        """How many there are of what was asked for."""
        return len(self._found)

    @Property("QVariantList", notify=told)
    def rows(self) -> list[Row]:
        """id, title, hint, closed, reason, where, met: the nearest first"""
        return self._found

    @Property(bool, notify=told)
    def nothing(self) -> bool:
        """Something was asked, and nothing is like it."""
        return bool(self._query.strip()) and not self._found and self._index is not None

    # ---- what it may be asked ----

    @Slot(str)
    def put(self, characters: str) -> None:
        self._ask(self._query + characters)

    @Slot(str)
    def setQuery(self, text: str) -> None:  # QML's spelling
        self._ask(text)

    @Slot()
    def erase(self) -> None:
        self._ask(self._query[:-1])

    @Slot()
    def clear(self) -> None:
        self._ask("")
