"""The audit's album: one sheet of small pictures for each page, every variant on it, so that a person can look."""

from __future__ import annotations

from pathlib import Path

from gallery.variants import LANGUAGES, MODES, SCALES
from PIL import Image, ImageDraw, ImageFont
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

import resources

SHARE = 3
"""A small picture is a third of the page either way."""
LABEL = 34
GAP = 12
QUALITY = 85
PANELS = ("portrait", "landscape")


class Album:
    """Small pictures in `out`/pages while the audit goes on; bound into `out`/sheets at its end."""

    def __init__(self, out: Path) -> None:
        self._pages, self._sheets = out / "pages", out / "sheets"
        self._pages.mkdir(parents=True, exist_ok=True)

    def begin_anew(self) -> None:
        for small in self._pages.rglob("*.jpg"):
            small.unlink()

    def keep(self, stop: str, variant: str, sheet: int, picture: QImage) -> None:
        folder = self._pages / f"{stop}--{sheet + 1}"
        folder.mkdir(exist_ok=True)
        small = picture.scaledToWidth(picture.width() // SHARE, Qt.TransformationMode.SmoothTransformation)
        small.save(str(folder / f"{variant}.jpg"), "JPG", QUALITY)

    def bind(self) -> list[Path]:
        """Write every sheet anew; the small pictures go."""
        self._sheets.mkdir(exist_ok=True)
        for old in self._sheets.glob("*.jpg"):
            old.unlink()
        return [self._bind(folder) for folder in sorted(self._pages.iterdir()) if any(folder.glob("*.jpg"))]

    def _bind(self, folder: Path) -> Path:
        rows = _rows(sorted(file.stem for file in folder.glob("*.jpg")))
        pictures = [[(name, Image.open(folder / f"{name}.jpg")) for name in row] for row in rows]
        width = max(sum(picture.width + GAP for _, picture in row) for row in pictures) + GAP
        height = sum(max(picture.height for _, picture in row) + LABEL + GAP for row in pictures) + GAP
        sheet = Image.new("RGB", (width, height), "#808080")
        _lay(sheet, pictures)
        target = self._sheets / f"{folder.name.removesuffix('--1')}.jpg"
        sheet.save(target, quality=QUALITY)
        for file in folder.glob("*.jpg"):
            file.unlink()
        folder.rmdir()
        return target


def _rows(names: list[str]) -> list[list[str]]:
    """A theme and language each: three sizes upright, three lying; what else there is comes last."""
    left = set(names)
    rows = []
    for language in LANGUAGES:
        for mode in MODES:
            wanted = [f"{mode}-{scale * 100:.0f}-{panel}-{language}" for panel in PANELS for scale in SCALES]
            rows.append([name for name in wanted if name in left])
            left -= set(wanted)
    rest = sorted(left)
    return [row for row in (*rows, *(rest[at : at + 6] for at in range(0, len(rest), 6))) if row]


def _lay(sheet: Image.Image, rows: list[list[tuple[str, Image.Image]]]) -> None:
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(resources.path("fonts", "NotoSansSC_500Medium.ttf")), 22)
    y = GAP
    for row in rows:
        x = GAP
        for name, picture in row:
            pen.text((x, y), name, font=font, fill="#FFFFFF")
            sheet.paste(picture, (x, y + LABEL))
            x += picture.width + GAP
        y += max(picture.height for _, picture in row) + LABEL + GAP
