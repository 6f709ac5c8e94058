"""The voice of the terminal: what has the focus, spoken; every page usable without looking at it (EN 301 549 5.1.3).

`numerals`, `normaliser`: what is written, as it is said. `library`: the recorded and rendered clips. `composing`: said words as
clips, live speech and pauses. `wording`: a control as a sentence. `sounding`, `live`, `tempo`: clips as sound. `player`: one
thread that plays. All these know nothing of Qt. `page`, `keys`, `fingers`, `voice` listen to the pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

__all__ = ["Ear", "missing"]


class Ear(StrEnum):
    """The language that is listened in. The screen has two, the ear three."""

    MANDARIN = "cmn"
    CANTONESE = "yue"
    ENGLISH = "en"

    @property
    def is_chinese(self) -> bool:
        return self is not Ear.ENGLISH


def missing(texts: Iterable[str], ear: Ear = Ear.MANDARIN) -> list[str]:
    """Those of `texts` of which something would have to be spoken live: nobody has recorded or rendered it."""
    from kiosk.voice.library import missing as missing_in

    return missing_in(texts, ear)
