"""What text entries work with: QML module kiosk.typing. The text, what is being spelt, the ten candidates on show."""

from __future__ import annotations

from PySide6.QtCore import QObject

from kiosk.qt import Property, QmlSingleton, Signal, Slot
from kiosk.typing import engines
from kiosk.typing.composition import Composition
from kiosk.typing.draft import Draft
from kiosk.typing.helper import FAILED, MISSING, Answer, HelperState
from kiosk.typing.rare import HEXADECIMAL, LONGEST_CODE, character_of, radicals
from kiosk.typing.writable import NO_GLYPH

QML_IMPORT_NAME = "kiosk.typing"
QML_IMPORT_MAJOR_VERSION = 1

Row = dict[str, object]

SPELT = ("pinyin", "stroke")
NO_MATCH, NO_ENGINE, ENGINE_FAILED, NO_CHARACTER = (
    "typing-no-match",
    "typing-no-engine",
    "typing-failed",
    "typing-no-character",
)
MOST_INK = 3_000
"""Points of one drawing; a hand that goes on drawing is not followed for ever."""


@QmlSingleton
class Typist(QObject):
    """One for all pages: a text entry begins with it, and ends with it when its page goes. GUI thread only.

    `text` is what was written; whatever comes in, by key, by candidate or by assistive technology, goes through one gate (`draft`).
    Positions that QML sees count as QML counts: characters beyond U+FFFF are two.
    """

    textChanged = Signal()
    cursorChanged = Signal()
    told = Signal()
    edited = Signal(str)
    """The visitor has changed the text; not told for a text that the page handed in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draft = Draft()
        self._composition = Composition()
        self._ink: list[list[float]] = []
        self._problem = ""
        self._code = ""
        self._radical = _Radical()
        self._turns = 0
        engines.speller().changed.connect(self.told)
        engines.reader().changed.connect(self.told)

    @Slot(str, int, str, result=int)
    def begin(self, purpose: str, maximum: int, text: str) -> int:
        """A text entry is on its page: everything of the one before is gone. Returns the number by which it may `end`."""
        self._turns += 1
        self._give_up_composition()
        self._draft = Draft(purpose, maximum)
        columns, cells = self._composition.columns, self._composition.cells
        self._composition = Composition(columns)
        self._composition.arrange(columns, cells)
        self._composition.way = "letters" if purpose == "letters" else "ink"
        self._problem = self._draft.replace(text)
        self._tell_text()
        self.told.emit()
        return self._turns

    @Slot(int)
    def end(self, turn: int) -> None:
        """The entry's page goes; nothing of it stays. Nothing is done where another has begun meanwhile."""
        if turn == self._turns:
            self.begin("text", 0, "")

    # ---- the text ----

    @Property(str, notify=textChanged)
    def text(self) -> str:
        return self._draft.text

    @text.setter  # type: ignore[no-redef]  # the setter of the property above
    def text(self, text: str) -> None:
        if text != self._draft.text:
            self._problem = self._draft.replace(text)
            self._tell_text()

    @Property(int, notify=cursorChanged)
    def cursor(self) -> int:
        return _as_qml_counts(self._draft.text[: self._draft.cursor])

    @Property(int, notify=told)
    def maximum(self) -> int:
        return self._draft.maximum

    @Property(int, notify=textChanged)
    def count(self) -> int:
        """Characters written, as a person counts them."""
        return len(self._draft.text)

    @Slot(str)
    def put(self, text: str) -> None:
        """Write at the cursor. What is being spelt is given up: a full stop ends it."""
        self._write(text)

    @Slot(str)
    def replace(self, text: str) -> None:
        """Another text, by assistive technology."""
        if text == self._draft.text:
            return
        self._problem = self._draft.replace(text)
        self._tell_text()
        self.edited.emit(self._draft.text)

    @Slot()
    def erase(self) -> None:
        """What is being spelt goes first, a key at a time; then the drawing; then the text."""
        self._problem = ""
        if self._composition.steps:
            self._composition.back()
            self._ask()
        elif self._ink or self._code or self._radical.step:
            self._give_up_composition()
        else:
            self._draft.erase()
            self._tell_text()
            self.edited.emit(self._draft.text)
        self.told.emit()

    @Slot()
    def clear(self) -> None:
        """Everything goes."""
        self._give_up_composition()
        self._draft.clear()
        self._problem = ""
        self._tell_text()
        self.edited.emit("")
        self.told.emit()

    @Slot(int)
    def move(self, by: int) -> None:
        self._draft.place(self._draft.cursor + by)
        self.cursorChanged.emit()

    @Slot(int)
    def place(self, cursor: int) -> None:
        """The cursor, as QML counts."""
        self._draft.place(_as_people_count(self._draft.text, cursor))
        self.cursorChanged.emit()

    # ---- spelling, drawing, looking up ----

    @Property(str, notify=told)
    def way(self) -> str:
        """pinyin | stroke | ink | letters | rare"""
        return self._composition.way

    @way.setter  # type: ignore[no-redef]  # the setter of the property above
    def way(self, way: str) -> None:
        if way != self._composition.way:
            self._give_up_composition()
            self._composition.way, self._problem = way, ""
            self.told.emit()

    @Property(bool, notify=told)
    def spellerMissing(self) -> bool:  # QML's spelling
        """librime is not on this machine: pinyin and strokes are closed."""
        return engines.speller().state is HelperState.MISSING

    @Property(bool, notify=told)
    def readerMissing(self) -> bool:  # QML's spelling
        return engines.reader().state is HelperState.MISSING

    @Property(bool, notify=told)
    def starting(self) -> bool:
        """What was typed is kept, and answered in a moment."""
        helper = engines.reader() if self.way == "ink" else engines.speller()
        return helper.state is HelperState.STARTING

    @Property(str, notify=told)
    def problem(self) -> str:
        """Why something was not taken, or why there are no candidates: a code for which the entry has words."""
        return self._problem

    @Property(str, notify=told)
    def spelt(self) -> str:
        """What stands over the candidates: syllables, strokes, or the digits of a number."""
        return self._code if self.way == "rare" and self._code else self._composition.shown

    @Property("QVariantList", notify=told)
    def candidates(self) -> list[Row]:
        """text, cell, span: those on show, at most ten"""
        return [{"text": row.text, "cell": row.cell, "span": row.span} for row in self._composition.candidates]

    @Property(int, notify=told)
    def page(self) -> int:
        return self._composition.page

    @Property(int, notify=told)
    def pages(self) -> int:
        return self._composition.pages

    @Property(int, notify=told)
    def columns(self) -> int:
        return self._composition.columns

    @columns.setter  # type: ignore[no-redef]  # the setter of the property above
    def columns(self, columns: int) -> None:
        self._composition.arrange(columns, max(columns, self._composition.cells))
        self.told.emit()

    @Property(int, notify=told)
    def cells(self) -> int:
        """How many of a page."""
        return self._composition.cells

    @cells.setter  # type: ignore[no-redef]  # the setter of the property above
    def cells(self, cells: int) -> None:
        self._composition.arrange(self._composition.columns, cells)
        self.told.emit()

    @Slot()
    def warm(self) -> None:
        """The entry is on the screen: have the helper of its way ready."""
        if self.way in SPELT:
            engines.speller().warm()
        elif self.way == "ink":
            engines.reader().warm()

    @Slot(str)
    def spell(self, key: str) -> None:
        """A letter of pinyin, or a stroke: h 横 s 竖 p 撇 n 点 z 折."""
        self._problem = ""
        if self._composition.spell(key):
            self._ask()
        self.told.emit()

    @Slot("QVariantList")
    def draw(self, strokes: list[list[float]]) -> None:
        """The whole drawing as it stands, at each pen-up: strokes as x, y, x, y …"""
        self._problem = ""
        self._ink = _thinned([[float(number) for number in stroke] for stroke in strokes])
        if self._ink:
            engines.reader().ask({"ink": self._ink}, self._read, self)
        else:
            self._give_up_composition()
        self.told.emit()

    @Slot(int)
    def turn(self, by: int) -> None:
        self._composition.turn(by)
        self.told.emit()

    @Slot(int)
    def choose(self, index: int) -> None:
        """The candidate at this place on the page that is up, counted from 0."""
        shown = self._composition.candidates
        if not 0 <= index < len(shown):
            return
        chosen = shown[index]
        if self.way == "pinyin":
            self._composition.take(chosen.place)
            self._ask()
        elif self.way == "rare" and self._radical.step == "radical":
            self._choose_radical(chosen.place)
        else:
            self._write(chosen.text)
        self.told.emit()

    # ---- rare characters ----

    @Property(str, notify=told)
    def rareStep(self) -> str:  # QML's spelling
        """ "" | radical | beside | found: how far the way by radical has come"""
        return self._radical.step

    @Property("QVariantList", notify=told)
    def rareCounts(self) -> list[int]:  # QML's spelling
        """The numbers of strokes there are to choose from: the radical's own, then those beside it."""
        if self._radical.step in ("beside", "found"):
            return radicals().beside(self._radical.number)
        return radicals().strokes()

    @Property(str, notify=told)
    def rareRadical(self) -> str:  # QML's spelling
        return self._radical.form

    @Slot()
    def startRare(self) -> None:  # QML's spelling
        """From the beginning again, by radical or by number."""
        self._problem = ""
        self._give_up_composition()

    @Slot(int)
    def countStrokes(self, strokes: int) -> None:  # QML's spelling
        """So many strokes: of the radical, or beside the one that was chosen."""
        self._problem, self._code = "", ""
        if self._radical.step in ("beside", "found"):
            self._radical.step = "found"
            found = radicals().found(self._radical.number, strokes)
            self._composition.offer(enumerate(found))
            self._problem = "" if found else NO_MATCH
        else:
            self._radical.step = "radical"
            self._composition.offer(radicals().of(strokes))
        self.told.emit()

    @Slot(str)
    def addToCode(self, digit: str) -> None:  # QML's spelling
        """One more digit of a character's number; at four it may be one."""
        if digit in HEXADECIMAL and len(self._code) < LONGEST_CODE:
            self._radical = _Radical()
            self._code += digit
            self._look_up_code()
        self.told.emit()

    def _look_up_code(self) -> None:
        found = character_of(self._code) if len(self._code) >= 4 else ""
        self._composition.offer([(0, found)] if found else [])
        self._problem = NO_CHARACTER if len(self._code) >= 4 and not found else ""

    def _choose_radical(self, number: int) -> None:
        form = next(row.text for row in self._composition.candidates if row.place == number)
        self._radical = _Radical("beside", number, form)
        self._composition.offer(())

    # ---- inside ----

    def _ask(self) -> None:
        if self._composition.steps:
            engines.speller().ask(self._composition.question(), self._heard, self)
        else:
            engines.speller().forget(self)

    def _heard(self, answer: Answer) -> None:
        if self._went_wrong(answer):
            return
        text = self._composition.heard(answer)
        if text:
            self._write(text)
        self._problem = NO_MATCH if self._composition.steps and not self._composition.pages else self._problem
        self.told.emit()

    def _read(self, answer: Answer) -> None:
        if not self._went_wrong(answer):
            self._composition.offer(enumerate(answer.get("candidates", ())))
            self.told.emit()

    def _went_wrong(self, answer: Answer) -> bool:
        error = answer.get("error")
        if error is None:
            return False
        self._give_up_composition()
        self._problem = {MISSING: NO_ENGINE, FAILED: ENGINE_FAILED}.get(str(error), ENGINE_FAILED)
        self.told.emit()
        return True

    def _write(self, text: str) -> None:
        self._give_up_composition()
        before = self._draft.text
        self._problem = self._draft.put(text)
        self._tell_text()
        if self._draft.text != before:
            self.edited.emit(self._draft.text)
        self.told.emit()

    def _give_up_composition(self) -> None:
        engines.forget(self)
        self._composition.clear()
        self._ink, self._code, self._radical = [], "", _Radical()
        self.told.emit()

    def _tell_text(self) -> None:
        self.textChanged.emit()
        self.cursorChanged.emit()


class _Radical:
    """How far the way by radical has come."""

    def __init__(self, step: str = "", number: int = 0, form: str = "") -> None:
        self.step, self.number, self.form = step, number, form


def _thinned(strokes: list[list[float]]) -> list[list[float]]:
    """At most MOST_INK points: of a drawing that has more, every second, every fourth …"""
    strokes = [stroke[: len(stroke) // 2 * 2] for stroke in strokes if len(stroke) >= 2]
    while sum(len(stroke) // 2 for stroke in strokes) > MOST_INK and any(len(stroke) > 4 for stroke in strokes):
        strokes = [_every_second(stroke) for stroke in strokes]
    return strokes[:MOST_INK]


def _every_second(stroke: list[float]) -> list[float]:
    points = list(zip(stroke[::2], stroke[1::2], strict=True))
    return [number for point in (points[::2] if len(points) > 2 else points) for number in point]


def _as_qml_counts(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _as_people_count(text: str, cursor: int) -> int:
    before = text.encode("utf-16-le")[: max(0, cursor) * 2]
    return len(before.decode("utf-16-le", "ignore"))


__all__ = ["NO_GLYPH", "Typist"]
