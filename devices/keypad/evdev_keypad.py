"""A keypad that is a HID keyboard: its keys and its headphone socket through evdev, grabbed so that no page is typed into."""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from devices.errors import DeviceError
from devices.evdev import InputEvent
from devices.evdev.codes import (
    EV_KEY,
    EV_SW,
    EV_SYN,
    HELD,
    PRESSED,
    RELEASED,
    SWITCHES,
    SYN_DROPPED,
    SYN_REPORT,
    event_code,
)
from devices.evdev.node import EvdevNode, condition_of
from devices.evdev.stream import EventStream
from devices.keypad import Key, KeypadEvent, KeyPressed, PlugMoved
from devices.listener import LONGEST_WAIT, Listener
from devices.state import Condition, DeviceState

USUAL_KEYS: Final[Mapping[str, Key]] = {
    "KEY_UP": Key.UP,
    "KEY_DOWN": Key.DOWN,
    "KEY_LEFT": Key.LEFT,
    "KEY_RIGHT": Key.RIGHT,
    "KEY_ENTER": Key.OK,
    "KEY_KPENTER": Key.OK,
    "KEY_SPACE": Key.OK,
    "KEY_OK": Key.OK,
    "KEY_SELECT": Key.OK,
    "KEY_ESC": Key.BACK,
    "KEY_BACKSPACE": Key.BACK,
    "KEY_BACK": Key.BACK,
    "KEY_F1": Key.HELP,
    "KEY_HELP": Key.HELP,
    "KEY_F2": Key.REPEAT,
    "KEY_AGAIN": Key.REPEAT,
    "KEY_F3": Key.SOFTER,
    "KEY_VOLUMEDOWN": Key.SOFTER,
    "KEY_F4": Key.LOUDER,
    "KEY_VOLUMEUP": Key.LOUDER,
    "KEY_F5": Key.SLOWER,
    "KEY_F6": Key.FASTER,
    "KEY_F7": Key.LANGUAGE,
    "KEY_F8": Key.VOICE,
}
"""By the kernel's names. A keypad whose table can be set sends what it was set to; its manual says what that is."""
STUCK_AFTER: Final = 30.0
"""Seconds that nobody holds a key down."""

_SHORTEST_REPEAT = 0.03
_HEADPHONES = (EV_SW, SWITCHES["SW_HEADPHONE_INSERT"])


class EvdevKeypad:
    """A Keypad on an input node. `keys` names a Key for each key that counts; the others are not heard.

    Headphones are told by SW_HEADPHONE_INSERT, or by two keys that the keypad presses when the plug goes in and out. A keypad
    that is unplugged while headphones are in has none any more, and says so.
    """

    def __init__(
        self,
        device: str,
        *,
        keys: Mapping[str, Key | str] = USUAL_KEYS,
        plugged_in: str = "KEY_F15",
        pulled_out: str = "KEY_F16",
        stuck_after: float = STUCK_AFTER,
    ) -> None:
        """`plugged_in` and `pulled_out` may be empty: no such keys. Raises ValueError for a name that is no key."""
        self._keys = {event_code(name): Key(key) for name, key in keys.items()}
        self._plugs = {event_code(name): is_in for name, is_in in ((plugged_in, True), (pulled_out, False)) if name}
        self._stuck_after = stuck_after
        self._node = EvdevNode(device)
        self._listener = Listener(self._node, self, "keypad")
        self._events = EventStream()
        self._turn = threading.Lock()
        self._heard: Callable[[KeypadEvent], None] | None = None
        self._inserted: bool | None = None
        self._told_inserted: bool | None = None
        self._down: dict[int, float] = {}
        self._told_at = 0.0

    def listen(self, heard: Callable[[KeypadEvent], None]) -> None:
        """See Keypad. One listens; another one who does takes his place."""
        with self._turn:
            self._heard, self._told_inserted = heard, None
        self._listener.start()
        self._listener.wake()

    def state(self) -> DeviceState:
        """Ready when the keypad is there and ours; needs staff while a key is stuck."""
        try:
            self._listener.catch_up()
        except DeviceError as error:
            return _state(condition_of(error), (error.code,), str(error))
        if self._is_any_stuck():
            return _state(Condition.NEEDS_STAFF, ("key-stuck",), self._node.label())
        return _state(Condition.READY, (), self._node.label())

    def close(self) -> None:
        """End listening and let go of the keypad."""
        self._listener.close()

    # --- on the listening thread -----------------------------------------------------------------------------------------------

    def opened(self) -> None:
        self._look_anew()
        if self._inserted is None:
            self._inserted = False
        self._tell_plug()

    def heard(self, piece: bytes) -> None:
        for event in self._events.take(piece, time.monotonic()):
            if (event.type, event.code) == (EV_SYN, SYN_DROPPED):
                self._look_anew()
            else:
                self._take(event)
        self._tell_plug()

    def lost(self, _error: DeviceError) -> None:
        self._down.clear()
        self._inserted = False
        self._tell_plug()
        self._inserted = None

    def patience(self) -> float:
        return LONGEST_WAIT

    def _look_anew(self) -> None:
        """How plug and keys are now. A key that is down already is not told: nobody has just pressed it."""
        self._down.clear()
        is_answer = True
        for event in self._events.take(self._node.as_it_is({EV_SW, EV_KEY}), time.monotonic()):
            is_answer &= (event.type, event.code) != (EV_SYN, SYN_REPORT)
            if not is_answer or event.type == EV_SW:
                self._take(event)
            elif event.type == EV_KEY and event.value != RELEASED:
                self._down[event.code] = time.monotonic()

    def _take(self, event: InputEvent) -> None:
        at = (event.type, event.code)
        if at == _HEADPHONES:
            self._inserted = event.value != RELEASED
            self._tell_plug()
        elif at in self._plugs:
            self._inserted = self._plugs[at] if event.value == PRESSED else self._inserted
            self._tell_plug()
        elif event.type == EV_KEY:
            self._take_key(event)

    def _take_key(self, event: InputEvent) -> None:
        now = time.monotonic()
        if event.value == RELEASED:
            self._down.pop(event.code, None)
            return
        since = self._down.setdefault(event.code, now)
        key = self._keys.get((EV_KEY, event.code))
        if key is None:
            return
        # Held down, a key repeats some thirty times a second; what comes faster is a fault, and so is what does not end.
        is_fault = now - since > self._stuck_after or now - self._told_at < _SHORTEST_REPEAT
        if event.value == HELD and is_fault:
            return
        self._told_at = now
        self._tell(KeyPressed(key, again=event.value == HELD))

    def _tell_plug(self) -> None:
        if self._inserted is not None and self._inserted is not self._told_inserted and self._heard is not None:
            self._told_inserted = self._inserted
            self._tell(PlugMoved(self._inserted))

    def _tell(self, event: KeypadEvent) -> None:
        heard = self._heard
        if heard is not None:
            heard(event)

    def _is_any_stuck(self) -> bool:
        now = time.monotonic()
        return any(now - since > self._stuck_after for since in list(self._down.values()))


def _state(condition: Condition, reasons: tuple[str, ...], detail: str) -> DeviceState:
    return DeviceState("keypad", condition, reasons, checked_at=datetime.now(UTC), detail=detail)
