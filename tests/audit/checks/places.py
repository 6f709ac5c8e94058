"""Checks of where things stand: the bar whole, everything within reach of who sits."""

from __future__ import annotations

from collections.abc import Iterator

from audit.findings import check
from audit.page import Page
from PySide6.QtGui import QAccessible

from app.config import TerminalConfig

BAR = ("back", "home", "help", "voice", "size", "contrast")
WITHOUT_A_BAR = {"Attract", "TimeoutGuard", "KTimeoutGuard"}
"""The poster has no way back and no home, and its own door to help; the question 还在吗？ lies over everything and has two answers."""


@check("bar", "26", "返回 首页 求助 语音 字号 对比 stand on every page, all six", "build the page on KPage")
def bar_is_whole(page: Page) -> Iterator[tuple[str, str]]:
    if page.kind in WITHOUT_A_BAR or _lies_over_a_page(page):
        return
    there = {control.item.objectName().removeprefix("nav.") for control in page.controls}
    missing = [place for place in BAR if place not in there]
    if missing:
        yield "bar", f"without {', '.join(missing)}"


def _lies_over_a_page(page: Page) -> bool:
    """A dialog has its own way back, and the bar is beneath it."""
    said = page.said.get(page.root)
    return said is not None and said.role == QAccessible.Role.Dialog


@check(
    "out-of-reach",
    "35",
    "in 低位 every control stands within a seated hand's reach (EN 301 549 8.3: 380–1,220 mm)",
    "nothing above Theme.reachTop or below Theme.reachBottom",
)
def controls_are_within_reach(page: Page) -> Iterator[tuple[str, str]]:
    if not page.variant.low:
        return
    top, bottom = page.token("reachTop"), page.window.bottom() - page.token("reachBottom")
    if not top:
        yield "page", "nothing is out of reach: 低位 is not on"
    for control in page.controls:
        if control.rect.top() < top - 1 or control.rect.bottom() > bottom + 1:
            yield control.who, f"{control.rect.top():.0f}…{control.rect.bottom():.0f}, reach {top:.0f}…{bottom:.0f}"


@check(
    "timeout",
    "30",
    "nobody is asked before 60 s, has 20 s to answer, and goes on by one press (WCAG 2.2.1)",
    "app/config.py Idle; KTimeoutGuard gives the focus to 继续办",
)
def time_can_be_had(page: Page) -> Iterator[tuple[str, str]]:
    for guard in page.kit("TimeoutGuard") or page.kit("KTimeoutGuard"):
        idle = TerminalConfig().idle
        if idle.warn_seconds < 60 or idle.wipe_seconds - idle.warn_seconds < 20 or idle.elder_seconds < 180:
            yield "idle", "asks too early, or ends too soon"
        focus = page.walk.first
        if focus is None or focus.objectName() != "guard.stay":
            yield guard.objectName() or "guard", "does not begin at the control that gives more time"
