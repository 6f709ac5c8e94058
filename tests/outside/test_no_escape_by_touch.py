"""Nobody gets out by fingers: swipes from every edge, two to five fingers, pinches, long presses, what is dragged and dropped."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from gallery.terminal import Terminal, a_terminal, everything_in
from gallery.visits.appeals import comes_to_topic
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

WIDE, TALL = 1080, 1920
STEPS = 8
LONG_PRESS_MS = 1_000
FINGERS = (2, 3, 4, 5)

EDGES = {
    "left": ((0, 960), (900, 960)),
    "right": ((WIDE - 1, 960), (120, 960)),
    "top": ((540, 0), (540, 1500)),
    "bottom": ((540, TALL - 1), (540, 300)),
    "top left corner": ((0, 0), (700, 1200)),
    "bottom right corner": ((WIDE - 1, TALL - 1), (300, 500)),
}


class Hand:
    """Fingers on the glass, as the touch panel tells of them."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._panel: QPointingDevice = QTest.createTouchDevice()

    def drags(self, ways: list[tuple[tuple[int, int], tuple[int, int]]], steps: int = STEPS) -> None:
        """Every finger goes its way, all at once."""
        self._touches([start for start, _ in ways], "press")
        for step in range(1, steps + 1):
            self._touches([_between(start, end, step / steps) for start, end in ways], "move")
        self._touches([end for _, end in ways], "release")

    def rests(self, spots: list[tuple[int, int]], milliseconds: int) -> None:
        self._touches(spots, "press")
        QTest.qWait(milliseconds)
        self._touches(spots, "release")

    def taps(self, spots: list[tuple[int, int]]) -> None:
        self.rests(spots, 1)

    def _touches(self, spots: list[tuple[int, int]], what: str) -> None:
        touch: Any = QTest.touchEvent(self._terminal.window, self._panel, False)
        for finger, spot in enumerate(spots):
            getattr(touch, what)(finger, QPoint(*spot), self._terminal.window)
        touch.commit()
        QCoreApplication.processEvents()


def _between(start: tuple[int, int], end: tuple[int, int], part: float) -> tuple[int, int]:
    return (round(start[0] + (end[0] - start[0]) * part), round(start[1] + (end[1] - start[1]) * part))


