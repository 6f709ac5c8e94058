"""The gallery: every way to look at a page. Three themes, two panels, three sizes of text, two languages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

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

    @property
    def is_landscape(self) -> bool:
        return self.size[0] > self.size[1]

    @property
    def name(self) -> str:
        """As in a file's name: contrast-200-landscape-en."""
        panel = "landscape" if self.is_landscape else "portrait"
        return f"{self.mode}-{self.scale * 100:.0f}-{panel}-{self.language}"


PLAIN = Variant()
LANGUAGES: tuple[Language, ...] = ("zh", "en")

EVERY_VARIANT = tuple(
    Variant(mode, scale, size, language)
    for language, size, scale, mode in product(LANGUAGES, (PORTRAIT, LANDSCAPE), SCALES, MODES)
)
"""In this order little has to be turned from one to the next."""

HARDEST = (
    Variant("contrast", 2.0, LANDSCAPE, "en"),
    Variant("elder", 2.0, PORTRAIT, "zh"),
    Variant("standard", 2.0, LANDSCAPE, "zh"),
    Variant("elder", 2.0, PORTRAIT, "en"),
    Variant("contrast", 1.5, PORTRAIT, "en"),
    Variant("standard", 1.0, PORTRAIT, "en"),
)
"""Where a page breaks first: the longest words, the widest leading, the least room."""
