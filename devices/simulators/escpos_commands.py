"""ESC/POS as a printer's firmware hears it: a stream of bytes cut into text and commands. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

ESC, FS, GS, DLE = 0x1B, 0x1C, 0x1D, 0x10

TEXT = "text"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Command:
    """`name` is the command as manuals write it (`ESC a`, `GS ( k`), `text`, or `unknown`; `octets` is all of it, as received."""

    name: str
    parameters: bytes
    octets: bytes

    @property
    def n(self) -> int:
        """The first parameter, or 0."""
        return self.n_at(0)

    def n_at(self, place: int) -> int:
        return self.parameters[place] if place < len(self.parameters) else 0


Length = int | Callable[[bytes], int | None]
"""How many parameter bytes follow: a number, or a look at the bytes after the name (None: not enough there to tell)."""


def _counted(parameters: bytes) -> int | None:
    """pL pH, then that many bytes."""
    return 2 + int.from_bytes(parameters[:2], "little") if len(parameters) >= 2 else None


def _raster(parameters: bytes) -> int | None:
    """m xL xH yL yH, then x bytes for each of y rows."""
    if len(parameters) < 5:
        return None
    return 5 + int.from_bytes(parameters[1:3], "little") * int.from_bytes(parameters[3:5], "little")


def _cut(parameters: bytes) -> int | None:
    """m, and for the feeding forms n."""
    return (2 if parameters[0] in (65, 66) else 1) if parameters else None


def _up_to_nul(parameters: bytes) -> int | None:
    end = parameters.find(0)
    return end + 1 if end >= 0 else None


def _real_time_request(parameters: bytes) -> int | None:
    return {1: 3, 2: 3, 8: 8}.get(parameters[0], 1) if parameters else None


_SINGLE = {0x0A: "LF", 0x0D: "CR", 0x09: "HT"}

_NAMED: dict[bytes, tuple[str, Length]] = {
    **{b"\x1b" + letter: (f"ESC {letter.decode()}", 0) for letter in (b"@", b"2")},
    **{b"\x1b" + letter: (f"ESC {letter.decode()}", 1) for letter in (b"a", b"d", b"J", b"E", b"G", b"M", b"!", b"-")},
    **{b"\x1b" + letter: (f"ESC {letter.decode()}", 1) for letter in (b"3", b"t", b"R", b"r")},
    **{b"\x1b" + letter: (f"ESC {letter.decode()}", 2) for letter in (b"$", b"\\")},
    b"\x1b ": ("ESC SP", 1),
    b"\x1bD": ("ESC D", _up_to_nul),
    b"\x1bp": ("ESC p", 3),
    **{b"\x1c" + letter: (f"FS {letter.decode()}", 0) for letter in (b"&", b".")},
    **{b"\x1c" + letter: (f"FS {letter.decode()}", 1) for letter in (b"!", b"-", b"W")},
    b"\x1cS": ("FS S", 2),
    **{b"\x1d" + letter: (f"GS {letter.decode()}", 1) for letter in (b"!", b"B", b"r", b"a", b"b")},
    **{b"\x1d" + letter: (f"GS {letter.decode()}", 2) for letter in (b"L", b"W")},
    b"\x1dV": ("GS V", _cut),
    b"\x1dv0": ("GS v 0", _raster),
    b"\x1d(k": ("GS ( k", _counted),
    b"\x1d(L": ("GS ( L", _counted),
    b"\x1d(H": ("GS ( H", _counted),
    b"\x10\x04": ("DLE EOT", 1),
    b"\x10\x05": ("DLE ENQ", 1),
    b"\x10\x14": ("DLE DC4", _real_time_request),
}
_PREFIXES = {name[:length] for name in _NAMED for length in range(1, len(name))}


def take_command(received: bytearray) -> Command | None:
    """Take the next text run or whole command off the front; None while what is there is not whole yet."""
    command = _first(bytes(received))
    if command:
        del received[: len(command.octets)]
    return command


def _first(received: bytes) -> Command | None:
    if not received:
        return None
    if received[0] >= 0x20:
        end = next((index for index, octet in enumerate(received) if octet < 0x20), len(received))
        return Command(TEXT, received[:end], received[:end])
    if received[0] in _SINGLE:
        return Command(_SINGLE[received[0]], b"", received[:1])
    return _prefixed(received)


def _prefixed(received: bytes) -> Command | None:
    """A command of two or three bytes' name; one we do not know is taken by its first two bytes, as a printer would."""
    for length in (2, 3):
        if received[:length] in _NAMED and len(received) >= length:
            return _whole(received, *_NAMED[received[:length]], start=length)
    if received in _PREFIXES:
        return None
    return Command(UNKNOWN, b"", received[:2] if received[0] in (ESC, FS, GS, DLE) else received[:1])


def _whole(received: bytes, name: str, length: Length, start: int) -> Command | None:
    wanted = length if isinstance(length, int) else length(received[start:])
    if wanted is None or len(received) < start + wanted:
        return None
    return Command(name, received[start : start + wanted], received[: start + wanted])
