"""Draws the READMEs' pictures anew, all that they show and no other: pages as visitors come to them, small enough to live in git.

`make pictures` runs it. The people and firms on them do not exist.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path.cwd()
PICTURES = ROOT / "docs" / "pictures"
WIDTH = 270
SHOWN = re.compile(r"docs/pictures/([\w-]+)\.png")
PLAIN = "standard-100-portrait-zh"
DRESSES = {
    "elder": "elder-100-portrait-zh",
    "contrast": "contrast-100-portrait-zh",
    "landscape": "standard-100-landscape-zh",
    "english": "standard-100-portrait-en",
    "s200": "standard-200-portrait-zh",
    "low": "standard-100-portrait-zh-low",
}
"""What stands before a page's name in its picture's, and the gallery's name for it."""


def main() -> int:
    """Replace docs/pictures; return 0. Raises CalledProcessError where a page is not come by, or complains while it is drawn."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    shown = {name for readme in ROOT.glob("README*.md") for name in SHOWN.findall(readme.read_text("utf-8"))}
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder)
        command = [sys.executable, "tests/gallery/draw.py", str(drawn), *map(in_the_gallery, sorted(shown))]
        subprocess.run(command, check=True)  # noqa: S603  # our own program
        for old in PICTURES.glob("*.png"):
            old.unlink()
        for name in shown:
            shrink(drawn / f"{in_the_gallery(name)}.png", PICTURES / f"{name}.png")
    return 0


def in_the_gallery(name: str) -> str:
    """Its name there: the variant's, then the page's."""
    dress, _, page = name.partition("-")
    return f"{DRESSES[dress]}--{page}" if dress in DRESSES else f"{PLAIN}--{name}"


def shrink(picture: Path, to: Path) -> None:
    """As wide as three fit in a line of the README; 64 colours are enough for flat pages."""
    with Image.open(picture) as page:
        width = WIDTH if page.height > page.width else WIDTH * 2
        small = page.convert("RGB").resize((width, round(page.height * width / page.width)), Image.Resampling.LANCZOS)
    small.quantize(64).save(to, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
