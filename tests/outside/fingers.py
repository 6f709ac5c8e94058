"""Somebody who works by the keypad alone: sees where the focus is, presses keys on the keypad's own wire, touches nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from private_desktop import PATIENCE_SECONDS, Hand
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow

WaitsFor = Callable[[Callable[[], bool], str, float], None]

CONTROLS = {
    QAccessible.Role.Button,
    QAccessible.Role.RadioButton,
    QAccessible.Role.CheckBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.Link,
    QAccessible.Role.PageTab,
}
MOST_STOPS = 120


class Felt(QObject):
    """Counts the keys that reached the window, so that a press is waited for and not timed."""

    def __init__(self, window: QQuickWindow) -> None:
        super().__init__()
        self.keys = 0
        self._window = window
        window.installEventFilter(self)

    def forget(self) -> None:
        self._window.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # Qt's name
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keys += 1
        return False


@dataclass
class Survey:
    """What the keys found on one page."""

    page: str
    first: str
    """What has the focus when the page comes up."""
    stops: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    """Controls that no key leads to."""
    trapped: bool = False
    """From some stop the keys lead neither on nor back to where they began."""
    bar: dict[str, int] = field(default_factory=dict)
    """Presses from the first focus to 返回, 首页 and 求助, where the page has them."""

    @property
    def faults(self) -> list[str]:
        told = [f"{self.page}: no key leads to {name}" for name in self.missed]
        told += [f"{self.page}: the keys are trapped among {self.stops}"] if self.trapped else []
        told += [] if self.first else [f"{self.page}: nothing has the focus when it comes up"]
        told += [
            f"{self.page}: {place} is {presses} presses away" for place, presses in self.bar.items() if presses > 3
        ]
        return told


class KeypadFingers:
    """`press` puts one key on the wire; `waits_for` spins the terminal's loop."""

    def __init__(self, window: QQuickWindow, press: Callable[[str], object], waits_for: WaitsFor) -> None:
        self._window, self._press, self._waits_for = window, press, waits_for
        self._felt = Felt(window)
        self._hand = Hand()

    def leave(self) -> None:
        self._felt.forget()

    @property
    def at(self) -> str:
        """The name of what has the focus, as assistive technology is told of it."""
        item = self._window.activeFocusItem()
        return name_of(item) if item is not None else ""

    def presses(self, key: str) -> None:
        """One press, and the window has it."""
        before = self._felt.keys
        self._press(key)
        self._waits_for(lambda: self._felt.keys > before, f"the {key} key to reach the window", PATIENCE_SECONDS)

    def goes_to(self, name: str) -> None:
        """On, control by control, until this one has the focus; a page that is still being laid out is given time."""
        self._waits_for(lambda: name in self.offered(), f"{name} to be there", PATIENCE_SECONDS)
        for _ in range(MOST_STOPS):
            if self.at == name:
                return
            self.presses("down")
        raise AssertionError(f"the keys do not lead to {name}; they lead to {sorted(self.offered())}")

    def chooses(self, name: str) -> None:
        self.goes_to(name)
        here = self._window.activeFocusItem()
        if here is None or here.property("quick") is not True:
            self._waits_for(self._hand.is_free, "the hand", PATIENCE_SECONDS)
        self._hand.has_pressed()
        self.presses("ok")

    def offered(self) -> set[str]:
        return {name_of(item) for item in controls_in(self._window)}

    def surveys(self, page: str) -> Survey:
        """Every stop on and back, and the way to the bar; afterwards the focus is on the first stop."""
        told = Survey(page, self.at)
        stops = self._walks("down")
        told.stops = [name_of(stop) for stop in stops]
        told.missed = [name_of(item) for item in controls_in(self._window) if item not in stops]
        back = self._walks("up")
        told.trapped = not stops or set(back) != set(stops)
        self._returns_to(stops[0] if stops else None)
        told.bar = self._way_to_the_bar()
        return told

    def _returns_to(self, stop: QQuickItem | None) -> None:
        for _ in range(MOST_STOPS):
            if self._window.activeFocusItem() is stop:
                return
            self.presses("down")

    def _walks(self, key: str) -> list[QQuickItem]:
        """Until it comes round, or ends."""
        stops: list[QQuickItem] = []
        for _ in range(MOST_STOPS):
            self.presses(key)
            here = self._window.activeFocusItem()
            if here is None or here in stops:
                break
            stops.append(here)
        return stops

    def _way_to_the_bar(self) -> dict[str, int]:
        places = {"nav.back", "nav.home", "nav.help"} & {item.objectName() for item in drawn_in(self._window)}
        found: dict[str, int] = {}
        for presses in range(1, 7 if places else 1):
            self.presses("right")
            here = self._window.activeFocusItem()
            if here is not None and here.objectName() in places:
                found.setdefault(here.objectName(), presses)
        return {place: found.get(place, 99) for place in sorted(places)}


def name_of(item: QQuickItem) -> str:
    """Of the item, or of the nearest around it that has one: the page itself has a name too, but is no place to be."""
    told: QQuickItem | None = item
    while told is not None:
        interface = QAccessible.queryAccessibleInterface(told)
        if interface is not None and interface.role() is not QAccessible.Role.Pane:
            name = interface.text(QAccessible.Text.Name)
            if name:
                return name
        told = told.parentItem()
    return ""


def drawn_in(window: QQuickWindow) -> Iterator[QQuickItem]:
    """Everything that a person can see now."""
    waiting = [window.contentItem()]
    while waiting:
        item = waiting.pop()
        if item.isVisible() and item.opacity() > 0:
            yield item
            waiting += item.childItems()


def controls_in(window: QQuickWindow) -> list[QQuickItem]:
    """What can be acted on: enabled, and alive."""
    return [
        item
        for item in drawn_in(window)
        if item.isEnabled() and item.property("live") is not False and _is_control(item)
    ]


def _is_control(item: QQuickItem) -> bool:
    interface = QAccessible.queryAccessibleInterface(item)
    return interface is not None and interface.role() in CONTROLS
