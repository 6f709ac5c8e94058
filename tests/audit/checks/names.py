"""Checks of what is said: every control by a name of its own, every word on the page to those who cannot see it, once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from audit.findings import check
from audit.page import Control, Page, Writing, ancestors, kind
from PySide6.QtGui import QAccessible

Role = QAccessible.Role
ROLES = {
    *(Role.Button, Role.CheckBox, Role.RadioButton, Role.EditableText, Role.Slider, Role.SpinBox, Role.PageTab),
    *(Role.Link, Role.MenuItem, Role.ListItem, Role.Cell, Role.ComboBox),
}
DRAWN_LETTERS = {"KMark", "KSeal", "KLogo", "ArtCode"}
"""Marks that happen to be drawn with a letter: the words beside them say what they stand for."""


def bare(text: str) -> str:
    """Without what is there for the eye alone: line ends, spaces, capitals, places that are still to be filled."""
    return re.sub(r"[\s_]+", "", text).casefold()


@check(
    "name-missing",
    "6",
    "every control has a name (GB/T 37668 3.2.1.3, WCAG 4.1.2)",
    "set Accessible.name; KTouch: name",
)
def control_has_a_name(page: Page) -> Iterator[tuple[str, str]]:
    for control in page.controls:
        if not control.said.name.strip():
            yield control.who, "has no accessible name"


@check("name-duplicate", "7", "no two controls of a page share a name (WCAG 2.4.9)", "say in the name what it acts on")
def names_are_told_apart(page: Page) -> Iterator[tuple[str, str]]:
    names = Counter(control.said.name.strip() for control in page.controls)
    yield from ((name, f"{count} controls have this name") for name, count in names.items() if name and count > 1)


@check(
    "label-in-name",
    "8",
    "the words on a control are in its name (WCAG 2.5.3)",
    "name: text; what else stands there goes into the description",
)
def label_is_in_the_name(page: Page) -> Iterator[tuple[str, str]]:
    if page.is_pseudo:  # there each text is longer by itself, and none is found again in another
        return
    for control in page.controls:
        if control.said.role == Role.EditableText:  # what stands there is its value
            continue
        label = next(iter(_words_on(control, page)), None)
        if label is not None and bare(label.text) not in bare(control.said.name):
            yield control.who, f"shows “{label.text[:20]}”, is called “{control.said.name[:20]}”"


def _words_on(control: Control, page: Page) -> Iterator[Writing]:
    return (writing for writing in page.writings if control.item in ancestors(writing.item) and not _is_a_mark(writing))


def _is_a_mark(writing: Writing) -> bool:
    """Drawn letters, and the brand over a name: it is a mark that tells whose the tile is, and the description says it."""
    return writing.item.objectName() == "house" or any(kind(item) in DRAWN_LETTERS for item in ancestors(writing.item))


@check("role", "9", "a control has a control's role (WCAG 4.1.2)", "set Accessible.role")
def control_has_a_role(page: Page) -> Iterator[tuple[str, str]]:
    for control in page.controls:
        if control.said.role not in ROLES:
            yield control.who, f"has the role {control.said.role.name}"


@check(
    "heading",
    "10",
    "exactly one heading a page (WCAG 1.3.1, 2.4.6)",
    "KPage's title is it; Accessible.role: Accessible.Heading nowhere else",
)
def page_has_one_heading(page: Page) -> Iterator[tuple[str, str]]:
    headings = [said.name for said in page.said.values() if said.role == Role.Heading and said.name.strip()]
    if len(headings) != 1:
        yield "page", f"{len(headings)} headings: {headings}"


@check(
    "unsaid",
    "31",
    "whatever is displayed to be read is said too (EN 301 549 5.1.3.1)",
    "leave it to the accessibility tree, or put its words into the name or description of what it stands on",
)
def every_word_is_said(page: Page) -> Iterator[tuple[str, str]]:
    if page.is_pseudo:  # there each text is longer by itself, and none is found again in another
        return
    for writing in page.writings:
        own = page.said.get(writing.item)
        if _is_a_mark(writing) or (
            own is not None and own.name.strip()
        ):  # in words of its own: 第 1 页，共 2 页 for 1 / 2
            continue
        said = bare("".join(page.said[item].words for item in ancestors(writing.item) if item in page.said))
        if not all(bare(line) in said for line in writing.text.splitlines()):
            yield writing.who, "can be seen and is not said"


@check(
    "said-twice", "32", "what stands on a control is said by the control, once", "Accessible.ignored: true on the text"
)
def no_word_is_said_twice(page: Page) -> Iterator[tuple[str, str]]:
    for writing in page.writings:
        said = page.said.get(writing.item)
        if said is None or not said.name.strip() or said.role == Role.Heading:
            continue
        outer = [page.said[item] for item in ancestors(writing.item) if item in page.said and item is not writing.item]
        if any(bare(said.name) in bare(one.words) for one in outer if one.role not in {Role.Pane, Role.Dialog}):
            yield writing.who, "is said by itself and again by what it stands on"


NONSENSE = re.compile(r"QMLTYPE|_QML_|undefined|\[object|\bNaN\b|0x[0-9a-f]{4}|%\d|\bnull\b")


@check(
    "nonsense",
    "33",
    "what is said and shown is words",
    "an id that hides a property of the same name; a value that is not there yet",
)
def words_are_words(page: Page) -> Iterator[tuple[str, str]]:
    shown = ((writing.who, writing.text) for writing in page.writings)
    said = ((item.objectName() or kind(item), one.words) for item, one in page.said.items())
    for who, words in (*shown, *said):
        if NONSENSE.search(words):
            yield who, f"“{words.strip()[:40]}”"
