"""THE PAPER: a picture of black and white dots in the words of a receipt printer."""

from collections.abc import Iterator
from typing import Final

from PIL import Image, ImageOps

from devices.receipt_printer.profiles import Raster

BAND: Final = 24
"""Rows at a time: no more than a line of text, so that the printer can be asked how it is between two of them."""
REAL_TIME: Final = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
"""What many printers obey wherever it stands, in a picture too: DLE EOT, DLE ENQ, DLE DC4 (which opens a drawer)."""


def raster(picture: Image.Image, how: Raster) -> bytes:
    """The picture (mode 1, ink is 0), band by band. Raises ValueError for a printer that takes none."""
    return b"".join(_command(band, how) for band in _bands(picture))


def _bands(picture: Image.Image) -> Iterator[Image.Image]:
    for top in range(0, picture.height, BAND):
        yield picture.crop((0, top, picture.width, min(top + BAND, picture.height)))


def _command(band: Image.Image, how: Raster) -> bytes:
    octets = _harmless(ImageOps.invert(band.convert("L")).convert("1").tobytes())
    across, height = -(-band.width // 8), band.height.to_bytes(2, "little")
    match how:
        case Raster.GS_V_0:
            return b"\x1dv0\x00" + across.to_bytes(2, "little") + height + octets
        case Raster.GS_PAREN_L:
            # fn 112 keeps it (m 48, one tone, scale 1 by 1, first colour), fn 50 prints it.
            kept = b"0p0\x01\x011" + (across * 8).to_bytes(2, "little") + height + octets
            return b"\x1d(L" + len(kept).to_bytes(2, "little") + kept + b"\x1d(L\x02\x0002"
    raise ValueError("this printer takes no pictures")


def _harmless(octets: bytes) -> bytes:
    """The same picture, and a dot more wherever its dots happen to be a command."""
    for command in REAL_TIME:
        octets = octets.replace(command, b"\x11" + command[1:])
    return octets
