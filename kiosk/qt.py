"""Qt's words for showing Python to QML, with true types: PySide6's own stubs describe these decorators wrongly."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Signal

T = TypeVar("T")

if TYPE_CHECKING:

    def Property(of: type | str, *, notify: Signal) -> Callable[[Callable[[Any], T]], property]: ...  # Qt's name

    def Slot(
        *of: type | str, result: type | str | None = None
    ) -> Callable[[Callable[..., T]], Callable[..., T]]: ...  # Qt's name

    def QmlUncreatable(reason: str) -> Callable[[type[T]], type[T]]: ...  # Qt's name

    def QmlElement(of: type[T]) -> type[T]: ...  # Qt's name

    def QmlSingleton(of: type[T]) -> type[T]: ...  # Qt's name
else:
    import sys

    from PySide6 import QtQml
    from PySide6.QtCore import Property, Slot
    from PySide6.QtQml import QmlElement, QmlUncreatable

    def QmlSingleton(of):
        """Instead of QmlElement. Nothing is registered that `announce_singletons` has told QML of."""
        if of.__name__ in _announced:
            return of
        within = {
            **vars(sys.modules[of.__module__]),
            "QtQml": QtQml,
            "of": of,
        }  # PySide looks there for the module's URI
        return eval("QtQml.QmlElement(QtQml.QmlSingleton(of))", within)  # noqa: S307  # our own words


SINGLETONS = {
    "Typist": "kiosk.typing.typist",
    "CodeGuide": "kiosk.typing.code_guide",
    "PlacePicker": "kiosk.typing.place_picker",
    "PinPlaces": "kiosk.typing.pin_places",
}
"""Every singleton that pages ask for, and its module, which is not loaded before one of them asks."""

_announced: set[str] = set()


def announce_singletons() -> None:
    """Tell QML of every singleton before it has loaded anything. Needs the application; a second call does nothing.

    Qt 6.8.3 forgets what the types of loaded pages are when it hears of a singleton later: no further page loads.
    """
    from PySide6.QtCore import QObject
    from PySide6.QtQml import qmlRegisterSingletonType, qmlTypeId

    find: Any = qmlTypeId  # these take str; their stubs say bytes
    register: Any = qmlRegisterSingletonType
    for name, module in SINGLETONS.items():
        uri = module.rpartition(".")[0]
        if find(uri, 1, 0, name) == -1:
            register(QObject, uri, 1, 0, name, _maker(module, name))
            _announced.add(name)


def _maker(module: str, name: str) -> Callable[[object], Any]:
    def make(_engine: object) -> Any:
        return getattr(import_module(module), name)()

    return make


__all__ = ["Property", "QmlElement", "QmlSingleton", "QmlUncreatable", "Signal", "Slot", "announce_singletons"]
