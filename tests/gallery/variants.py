"""The gallery: every way to look at a page. Three themes, two panels, three sizes of text, two languages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from kiosk.shell.appearance import ELDER_SCALE
from kiosk.words import Language

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)
MODES = ("standard", "elder", "contrast")
SCALES = (1.0, 1.5, 2.0)


@dataclass(frozen=True)
class Variant:
    """One way to look at a page."""

    mode: str = "standard"
    scale: float = 1.0
    size: tuple[int, int] = PORTRAIT
    language: Language = "zh"
    low: bool = False
    """低位: every control within a seated person's reach."""

    @property
    def is_landscape(self) -> bool:
        return self.size[0] > self.size[1]

    @property
    def name(self) -> str:
        """As in a file's name: contrast-200-landscape-en."""
        panel = "landscape" if self.is_landscape else "portrait"
        return f"{self.mode}-{self.scale * 100:.0f}-{panel}-{self.language}{'-low' if self.low else ''}"

    @property
    def real_scale(self) -> float:
        """长辈版 never writes smaller than 150 %: its 100 % is the same picture."""
        return max(ELDER_SCALE, self.scale) if self.mode == "elder" else self.scale


PLAIN = Variant()
LANGUAGES: tuple[Language, ...] = ("zh", "en")

EVERY_VARIANT = tuple(
    Variant(mode, scale, size, language)
    for language, size, scale, mode in product(LANGUAGES, (PORTRAIT, LANDSCAPE), SCALES, MODES)
)
"""In this order little has to be turned from one to the next."""

LOW = tuple(
    Variant(mode, scale, size, "zh", low=True)
    for size, scale, mode in product((PORTRAIT, LANDSCAPE), (1.0, 2.0), ("standard", "elder"))
)
"""A screen that hangs a metre above the floor, and whoever sits before it."""

HARDEST = (
    Variant("contrast", 2.0, LANDSCAPE, "en"),
    Variant("elder", 2.0, PORTRAIT, "zh"),
    Variant("standard", 2.0, LANDSCAPE, "zh"),
    Variant("elder", 2.0, PORTRAIT, "en"),
    Variant("contrast", 1.5, PORTRAIT, "en"),
    Variant("standard", 1.0, PORTRAIT, "en"),
)
"""Where a page breaks first: the longest words, the widest leading, the least room."""

PSEUDO = tuple(Variant("standard", scale, size, "en") for size, scale in product((PORTRAIT, LANDSCAPE), (1.0, 2.0)))
"""How the pseudo-language is looked at: every text 40 % longer."""
