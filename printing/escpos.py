"""THE PAPER: one slip in the printer's own words (ESC/POS), line by line."""

from collections.abc import Iterable
from dataclasses import dataclass

import segno

from devices.receipt_printer.text import encode
from printing.document import Align

START = b"\x1b@\x1c&\x1b3\x22"
"""ESC @ forgets the slip before; FS & reads two bytes as one Hanzi, on some printers from the next line only, so it stands first;
ESC 3: lines 34 dots (4.25 mm) apart, ten more than a Hanzi is high."""
FEED_AND_CUT = b"\x1bd\x04\x1dVB\x00"
"""ESC d 4, then GS V 66 0: feed to the knife and leave a corner uncut, so that the slip does not fall."""
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
    """A slip being written, `columns` wide in normal letters."""

    def __init__(self, columns: int, dots: int) -> None:
        self.columns, self._dots = columns, dots
        self._bytes = bytearray(START)

    def write(
        self, lines: Iterable[str], *, align: Align = "left", scale: Scale = NORMAL, strong: bool = False
    ) -> None:
        """Raises UnprintableCharacter."""
        look, plain = self._look(align, scale, strong=strong)
        self._bytes += look
        for line in lines:
            self._bytes += encode(line) + b"\n"
        self._bytes += plain

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
        """The printer's own code (GS ( k, model 2, level M). `text` in UTF-8. Raises ValueError where the roll is too narrow."""
        stored = text.encode()
        modules = len(segno.make_qr(text, error="m", boost_error=False).matrix) + QUIET_MODULES
        dots = 6 if modules - QUIET_MODULES <= SMALL_SYMBOL else 5
        if modules * dots > self._dots:
            raise ValueError(f"a code of {modules} modules does not fit on {self._dots} dots")
        settings = _gs_k(b"A", b"2\x00"), _gs_k(b"C", bytes((dots,))), _gs_k(b"E", b"1")
        self._bytes += (
            ALIGN["centre"]
            + b"".join(settings)
            + _gs_k(b"P", b"0" + stored)
            + _gs_k(b"Q", b"0")
            + b"\n"
            + ALIGN["left"]
        )

    def cut(self) -> bytes:
        """The whole slip, fed and cut."""
        return bytes(self._bytes) + FEED_AND_CUT


def _gs_k(function: bytes, parameters: bytes) -> bytes:
    """GS ( k pL pH cn=49 fn, parameters."""
    body = b"1" + function + parameters
    return b"\x1d(k" + len(body).to_bytes(2, "little") + body
