"""One input node that may be unplugged at any moment: opened when it is needed, and kept from everybody else while it is open."""

import os
import select
from collections.abc import Collection
from contextlib import suppress

from devices.errors import DeviceAbsent, DeviceError, NotGrabbed
from devices.evdev.claims import Claim, claimed
from devices.evdev.stream import EVENT
from devices.ports import Subsystem, node_of
from devices.serial_wire import condition_of as condition_on_a_port
from devices.state import Condition

_ANSWERED_WITHIN = 0.2


class EvdevNode:
    """Events of one node, `name` as `devices.ports` says. One thread calls it; `wake` may come from any.

    Every call may raise DeviceAbsent, whose first argument is port-missing, port-forbidden, port-in-use (somebody else has
    grabbed it), port-ambiguous, not-a-usb-id, not-an-input-device or port-lost; `open` also NotGrabbed.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._path = name
        self._claim: Claim | None = None
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def open(self) -> None:
        """See to it that the node is open and ours alone, and that it is the one which is plugged in now."""
        if self._claim is not None and not self._is_current(self._claim.descriptor):
            self.close()
        if self._claim is None:
            self._path = node_of(self._name, Subsystem.INPUT)
            self._claim = claimed(self._path)

    def receive(self, timeout: float) -> bytes:
        """What has arrived, waiting up to `timeout` seconds for the first event; empty when nothing came or on `wake`."""
        if self._claim is None:
            raise DeviceAbsent("port-lost")
        descriptor = self._claim.descriptor
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        poll.register(self._wake_read, select.POLLIN)
        ready = {which for which, _ in poll.poll(max(0.0, timeout) * 1000)}
        if self._wake_read in ready:
            os.read(self._wake_read, 64)
        return self._read_now(descriptor) if descriptor in ready else b""

    def as_it_is(self, types: Collection[int]) -> bytes:
        """How its switches, lamps, keys or axes are now, as the events that would have said so; of `types` only."""
        if self._claim is None:
            raise DeviceAbsent("port-lost")
        with suppress(OSError):
            told = self._claim.as_it_is(types)
            return told if told is not None else self._answer(self._claim.descriptor)
        raise self._lost()

    def label(self) -> str:
        """What the device calls itself; nothing where it cannot be asked."""
        claim = self._claim
        with suppress(OSError):
            return claim.label() if claim is not None else ""
        return ""

    def wake(self) -> None:
        """From any thread: end a `receive` that is under way, or the next one."""
        with suppress(OSError):
            os.write(self._wake_write, b"!")

    def close(self) -> None:
        """Let go of the node; the next `open` opens it again."""
        claim, self._claim = self._claim, None
        if claim is not None:
            claim.release()

    def __del__(self) -> None:
        self.close()
        for end in (self._wake_read, self._wake_write):
            os.close(end)

    def _answer(self, descriptor: int) -> bytes:
        """What the line says next; nobody's `wake` cuts it short."""
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return self._read_now(descriptor) if poll.poll(_ANSWERED_WITHIN * 1000) else b""

    def _read_now(self, descriptor: int) -> bytes:
        try:
            chunk = os.read(descriptor, 64 * EVENT.size)
        except BlockingIOError:
            return b""
        except OSError:
            chunk = b""
        if not chunk:
            raise self._lost()
        return chunk

    def _is_current(self, descriptor: int) -> bool:
        try:
            ours, named = os.fstat(descriptor), os.stat(self._path)
            poll = select.poll()
            poll.register(descriptor, select.POLLIN)
            hung_up = any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0))
        except OSError:
            return False
        return not hung_up and (ours.st_rdev, ours.st_ino) == (named.st_rdev, named.st_ino)

    def _lost(self) -> DeviceAbsent:
        self.close()
        return DeviceAbsent("port-lost")


def condition_of(error: DeviceError) -> Condition:
    """How a device on an input node is, when opening it ended in `error`."""
    return Condition.BROKEN if isinstance(error, NotGrabbed) else condition_on_a_port(error)
