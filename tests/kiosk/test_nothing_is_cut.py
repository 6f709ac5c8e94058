"""Every page at every size, theme, panel and language: nothing cut, nothing elided, every target large enough, the bar whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from look import VARIANTS, Shot, Studio, Variant, shots
from PySide6.QtCore import Q_ARG, QMetaObject, QRectF
from PySide6.QtGui import QAccessible, QFontInfo
from PySide6.QtQuick import QQuickItem

PX_PER_MM = 4.03
FLOOR = 16 * PX_PER_MM - 1
"""No control is smaller than 16 mm either way (facts/ui 1.1: below 14 mm older hands miss)."""
SMALLEST_TEXT = 31
EVERY_TIME = {"standard", "elder-s200", "english-landscape-s200", "low-s200"}
"""Where a page breaks first: the longest words, the widest leading, the least room. The others are for the long tests, as the audit is,
which looks at the terminal's own pages in every dress."""
PRESS = "Press"


@pytest.fixture(scope="session")
def studio() -> Iterator[Studio]:
    studio = Studio()
    yield studio
    studio.close()


def walk(item: QQuickItem) -> Iterator[QQuickItem]:
    """Everything a person can see now, sheets that are not up left out."""
    if not item.isVisible() or item.opacity() == 0:
        return
    yield item
    for child in item.childItems():
        yield from walk(child)


