"""Draw pages as their visitors see them: `python tests/gallery/draw.py OUT [variant | page …]`, every page where none is named.

A picture is called after its variant and its page: standard-100-portrait-zh--02-home.png.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from gallery.terminal import a_terminal
from gallery.variants import EVERY_VARIANT, LOW, PLAIN, Variant
from gallery.visits.every import EVERY_VISIT, Visit

from kiosk.bootstrap import new_application


def main(words: list[str]) -> int:
    """Return 0. Raises NotReached where a visit does not come to its end, OSError where OUT cannot be written."""
    out = Path(words[0])
    out.mkdir(parents=True, exist_ok=True)
    named = {variant.name: variant for variant in (*EVERY_VARIANT, *LOW)}
    variants = [named[word] for word in words[1:] if word in named] or [PLAIN]
    pages = {word for word in words[1:] if word not in named}
    application = new_application()
    for visit in EVERY_VISIT:
        with tempfile.TemporaryDirectory(prefix="guanjia-gallery-") as folder:
            draw(application, visit, Path(folder), variants, pages, out)
    return 0


def draw(application, visit: Visit, folder: Path, variants: list[Variant], pages: set[str], out: Path) -> None:
    with a_terminal(application, folder, visit.prepare) as terminal:
        for stop in visit.walk(terminal):
            if pages and stop not in pages:
                continue
            terminal.stop_the_clocks()
            for variant in variants:
                terminal.dress(variant)
                terminal.settle().save(str(out / f"{variant.name}--{stop}.png"))
            terminal.dress(PLAIN)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
