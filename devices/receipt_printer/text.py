"""Text on a receipt: a line as the printer's bytes, a paragraph as lines of its columns. Pure; no wire."""

import re
import unicodedata

from devices.receipt_printer.profiles import Encoding

OPENING = frozenset("（《〈「『【〔“‘￥([{")
"""May not end a line (避尾)."""
CLOSING = frozenset("。，、；：？！）》〉」』】〕”’…—～·％℃,.;:!?)]}%")
"""May not begin a line (避头)."""

_SUBSTITUTES = str.maketrans({"\u00a5": "￥", "\u00a0": " ", "\u2022": "·"})
"""Same sign, but with a code every GB printer has: U+00A5, U+00A0 and U+2022 have four-byte codes only."""

_HAN_BEYOND_TWO_BYTES = ((0x3400, 0x4DBF), (0x9FA6, 0x9FB3), (0x9FBC, 0x9FEF), (0x20000, 0x2A6D6), (0x2A700, 0x2EBE0))
"""Extensions A–F and the tail of the basic block: implementation level 3 of GB 18030-2022, which products for public services
must meet. U+9FB4–U+9FBB are left out: the editions of 2005 and 2022 disagree about their bytes."""

_UNITS = re.compile(r"[!-~]+| +|[^ -~]", re.DOTALL)


class UnprintableCharacter(ValueError):
    """A character that no receipt printer of ours has, or that is no character at all (control, emoji, invisible sign).

    `code_point` names it; the text it stood in is not kept, for it may be somebody's name.
    """

    def __init__(self, code_point: int) -> None:
        super().__init__(f"U+{code_point:04X} cannot be printed on a receipt")
        self.code_point = code_point


class NotInTheCode(UnprintableCharacter):
    """A character that the printer has no letter for. It is one all the same, and a printer that takes pictures can show it."""


def encode(line: str, encoding: Encoding = Encoding.GB18030) -> bytes:
    """One line (no line feed in it) in the printer's code, as it reads it in Chinese mode (`FS &`).

    No byte of the result is a command: controls are refused, and every byte of a GB18030 character is 0x30 or above and not
    0x7F. Raises UnprintableCharacter for what is no character; NotInTheCode for one that this code lacks.
    """
    return b"".join(_character(character, encoding) for character in as_printed(line))


def as_printed(line: str) -> str:
    """The line with the signs that are put in the place of others, on every printer alike."""
    return line.translate(_SUBSTITUTES)


def refuse_what_has_no_ink(line: str) -> None:
    """Raises UnprintableCharacter for the first control, invisible sign, private or combining character, in any code."""
    for character in line:
        category = unicodedata.category(character)
        if category in ("Mn", "Me", "Zl", "Zp") or (category[0] == "C" and category != "Cn"):
            raise UnprintableCharacter(ord(character))


def width(text: str) -> int:
    """Columns the printer's fonts need: 1 for ASCII (12x24 dots), 2 for every other character (24x24), whatever Unicode says."""
    return sum(1 if character.isascii() else 2 for character in as_printed(text))


def wrap(text: str, columns: int) -> list[str]:
    """The paragraph as lines of at most `columns` columns; a line feed in it ends a line; blanks at a break are dropped.

    Words, numbers and codes stay whole where they fit on a line. No line begins with a closing mark or ends with an opening one.
    """
    if columns < 2:
        raise ValueError("a line has at least two columns")
    return [line for paragraph in text.split("\n") for line in _fill(_clusters(paragraph), columns)]


def _character(character: str, encoding: Encoding) -> bytes:
    if " " <= character <= "~":
        return character.encode("ascii")
    refuse_what_has_no_ink(character)
    code = character.encode("gb18030")
    if not _has(encoding, character, code):
        raise NotInTheCode(ord(character))
    return code


def _has(encoding: Encoding, character: str, code: bytes) -> bool:
    """Whether the printer's code has these bytes of GB18030. GBK and GB 2312 are parts of it, at the same places."""
    if encoding is Encoding.GB18030:
        return len(code) == 2 or _is_han_beyond_two_bytes(ord(character))
    return encoding is not Encoding.NONE and len(code) == 2 and "\ufffd" not in code.decode(encoding, "replace")


def _is_han_beyond_two_bytes(code_point: int) -> bool:
    return any(first <= code_point <= last for first, last in _HAN_BEYOND_TWO_BYTES)


def _clusters(paragraph: str) -> list[str]:
    """What no break may divide: a word, or a Hanzi, with the closing marks after it and the opening marks before it."""
    clusters: list[str] = []
    for unit in _UNITS.findall(paragraph):
        before = clusters[-1] if clusters else " "
        if not before.isspace() and (unit[0] in CLOSING or before[-1] in OPENING) and not unit.isspace():
            clusters[-1] += unit
        else:
            clusters.append(unit)
    return clusters


def _fill(clusters: list[str], columns: int) -> list[str]:
    lines = [""]
    for cluster in clusters:
        for piece in _pieces(cluster, columns):
            if width(lines[-1]) + width(piece) <= columns:
                lines[-1] += piece
            elif piece.strip(" "):
                lines[-1] = lines[-1].rstrip(" ")
                lines.append(piece)
    lines[-1] = lines[-1].rstrip(" ")
    return lines


def _pieces(cluster: str, columns: int) -> list[str]:
    """The cluster itself, or, where even a whole line is too short for it, lines full of it."""
    pieces = [""]
    for character in cluster:
        if width(pieces[-1]) + width(character) > columns:
            pieces.append("")
        pieces[-1] += character
    return pieces
