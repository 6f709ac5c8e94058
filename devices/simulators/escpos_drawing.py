"""What a thermal head burns: characters in their cells, QR modules, raster rows. Black is 0, paper is 255; 203 dots an inch."""

import functools
import io
from dataclasses import dataclass
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
PAPER, INK = 255, 0
THRESHOLD = 150
"""A head burns a dot or does not: greys of the outline font above this stay white."""


@dataclass(frozen=True)
class Look:
    """How one character is set: its cell in dots before scaling, scaled by whole numbers."""

    cell: tuple[int, int]
    scale: tuple[int, int] = (1, 1)
    bold: bool = False
    underline: bool = False
    reverse: bool = False

    @property
    def size(self) -> tuple[int, int]:
        return self.cell[0] * self.scale[0], self.cell[1] * self.scale[1]


@functools.lru_cache(maxsize=4096)
def character(sign: str, look: Look) -> Image.Image:
    """One character in its cell, magnified dot by dot as a printer does it."""
    width, height = look.cell
    picture = _glyph(sign, width, height, look.bold)
    if look.underline:
        ImageDraw.Draw(picture).rectangle((0, height - 1, width, height), fill=INK)
    if look.reverse:
        picture = picture.point(lambda value: PAPER - value)
    return picture.resize(look.size, Image.Resampling.NEAREST)


def qr(content: bytes, module: int, level: str) -> Image.Image:
    """A QR symbol (ISO/IEC 18004, model 2) without a quiet zone, `module` dots a module."""
    symbol = segno.make_qr(content, error=level, boost_error=False)
    side = len(symbol.matrix)
    dots = bytes(INK if dark else PAPER for row in symbol.matrix for dark in row)
    return Image.frombytes("L", (side, side), dots).resize((side * module, side * module), Image.Resampling.NEAREST)


def fits_qr(content: bytes) -> bool:
    """At level H, the most a receipt may need: longer content is refused by the printer and nothing is printed."""
    return 0 < len(content) <= 1273


def raster(mode: int, octets_a_row: int, rows: int, octets: bytes) -> Image.Image:
    """GS v 0: rows of bits, 1 is black; mode bits 0 and 1 double the width and the height."""
    bits = Image.frombytes("1", (octets_a_row * 8, rows), bytes(octet ^ 0xFF for octet in octets)).convert("L")
    scale = (2 if mode & 1 else 1, 2 if mode & 2 else 1)
    return bits.resize((bits.width * scale[0], bits.height * scale[1]), Image.Resampling.NEAREST)


def png(paper: Image.Image) -> bytes:
    """The piece of paper as a PNG of black and white dots that knows its resolution."""
    octets = io.BytesIO()
    paper.convert("1", dither=Image.Dither.NONE).save(octets, "PNG", dpi=(203, 203))
    return octets.getvalue()


def _glyph(sign: str, width: int, height: int, bold: bool) -> Image.Image:
    """The outline font squeezed into a fixed cell: Hanzi fill 24x24, Latin letters wider than their cell are narrowed."""
    font = _font(height if width == height else height - height // 6, bold)
    em_top = round(font.getmetrics()[0] - 0.88 * font.size)
    drawn_width = max(width, round(font.getlength(sign)))
    canvas = Image.new("L", (drawn_width, height), PAPER)
    drop = (height - round(font.size)) * 2 // 3
    left = (drawn_width - font.getlength(sign)) / 2
    ImageDraw.Draw(canvas).text((left, drop - em_top), sign, font=font, fill=INK)
    return canvas.resize((width, height)).point(lambda value: INK if value < THRESHOLD else PAPER)


@functools.cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / ("NotoSansSC_700Bold.ttf" if bold else "NotoSansSC_400Regular.ttf"), size)
