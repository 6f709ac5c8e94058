"""Characters that nobody can spell: by their radical and the strokes beside it, or by their number in Unicode. No Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import resources
from kiosk.typing.writable import is_printable

HEXADECIMAL = "0123456789ABCDEF"
LONGEST_CODE = 6
_CHINESE = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


@dataclass(frozen=True)
class Radicals:
    """`forms`: radicals by their own strokes, as (number, character). `characters`: by radical number and strokes beside it."""

    forms: dict[int, list[tuple[int, str]]]
    characters: dict[tuple[int, int], str]

    def strokes(self) -> list[int]:
        """How many strokes a radical can have."""
        return sorted(self.forms)

    def of(self, strokes: int) -> list[tuple[int, str]]:
        """Radicals with so many strokes: number and form."""
        return self.forms.get(strokes, [])

    def beside(self, radical: int) -> list[int]:
        """How many strokes there can be beside a radical."""
        return sorted(beside for number, beside in self.characters if number == radical)

    def found(self, radical: int, beside: int) -> str:
        """Characters we can print, the commonest first."""
        return self.characters.get((radical, beside), "")


@cache
def radicals() -> Radicals:
    forms: dict[int, list[tuple[int, str]]] = {}
    characters: dict[tuple[int, int], str] = {}
    for line in resources.path("typing", "radicals.txt").read_text("utf-8").splitlines():
        parts = line.split(" ")
        if parts[0] == "=":
            forms.setdefault(int(parts[2]), []).append((int(parts[1]), parts[3]))
        else:
            characters[int(parts[0]), int(parts[1])] = parts[2]
    return Radicals(forms, characters)


def character_of(code: str) -> str:
    """The Chinese character with this hexadecimal number; empty for a number that is none, or none that we can print."""
    if not code or len(code) > LONGEST_CODE or set(code) - set(HEXADECIMAL) or int(code, 16) > 0x10FFFF:
        return ""
    character = chr(int(code, 16))
    return character if is_chinese(character) and is_printable(character) else ""


def is_chinese(character: str) -> bool:
    return bool(_CHINESE.fullmatch(character))
