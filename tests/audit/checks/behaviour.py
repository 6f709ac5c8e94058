"""Checks of what happens: by touch, by key and by assistive technology the same; the way home by a key; nothing that moves by itself."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import numpy as np
from audit import pixels
from audit.deaf import deafened
from audit.findings import check
from audit.page import Control, Page, box, inside, kind
from PySide6.QtCore import QCoreApplication, QMetaObject, QRectF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

NONE = Qt.KeyboardModifier.NoModifier
MOVES_AT_MOST_SECONDS = 5.0
A_SECOND = 1.0
SEEN_MM2 = 2.0
"""Square millimetres of a change that is seen; the edges of a letter that is drawn anew are less."""
LOOKS = 7
"""In a second: what blinks evenly is not caught in the same state each time."""
SECONDS = re.compile(r"\d\d:\d\d:\d\d|\d+ (秒|s\b|seconds?)")
COUNTS = ("KProgressLine", "KHeader")
"""They tell how long somebody has waited already, and what time it is: that they change is what they are for."""


@check(
    "key-acts",
    "25",
    "OK on the keypad, a key and assistive technology do what a tap does, once (WCAG 2.1.1)",
    "build it on KTouch, and act in onActed alone",
)
def keys_do_what_a_tap_does(page: Page) -> Iterator[tuple[str, str]]:
    if not page.pressed:
        return
    for control in [one for one in page.controls if one.said.role != QAccessible.Role.EditableText]:
        try:
            done = _done_by_each_way(page, control)
        except LookupError:
            yield control.who, "is gone when the page is made anew"
            continue
        if len(set(done.values())) > 1:
            yield control.who, ", ".join(f"{way}: {count}" for way, count in done.items())
        elif control.live and not any(done.values()):
            yield control.who, "does nothing, by whatever it is pressed"
    page.put_up_again()


def _done_by_each_way(page: Page, control: Control) -> dict[str, int]:
    """How often the control acts, by the way in which it is pressed. Raises LookupError where it is there once only."""
    done = {}
    for way, do in WAYS.items():
        control = page.found_again(control)
        done[way] = _acts(page, control, do)
    return done


def _acts(page: Page, control: Control, do: Callable[[Page, Control], None]) -> int:
    """How often the control acts when it is pressed in one way."""
    acted: list[bool] = []
    signal = getattr(control.item, "acted", None) or getattr(control.item, "clicked", None)
    with deafened(page.root) as heard:
        if signal is not None:
            signal.connect(lambda *_: acted.append(True))
        QMetaObject.invokeMethod(page.stage.taps, "forget")
        do(page, control)
        QCoreApplication.processEvents()
    return len(acted) if signal is not None else len(heard)


def _tap(page: Page, control: Control) -> None:
    QTest.mouseClick(page.stage.window, Qt.MouseButton.LeftButton, NONE, control.rect.center().toPoint())


def _key(key: Qt.Key) -> Callable[[Page, Control], None]:
    def press(page: Page, control: Control) -> None:
        control.item.forceActiveFocus()
        QTest.keyClick(page.stage.window, key)

    return press


def _press(_page: Page, control: Control) -> None:
    QAccessible.queryAccessibleInterface(control.item).actionInterface().doAction("Press")


WAYS = {
    "tap": _tap,
    "Return": _key(Qt.Key.Key_Return),
    "Enter": _key(Qt.Key.Key_Enter),
    "Space": _key(Qt.Key.Key_Space),
    "assistive technology": _press,
}


@check(
    "errors",
    "36",
    "what is wrong is summed up first, the keys begin there, and each line leads to its field (WCAG 3.3.1, 2.4.3)",
    "KErrorSummary: forceActiveFocus when it comes up; onChosen gives the focus to the field",
)
def errors_lead_to_their_fields(page: Page) -> Iterator[tuple[str, str]]:
    for summary in page.kit("KErrorSummary"):
        first = page.walk.first
        if first is None or not inside(first, summary):
            yield "summary", "the keys do not begin there"
        if not page.said[summary].name.strip():
            yield "summary", "is not said"
        for link in [control for control in page.controls if inside(control.item, summary)]:
            link.item.forceActiveFocus()
            QMetaObject.invokeMethod(page.stage.taps, "forget")
            QTest.keyClick(page.stage.window, Qt.Key.Key_Return)
            QCoreApplication.processEvents()
            now = page.stage.window.activeFocusItem()
            if page.stage.page == page.root and (now is None or inside(now, summary)):
                yield link.who, "does not lead to its field"
        page.put_up_again()  # a field on another sheet has turned to it: the next look finds the page as this one did


@check(
    "colour-alone",
    "34",
    "what is chosen, closed or open is told without colour (WCAG 1.4.1, MIIT 1.4)",
    "a tick, a weight, a word beside the colour",
)
def states_differ_in_grey(page: Page) -> Iterator[tuple[str, str]]:
    if not page.altered:
        return
    tried: set[str] = set()
    for control in page.controls:
        for state in ("chosen", "closed"):
            sort = f"{state} {kind(control.item)}"
            if _may_be(control, state) and sort not in tried:
                tried.add(sort)
                if not _differs_in_grey(page, control, state):
                    yield control.who, f"{state} or not looks the same in grey"
    if tried:
        page.put_up_again()


def _may_be(control: Control, state: str) -> bool:
    """What is closed and has a word for it on it tells so; what cannot be used now need not stand out (WCAG 1.4.11)."""
    item = control.item
    if state == "closed":
        return bool(
            item.property("closed") and control.live and not item.property("tag") and not item.property("reason")
        )
    return isinstance(item.property(state), bool)


def _differs_in_grey(page: Page, control: Control, state: str) -> bool:
    """So much of it changes by 3 : 1 that it is seen."""
    pictures = []
    for value in (not control.item.property(state), control.item.property(state)):
        control.item.setProperty(state, value)
        pictures.append(pixels.luminance(pixels.cut(pixels.pixels_of(page.stage.settle()), box(control.item))))
    if pictures[0].shape != pictures[1].shape:
        return True
    return bool((pixels.ratios(*pictures) >= 3).sum() >= SEEN_MM2 * page.px_per_mm**2)


@check(
    "moves",
    "30",
    "a page stands still: no advertisement, nothing that blinks; a drawn gesture ends within five seconds (WCAG 2.2.2)",
    "KPhase; never an animation without an end",
)
def page_stands_still(page: Page) -> Iterator[tuple[str, str]]:
    if not page.watched:
        return
    page.stage.theme.setProperty("still", False)
    page.stage.draw_anew()
    page.stage.settle()
    if _moved_within(page, A_SECOND) is not None:
        _wait(MOVES_AT_MOST_SECONDS)
        where = _moved_within(page, A_SECOND)
        if where is not None:
            yield "page", f"still moves after {MOVES_AT_MOST_SECONDS:.0f} s at {where}"
    page.stage.theme.setProperty("still", True)
    page.put_up_again()


def _moved_within(page: Page, seconds: float) -> str | None:
    """Where, in pixels; None where all stood still, or only what counts went on."""
    before = pixels.pixels_of(page.stage.window.grabWindow())
    changed = np.zeros(before.shape[:2], bool)
    for _ in range(LOOKS):
        _wait(seconds / LOOKS)
        changed |= np.any(before != pixels.pixels_of(page.stage.window.grabWindow()), axis=-1)
    now = page.now
    for counting in [item for name in COUNTS for item in now.kit(name)]:
        _forgive(changed, box(counting))
    rows, columns = np.nonzero(changed)
    return f"{columns.min()}…{columns.max()} × {rows.min()}…{rows.max()}" if len(rows) else None


def _forgive(changed: np.ndarray, rect: QRectF) -> None:
    changed[int(rect.top()) : int(rect.bottom()) + 1, int(rect.left()) : int(rect.right()) + 1] = False


def _wait(seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        QCoreApplication.processEvents()
        time.sleep(0.01)


@check(
    "turned-live",
    "27",
    "theme, size and language are turned on any page while it is up: it then looks as one that was made so",
    "bindings, not values set once",
)
def page_is_turned_live(page: Page) -> Iterator[tuple[str, str]]:
    if not page.altered or page.sheet:
        return
    page.put_up_again()
    changed = pixels.differs(page.pixels, pixels.pixels_of(page.stage.settle()))
    for counting in [item for name in COUNTS for item in page.now.kit(name)] + list(_that_tell_seconds(page)):
        _forgive(changed, box(counting))
    rows, columns = np.nonzero(changed)
    if len(rows) > SEEN_MM2 * page.px_per_mm**2:
        yield (
            "page",
            f"looks otherwise when it is made anew, at {columns.min()}…{columns.max()} × {rows.min()}…{rows.max()}",
        )


def _that_tell_seconds(page: Page) -> Iterator[QQuickItem]:
    return (writing.item for writing in page.now.writings if SECONDS.search(writing.text))


@check(
    "complaint",
    "30",
    "no page makes Qt complain",
    "run it and read what Qt says",
)
def nothing_complains(page: Page) -> Iterator[tuple[str, str]]:
    complaints, page.stage.complaints[:] = list(page.stage.complaints), []
    yield from (("page", complaint) for complaint in complaints)
