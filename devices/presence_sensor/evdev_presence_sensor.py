"""A presence sensor that is an input device: a switch or a key that is on while somebody is there, or a distance that grows small."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from devices.errors import DeviceError
from devices.evdev import InputEvent
from devices.evdev.codes import EV_ABS, EV_SYN, RELEASED, SYN_DROPPED, event_code
from devices.evdev.node import EvdevNode, condition_of
from devices.evdev.stream import EventStream
from devices.listener import LONGEST_WAIT, Listener
from devices.state import Condition, DeviceState


class EvdevPresenceSensor:
    """A PresenceSensor on an input node. `sees` is the kernel's name of what tells: a switch, a key, or ABS_DISTANCE.

    A distance counts as somebody at `near` or less and as nobody beyond `far` (in the sensor's own units); in between it stays
    as it was, so that nobody flickers. A sensor that is unplugged tells of nobody's going: it does not know.
    """

    def __init__(self, device: str, *, sees: str = "SW_FRONT_PROXIMITY", near: int = 80, far: int = 100) -> None:
        """Raises ValueError for a name that is no switch, key or axis, and where `far` is nearer than `near`."""
        if far < near:
            raise ValueError("far is nearer than near")
        self._sees = event_code(sees)
        self._near, self._far = near, far
        self._node = EvdevNode(device)
        self._listener = Listener(self._node, self, "presence sensor")
        self._events = EventStream()
        self._turn = threading.Lock()
        self._heard: Callable[[bool], None] | None = None
        self._present: bool | None = None
        self._told: bool | None = None

    def listen(self, heard: Callable[[bool], None]) -> None:
        """See PresenceSensor. One listens; another one who does takes his place."""
        with self._turn:
            self._heard, self._told = heard, None
        self._listener.start()
        self._listener.wake()

    def state(self) -> DeviceState:
        """Ready when the sensor is there and ours."""
        try:
            self._listener.catch_up()
        except DeviceError as error:
            return _state(condition_of(error), (error.code,), str(error))
        return _state(Condition.READY, (), self._node.label())

    def close(self) -> None:
        """End listening and let go of the sensor."""
        self._listener.close()

    # --- on the listening thread -----------------------------------------------------------------------------------------------

    def opened(self) -> None:
        kind = self._sees[0]
        told = self._events.take(self._node.as_it_is({kind}), time.monotonic())
        # Of keys only those that are down are told: one that is not told is up.
        self._present = None if kind == EV_ABS else False
        self._take(told)

    def heard(self, piece: bytes) -> None:
        events = self._events.take(piece, time.monotonic())
        if any((event.type, event.code) == (EV_SYN, SYN_DROPPED) for event in events):
            events += self._events.take(self._node.as_it_is({self._sees[0]}), time.monotonic())
        self._take(events)

    def lost(self, _error: DeviceError) -> None:
        """What it said last still stands until it says something else."""

    def patience(self) -> float:
        return LONGEST_WAIT

    def _take(self, events: list[InputEvent]) -> None:
        for event in events:
            if (event.type, event.code) == self._sees:
                self._present = self._is_somebody(event)
                self._tell()
        self._tell()

    def _tell(self) -> None:
        if self._present is not None and self._present is not self._told and self._heard is not None:
            self._told = self._present
            self._heard(self._present)

    def _is_somebody(self, event: InputEvent) -> bool | None:
        if event.type != EV_ABS:
            return event.value != RELEASED
        if event.value <= self._near:
            return True
        return False if event.value > self._far else self._present


def _state(condition: Condition, reasons: tuple[str, ...], detail: str) -> DeviceState:
    return DeviceState("presence-sensor", condition, reasons, checked_at=datetime.now(UTC), detail=detail)
