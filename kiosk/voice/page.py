"""A page as assistive technology sees it, for the ear: what stands on it, what has the focus, what lies under a finger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtQuick import QQuickItem, QQuickWindow

from kiosk.voice.wording import CONTROLS, Role, Thing

_ROLES: Final = {
    QAccessible.Role.Button: Role.BUTTON,
    QAccessible.Role.Link: Role.BUTTON,
    QAccessible.Role.RadioButton: Role.RADIO,
    QAccessible.Role.CheckBox: Role.CHECK,
    QAccessible.Role.Heading: Role.HEADING,
    QAccessible.Role.StaticText: Role.TEXT,
    QAccessible.Role.ListItem: Role.TEXT,
    QAccessible.Role.Graphic: Role.TEXT,
    QAccessible.Role.AlertMessage: Role.ALERT,
    QAccessible.Role.ProgressBar: Role.PROGRESS,
    QAccessible.Role.EditableText: Role.EDIT,
    QAccessible.Role.PageTab: Role.RADIO,
}
_CLOCK: Final = re.compile(r"\d\d:\d\d|\d+ / \d+")
"""What changes by itself, or is told in words beside it: nobody wants it read out."""

_LONELY: Final = frozenset({QAccessible.Role.ToolBar})
"""What is always at its place; it is reached by keys, and not counted among a page's choices."""

_MOST_STOPS: Final = 200
_HIGHEST: Final = 12
"""Ancestors asked whether their words are private."""


@dataclass(frozen=True)
class Seen:
    """A thing and the item it is. `apart`: in the bar or the head that every page has. The item lives no longer than its page."""

    thing: Thing
    item: QQuickItem
    apart: bool = False


class PageReader:
    """Asks the window's own accessible tree; nothing is kept. GUI thread."""

    def __init__(self, window: QQuickWindow) -> None:
        self._window = window

    def all(self) -> list[Seen]:
        """Everything that can be seen now, in reading order."""
        root = QAccessible.queryAccessibleInterface(self._window)
        return list(_below(root, apart=False)) if root is not None else []

    def focused(self) -> Seen | None:
        """What has the focus, or the nearest around it that has a name; None where that is the page itself."""
        item: QQuickItem | None = self._window.activeFocusItem()
        while item is not None:
            seen = seen_of(item)
            if seen is not None:
                return seen
            item = item.parentItem()
        return None

    def at(self, spot: QPointF) -> Seen | None:
        """What lies under a finger: the smallest thing there, a control before words."""
        here = [seen for seen in self.all() if seen.thing.name and area(seen.item).contains(spot)]
        return min(here, key=lambda seen: (seen.thing.role not in CONTROLS, _size(seen.item)), default=None)

    def focus_ends(self, *, forward: bool) -> bool:
        """Whether there is nothing beyond the focus in this direction: from here it would go round to the other end."""
        here, stops = self._window.activeFocusItem(), self._stops()
        if here is None or not stops:
            return False
        if here in stops:
            return here == stops[-1 if forward else 0]
        return not forward and here.nextItemInFocusChain(True) == stops[0]

    def _stops(self) -> list[QQuickItem]:
        """Where the keys lead, from the first to the last."""
        root = self._window.contentItem()
        stops: list[QQuickItem] = []
        item = root.nextItemInFocusChain(True) if root is not None else None
        while item is not None and item not in stops and item != root and len(stops) < _MOST_STOPS:
            stops.append(item)
            item = item.nextItemInFocusChain(True)
        return stops


def area(item: QQuickItem) -> QRectF:
    """Where an item is drawn in the window."""
    return item.mapRectToScene(item.boundingRect())


def seen_of(item: QQuickItem) -> Seen | None:
    """The item as a thing; None where it has no role that is spoken, or no name."""
    interface = QAccessible.queryAccessibleInterface(item)
    thing = _thing(interface, item) if interface is not None else None
    return Seen(thing, item) if thing is not None and thing.name else None


def _size(item: QQuickItem) -> float:
    return item.width() * item.height()


def _below(interface: QAccessibleInterface, *, apart: bool) -> Iterator[Seen]:
    for place in range(interface.childCount()):
        child = interface.child(place)
        item = child.object() if child is not None else None
        if child is None or not isinstance(item, QQuickItem) or not (item.isVisible() and item.isEnabled()):
            continue
        thing = _thing(child, item)
        if thing is not None and thing.name and not _CLOCK.fullmatch(thing.name):
            yield Seen(thing, item, apart or (thing.role is Role.TEXT and _lies_in(item, "saidApart")))
        yield from _below(child, apart=apart or child.role() in _LONELY)


def _thing(interface: QAccessibleInterface, item: QQuickItem) -> Thing | None:
    role = _ROLES.get(interface.role())
    if role is None:
        return None
    state, (place, places) = interface.state(), _place(interface, item, role)
    return Thing(
        role=role,
        name=interface.text(QAccessible.Text.Name).strip(),
        description=_hint(interface, item),
        chosen=bool(state.checked or state.selected),  # type: ignore[attr-defined]  # the stubs do not know a state's fields
        closed=item.property("closed") is True or item.property("live") is False,
        place=place,
        places=places,
        private=is_private(item, role),
        key=_is_key(item),
    )


def _hint(interface: QAccessibleInterface, item: QQuickItem) -> str:
    """Its description, without which of how many it is: that is said by itself."""
    place = item.property("placeWords")
    words = interface.text(QAccessible.Text.Description).strip()
    return words.removesuffix(place).strip("，, ") if isinstance(place, str) and place else words


def is_private(item: QQuickItem, role: Role) -> bool:
    """Whether the item, or what it lies in, says that its words are for headphones only. A button is named after what it does, so
    that one lies among private words tells nobody anything; a key is what somebody keys in."""
    if role in CONTROLS - {Role.EDIT} and not _is_key(item):
        return item.property("forEarsOnly") is True
    return _lies_in(item, "forEarsOnly")


def _is_key(item: QQuickItem) -> bool:
    return item.property("quick") is True


def _lies_in(item: QQuickItem | None, mark: str) -> bool:
    """Whether the item or one around it is marked so."""
    for _ in range(_HIGHEST):
        if item is None:
            return False
        if item.property(mark) is True:
            return True
        item = item.parentItem()
    return False


def _place(interface: QAccessibleInterface, item: QQuickItem, role: Role) -> tuple[int, int]:
    """Which of how many: as the page has counted, or among its like in the same parent."""
    counted = item.property("placeAmong")
    if isinstance(counted, QPointF) and counted.y() > 0:
        return int(counted.x()), int(counted.y())
    parent = interface.parent()
    if role not in {Role.RADIO, Role.CHECK} or parent is None:
        return 0, 0
    siblings = [parent.child(place) for place in range(parent.childCount())]
    like = [one.object() for one in siblings if one is not None and one.role() == interface.role()]
    return (like.index(item) + 1, len(like)) if item in like else (0, 0)
