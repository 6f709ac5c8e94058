"""Tap → changed frame, on the terminal's own pages: 1080 x 1920, drawn off-screen in software, as on a machine without a GPU.

    tile    a finger comes down on a zone of the home page → the tile is tinted
    key     a digit of the keypad → the digit stands in its place
    choice  a row that is chosen → the row is marked
    turn    a way to another page → the first frame in which that page is seen

In the same run a page as small as a page can be is touched, one button in a window of the same size: what Qt itself takes.
`p95_ms` is the worst of the four.
"""

from __future__ import annotations

import sys
from itertools import cycle

from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickItem, QQuickWindow
from terminal import Terminal, milliseconds_to_frame, press, release_elsewhere, terminal
from timing import median, p95, report

WARM_UP = 4
TAPS = 40
STILL_SECONDS = 0.2
"""A page has faded in, and the next tap is a new one."""

SMALLEST = b"""
import QtQuick
Window {
    width: 1080; height: 1920; visible: true
    Rectangle {
        objectName: "button"
        readonly property bool pressed: tap.pressed
        anchors.centerIn: parent; width: 400; height: 200; color: pressed ? "navy" : "teal"
        TapHandler { id: tap }
    }
}
"""


def main() -> int:
    with terminal() as kiosk:
        smallest = presses_of_the_smallest_page(kiosk)
        kiosk.comes_to_scope()
        kinds = {"choice": choices(kiosk), "turn": turns(kiosk)}
        kiosk.visitor.taps("nav.home")
        kiosk.visitor.sees("Home")
        kinds["tile"] = presses_of_a_tile(kiosk)
        kiosk.visitor.taps("home.progress")
        kiosk.visitor.sees("QueryCode")
        kinds["key"] = digits(kiosk)
    everything = [milliseconds for values in kinds.values() for milliseconds in values]
    return report(
        "tap-to-frame",
        "p95_ms",
        p95_ms=max(p95(values) for values in kinds.values()),
        **{f"{kind}_ms": median(values) for kind, values in kinds.items()},
        **{f"{kind}_ms_p95": p95(values) for kind, values in kinds.items()},
        smallest_ms=median(smallest),
        ratio=median(everything) / median(smallest),
        runs=TAPS,
        goal=16.7,
        limit=50.0,
    )


def choices(kiosk: Terminal) -> list[float]:
    periods = cycle(("period.1", "period.5", "period.3"))
    return [one_choice(kiosk, next(periods)) for _ in range(WARM_UP + TAPS)][WARM_UP:]


def one_choice(kiosk: Terminal, name: str) -> float:
    row = kiosk.visitor.control(name)
    milliseconds = milliseconds_to_frame(kiosk.window, kiosk.tap(name), lambda: bool(row.property("chosen")))
    kiosk.visitor.lets_pass(STILL_SECONDS)
    return milliseconds


def turns(kiosk: Terminal) -> list[float]:
    """From the page of what is asked to that of the purpose, and back."""
    ways = cycle((("primary", "PurposePage"), ("nav.back", "Scope")))
    return [one_turn(kiosk, turn // 2, *next(ways)) for turn in range(WARM_UP + TAPS)][WARM_UP:]


def one_turn(kiosk: Terminal, turn: int, name: str, page: str) -> float:
    milliseconds = kiosk.milliseconds_to_page(page, kiosk.tap(name, turn))
    kiosk.visitor.lets_pass(STILL_SECONDS)
    return milliseconds


def presses_of_a_tile(kiosk: Terminal) -> list[float]:
    tile = kiosk.visitor.control("zone.credit")
    return [one_press(kiosk, kiosk.window, tile) for _ in range(WARM_UP + TAPS)][WARM_UP:]


def presses_of_the_smallest_page(kiosk: Terminal) -> list[float]:
    engine = QQmlApplicationEngine()
    engine.loadData(SMALLEST)
    window = engine.rootObjects()[0]
    assert isinstance(window, QQuickWindow)
    kiosk.visitor.lets_pass(STILL_SECONDS)
    button = window.contentItem().childItems()[0]
    pressed = [one_press(kiosk, window, button) for _ in range(WARM_UP + TAPS)][WARM_UP:]
    window.close()
    return pressed


def one_press(kiosk: Terminal, window: QQuickWindow, item: QQuickItem) -> float:
    spot = item.mapToScene(item.boundingRect().center()).toPoint()
    milliseconds = milliseconds_to_frame(window, press(window, spot), lambda: bool(item.property("pressed")))
    release_elsewhere(window)
    kiosk.visitor.lets_pass(STILL_SECONDS)
    return milliseconds


def digits(kiosk: Terminal) -> list[float]:
    """Twelve have room; then they are wiped, untimed."""
    timed: list[float] = []
    for turn in range(WARM_UP + TAPS):
        if turn % 12 == 0:
            kiosk.visitor.taps("key.clear")
        timed.append(one_digit(kiosk, str(turn % 10)))
    return timed[WARM_UP:]


def one_digit(kiosk: Terminal, digit: str) -> float:
    value = kiosk.visitor.control("keypad.value")
    before = value.property("text")
    return milliseconds_to_frame(
        kiosk.window, kiosk.tap(f"key.{digit}"), lambda: bool(value.property("text") != before)
    )


if __name__ == "__main__":
    sys.exit(main())
