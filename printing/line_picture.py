"""THE PAPER: a line of a slip as a picture, where it holds a character that the printer has no letter for."""

import unicodedata
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

import resources
from devices.receipt_printer.text import UnprintableCharacter, as_printed, refuse_what_has_no_ink
from printing import fonts
from printing.document import Align
from printing.fonts import MissingGlyph, Weight

CELL = 24
"""Dots a Hanzi is wide and high; ASCII is half as wide. The printer's own letters are the same."""
LINE = 34
"""Dots from line to line, as the slip is set."""
LATIN, ACCENTED = 20 / 24, 17 / 24
"""Letters of alphabets stand smaller in their cell than Hanzi do, and smaller still under an accent."""
BASELINE = 0.86
"""Of the cell's height from its top."""
INK, PAPER = 0, 255
THRESHOLD = 150
"""A head burns a dot or does not: greys above this stay white."""


def drawn(line: str, dots: int, *, align: Align, wide: int, high: int, strong: bool) -> Image.Image:
    """The line in cells of the printer's own letters, `wide` and `high` times their size, on a strip `dots` across.

    Raises UnprintableCharacter for a character that no font of ours has, or that has no ink.
    """
    refuse_what_has_no_ink(line)
    cells = [_cell(character, wide, high, strong) for character in as_printed(line)]
    length = sum(cell.width for cell in cells)
    strip = Image.new("1", (dots, max(LINE, CELL * high)), PAPER)
    left = {"left": 0, "centre": (dots - length) // 2, "right": dots - length}[align]
    for cell in cells:
        strip.paste(cell, (left, 0))
        left += cell.width
    return strip


@lru_cache(maxsize=512)
def _cell(character: str, wide: int, high: int, strong: bool) -> Image.Image:
    """Drawn at its full height and narrowed to its cell: a magnified letter would show its dots."""
    width, height = CELL * wide // (2 if character.isascii() else 1), CELL * high
    font = _font(_file(character, strong), round(height * _share(character)))
    needed = max(width * high // wide, round(font.getlength(character)))
    canvas = Image.new("L", (needed, height), PAPER)
    left = (needed - font.getlength(character)) / 2
    ImageDraw.Draw(canvas).text((left, height * BASELINE), character, font=font, fill=INK, anchor="ls")
    return canvas.resize((width, height)).point(lambda grey: INK if grey < THRESHOLD else PAPER).convert("1")


def _share(character: str) -> float:
    """How much of its cell's height a letter's em takes."""
    if character.isascii():
        return LATIN
    cased = unicodedata.category(character) in ("Lu", "Ll") and unicodedata.east_asian_width(character) not in "WF"
    return ACCENTED if cased else 1


def _file(character: str, strong: bool) -> str:
    """Where the font that has this character lies."""
    try:
        ((file, _),) = fonts.runs(character, Weight.BOLD if strong else Weight.REGULAR)
    except MissingGlyph as error:
        raise UnprintableCharacter(error.code_point) from None
    return str(resources.path("fonts", f"{file}.ttf"))


@lru_cache(maxsize=16)
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size)
