"""Key → ten candidates on the page, limit 50 ms: pinyin and the five strokes, through the typist and the helper process.

In the same run librime itself is asked the same in this process, without anything of ours between: `ratio` is against that.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from timing import median, p95, report

import resources
from kiosk.typing import engines
from kiosk.typing.helper import HelperState
from kiosk.typing.librime import Librime, LibrimeMissing, Session
from kiosk.typing.rime_program import SCHEMAS
from kiosk.typing.typist import Typist

WORDS = {
    "pinyin": (
        "dongguanshi",
        "zhengqizhitongche",
        "liaobu",
        "yyzz",
        "changfangzujinzhangdetaikuai",
        "shenfenzheng",
        "zhaobudaogongren",
    ),
    "stroke": ("hzspn", "hsspnn", "pnpph", "nnhszhh", "szhhs", "hsnzs"),
}
ROUNDS = 4


def main() -> int:
    try:
        bare = bare_milliseconds()
    except LibrimeMissing as missing:
        sys.stderr.write(f"candidates: librime is not installed ({missing}); nothing measured\n")
        return 0
    ours = {way: key_by_key(way) for way in WORDS}
    engines.rest()
    every = [milliseconds for times in ours.values() for milliseconds in times]
    return report(
        "candidates",
        "p95_ms",
        goal=16.7,
        limit=50.0,
        p95_ms=max(map(p95, ours.values())),
        median_ms=median(every),
        **{f"{way}_ms": median(times) for way, times in ours.items()},
        **{f"{way}_ms_p95": p95(times) for way, times in ours.items()},
        **{f"bare_{way}_ms": median(times) for way, times in bare.items()},
        ratio=median(ours["pinyin"]) / median(bare["pinyin"]),
        ready_ms=milliseconds_to_ready(),
    )


def milliseconds_to_ready() -> float:
    """The helper from nothing to its first answer's readiness."""
    application = QGuiApplication.instance() or QGuiApplication([])
    started = time.perf_counter()
    engines.speller().warm()
    while engines.speller().state is HelperState.STARTING:
        application.processEvents()
    took = (time.perf_counter() - started) * 1000
    engines.rest()
    return took


def key_by_key(way: str) -> list[float]:
    """Each key of each word: pressed → told to the page."""
    application = QGuiApplication.instance() or QGuiApplication([])
    typist = Typist()
    typist.begin("text", 500, "")
    typist.setProperty("way", way)
    engines.speller().warm()
    while engines.speller().state is not HelperState.READY:
        application.processEvents()
    timed = []
    for word in WORDS[way] * (ROUNDS + 1):
        typist.startRare()  # whatever was spelt is given up
        timed += [one_key(application, typist, key) for key in word]
    return timed[len(timed) // (ROUNDS + 1) :]


def one_key(application: QCoreApplication, typist: Typist, key: str) -> float:
    """A key's first word to the page is that it was pressed, the second the candidates."""
    told: list[float] = []
    connection = typist.told.connect(lambda: told.append(time.perf_counter()))
    started = time.perf_counter()
    typist.spell(key)
    told.clear()
    while not told:
        application.processEvents()
    typist.told.disconnect(connection)
    return (told[0] - started) * 1000


def bare_milliseconds() -> dict[str, list[float]]:
    """librime with our schemas: the keys so far, ten candidates. Raises LibrimeMissing."""
    folder = Path(tempfile.mkdtemp())
    try:
        shutil.copytree(resources.path("typing", "rime"), folder, dirs_exist_ok=True)
        librime = Librime(folder)
        sessions = {way: librime.open(schema) for way, schema in SCHEMAS.items()}
    finally:
        shutil.rmtree(folder)
    return {
        way: [once(sessions[way], "".join(keys)) for word in words * ROUNDS for keys in accumulate(word)]
        for way, words in WORDS.items()
    }


def once(session: Session, keys: str) -> float:
    started = time.perf_counter()
    session.clear()
    session.spell(keys)
    session.candidates(10)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    sys.exit(main())
