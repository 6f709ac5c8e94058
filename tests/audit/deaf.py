"""The audit: something that stands in for the shell or a flow, shows what the real one shows, and only writes down what it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import Property, QObject, Slot
from PySide6.QtQuick import QQuickItem

HANDED_IN = ("shell", "flow")
Heard = list[str]


@contextmanager
def deafened(page: QQuickItem) -> Iterator[Heard]:
    """Until the end, nothing the page asks for is done; the yielded list holds what it has asked for."""
    heard: Heard = []
    real = {name: page.property(name) for name in HANDED_IN if isinstance(page.property(name), QObject)}
    standing_in = {name: stand_in(given, heard) for name, given in real.items()}
    for name, one in standing_in.items():
        page.setProperty(name, one)
    try:
        yield heard
    finally:
        for name, given in real.items():
            page.setProperty(name, given)


def stand_in(real: QObject, heard: Heard) -> QObject:
    """What `real` shows now, for good; what it is asked for goes into `heard`. `real` is an object of ours, made in Python.

    Its class is asked, not its meta-object: PySide 6.8.3 makes that anew while it is read.
    """
    members: dict[str, Any] = {}
    for name, member in _members(type(real)):
        if isinstance(member, Property):
            members[name] = Property("QVariant", _as_shown(real, name, heard), constant=True)
        elif hasattr(member, "_slots"):
            members[name] = Slot(*["QVariant"] * (member.__code__.co_argcount - 1), name=name)(
                _written_down(name, heard)
            )
    made: QObject = type(QObject)("StandIn", (QObject,), members)()
    made.setParent(real)
    return made


def _members(a_class: type) -> Iterator[tuple[str, Any]]:
    for base in reversed(a_class.__mro__):
        yield from vars(base).items()


def _as_shown(real: QObject, name: str, heard: Heard) -> Callable[[QObject], Any]:
    """Read when the page asks for it, and not before: not everything can be said at every stage."""

    def show(_self: QObject) -> Any:
        value = real.property(name)
        return stand_in(value, heard) if isinstance(value, QObject) else value

    return show


def _written_down(name: str, heard: Heard) -> Callable[..., None]:
    def ask(_self: QObject, *given: Any) -> None:
        heard.append(f"{name}{given}")

    return ask
