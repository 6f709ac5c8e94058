"""SAM_V frames from the module's side (GA 467): requests are heard, answers are said."""

from typing import Final

PREAMBLE: Final = b"\xaa\xaa\xaa\x96\x69"
_LONGEST_REQUEST = 16


def next_request(heard: bytes) -> tuple[bytes | None, bytes]:
    """The next request from its length on, check included, and what was heard behind it."""
    at = heard.find(PREAMBLE)
    if at < 0:
        return None, heard[-(len(PREAMBLE) - 1) :]
    counted = heard[at + len(PREAMBLE) :]
    length = int.from_bytes(counted[:2], "big")
    if len(counted) < 2 or len(counted) < 2 + length <= _LONGEST_REQUEST:
        return None, heard[at:]
    end = 2 + length if 2 + length <= _LONGEST_REQUEST else 2
    return counted[:end], counted[end:]


def xor(counted: bytes) -> int:
    check = 0
    for byte in counted:
        check ^= byte
    return check


def frame(status: int, content: bytes = b"") -> bytes:
    body = bytes((0, 0, status)) + content
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes((xor(counted),))
