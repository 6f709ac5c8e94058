"""Checks of what can be read: large enough, whole, in its place, in a font we ship."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from audit.checks.targets import overlapping
from audit.findings import check
from audit.page import CAPITAL, Page, Writing, ancestors, box, kind
from PySide6.QtGui import QFont, QTextLayout, QTextOption

CAPITAL_MM = {"standard": 4.8, "elder": 7.3, "contrast": 4.8}
LINE = 1.3
SLACK_PX = 1.5
OUR_FONTS = {"Noto Sans SC", "Guanjia Rare Han"}


@check(
    "text-size",
    "11",
    "capitals of 4.8 mm (US 508 402.4); in elder 7.3 mm, which is 0.7° at 600 mm (EN 301 549 5.1.4)",
    "no smaller than Theme.caption; a Math.min() of it must leave 4.8 mm, 7.3 mm in elder",
)
def text_is_large_enough(page: Page) -> Iterator[tuple[str, str]]:
    for writing in page.writings:
        capital, want = page.mm(writing.px * CAPITAL), CAPITAL_MM[page.mode]
        if capital < want - 0.06:
            yield writing.who, f"capitals of {capital:.1f} mm, want {want}"


@check("text-elided", "12", "no text is shortened by dots", "let it wrap, or give it room")
def text_is_not_elided(page: Page) -> Iterator[tuple[str, str]]:
    for writing in page.writings:
        if writing.item.property("truncated"):
            yield writing.who, "is elided"


@check(
    "text-overflow", "13", "a text fits its item", "let it wrap; Layout.fillWidth; a height that follows implicitHeight"
)
def text_fits_its_item(page: Page) -> Iterator[tuple[str, str]]:
    for writing in page.writings:
        wide, high = writing.item.property("contentWidth"), writing.item.property("contentHeight")
        if wide > writing.item.width() + SLACK_PX or high > writing.item.height() + 0.2 * writing.px:
            yield writing.who, f"{wide:.0f} × {high:.0f} in {writing.item.width():.0f} × {writing.item.height():.0f}"


@check(
    "text-outside-box",
    "14",
    "a text stays on the card, row or button it stands on, and runs into nothing",
    "a height that follows the text's implicitHeight",
)
def text_stays_in_its_box(page: Page) -> Iterator[tuple[str, str]]:
    for writing in page.writings:
        yield from ((writing.who, f"spills out of {name}") for name in _spilled(writing))
        for control in overlapping(page.controls, writing.item, writing.ink):
            yield writing.who, f"runs into {control.who}"


def _spilled(writing: Writing) -> Iterator[str]:
    for outer in ancestors(writing.item.parentItem() or writing.item):
        if not _holds_text(outer):
            continue
        around = box(outer)
        if writing.ink.top() < around.top() - 6 or writing.ink.bottom() > around.bottom() + 6:
            yield f"{kind(outer)} ({writing.ink.top():.0f}–{writing.ink.bottom():.0f} in {around.top():.0f}–{around.bottom():.0f})"
            return
        if writing.ink.left() < around.left() - 6 or writing.ink.right() > around.right() + 6:
            yield f"{kind(outer)} ({writing.ink.left():.0f}–{writing.ink.right():.0f} in {around.left():.0f}–{around.right():.0f})"
            return


def _holds_text(outer: object) -> bool:
    """Pieces of the kit and drawn boxes; the page itself is the window's matter, the wordmark is drawn by its own measure."""
    name = kind(outer)  # type: ignore[arg-type]  # items only
    drawn = outer.inherits("QQuickRectangle")  # type: ignore[attr-defined]
    return (drawn or name.startswith("K")) and name not in {"KPage", "KLogo"} and outer.height() > 0  # type: ignore[attr-defined]


@check("text-offscreen", "15", "a text lies inside the screen", "anchor it, or let the page deal it to the next sheet")
def text_is_on_the_screen(page: Page) -> Iterator[tuple[str, str]]:
    whole = page.window.adjusted(-SLACK_PX, -SLACK_PX, SLACK_PX, SLACK_PX)
    for writing in page.writings:
        if not whole.contains(writing.ink):
            yield (
                writing.who,
                f"{writing.ink.left():.0f}…{writing.ink.right():.0f} × {writing.ink.top():.0f}…{writing.ink.bottom():.0f}",
            )


@check(
    "glyph-missing",
    "19",
    "every character has a glyph in a font we ship (GB 18030-2022 level 3)",
    "another character, or a font in resources/fonts",
)
def every_character_has_a_glyph(page: Page) -> Iterator[tuple[str, str]]:
    for writing in page.writings:
        strangers = _strange_glyphs(writing.text, writing.item.property("font").toString())
        if strangers:
            yield writing.who, strangers


@lru_cache(maxsize=8192)
def _strange_glyphs(text: str, font_words: str) -> str:
    font = QFont()
    font.fromString(font_words)
    layout = QTextLayout(text.replace("\n", " "), font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    for run in layout.glyphRuns():
        if 0 in run.glyphIndexes():
            return "has a character without a glyph"
        if run.rawFont().familyName() not in OUR_FONTS:
            return f"has a character from {run.rawFont().familyName()}, which a terminal does not have"
    return ""


@check("line-height", "20", "lines stand 1.3 apart or more (MIIT 1.2)", "KText's leading, 1.3 or more where it wraps")
def lines_stand_apart(page: Page) -> Iterator[tuple[str, str]]:
    for writing in page.writings:
        lines = writing.item.property("lineCount") or 1
        if lines > 1:
            apart = writing.item.property("contentHeight") / lines / writing.px
            if apart < LINE - 0.01:
                yield writing.who, f"{apart:.2f} in {lines} lines"


@check(
    "word-broken", "37", "a line ends between two words, never within one", "give it room, or fewer things beside it"
)
def words_are_whole(page: Page) -> Iterator[tuple[str, str]]:
    for writing in page.writings:
        if (writing.item.property("lineCount") or 1) > 1 and writing.item.inherits("QQuickText"):
            font, width = writing.item.property("font").toString(), writing.item.width()
            for line in writing.text.splitlines():
                broken = _broken_word(line, font, width)
                if broken:
                    yield writing.who, f"breaks “{broken}”"


@lru_cache(maxsize=8192)
def _broken_word(text: str, font_words: str, width: float) -> str:
    """What stands about the first line end that lies within a word of Latin letters."""
    ends = _line_ends(text, font_words, width)
    broken = next((end for end in ends if re.fullmatch("[A-Za-z]{2}", text[end - 1 : end + 1])), None)
    return "" if broken is None else f"{text[max(0, broken - 8) : broken]}|{text[broken : broken + 8]}"


def _line_ends(text: str, font_words: str, width: float) -> list[int]:
    font, option = QFont(), QTextOption()
    font.fromString(font_words)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    layout.beginLayout()
    ends = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        ends.append(line.textStart() + line.textLength())
    layout.endLayout()
    return ends[:-1]
