"""What a keyboard wedge types, from the key events that it sends: a pure function of recorded events.

US layout, as scanners are set by default. Enter ends a code, and so does a gap between the events' own times. A character that
this layout lacks comes as ALT and its number on the keypad: the bytes of its code one by one (ALT 228, ALT 184, ALT 173), all of
them as one number (ALT 45217 is B0 A1, 啊 in GB18030), or its number in Unicode; which, the scanner's settings decide and no event
tells. A key that types no character makes the code one that is refused.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from devices.evdev import InputEvent
from devices.evdev.codes import (
    EV_KEY,
    EV_LED,
    EV_SYN,
    HELD,
    KEYS,
    LED_CAPSL,
    PRESSED,
    SYN_DROPPED,
    SYN_REPORT,
)

NO_CHARACTER: Final = b"\x1a"
"""Stands for what no character can be made of: a control byte, so that the whole code is refused."""
GAP: Final = 0.25
"""Seconds without a key that end a code: wedges type more slowly than lines do, radio ones in bursts."""

_LARGEST_NUMBER = 0xFFFF_FFFF


class AltCodes(StrEnum):
    """What the number means that is typed on the keypad while ALT is held."""

    BYTES = "bytes"
    UNICODE = "unicode"


def typed(events: Iterable[InputEvent], alt_codes: AltCodes = AltCodes.BYTES, *, caps_lock: bool = False) -> bytes:
    """The bytes that these events type; CR where a code ends."""
    typing = Typing(alt_codes)
    typing.caps_lock = caps_lock
    return b"".join(map(typing.take, events))


class Typing:
    """A keyboard as far as it matters for typing: which modifiers are down, and the number that ALT holds open.

    No modifier outlives a code: one whose release was lost would turn the next code into another one. Caps lock is what its lamp
    says, turned over by whatever key the scanner presses within a code.
    """

    def __init__(self, alt_codes: AltCodes = AltCodes.BYTES, gap: float = GAP) -> None:
        self._alt_codes = alt_codes
        self._gap = gap
        self._pressed_at = 0.0
        self.caps_lock = False
        """As the lamp says."""
        self._is_turned_over = False
        self._down: set[int] = set()
        self._digits = ""
        self._is_out_of_step = False

    def take(self, event: InputEvent) -> bytes:
        """The bytes that this event types."""
        if event.type == EV_SYN:
            return self._keep_step(event)
        if event.type == EV_LED and event.code == LED_CAPSL:
            self.caps_lock = bool(event.value)
        if event.type != EV_KEY or event.value == HELD or self._is_out_of_step:
            return b""
        if event.value != PRESSED:
            return self._release(event.code)
        is_new, self._pressed_at = event.seconds - self._pressed_at > self._gap, event.seconds
        if is_new:
            self.release_all()
        told = self._press(event.code)
        if told == b"\r":
            self.release_all()
        return b"\r" * is_new + told

    def release_all(self) -> None:
        """A code has ended, or the keyboard is another one now."""
        self._down.clear()
        self._is_turned_over = False
        self._digits = ""
        self._is_out_of_step = False

    def _keep_step(self, event: InputEvent) -> bytes:
        """After SYN_DROPPED the kernel has thrown events away; all up to the next report are to be ignored."""
        if event.code == SYN_DROPPED:
            self.release_all()
            self._is_out_of_step = True
            return NO_CHARACTER
        if event.code == SYN_REPORT:
            self._is_out_of_step = False
        return b""

    def _press(self, key: int) -> bytes:
        if key in _MODIFIERS:
            self._down.add(key)
            return b""
        if self._down & _ALT:
            return self._press_under_alt(key)
        if self._down & _CTRL:
            return _control_character(key)
        if key == _CAPS_LOCK:
            self._is_turned_over = not self._is_turned_over
            return b""
        return b"" if key == _NUM_LOCK else self._character(key)

    def _character(self, key: int) -> bytes:
        plain, shifted = _CHARACTERS.get(key, (NO_CHARACTER, NO_CHARACTER))
        is_shifted = bool(self._down & _SHIFT)
        if plain.isalpha():
            is_shifted ^= self.caps_lock ^ self._is_turned_over
        return shifted if is_shifted else plain

    def _press_under_alt(self, key: int) -> bytes:
        if key not in _KEYPAD_DIGITS:
            return NO_CHARACTER
        self._digits = (self._digits + _KEYPAD_DIGITS[key])[:16]
        return b""

    def _release(self, key: int) -> bytes:
        self._down.discard(key)
        if key not in _ALT or not self._digits:
            return b""
        number, self._digits = int(self._digits), ""
        return self._numbered(number)

    def _numbered(self, number: int) -> bytes:
        if number > _LARGEST_NUMBER:
            return NO_CHARACTER
        if self._alt_codes is AltCodes.BYTES:
            return number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")
        is_character = number < 0x11_0000 and not 0xD800 <= number < 0xE000
        return chr(number).encode() if is_character else NO_CHARACTER


def _control_character(key: int) -> bytes:
    _, upper = _CHARACTERS.get(key, (b"", b""))
    return bytes((upper[0] & 0x1F,)) if upper.isalpha() else NO_CHARACTER


def _keys(*names: str) -> frozenset[int]:
    return frozenset(KEYS[f"KEY_{name}"] for name in names)


_SHIFT = _keys("LEFTSHIFT", "RIGHTSHIFT")
_CTRL = _keys("LEFTCTRL", "RIGHTCTRL")
_ALT = _keys("LEFTALT", "RIGHTALT")
_MODIFIERS = _SHIFT | _CTRL | _ALT
_CAPS_LOCK = KEYS["KEY_CAPSLOCK"]
_NUM_LOCK = KEYS["KEY_NUMLOCK"]
_KEYPAD_DIGITS = {KEYS[f"KEY_KP{digit}"]: str(digit) for digit in range(10)}


def _layout() -> dict[int, tuple[bytes, bytes]]:
    """What each key types alone and with shift."""
    rows = (
        ("1", "1234567890-=", "!@#$%^&*()_+"),
        ("Q", "qwertyuiop[]", "QWERTYUIOP{}"),
        ("A", "asdfghjkl;'`", 'ASDFGHJKL:"~'),
        ("BACKSLASH", "\\zxcvbnm,./", "|ZXCVBNM<>?"),
        ("SPACE", " ", " "),
        ("ENTER", "\r", "\r"),
        ("KPENTER", "\r", "\r"),
        ("TAB", "\t", "\t"),
        ("BACKSPACE", "\b", "\b"),
        ("ESC", "\x1b", "\x1b"),
        ("KP7", "789-456+1230.", "789-456+1230."),
        ("KPASTERISK", "*", "*"),
        ("KPSLASH", "/", "/"),
        ("KPEQUAL", "=", "="),
        ("KPCOMMA", ",", ","),
    )
    return {
        KEYS[f"KEY_{first}"] + at: (low.encode(), high.encode())
        for first, plain, shifted in rows
        for at, (low, high) in enumerate(zip(plain, shifted, strict=True))
    }


_CHARACTERS = _layout()
