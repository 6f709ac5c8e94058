"""Cuts what a node gives into events, and finds the next whole one behind damage."""

import struct
from typing import Final

from devices.evdev import InputEvent
from devices.evdev.codes import EV_ABS, EV_KEY, EV_LED, EV_SW, EV_SYN, HELD, PRESSED

EVENT: Final = struct.Struct("@llHHi")
"""struct input_event of a 64-bit kernel: seconds, microseconds, type, code, value."""

_STALE = 0.2
_HIGHEST = {EV_SYN: (0x0F, 1), EV_KEY: (0x2FF, HELD), EV_SW: (0x10, PRESSED), EV_LED: (0x0F, 0xFF)}
"""Type: the highest code and the highest value that there are."""
_HIGHEST_TYPE = 0x1F
_HIGHEST_AXIS = 0x3F


def packed(event: InputEvent) -> bytes:
    whole = int(event.seconds)
    return EVENT.pack(whole, int((event.seconds - whole) * 1_000_000), event.type, event.code, event.value)


class EventStream:
    """An input device gives whole events only; a line may give parts, and damage. What cannot be an event is skipped byte by
    byte, and a part that nothing followed for 0.2 s is thrown away: a device sends an event in one go."""

    def __init__(self) -> None:
        self._pending = b""
        self._last_at = 0.0

    def take(self, piece: bytes, now: float) -> list[InputEvent]:
        """The events that are whole with this piece; `now` is when it came, in seconds of any steady clock."""
        if now - self._last_at >= _STALE:
            self._pending = b""
        if piece:
            self._last_at = now
        self._pending += piece
        events = []
        while len(self._pending) >= EVENT.size:
            event = _event(self._pending)
            self._pending = self._pending[EVENT.size if event else 1 :]
            if event:
                events.append(event)
        return events


def _event(octets: bytes) -> InputEvent | None:
    seconds, microseconds, kind, code, value = EVENT.unpack_from(octets)
    if seconds < 0 or not 0 <= microseconds < 1_000_000 or kind > _HIGHEST_TYPE:
        return None
    if kind == EV_ABS and code > _HIGHEST_AXIS:
        return None
    highest_code, highest_value = _HIGHEST.get(kind, (0xFFFF, value))
    if code > highest_code or (kind in _HIGHEST and not 0 <= value <= highest_value):
        return None
    return InputEvent(seconds + microseconds / 1_000_000, kind, code, value)
