"""THE PAPER: the colours it means: an ICC profile of sRGB (IEC 61966-2-1; ICC.1:2001-04), made here from its published numbers."""

import struct
from functools import cache

WHITE_D50 = (0.9642, 1.0, 0.8249)
PRIMARIES = {"r": (0.43607, 0.22249, 0.01392), "g": (0.38515, 0.71687, 0.09708), "b": (0.14307, 0.06061, 0.71410)}
"""In XYZ, adapted to D50 (Bradford)."""
STEPS = 256
"""Points of the tone curve."""
VERSION_2_1 = 0x02100000
NAMED = "sRGB IEC61966-2.1"
FREE = "No copyright, use freely"


@cache
def srgb() -> bytes:
    """A display profile, version 2.1, matrix and tone curve."""
    curve = _curve()
    tags = [
        (b"desc", _description(NAMED)),
        (b"cprt", b"text\0\0\0\0" + FREE.encode() + b"\0"),
        (b"wtpt", _xyz(WHITE_D50)),
        *((f"{letter}XYZ".encode(), _xyz(primary)) for letter, primary in PRIMARIES.items()),
        *((f"{letter}TRC".encode(), curve) for letter in PRIMARIES),
    ]
    return _profile(tags)


def _profile(tags: list[tuple[bytes, bytes]]) -> bytes:
    place = 128 + 4 + 12 * len(tags)
    rows, bodies, placed = [], [], dict[bytes, int]()
    for tag, body in tags:
        if body not in placed:  # the three tone curves are one
            placed[body] = place
            padded = body + bytes(-len(body) % 4)
            bodies.append(padded)
            place += len(padded)
        rows.append(tag + struct.pack(">II", placed[body], len(body)))
    return _header(place) + struct.pack(">I", len(tags)) + b"".join(rows + bodies)


def _header(length: int) -> bytes:
    """For a display; RGB in, XYZ out; a fixed date, so that the profile is always the same."""
    made = struct.pack(">6H", 2022, 11, 23, 0, 0, 0)
    kind = struct.pack(">I4xI", length, VERSION_2_1) + b"mntrRGB XYZ " + made + b"acsp"
    return kind + bytes(28) + struct.pack(">3i", *map(_fixed, WHITE_D50)) + bytes(48)


def _description(text: str) -> bytes:
    said = text.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(said)) + said + bytes(4 + 4 + 2 + 1 + 67)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *map(_fixed, values))


def _fixed(value: float) -> int:
    """Sixteen bits before the point, sixteen behind."""
    return round(value * 65536)


def _curve() -> bytes:
    """From a value to light: linear near black, a power above (IEC 61966-2-1, 5.2)."""
    values = [_light(step / (STEPS - 1)) for step in range(STEPS)]
    return b"curv\0\0\0\0" + struct.pack(f">I{STEPS}H", STEPS, *(round(65535 * value) for value in values))


def _light(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
