"""What is being spelt or drawn, and which candidates are on show: ten a page, in rows that hold them. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from kiosk.typing.writable import is_printable

KEYS = {"pinyin": frozenset("abcdefghijklmnopqrstuvwxyz'"), "stroke": frozenset("hspnz")}
MOST_KEYS = 40
PAGE = 10

Step = list[str | int]


class Candidate(NamedTuple):
    """`place`: in the list of whoever offered it. `cell`: where it begins among the cells of its page, row by row; `span`: how many
    of them it takes."""

    place: int
    text: str
    cell: int = 0
    span: int = 1


class Composition:
    """One at a time. What is asked of the helper is the whole of it (`question`), so that nobody but this object remembers it."""

    def __init__(self, columns: int = 5) -> None:
        self.way = "pinyin"
        self.columns = columns
        self.cells = PAGE
        self._steps: list[Step] = []
        self._found: list[tuple[int, str]] = []
        self._pages: list[list[Candidate]] = []
        self._preedit = ""
        self.page = 0

    # ---- spelling ----

    @property
    def steps(self) -> list[Step]:
        return [list(step) for step in self._steps]

    @property
    def spelt(self) -> str:
        return "".join(str(what) for kind, what in self._steps if kind == "keys")

    @property
    def shown(self) -> str:
        """What stands over the candidates: the syllables as far as they are known, or the keys themselves."""
        return self._preedit or self.spelt

    @property
    def is_empty(self) -> bool:
        return not self._steps and not self._found

    def spell(self, key: str) -> bool:
        """False for a key that is none of this way's, or one too many."""
        if key not in KEYS.get(self.way, ()) or len(self.spelt) >= MOST_KEYS:
            return False
        if self._steps and self._steps[-1][0] == "keys":
            self._steps[-1] = ["keys", f"{self._steps[-1][1]}{key}"]
        else:
            self._steps.append(["keys", key])
        self._preedit = ""
        return True

    def back(self) -> None:
        """The last choice is undone, or the last key."""
        if self._steps and self._steps[-1][0] == "keys":
            keys = str(self._steps[-1][1])[:-1]
            self._steps[-1:] = [["keys", keys]] if keys else []
        elif self._steps:
            self._steps.pop()
        self._preedit = ""
        if not self._steps:
            self.clear()

    def take(self, place: int) -> None:
        """A candidate is chosen; whether that was the last of it, the helper says."""
        self._steps.append(["choose", place])

    def question(self) -> dict[str, Any]:
        return {"way": self.way, "steps": self.steps}

    def heard(self, answer: dict[str, Any]) -> str:
        """The helper's answer to the last question. Returns the text that came of it; empty while something is still being spelt."""
        self._preedit = str(answer.get("preedit", ""))
        self.offer((int(place), str(text)) for place, text in answer.get("candidates", ()))
        text = str(answer.get("text", ""))
        if text:
            self.clear()
        return text

    # ---- candidates ----

    def offer(self, found: Iterable[tuple[int, str]]) -> None:
        """New candidates, best first. One that cannot be printed is not offered."""
        self._found = [(place, text) for place, text in found if text and all(map(is_printable, text))]
        self.page = 0
        self._pages = list(_dealt(self._found, self.columns, self.cells))

    def arrange(self, columns: int, cells: int = PAGE) -> None:
        """A row holds so many cells, a page so many: other pages, the same candidates."""
        if (columns, cells) != (self.columns, self.cells) and 0 < columns <= cells <= PAGE:
            self.columns, self.cells = columns, cells
            self._pages = list(_dealt(self._found, columns, cells))
            self.page = min(self.page, max(0, len(self._pages) - 1))

    @property
    def pages(self) -> int:
        return len(self._pages)

    @property
    def candidates(self) -> list[Candidate]:
        """Those on show, at most ten."""
        return self._pages[self.page] if self._pages else []

    def turn(self, by: int) -> None:
        self.page = max(0, min(self.pages - 1, self.page + by))

    def clear(self) -> None:
        self._steps, self._found, self._pages, self._preedit, self.page = [], [], [], "", 0


def _dealt(found: list[tuple[int, str]], columns: int, cells: int) -> Iterable[list[Candidate]]:
    """Pages of at most so many cells; no candidate is broken at a row's end."""
    page: list[Candidate] = []
    used = 0
    for place, text in found:
        span = min(columns, _span(text, columns, cells))
        start = used if used % columns + span <= columns else used + columns - used % columns
        if page and start + span > cells:
            yield page
            page, start = [], 0
        page.append(Candidate(place, text, start, span))
        used = start + span
    if page:
        yield page


def _span(text: str, columns: int, cells: int) -> int:
    """A cell holds four characters where two rows of five stand over each other, and two where all stand in one row."""
    holds = 4 if columns < cells else 2
    return max(1, -(-len(text) // holds))