def box(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def is_text(item: QQuickItem) -> bool:
    return item.inherits("QQuickText") and bool(str(item.property("text")).strip())


def is_target(item: QQuickItem) -> bool:
    return item.metaObject().indexOfSignal("acted()") >= 0


def sheets(page: QQuickItem, studio: Studio) -> Iterator[int]:
    """Turn every sheet of the page, from the first to the last."""
    body = next((item for item in walk(page) if item.metaObject().className().startswith("KBody")), None)
    count = body.property("sheets") if body else 1
    for sheet in range(count):
        if body is not None and sheet:
            QMetaObject.invokeMethod(body, "turn", Q_ARG(int, 1))
            studio.settle()
        yield sheet


def holds(outer: QRectF, inner: QRectF, slack: float = 1.5) -> bool:
    return outer.adjusted(-slack, -slack, slack, slack).contains(inner)


def text_findings(item: QQuickItem, window: QRectF) -> Iterator[str]:
    words, at = str(item.property("text"))[:16], box(item)
    if item.property("truncated"):
        yield f"“{words}” is elided"
    if item.property("contentWidth") > item.width() + 1.5:
        yield f"“{words}” is {item.property('contentWidth'):.0f} wide in {item.width():.0f}"
    if item.property("contentHeight") > item.height() + 0.2 * QFontInfo(item.property("font")).pixelSize():
        yield f"“{words}” is {item.property('contentHeight'):.0f} high in {item.height():.0f}"
    if not holds(window, at):
        yield f"“{words}” stands outside the window: {at}"
    if QFontInfo(item.property("font")).pixelSize() < SMALLEST_TEXT:
        yield f"“{words}” is too small to read"
    yield from (f"“{words}” spills out of {name}" for name in spilled(item))


def spilled(item: QQuickItem) -> Iterator[str]:
    """A text stays within the card, button or row it stands on, and within its body."""
    ink = item.mapRectToScene(QRectF(0, 0, item.property("contentWidth"), item.property("contentHeight")))
    parent = item.parentItem()
    while parent is not None:
        name = parent.metaObject().className().split("_")[0]
        if name.startswith("K") and parent.height() > 0 and name not in {"KPage", "KLogo"}:
            around = box(parent)
            if ink.top() < around.top() - 6 or ink.bottom() > around.bottom() + 6:
                yield f"{name} ({ink.top():.0f}–{ink.bottom():.0f} in {around.top():.0f}–{around.bottom():.0f})"
                return
        parent = parent.parentItem()


def target_findings(item: QQuickItem, window: QRectF) -> Iterator[str]:
    name, at = item.objectName() or str(item.property("name")), box(item)
    if min(at.width(), at.height()) < FLOOR:
        yield f"{name} is {at.width() / PX_PER_MM:.1f} × {at.height() / PX_PER_MM:.1f} mm"
    if not holds(window, at):
        yield f"{name} stands outside the window: {at}"
    spoken = QAccessible.queryAccessibleInterface(item)
    if not spoken.text(QAccessible.Text.Name).strip():
        yield f"{name} has no accessible name"
    if PRESS not in spoken.actionInterface().actionNames():
        yield f"{name} cannot be pressed by assistive technology"


def overlaps(targets: list[QQuickItem]) -> Iterator[str]:
    for place, one in enumerate(targets):
        for other in targets[place + 1 :]:
            both = box(one).intersected(box(other))
            if both.width() > 2 and both.height() > 2:
                yield f"{one.objectName() or one.property('name')} lies over {other.objectName() or other.property('name')}"


def inside(item: QQuickItem, outer: QQuickItem) -> bool:
    parent: QQuickItem | None = item
    while parent is not None and parent is not outer:
        parent = parent.parentItem()
    return parent is outer


def covered(texts: list[QQuickItem], targets: list[QQuickItem]) -> Iterator[str]:
    """Words that run into a control they do not belong to, as into the pager beneath them."""
    for text in texts:
        ink = text.mapRectToScene(QRectF(0, 0, text.property("contentWidth"), text.property("contentHeight")))
        for target in targets:
            both = ink.intersected(box(target))
            if both.width() > 6 and both.height() > 6 and not inside(text, target):
                yield f"“{str(text.property('text'))[:16]}” runs into {target.objectName() or target.property('name')}"


def findings(page: QQuickItem, variant: Variant) -> Iterator[str]:
    window = QRectF(0, 0, *variant.size)
    seen = list(walk(page))
    targets = [item for item in seen if is_target(item)]
    for item in seen:
        if is_text(item):
            yield from text_findings(item, window)
    for item in targets:
        yield from target_findings(item, window)
    yield from overlaps(targets)
    yield from out_of_reach(targets, variant)
    yield from covered([item for item in seen if is_text(item)], targets)
    headings = [
        item
        for item in seen
        if is_text(item) and QAccessible.queryAccessibleInterface(item).role() == QAccessible.Role.Heading
    ]
    if len(headings) != 1:
        yield f"{len(headings)} headings"


def bar_findings(page: QQuickItem, shot: Shot, variant: Variant) -> Iterator[str]:
    places = [item for item in walk(page) if item.objectName().startswith("nav.")]
    wanted = 7 if variant.low else 6
    if shot.page.stem not in {"Attract", "TimeoutGuard"} and len(places) != wanted:
        yield f"the bar has {len(places)} of its {wanted} places"


def out_of_reach(targets: list[QQuickItem], variant: Variant) -> Iterator[str]:
    """低位: whoever sits before the terminal comes to everything that can be touched."""
    for item in targets:
        if box(item).top() < variant.reach_top - 1:
            yield f"{item.objectName() or item.property('name')} begins {box(item).top():.0f} px from the top"


def in_time(variant: Variant) -> Any:
    marks = () if variant.name in EVERY_TIME else (pytest.mark.soak,)
    return pytest.param(variant, id=variant.name, marks=marks)


@pytest.mark.parametrize("variant", [in_time(one) for one in VARIANTS])
def test_nothing_is_cut(studio: Studio, variant: Variant) -> None:
    studio.dress(variant)
    wrong: list[str] = []

    for shot in shots(variant.language):
        page = studio.put_up(shot)
        for sheet in sheets(page, studio):
            where = f"{shot.name} sheet {sheet + 1}: "
            wrong += [where + finding for finding in findings(page, variant)]
        wrong += [f"{shot.name}: {finding}" for finding in bar_findings(page, shot, variant)]

    assert wrong == [], "\n" + "\n".join(wrong)
    assert studio.complaints == []
