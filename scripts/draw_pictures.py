"""Draws the README's pictures anew: every page once, and some pages in every theme, small enough to live in git.

`make pictures` runs it. The people and firms on them do not exist.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path.cwd()
PICTURES = ROOT / "docs" / "pictures"
WIDTH = 270
OTHERS = {
    "elder": ("03-home-elder", "17-check"),
    "contrast": ("02-home", "17-check"),
    "landscape": ("02-home", "06-id-card"),
    "english": ("02-home", "17-check"),
    "s200": ("17-check",),
}


def main() -> int:
    """Replace docs/pictures; return 0. Raises CalledProcessError where a page complains while it is drawn."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder)
        draw(drawn, "standard")
        for variant, pages in OTHERS.items():
            draw(drawn, variant, *pages)
        for picture in filter(chosen, sorted(drawn.glob("*.png"))):
            shrink(picture, PICTURES / picture.name.replace("standard--", "").replace("--", "-"))
    return 0


def draw(out: Path, *wanted: str) -> None:
    subprocess.run([sys.executable, "tests/kiosk/look.py", str(out), *wanted], check=True)  # noqa: S603  # our own program


def chosen(picture: Path) -> bool:
    """Not a page that only begins like one that was asked for."""
    variant, _, page = picture.stem.partition("--")
    return variant == "standard" or page in OTHERS[variant]


def shrink(picture: Path, to: Path) -> None:
    """As wide as three fit in a line of the README; 64 colours are enough for flat pages."""
    with Image.open(picture) as page:
        width = WIDTH if page.height > page.width else WIDTH * 2
        small = page.convert("RGB").resize((width, round(page.height * width / page.width)), Image.Resampling.LANCZOS)
    small.quantize(64).save(to, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
