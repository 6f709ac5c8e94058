"""Draw pages as their visitors see them: `python tests/gallery/draw.py OUT [variant | page | picture …]`, every page where none is named.

A picture is called after its variant and its page: standard-100-portrait-zh--02-home.png. Where pictures are named, these are drawn.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from gallery.terminal import NotReached, a_terminal
from gallery.variants import EVERY_VARIANT, LOW, PLAIN, Variant
from gallery.visits.every import EVERY_VISIT, Visit

from kiosk.bootstrap import new_application

Wanted = Callable[[str], list[Variant]]


def main(words: list[str]) -> int:
    """Return 0. Raises NotReached where a visit does not come to its end or no visit comes by a picture, OSError where OUT cannot be
    written."""
    out = Path(words[0])
    out.mkdir(parents=True, exist_ok=True)
    wanted = wanted_by(words[1:])
    application = new_application()
    for visit in EVERY_VISIT:
        with tempfile.TemporaryDirectory(prefix="guanjia-gallery-") as folder:
            draw(application, visit, Path(folder), wanted, out)
    if missing := [word for word in words[1:] if "--" in word and not (out / f"{word}.png").exists()]:
        raise NotReached(f"no visit comes by {missing}")
    return 0


def wanted_by(words: list[str]) -> Wanted:
    """In which dresses a page is drawn."""
    named = {variant.name: variant for variant in (*EVERY_VARIANT, *LOW)}
    pictures = {word for word in words if "--" in word}
    if pictures:
        return lambda stop: [variant for name, variant in named.items() if f"{name}--{stop}" in pictures]
    variants = [named[word] for word in words if word in named] or [PLAIN]
    pages = {word for word in words if word not in named}
    return lambda stop: variants if not pages or stop in pages else []


def draw(application, visit: Visit, folder: Path, wanted: Wanted, out: Path) -> None:
    with a_terminal(application, folder, visit.prepare) as terminal:
        for stop in visit.walk(terminal):
            variants = wanted(stop)
            if not variants:
                continue
            terminal.stop_the_clocks()
            for variant in variants:
                terminal.dress(variant)
                terminal.settle().save(str(out / f"{variant.name}--{stop}.png"))
            if variants != [PLAIN]:
                terminal.dress(PLAIN)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
