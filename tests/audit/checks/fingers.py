"""Checks of the keypad's way through a page: everywhere, in reading order, seen on the way, with no end in which to be caught."""

from __future__ import annotations

from collections.abc import Iterator

from audit.findings import check
from audit.page import Control, Page, kind
from PySide6.QtCore import QRectF

MOST_PRESSES = 3
RING = 0.8
"""A ring rounds its corners: it may miss a fifth of an outline that is two pixels wide."""


@check(
    "key-unreachable",
    "21",
    "the keys reach every control that does something (EN 301 549 5.1.6.1)",
    "activeFocusOnTab; KTouch has it",
)
def keys_reach_every_control(page: Page) -> Iterator[tuple[str, str]]:
    stops = {page.walk.first, *page.walk.stops}
    for control in page.controls:
        if control.live and control.item not in stops:
            yield control.who, "the keys never come to it"


@check(
    "focus-order",
    "22",
    "the keys go as one reads: from left to right, from top to bottom, column by column (GB/T 37668 3.3.3.6, WCAG 2.4.3)",
    "declare the items in the order in which they stand",
)
def keys_go_as_one_reads(page: Page) -> Iterator[tuple[str, str]]:
    controls = {control.item: control for control in page.controls}
    on_the_way = [controls[stop] for stop in page.walk.stops if stop in controls]
    yield from min((_against_the_reading(way) for way in _from_each_top(on_the_way)), key=len, default=[])


def _against_the_reading(on_the_way: list[Control]) -> list[tuple[str, str]]:
    found = []
    for place, later in enumerate(on_the_way):
        earlier = next((one for one in on_the_way[:place] if _is_read_before(later.rect, one.rect)), None)
        if earlier is not None:
            found.append((later.who, f"comes after {earlier.who}, and stands before it"))
    return found


def _from_each_top(on_the_way: list[Control]) -> Iterator[list[Control]]:
    """The way is a circle, and may be entered in the middle: at the field that is to be filled, at what is wrong. Its top is one of
    those before which nothing stands: of two columns, the first of either."""
    rects = [control.rect for control in on_the_way]
    firsts = [at for at, rect in enumerate(rects) if not any(_is_read_before(other, rect) for other in rects)]
    for top in firsts:
        yield on_the_way[top:] + on_the_way[:top]


def _is_read_before(one: QRectF, other: QRectF) -> bool:
    """Clearly: above it in the same column, or to its left in the same row."""
    above = one.bottom() <= other.top() + 1 and _shared(one.left(), one.right(), other.left(), other.right()) > 0.5
    left = one.right() <= other.left() + 1 and _shared(one.top(), one.bottom(), other.top(), other.bottom()) > 0.5
    return above or left


def _shared(a_from: float, a_to: float, b_from: float, b_to: float) -> float:
    both = min(a_to, b_to) - max(a_from, b_from)
    return both / max(1.0, min(a_to - a_from, b_to - b_from))


@check(
    "focus-invisible",
    "23",
    "where the keys are is seen: a ring two pixels wide or more that changes by 3 : 1 (WCAG 2.4.7, 2.4.13)",
    "KFocusRing { control: … }",
)
def focus_is_seen(page: Page) -> Iterator[tuple[str, str]]:
    controls = {control.item: control for control in page.controls}
    for stop, ring in zip(page.walk.stops, page.walk.rings, strict=True):
        if ring < RING:
            who = controls[stop].who if stop in controls else stop.objectName() or kind(stop)
            yield who, f"{ring:.0%} of a ring is to be seen"


@check(
    "focus-trap",
    "24",
    "the keys begin somewhere that is named, are caught nowhere, and come to 返回, 首页 and 求助 by three presses at most",
    "focus: true on the page; Keys.onPressed for Back and Help; the right key leads to the bar",
)
def keys_are_not_caught(page: Page) -> Iterator[tuple[str, str]]:
    walk = page.walk
    first = page.said.get(walk.first) if walk.first else None
    if first is None or not first.name.strip():
        yield "page", "nothing that has a name holds the focus when the page comes up"
    if walk.back and not _leads_back(page):
        caught = [kind(stop) for stop in walk.back if stop not in walk.stops]
        yield "page", f"the keys come another way back: {caught[:3]}"
    for place in ("back", "home", "help"):
        control = next((one for one in page.controls if one.item.objectName() == f"nav.{place}" and one.live), None)
        if control is not None and presses_to(page, control) > MOST_PRESSES:
            yield control.who, f"{presses_to(page, control)} presses away"


def _leads_back(page: Page) -> bool:
    """While the voice is on the way does not go round: it says 最后一项 at one end, and each is met on the way back from there."""
    back, on = set(page.walk.back), page.walk.stops
    return set(on[:-1]) <= back if page.listens else back == set(on)


def presses_to(page: Page, control: Control) -> int:
    """From where a page begins: along the bar and OK; or step by step and OK; where both are far, by its own key."""
    walk = page.walk
    steps = [
        at + 1 for stops in (walk.aside, walk.stops, walk.back) for at, stop in enumerate(stops) if stop == control.item
    ]
    presses = min(steps, default=98) + 1
    if presses > MOST_PRESSES and page.has_its_own_key(control.item.objectName().removeprefix("nav.")):
        return 1
    return presses
