"""A record as the module delivers it: lengths, the chip's text, the photo, and perhaps fingerprints, which are dropped here."""

from typing import Final, NamedTuple

ADDRESS_BYTES: Final = 70
"""An appended address (GA/T 490): 35 characters."""

_SHORT_HEAD = 4
_FULL_HEAD = 6
_FINGERPRINT_LENGTHS = (0, 512, 1_024)


class Record(NamedTuple):
    text: bytes
    photo: bytes
    has_fingerprints: bool | None
    """None: the module was not asked for them."""


def is_record(content: bytes) -> bool:
    """Whether this is the answer to 30 01: two lengths (big-endian) and exactly as much as they say."""
    return len(content) > _SHORT_HEAD and len(content) == _SHORT_HEAD + sum(_lengths(content, _SHORT_HEAD))


def is_full_record(content: bytes) -> bool:
    """Whether this is the answer to 30 10: three lengths, the last one that of no, one or two fingerprints."""
    lengths = _lengths(content, _FULL_HEAD)
    return (
        len(content) > _FULL_HEAD and len(content) == _FULL_HEAD + sum(lengths) and lengths[2] in _FINGERPRINT_LENGTHS
    )


def without_fingerprints(content: bytes) -> bytes:
    """A full record that says how long the fingerprints were and no longer holds them."""
    text, photo, _ = _lengths(content, _FULL_HEAD)
    return content[: _FULL_HEAD + text + photo]


def short_record(content: bytes) -> Record:
    """What 30 01 answered."""
    text, photo = _lengths(content, _SHORT_HEAD)
    return Record(*_cut(content[_SHORT_HEAD:], text, photo), None)


def full_record(content: bytes) -> Record:
    """What 30 10 answered, with the fingerprints or without them."""
    text, photo, fingerprints = _lengths(content, _FULL_HEAD)
    return Record(*_cut(content[_FULL_HEAD:], text, photo), fingerprints > 0)


def _lengths(content: bytes, head: int) -> list[int]:
    return [int.from_bytes(content[at : at + 2], "big") for at in range(0, head, 2)]


def _cut(body: bytes, text: int, photo: int) -> tuple[bytes, bytes]:
    return body[:text], body[text : text + photo]
