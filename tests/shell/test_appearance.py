"""How the terminal looks to whoever stands here: what can be turned, how far, and that the next visitor finds it as it was built."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QTimer
from quick_terminal import QuickTerminal

from app.config import Screen
from app.contract.jobs import VisitCounted
from kiosk.shell.appearance import ELDER_SCALE, TEXT_SCALES, Appearance
from kiosk.shell.idle import IdleGuard

MEASURED = Screen(floor_to_picture_mm=900)
TURNS: tuple[Callable[[Appearance], object], ...] = (
    Appearance.turn_text_size,
    Appearance.turn_contrast,
    Appearance.turn_elder,
    Appearance.turn_low,
    Appearance.turn_language,
)


def an_appearance(screen: Screen = MEASURED) -> Appearance:
    parent = QObject()
    made = Appearance(parent)
    made.keeps_its_parent = parent  # type: ignore[attr-defined]  # or it would go with it at the end of this function
    made.measure(screen)
    return made


def seen(look: Appearance) -> tuple[object, ...]:
    return tuple(look.property(name) for name in ("language", "mode", "textScale", "low"))


def test_letters_grow_by_quarters_and_come_back() -> None:
    look = an_appearance()

    sizes = [look.text_scale]
    for _ in TEXT_SCALES:
        look.turn_text_size()
        sizes.append(look.text_scale)

    assert sizes == [1.0, 1.25, 1.5, 1.75, 2.0, 1.0]


def test_every_press_of_an_elder_changes_the_letters() -> None:
    look = an_appearance()
    look.turn_elder()

    sizes = [look.text_scale]
    for _ in range(3):
        look.turn_text_size()
        sizes.append(look.text_scale)

    assert sizes == [ELDER_SCALE, 1.75, 2.0, ELDER_SCALE]


def test_an_elder_may_have_high_contrast_too() -> None:
    look = an_appearance()

    look.turn_elder()
    look.turn_contrast()

    assert look.property("mode") == "elder-contrast"
    assert look.counted_as == "elder"


def test_low_is_offered_where_somebody_has_measured() -> None:
    measured, unmeasured = an_appearance(), an_appearance(Screen())

    measured.turn_low()
    unmeasured.turn_low()

    assert (measured.property("offersLow"), measured.property("low")) == (True, True)
    assert (unmeasured.property("offersLow"), unmeasured.property("low")) == (False, False)


def test_reach_is_measured_from_the_lower_edge_of_the_picture() -> None:
    """380 and 1,220 mm above the floor (EN 301 549 8.3): a picture that begins at 900 mm is in reach for 320 mm of its height."""
    hung_high, hung_low = an_appearance(), an_appearance(Screen(floor_to_picture_mm=300))

    assert (hung_high.property("reachFrom"), hung_high.property("reachTo")) == (0, 320)
    assert (hung_low.property("reachFrom"), hung_low.property("reachTo")) == (80, 920)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(TURNS), max_size=24))
def test_whatever_is_turned_the_next_visitor_finds_it_as_it_was(turns: list[Callable[[Appearance], object]]) -> None:
    look, as_built = an_appearance(), an_appearance()

    for turn in turns:
        turn(look)
        assert look.text_scale in TEXT_SCALES
        assert not look.is_elder or look.text_scale >= ELDER_SCALE
        assert look.property("mode") in {"standard", "elder", "contrast", "elder-contrast"}
    look.start_anew()

    assert seen(look) == seen(as_built)


def test_goodbye_turns_everything_back(terminal: QuickTerminal) -> None:
    shell = terminal.shell
    shell.elder()
    shell.cycleTextSize()
    shell.cycleContrast()
    shell.toggleLanguage()

    shell.endVisit()

    assert seen(shell.appearance) == ("zh", "standard", 1.0, False)
    assert shell.page_name == "Attract"


def test_a_visit_in_contrast_is_counted_as_one(terminal: QuickTerminal) -> None:
    terminal.shell.start()
    terminal.shell.openService("S102")
    terminal.shell.visit.service = "S102"
    terminal.shell.cycleContrast()

    terminal.shell.endVisit()
    terminal.waits_for(lambda: [told for told in terminal.central.applied if isinstance(told, VisitCounted)])

    (counted,) = (told for told in terminal.central.applied if isinstance(told, VisitCounted))
    assert counted.mode == "contrast"


def test_place_is_told_in_english(terminal: QuickTerminal) -> None:
    shell = terminal.shell
    chinese = shell.property("place")

    shell.toggleLanguage()

    assert (chinese, shell.property("place")) == ("寮步镇政务服务中心", "Liaobu Government Service Centre")


@pytest.mark.usefixtures("qapp")
def test_more_time_may_be_asked_for_a_dozen_times() -> None:
    """WCAG 2.2.1: ten times at least."""
    guard = IdleGuard(None)  # type: ignore[arg-type]  # nobody's child
    guard.set_limits(3, 5)
    guard.watch(True)
    beat = guard.findChildren(QTimer)[0]
    expired: list[bool] = []
    guard.expired.connect(lambda: expired.append(True))

    for _ in range(12):
        while guard.seconds_left < 0:
            beat.timeout.emit()
        guard.touched()

    assert expired == []
    assert guard.seconds_left == -1
