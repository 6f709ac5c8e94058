"""Where one code ends and the next begins, and whether it is a code at all: pure functions of the bytes that came."""

import unicodedata
from dataclasses import dataclass, field
from typing import Final

from devices.errors import ScanRefused

LONGEST_CODE: Final = 2_048
"""Bytes, terminator not counted."""
SILENCE: Final = 0.08
"""Seconds without a byte that end a code which has no terminator."""

_TERMINATORS = b"\r\n"


@dataclass(frozen=True, slots=True)
class Frame:
    """What came between two terminators; one byte more than the longest code where it was longer. `began` is when its first
    byte came."""

    raw: bytes = field(repr=False)
    began: float


class Framing:
    """Cuts bytes into frames: at CR, LF or both, or where `silence` seconds pass."""

    def __init__(self, silence: float = SILENCE) -> None:
        self._silence = silence
        self._pending = b""
        self._began = self._last_at = 0.0
        self._is_skipping = False

    def take(self, piece: bytes, now: float) -> list[Frame]:
        """The frames that end with this piece, or with the silence that an empty one tells of. `now`: any steady clock."""
        if not piece:
            return self._after_silence(now)
        frames = []
        for part in piece.replace(b"\n", b"\r").splitlines(keepends=True):
            frames += self._take_part(part, now)
        self._last_at = now
        return frames

    def patience(self, now: float) -> float | None:
        """Seconds after which the silence ends what is pending; None where nothing is."""
        is_open = self._pending or self._is_skipping
        return max(0.0, self._last_at + self._silence - now) if is_open else None

    def forget(self) -> None:
        """The line broke: what had begun will not be ended."""
        self._pending, self._is_skipping = b"", False

    def _take_part(self, part: bytes, now: float) -> list[Frame]:
        if not self._pending:
            self._began = now
        self._pending += part.rstrip(_TERMINATORS)
        is_ended = part[-1:] in (b"\r", b"\n")
        if self._is_skipping or len(self._pending) > LONGEST_CODE:
            return self._skip(is_ended)
        return self._end() if is_ended else []

    def _skip(self, is_ended: bool) -> list[Frame]:
        """An over-long code is told of at once, and the rest of it swallowed, so that its tail is not the next code."""
        told = [] if self._is_skipping else [Frame(self._pending[: LONGEST_CODE + 1], self._began)]
        self._pending, self._is_skipping = b"", not is_ended
        return told

    def _end(self) -> list[Frame]:
        raw, self._pending = self._pending, b""
        return [Frame(raw, self._began)] if raw else []

    def _after_silence(self, now: float) -> list[Frame]:
        if self.patience(now) != 0.0:
            return []
        self._is_skipping = False
        return self._end()


def text_of(frame: Frame) -> str:
    """Printable text, UTF-8 or else GB18030. Raises ScanRefused; what was scanned is not in the exception."""
    if len(frame.raw) > LONGEST_CODE:
        raise ScanRefused("too-long")
    if any(byte < 0x20 for byte in frame.raw):
        raise ScanRefused("control-bytes")
    for encoding in ("utf-8", "gb18030"):
        # Replaced and looked for, not caught: the decoder's own exception would carry the code along.
        text = frame.raw.decode(encoding, errors="replace")
        if "\ufffd" not in text:
            break
    if "\ufffd" in text or not text.strip() or not all(map(_is_printable, text)):
        raise ScanRefused("not-text")
    return text


def _is_printable(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
