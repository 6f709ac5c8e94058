"""THE PAPER: one slip in the printer's own words (ESC/POS), line by line."""

from collections.abc import Iterable
from dataclasses import dataclass

import segno

from devices.receipt_printer.profiles import Profile, Raster
from devices.receipt_printer.text import NotInTheCode, encode
from printing.document import Align

FORGET = b"\x1b@"
"""ESC @: the slip before leaves nothing behind."""
CHINESE_MODE = b"\x1c&"
"""FS & reads two bytes as one Hanzi, on some printers from the next line only, so it stands first."""
SPACING = b"\x1b3\x22"
"""ESC 3: lines 34 dots (4.25 mm) apart, ten more than a Hanzi is high."""
ALIGN: dict[Align, bytes] = {"left": b"\x1ba\x00", "centre": b"\x1ba\x01", "right": b"\x1ba\x02"}
STRONG, PLAIN = b"\x1bE\x01", b"\x1bE\x00"

QUIET_MODULES = 8
"""Four on each side (ISO/IEC 18004)."""
SMALL_SYMBOL = 33
"""Modules a side. Up to here (version 4) a code gets six dots a module, 0.75 mm; a larger one five: both read off thermal paper."""


@dataclass(frozen=True)
class Scale:
    """Letters `wide` and `high` times their size."""

    wide: int
    high: int

    def command(self) -> bytes:
        """GS ! for ASCII, FS ! for Hanzi: printers differ in whether the first means both."""
        hanzi = (4 if self.wide == 2 else 0) | (8 if self.high == 2 else 0)
        return bytes((0x1D, 0x21, (self.wide - 1) << 4 | (self.high - 1), 0x1C, 0x21, hanzi))


NORMAL, TALL, LARGE = Scale(1, 1), Scale(1, 2), Scale(2, 2)


class Slip:
    """A slip being written for one model of printer, `columns` wide in normal letters."""

    def __init__(self, profile: Profile) -> None:
        self.columns = profile.columns
        self._profile = profile
        self._bytes = bytearray(FORGET + (CHINESE_MODE if profile.chinese_mode else b"") + SPACING)

    def write(
        self, lines: Iterable[str], *, align: Align = "left", scale: Scale = NORMAL, strong: bool = False
    ) -> None:
        """A line with a character that the printer's code lacks becomes a picture of that line. Raises UnprintableCharacter."""
        look, plain = self._look(align, scale, strong=strong)
        self._bytes += look
        for line in lines:
            try:
                self._bytes += encode(line, self._profile.encoding) + b"\n"
            except NotInTheCode:
                if self._profile.raster is Raster.NONE:
                    raise
                self._draw(line, align, scale, strong=strong)
        self._bytes += plain

    def _draw(self, line: str, align: Align, scale: Scale, *, strong: bool) -> None:
        # What few slips need is loaded with the first that does.
        from printing.line_picture import drawn
        from printing.raster import raster

        strip = drawn(line, self._profile.dots, align=align, wide=scale.wide, high=scale.high, strong=strong)
        self._bytes += raster(strip, self._profile.raster)

    def _look(self, align: Align, scale: Scale, *, strong: bool) -> tuple[bytes, bytes]:
        """What sets a look, and what ends it; nothing where it is the plain one."""
        on, off = b"", b""
        if align != "left":
            on, off = on + ALIGN[align], off + ALIGN["left"]
        if scale != NORMAL:
            on, off = on + scale.command(), off + NORMAL.command()
        if strong:
            on, off = on + STRONG, off + PLAIN
        return on, off

    def gap(self) -> None:
        """A third of a line of air (ESC J)."""
        self._bytes += b"\x1bJ\x0c"

    def rule(self) -> None:
        self.write(["-" * self.columns])

    def qr(self, text: str) -> None:
        """A code of model 2, level M, four modules of white above it; below it a line is left out. `text` in UTF-8.

        Raises ValueError where the roll is too narrow, or cannot show a code.
        """
        symbol = segno.make_qr(text, error="m", boost_error=False)
        modules = len(symbol.matrix) + QUIET_MODULES
        dots = 6 if modules - QUIET_MODULES <= SMALL_SYMBOL else 5
        if modules * dots > self._profile.dots:
            raise ValueError(f"a code of {modules} modules does not fit on {self._profile.dots} dots")
        printed = _own_code(text, dots) if self._profile.own_codes else self._picture_of_code(symbol, dots)
        self._bytes += bytes((0x1B, 0x4A, QUIET_MODULES // 2 * dots))  # ESC J
        self._bytes += ALIGN["centre"] + printed + b"\n" + ALIGN["left"]

    def _picture_of_code(self, symbol: segno.QRCode, dots: int) -> bytes:
        from PIL import Image

        from printing.raster import raster

        side = len(symbol.matrix)
        modules = Image.frombytes("L", (side, side), bytes(0 if dark else 255 for row in symbol.matrix for dark in row))
        code = modules.resize((side * dots, side * dots), Image.Resampling.NEAREST)
        strip = Image.new("1", (self._profile.dots, code.height), 255)
        strip.paste(code, ((strip.width - code.width) // 2, 0))
        return raster(strip, self._profile.raster)

    def cut(self) -> bytes:
        """The whole slip, fed and cut."""
        return bytes(self._bytes) + self._profile.feed_and_cut


def _own_code(text: str, dots: int) -> bytes:
    """The printer's own (GS ( k): model, dots a module, level, what it says, print."""
    settings = _gs_k(b"A", b"2\x00"), _gs_k(b"C", bytes((dots,))), _gs_k(b"E", b"1")
    return b"".join(settings) + _gs_k(b"P", b"0" + text.encode()) + _gs_k(b"Q", b"0")


def _gs_k(function: bytes, parameters: bytes) -> bytes:
    """GS ( k pL pH cn=49 fn, parameters."""
    body = b"1" + function + parameters
    return b"\x1d(k" + len(body).to_bytes(2, "little") + body
