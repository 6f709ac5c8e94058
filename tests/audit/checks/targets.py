"""Checks of what can be touched: large enough, apart, whole, and known to assistive technology."""

from __future__ import annotations

from collections.abc import Iterator

from audit.findings import check
from audit.page import Control, Page, ancestors, box, inside, kind
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem

FLOOR_MM = {"standard": 16.0, "elder": 19.0, "contrast": 19.0}
GAP_PX = 16.0
SLACK_PX = 1.0


@check(
    "target-size",
    "1",
    "16 mm either way, 19 mm in elder and contrast (touch accuracy of hands over 65; WCAG 2.5.5 asks 44 px; MIIT 2.1 asks 60 dp)",
    "give it Theme.target, or let its row grow",
)
def target_is_large_enough(page: Page) -> Iterator[tuple[str, str]]:
    floor = FLOOR_MM[page.mode]
    for control in page.controls:
        wide, high = page.mm(control.rect.width()), page.mm(control.rect.height())
        if min(wide, high) < floor - page.mm(SLACK_PX):
            yield control.who, f"{wide:.1f} × {high:.1f} mm, want {floor:.0f}"


@check("target-spacing", "2", "16 px (4 mm) between two targets", "give the row Theme.gap or Theme.unit")
def targets_stand_apart(page: Page) -> Iterator[tuple[str, str]]:
    for place, one in enumerate(page.controls):
        for other in page.controls[place + 1 :]:
            if _stands_in_a_field(one, other):
                continue
            gap = gap_between(one.rect, other.rect)
            if gap < GAP_PX - SLACK_PX:
                yield f"{one.who} | {other.who}", f"{gap:.0f} px apart" if gap >= 0 else "they lie over each other"


def _stands_in_a_field(field: Control, control: Control) -> bool:
    """The field gives it a place of its own, where a touch does not put the cursor."""
    return field.said.role == QAccessible.Role.EditableText and inside(control.item, field.item)


def gap_between(one: QRectF, other: QRectF) -> float:
    across = max(one.left() - other.right(), other.left() - one.right())
    down = max(one.top() - other.bottom(), other.top() - one.bottom())
    return float(max(across, down))


@check(
    "target-offscreen", "3", "a target lies inside the window", "anchor it, or let the page deal it to the next sheet"
)
def target_is_inside_the_window(page: Page) -> Iterator[tuple[str, str]]:
    whole = page.window.adjusted(-SLACK_PX, -SLACK_PX, SLACK_PX, SLACK_PX)
    for control in page.controls:
        if not whole.contains(control.rect):
            yield control.who, f"{_where(control.rect)} in {page.window.width():.0f} × {page.window.height():.0f}"


@check(
    "below-the-fold",
    "4",
    "nothing needed is cut or has to be flicked for: what does not fit has buttons to turn to it",
    "use KBody's sheets; a Flickable only where fingers do not push it, with buttons that do",
)
def nothing_is_below_the_fold(page: Page) -> Iterator[tuple[str, str]]:
    for control in page.controls:
        for outer in ancestors(control.item):
            if outer.clip() and not box(outer).adjusted(-2, -2, 2, 2).contains(control.rect):
                yield control.who, f"cut by {kind(outer)}"
    for item in page.items:
        if item.inherits("QQuickFlickable") and _overflows(item) and not _has_turners(item, page):
            yield item.objectName() or kind(item), "has to be flicked to be read"
    for body in page.kit("KBody"):
        if body.property("sheets") > 1 and not _has_pager(page):
            yield "pager", f"{body.property('sheets')} sheets and no buttons to turn them"


def _overflows(flickable: QQuickItem) -> bool:
    return bool(
        flickable.property("contentHeight") > flickable.height() + 1
        or flickable.property("contentWidth") > flickable.width() + 1
    )


def _has_turners(flickable: QQuickItem, page: Page) -> bool:
    """Fingers do not push it, and there are two buttons beside it, up and down."""
    beside = flickable.parentItem()
    ends = {one.item.objectName().rsplit(".", 1)[-1] for one in page.controls if beside and inside(one.item, beside)}
    return not flickable.property("interactive") and {"up", "down"} <= ends


def _has_pager(page: Page) -> bool:
    return {"pager.on", "pager.back"} <= {control.item.objectName() for control in page.controls}


@check(
    "pointer-only",
    "5",
    "what reacts to touch is a control with a Press action (EN 301 549 11.5.2.11, GB/T 37668 3.2.1.3)",
    "build it on KTouch",
)
def touch_is_a_control(page: Page) -> Iterator[tuple[str, str]]:
    controls = {control.item for control in page.controls}
    for item in page.items:
        host = item.parentItem() if item.inherits("QQuickMouseArea") else item if _is_touched(item) else None
        if host is None or host in controls or _swallows(host, page):
            continue
        yield host.objectName() or kind(host), "reacts to touch, and assistive technology cannot press it"


def _is_touched(item: QQuickItem) -> bool:
    return any(child.inherits("QQuickPointerHandler") for child in item.children())


def _swallows(host: QQuickItem, page: Page) -> bool:
    """A dialog takes every touch so that nothing beneath it is reached: that is no control."""
    said = page.said.get(host)
    return said is not None and said.role == QAccessible.Role.Dialog


def _where(rect: QRectF) -> str:
    return f"{rect.left():.0f}…{rect.right():.0f} × {rect.top():.0f}…{rect.bottom():.0f}"


def overlapping(controls: list[Control], item: QQuickItem, ink: QRectF) -> Iterator[Control]:
    """Controls that something drawn at `ink` runs into without belonging to them."""
    for control in controls:
        both = ink.intersected(control.rect)
        if both.width() > 6 and both.height() > 6 and not inside(item, control.item):
            yield control
