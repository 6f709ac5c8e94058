"""Qt's words for showing Python to QML, with true types: PySide6's own stubs describe these decorators wrongly."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Signal

T = TypeVar("T")

if TYPE_CHECKING:

    def Property(of: type | str, *, notify: Signal) -> Callable[[Callable[[Any], T]], property]: ...  # Qt's name

    def Slot(*of: type | str, result: type | str | None = None) -> Callable[[Callable[..., T]], Callable[..., T]]: ...  # Qt's name

    def QmlUncreatable(reason: str) -> Callable[[type[T]], type[T]]: ...  # Qt's name

    def QmlElement(of: type[T]) -> type[T]: ...  # Qt's name

    def QmlSingleton(of: type[T]) -> type[T]: ...  # Qt's name
else:
    from PySide6.QtCore import Property, Slot
    from PySide6.QtQml import QmlElement, QmlSingleton, QmlUncreatable

__all__ = ["Property", "QmlElement", "QmlSingleton", "QmlUncreatable", "Signal", "Slot"]
