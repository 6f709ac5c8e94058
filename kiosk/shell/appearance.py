"""How the terminal looks to whoever stands here: language, 长辈版, size of text, contrast, 低位. Each visitor finds it as it was built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal

if TYPE_CHECKING:
    from app.config import Screen
    from kiosk.words import Language

QML_IMPORT_NAME = "kiosk.shell"
QML_IMPORT_MAJOR_VERSION = 1

TEXT_SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)
ELDER_SCALE = 1.5
"""长辈版 never writes smaller than this (facts/ui 3.4)."""


@QmlElement
@QmlUncreatable("the shell has the one there is")
class Appearance(QObject):
    """Five things a visitor may turn at any moment, on any page. They change how a page looks and nothing of what it holds.

    GUI thread only. `turned` follows every change; who turned it asks nobody.
    """

    turned = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._reach: tuple[float, float] | None = None
        self._forget()

    def _forget(self) -> None:
        self._language: Language = "zh"
        self._elder = self._contrast = self._low = False
        self._scale = TEXT_SCALES[0]

    def measure(self, screen: Screen) -> None:
        """How high the screen hangs here; 低位 is offered where somebody has measured it."""
        floor = screen.floor_to_picture_mm
        self._reach = (screen.reach_from_mm - floor, screen.reach_to_mm - floor) if floor else None
        self.turned.emit()

    def start_anew(self) -> None:
        """For the next visitor."""
        self._forget()
        self.turned.emit()

    # ---- what Python goes by ----

    @property
    def language_now(self) -> Language:
        return self._language

    @property
    def is_elder(self) -> bool:
        return self._elder

    @property
    def counted_as(self) -> str:
        """standard | elder | contrast: how the visit is counted."""
        return "elder" if self._elder else "contrast" if self._contrast else "standard"

    # ---- turning ----

    def turn_language(self) -> Language:
        self._language = "en" if self._language == "zh" else "zh"
        self.turned.emit()
        return self._language

    def turn_elder(self) -> None:
        self._elder = not self._elder
        self.turned.emit()

    def turn_contrast(self) -> None:
        self._contrast = not self._contrast
        self.turned.emit()

    def turn_low(self) -> None:
        """Nothing where nobody has measured how high the screen hangs."""
        self._low = self._reach is not None and not self._low
        self.turned.emit()

    def turn_text_size(self) -> None:
        """One size larger; from the largest back to the smallest. In 长辈版 the smallest is its own."""
        larger = [scale for scale in TEXT_SCALES if scale > self.text_scale]
        self._scale = larger[0] if larger else TEXT_SCALES[0]
        self.turned.emit()

    @property
    def text_scale(self) -> float:
        return max(ELDER_SCALE, self._scale) if self._elder else self._scale

    # ---- what every page sees ----

    @Property(str, notify=turned)
    def language(self) -> str:
        """zh | en"""
        return self._language

    @Property(str, notify=turned)
    def mode(self) -> str:
        """standard | elder | contrast | elder-contrast"""
        return "-".join(filter(None, ("elder" * self._elder, "contrast" * self._contrast))) or "standard"

    @Property(float, notify=turned)
    def textScale(self) -> float:  # QML's spelling
        """1.0 to 2.0: how large it really is."""
        return self.text_scale

    @Property(bool, notify=turned)
    def low(self) -> bool:
        """低位: every control stands where it can be reached from a wheelchair."""
        return self._low

    @Property(bool, notify=turned)
    def offersLow(self) -> bool:  # QML's spelling
        return self._reach is not None

    @Property(float, notify=turned)
    def reachFrom(self) -> float:  # QML's spelling
        """Millimetres from the picture's lower edge up to the lowest place a hand comes to (380 mm above the floor); not below 0."""
        return max(0.0, self._reach[0]) if self._reach else 0.0

    @Property(float, notify=turned)
    def reachTo(self) -> float:  # QML's spelling
        """The same to the highest place (1,220 mm above the floor); 0 where nobody has measured."""
        return max(0.0, self._reach[1]) if self._reach else 0.0