@pytest.fixture(scope="module")
def terminal(qapp: QGuiApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A visit under way: somebody is identified and has answered."""
    with a_terminal(qapp, tmp_path_factory.mktemp("touched"), lambda _: None) as terminal:
        comes_to_topic(terminal)
        terminal.flow.chooseTopic("税费")
        terminal.settle()
        yield terminal
        assert terminal.defects == []
        assert terminal.complaints == []


@pytest.fixture
def hand(terminal: Terminal) -> Hand:
    return Hand(terminal)


def stands_as_before(terminal: Terminal) -> None:
    """The page, who stands there, the answer; one window, and no dialog over it."""
    terminal.settle()
    assert terminal.shell.page_name == "TopicPage"
    assert terminal.shell.property("who")
    assert chosen_in(terminal) == ["税费"]
    assert [window for window in QGuiApplication.topLevelWindows() if window.isVisible()] == [terminal.window]
    assert QGuiApplication.modalWindow() is None
    assert (terminal.window.width(), terminal.window.height()) == (WIDE, TALL)


@pytest.mark.parametrize("fingers", [1, *FINGERS])
def test_swipe_from_an_edge_opens_nothing(terminal: Terminal, hand: Hand, fingers: int) -> None:
    for start, end in EDGES.values():
        apart = [(120 * finger, 120 * finger) for finger in range(fingers)]
        hand.drags([(_inside(start, by), _inside(end, by)) for by in apart])

    stands_as_before(terminal)


def _inside(spot: tuple[int, int], by: tuple[int, int]) -> tuple[int, int]:
    """Fingers beside each other, along the edge the swipe comes from."""
    x, y = spot
    return (
        x if x in {0, WIDE - 1} else min(WIDE - 1, x + by[0]),
        y if y in {0, TALL - 1} else min(TALL - 1, y + by[1]),
    )


@pytest.mark.parametrize(("fingers", "outwards"), list(product(FINGERS, (True, False))))
def test_pinch_changes_no_size_and_turns_nothing(terminal: Terminal, hand: Hand, fingers: int, outwards: bool) -> None:
    before = terminal.theme.property("textScale")
    around = [(540 + dx, 960 + dy) for dx, dy in ((-60, -60), (60, 60), (60, -60), (-60, 60), (0, 90))][:fingers]
    far = [(540 + 6 * (x - 540), 960 + 6 * (y - 960)) for x, y in around]
    ways = list(zip(around, far, strict=True))

    hand.drags(ways if outwards else [(end, start) for start, end in ways])

    stands_as_before(terminal)
    assert terminal.theme.property("textScale") == before


@pytest.mark.parametrize("fingers", [1, 3])
def test_fingers_that_rest_beside_the_controls_bring_up_no_menu(terminal: Terminal, hand: Hand, fingers: int) -> None:
    hand.rests([(200 + 150 * finger, 20) for finger in range(fingers)], LONG_PRESS_MS)

    stands_as_before(terminal)


def test_whole_hand_on_the_answers_is_at_most_one_answer(terminal: Terminal, hand: Hand) -> None:
    """Five fingers that come down at once on five controls: one of them may be taken, and no page is torn down under the others."""
    rows = [row_of(terminal, place) for place in range(5)]

    hand.taps(rows)
    chosen = chosen_in(terminal)
    terminal.flow.chooseTopic("税费")

    assert len(chosen) == 1
    stands_as_before(terminal)


def test_one_finger_is_taken(terminal: Terminal, hand: Hand) -> None:
    """What the others do in vain is done by fingers that the page feels."""
    before = chosen_in(terminal)

    hand.taps([row_of(terminal, 6)])
    chosen = chosen_in(terminal)
    terminal.flow.chooseTopic("税费")

    assert chosen != before


def chosen_in(terminal: Terminal) -> list[str]:
    return [row["id"] for row in terminal.flow.property("topics") if row["chosen"]]


def row_of(terminal: Terminal, place: int) -> tuple[int, int]:
    """The middle of one of the answers."""
    return middle_of(next(item for item in everything_in(terminal.page) if item.objectName() == f"topic.{place}"))


def middle_of(item: QQuickItem) -> tuple[int, int]:
    middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
    return (round(middle.x()), round(middle.y()))


def test_what_is_dropped_on_the_page_is_not_taken(terminal: Terminal) -> None:
    dropped = QMimeData()
    dropped.setUrls([QUrl("file:///etc/passwd"), QUrl("https://example.invalid/")])
    dropped.setText("javascript:alert(1)")
    spot, action = QPoint(540, 960), Qt.DropAction.CopyAction
    buttons, held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enters = QDragEnterEvent(spot, action, dropped, buttons, held)
    drops = QDropEvent(QPointF(spot), action, dropped, buttons, held, QEvent.Type.Drop)

    for event in (enters, drops):
        event.ignore()
        QCoreApplication.sendEvent(terminal.window, event)

    assert not enters.isAccepted()
    assert not drops.isAccepted()
    stands_as_before(terminal)


@pytest.mark.parametrize("button", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.BackButton])
def test_other_buttons_of_a_mouse_do_nothing(terminal: Terminal, button: Qt.MouseButton) -> None:
    for place in (0, 3):
        QTest.mouseClick(terminal.window, button, Qt.KeyboardModifier.NoModifier, QPoint(*row_of(terminal, place)))

    stands_as_before(terminal)


def test_whole_hand_on_the_ways_in_opens_one_of_them(terminal: Terminal, hand: Hand) -> None:
    terminal.shell.home()
    terminal.settle()
    assert terminal.shell.page_name == "Home"
    opened: list[str] = []
    terminal.shell.pageTurned.connect(lambda: opened.append(terminal.shell.page_name))
    ways_in = [item for item in everything_in(terminal.page) if item.objectName().startswith("zone.")]
    open_ones = [item for item in ways_in if item.property("closed") is False]

    hand.taps([middle_of(item) for item in open_ones])
    terminal.settle()
    turned = list(opened)
    terminal.shell.home()

    assert len(open_ones) >= 2
    assert len(turned) == 1
