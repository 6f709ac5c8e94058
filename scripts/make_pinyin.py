"""Writes resources/pinyin/readings.txt: every reading of every common character without its tone, as the search goes by them.

One line a reading: the syllable in ASCII (ü is v), a space, its characters. pypinyin's table knows more than a page needs at work:
the search reads this small file, and nothing of pypinyin is loaded.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

from pypinyin.constants import PINYIN_DICT

FILE = Path("resources/pinyin/readings.txt")
FIRST, LAST = 0x4E00, 0x9FFF
WITHOUT_DOTS = str.maketrans("üǖǘǚǜ", "vvvvv")


def main() -> None:
    characters: dict[str, set[str]] = defaultdict(set)
    for code, readings in PINYIN_DICT.items():
        if FIRST <= code <= LAST:
            for reading in readings.split(","):
                characters[plain(reading)].add(chr(code))
    characters.pop("", None)
    FILE.parent.mkdir(parents=True, exist_ok=True)
    lines = (f"{syllable} {''.join(sorted(characters[syllable]))}\n" for syllable in sorted(characters))
    FILE.write_text("".join(lines), "utf-8")


def plain(reading: str) -> str:
    """`lǜ` is `lv`; what has no letters is nothing."""
    bare = unicodedata.normalize("NFD", reading.translate(WITHOUT_DOTS))
    return "".join(letter for letter in bare.lower() if "a" <= letter <= "z")


if __name__ == "__main__":
    main()
