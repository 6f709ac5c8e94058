"""Makes resources/typing/common.txt and radicals.txt from Debian's unicode-data (Unicode Character Database, Unihan).

common.txt: the 8,105 characters of the general table (通用规范汉字表), the most used first. radicals.txt: every character that our
fonts can print, by its radical and the strokes beside it, one line `radical strokes characters`; its first lines name the radicals.

    apt-get install unicode-data
    .venv/bin/python scripts/make_characters.py
"""

import bz2
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from printing.fonts import MissingGlyph, Weight, files

UNICODE = Path("/usr/share/unicode")
TYPING = Path(__file__).parents[1] / "resources" / "typing"
PLACE = re.compile(r"(\d+)'*\.(-?\d+)")


def main() -> int:
    ranks = {character: int(place) for character, place in _general_table()}
    uses = {
        character: sum(map(int, re.findall(r"\((\d+)\)", said))) for character, said in _said("Readings", "kHanyuPinlu")
    }
    common = sorted(ranks, key=lambda character: (ranks[character] > 3500, -uses.get(character, 0), ranks[character]))
    (TYPING / "common.txt").write_text("".join(common) + "\n", "utf-8")
    (TYPING / "radicals.txt").write_text("\n".join([*_radicals(), *_by_radical(common)]) + "\n", "utf-8")
    return 0


def _general_table() -> Iterator[tuple[str, str]]:
    for character, said in _said("OtherMappings", "kTGH"):
        yield character, said.split(":")[1]


def _said(file: str, field: str) -> Iterator[tuple[str, str]]:
    with bz2.open(UNICODE / f"Unihan_{file}.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] == field:
                yield chr(int(parts[0][2:], 16)), parts[2]


def _radicals() -> Iterator[str]:
    """`= number strokes character`: how many strokes the radical itself has; a simplified form comes on a line of its own."""
    strokes = {character: said.split()[0] for character, said in _said("IRGSources", "kTotalStrokes")}
    for line in (UNICODE / "CJKRadicals.txt").read_text("utf-8").splitlines():
        parts = [part.strip() for part in line.split(";")]
        if len(parts) == 3 and not line.startswith("#"):
            character = chr(int(parts[2], 16))
            yield f"= {parts[0].rstrip(chr(39))} {strokes[character]} {character}"


def _by_radical(common: list[str]) -> Iterator[str]:
    ranks = {character: place for place, character in enumerate(common)}
    found = defaultdict(list)
    for character, said in _said("IRGSources", "kRSUnicode"):
        place = PLACE.match(said)
        if place and _is_printable(character):
            found[int(place[1]), max(0, int(place[2]))].append(character)
    for (radical, beside), characters in sorted(found.items()):
        ordered = sorted(characters, key=lambda character: (ranks.get(character, len(ranks)), ord(character)))
        yield f"{radical} {beside} {''.join(ordered)}"


def _is_printable(character: str) -> bool:
    try:
        return bool(files(Weight.REGULAR)[character])
    except MissingGlyph:
        return False


if __name__ == "__main__":
    sys.exit(main())
