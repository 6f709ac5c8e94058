"""Pen-up → ten candidates on the page, limit 100 ms; and how often the character is the first of them, among five, among ten.

The ink is not the model's: drawn by other people (KanjiVG), 400 common and 200 rarer characters, letters and digits, each as eight
made-up hands would write it. It is drawn, not written by visitors: expect less from them. The time is that of the way a visitor's
drawing takes, through the typist and the helper process; `ratio` is against the matcher alone in this process.
"""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from hands import Hands, Strokes, drawn
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from timing import median, p95, report

import resources
from kiosk.typing import engines
from kiosk.typing.helper import HelperState
from kiosk.typing.matcher import Matcher
from kiosk.typing.typist import Typist

SEED = 11
TIMED = 150
PAD = 700
"""Pixels."""

Ink = list[list[tuple[float, float]]]


def main() -> int:
    matcher = Matcher.load(resources.path("typing", "handwriting.npz"))
    table, alone = accuracy(matcher)
    there = through_the_helper()
    return report(
        "handwriting",
        "p95_ms",
        goal=50.0,
        limit=100.0,
        p95_ms=p95(there),
        median_ms=median(there),
        matcher_alone_ms=median(alone),
        ratio=median(there) / median(alone),
        characters=len(set(matcher.labels)),
        first_five_ten_percent=table,
    )


def accuracy(matcher: Matcher) -> tuple[dict[str, dict[str, list[float]]], list[float]]:
    """kind → hand → percent first, among five, among ten; and what the matcher alone took, in ms."""
    hits: dict[tuple[str, str], list[int]] = defaultdict(list)
    took = []
    for name, hand in Hands(SEED).every().items():
        for kind, character, strokes in drawn():
            ink = as_ink(hand(strokes))
            started = time.perf_counter()
            found = matcher.match(ink, 10)
            took.append((time.perf_counter() - started) * 1000)
            hits[kind, name].append(place_of(character, found, kind))
    table: dict[str, dict[str, list[float]]] = defaultdict(dict)
    for (kind, name), places in hits.items():
        table[kind][name] = [round(100 * sum(place < most for place in places) / len(places), 1) for most in (1, 5, 10)]
    return dict(table), took


def place_of(character: str, found: list[str], kind: str) -> int:
    """Where it stands; 99 where it does not. C and c, O and o are drawn alike: either is right."""
    if kind == "simple":
        character, found = character.lower(), [one.lower() for one in found]
    return found.index(character) if character in found else 99


def as_ink(strokes: Strokes) -> Ink:
    return [[(float(x) * PAD, float(y) * PAD) for x, y in stroke] for stroke in strokes]


def through_the_helper() -> list[float]:
    application = QGuiApplication.instance() or QGuiApplication([])
    engines.reader().warm()
    while engines.reader().state is not HelperState.READY:
        application.processEvents()
    typist = Typist()
    typist.begin("text", 500, "")
    typist.setProperty("way", "ink")
    shaky = Hands(SEED).shaky
    timed = [once(application, typist, as_ink(shaky(strokes))) for _, _, strokes in list(drawn())[: TIMED + 10]]
    engines.rest()
    return timed[10:]


def once(application: QCoreApplication, typist: Typist, ink: Ink) -> float:
    typist.startRare()  # whatever stood there is wiped
    flat = [[number for point in stroke for number in point] for stroke in ink]
    started = time.perf_counter()
    typist.draw(flat)
    while not typist.candidates:
        application.processEvents()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    sys.exit(main())
