"""Where a receipt may be interrupted by a question: between its lines, never inside a command. Pure; no wire."""

import re
from collections.abc import Iterator
from typing import Final

_WITHIN: Final = re.compile(
    rb"""[\x20-\xff]+ | [\x09\x0d]
    | \x1b(?: [@2] | [adJEGM!3tR\ -]. | [$\\].. )
    | \x1c(?: [&.] | [!W-]. | S.. )
    | \x1d(?: [!Babr]. | [LW].. )""",
    re.DOTALL | re.VERBOSE,
)
_LINE_END: Final = re.compile(rb"\x0a | \x1dV(?: [AB]. | [^AB] )", re.DOTALL | re.VERBOSE)
_COUNTED: Final = re.compile(rb"[\x1c\x1d]\(.(?P<length>..)", re.DOTALL)
_PICTURE: Final = re.compile(rb"\x1dv0.(?P<across>..)(?P<down>..)", re.DOTALL)


def pieces(receipt: bytes, size: int) -> Iterator[bytes]:
    """The receipt in order, in pieces of whole lines and pictures of at least `size` octets, the last one excepted.

    From the first command that is not among ours on, all is one piece: where nobody knows what an octet is, no question stands.
    """
    start = 0
    for end in _ends(receipt):
        if end - start >= size:
            yield receipt[start:end]
            start = end
    if start < len(receipt):
        yield receipt[start:]


def _ends(receipt: bytes) -> Iterator[int]:
    at = 0
    while at < len(receipt):
        if within := _WITHIN.match(receipt, at):
            at = within.end()
            continue
        at = _line_end(receipt, at)
        if not at:
            return
        yield at


def _line_end(receipt: bytes, at: int) -> int:
    """Where the line, counted command or picture that begins at `at` ends; 0 where there is none of them, or no end."""
    if line := _LINE_END.match(receipt, at):
        return line.end()
    if counted := _COUNTED.match(receipt, at):
        end = counted.end() + _number(counted["length"])
    elif picture := _PICTURE.match(receipt, at):
        end = picture.end() + _number(picture["across"]) * _number(picture["down"])
    else:
        return 0
    return end if end <= len(receipt) else 0


def _number(octets: bytes) -> int:
    return int.from_bytes(octets, "little")
