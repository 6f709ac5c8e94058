"""What an address picker shows: QML module kiosk.typing. Town, then village or road, then the number, each by a touch or by initials."""

from __future__ import annotations

from PySide6.QtCore import QObject

from kiosk.qt import Property, QmlSingleton, Signal, Slot
from kiosk.typing.places import Place, beginning_with, next_initials, places
from kiosk.typing.writable import admitted

QML_IMPORT_NAME = "kiosk.typing"
QML_IMPORT_MAJOR_VERSION = 1

Row = dict[str, object]

LONGEST_NUMBER = 20


@QmlSingleton
class PlacePicker(QObject):
    """One for all pages: an address picker begins with it, and ends with it when its page goes. What was picked is told as one line."""

    told = Signal()
    picked = Signal(str)
    """The address as it stands, after each step; empty again when it is begun anew."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: tuple[Place, ...] = ()
        self._initials = ""
        self._number = ""
        self._page = 0
        self._each = 12
        self._turns = 0

    @Slot(result=int)
    def begin(self) -> int:
        """A picker is on its page. Returns the number by which it may `end`."""
        self._turns += 1
        self._path, self._initials, self._number, self._page = (), "", "", 0
        self.told.emit()
        return self._turns

    @Slot(int)
    def end(self, turn: int) -> None:
        """Its page goes. Nothing is done where another has begun meanwhile."""
        if turn == self._turns:
            self.begin()

    @Property(str, notify=told)
    def step(self) -> str:
        """town | part | number"""
        return ("town", "part", "number")[len(self._path)]

    @Property(str, notify=told)
    def text(self) -> str:
        """The address so far; empty before a town is chosen."""
        names = "".join(place.name for place in self._path)
        return f"{places().city}{names}{self._number}" if names else ""

    @Property(bool, notify=told)
    def synthetic(self) -> bool:
        """Whether something in it, or on offer, is made up."""
        return any(place.synthetic for place in (*self._path, *self._shown()))

    @Property(str, notify=told)
    def initials(self) -> str:
        return self._initials

    @Property(str, notify=told)
    def letters(self) -> str:
        """The letters that lead somewhere from here."""
        return next_initials(self._initials, self._among())

    @Property("QVariantList", notify=told)
    def rows(self) -> list[Row]:
        """name, english, synthetic: what is on this page to choose from"""
        return [
            {"name": place.name, "english": place.english, "synthetic": place.synthetic} for place in self._on_page()
        ]

    @Property(int, notify=told)
    def page(self) -> int:
        return self._page

    @Property(int, notify=told)
    def pages(self) -> int:
        return max(1, -(-len(self._shown()) // self._each))

    @Property(int, notify=told)
    def each(self) -> int:
        """How many there is room for on a page."""
        return self._each

    @each.setter  # type: ignore[no-redef]  # the setter of the property above
    def each(self, each: int) -> None:
        if each > 0 and each != self._each:
            self._each = each
            self._page = min(self._page, self.pages - 1)
            self.told.emit()

    @Property(str, notify=told)
    def number(self) -> str:
        return self._number

    @Slot(int)
    def choose(self, index: int) -> None:
        """The place at this position of the page that is up."""
        shown = self._on_page()
        if 0 <= index < len(shown):
            self._path, self._initials, self._page = (*self._path, shown[index]), "", 0
            self._tell()

    @Slot(str)
    def spell(self, letter: str) -> None:
        if letter and letter in self.letters:
            self._initials, self._page = self._initials + letter, 0
            self.told.emit()

    @Slot(str)
    def addToNumber(self, character: str) -> None:  # QML's spelling
        """A digit, a letter, or one of 号栋楼室."""
        may = admitted(character).text
        if len(self._path) == 2 and len(self._number) + len(may) <= LONGEST_NUMBER:
            self._number += may
            self._tell()

    @Slot()
    def erase(self) -> None:
        """The last letter or digit; where there is none, the last step."""
        if self._initials:
            self._initials, self._page = self._initials[:-1], 0
        elif self._number:
            self._number = self._number[:-1]
        else:
            self._path, self._page = self._path[:-1], 0
        self._tell()

    @Slot()
    def clear(self) -> None:
        self._path, self._initials, self._number, self._page = (), "", "", 0
        self._tell()

    @Slot(int)
    def turn(self, by: int) -> None:
        self._page = max(0, min(self.pages - 1, self._page + by))
        self.told.emit()

    def _among(self) -> tuple[Place, ...]:
        if not self._path:
            return places().towns
        return self._path[0].parts if len(self._path) == 1 else ()

    def _shown(self) -> tuple[Place, ...]:
        return beginning_with(self._initials, self._among())

    def _on_page(self) -> tuple[Place, ...]:
        return self._shown()[self._page * self._each : (self._page + 1) * self._each]

    def _tell(self) -> None:
        self.told.emit()
        self.picked.emit(self.text)
