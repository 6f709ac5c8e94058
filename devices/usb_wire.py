"""A device on the USB bus that may be unplugged at any moment, spoken to in bulk transfers: opened when needed, and anew after a replug."""

import errno
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import Any, Final

import usb.core
import usb.util

from devices.errors import DeviceAbsent, DeviceSilent

_HEAD_OUT: Final = 0x02
_BODY_OUT: Final = 0x06
_HEAD_IN: Final = 0x81
_BODY_IN: Final = 0x85
_HEAD_BYTES: Final = 7
"""Preamble and length: what a split frame's first pipe carries. The length counts the rest."""

_SLICE: Final = 0.05
"""Seconds: a transfer under way cannot be woken, so a long wait is made of short ones."""
_AT_ONCE: Final = 0.001
_TAKES_BYTES_WITHIN: Final = 1.0
_LONGEST_TRANSFER: Final = 4_096
"""Bytes; whole packets, so that no answer overflows it."""
_LONGEST_STALE: Final = 16

_REASONS: Final[dict[int | None, str]] = {
    errno.EACCES: "usb-forbidden",
    errno.EPERM: "usb-forbidden",
    errno.EBUSY: "port-in-use",
}


class UsbForm(StrEnum):
    """How a frame travels. Documents split it over two pipes each way; readers are met that take it whole in one transfer."""

    SPLIT = "split"
    WHOLE = "whole"

    @property
    def pipes(self) -> frozenset[int]:
        return frozenset((_HEAD_OUT, _HEAD_IN) if self is UsbForm.WHOLE else (_HEAD_OUT, _BODY_OUT, _HEAD_IN, _BODY_IN))


class UsbWire:
    """Bytes over one USB device's bulk pipes. One thread calls it; `wake` may come from any.

    Every call may raise DeviceAbsent, whose first argument says why in a stable word: port-missing, usb-forbidden,
    port-in-use (another program holds it), no-such-pipes (the device is of another form), usb-library-missing, port-lost
    (it went away while open). `backend` is a pyusb backend; None is libusb.
    """

    def __init__(self, vendor: int, product: int, form: UsbForm = UsbForm.SPLIT, backend: object = None) -> None:
        self._id = {"idVendor": vendor, "idProduct": product}
        self._form = form
        self._backend = backend
        self._device: Any = None
        self._head = b""
        self._body_due = 0
        self._woken = threading.Event()

    def open(self) -> None:
        """See to it that the device is open, and that it is the one which is plugged in now."""
        found = self._plugged_in()
        if self._device is not None and (self._device.bus, self._device.address) != (found.bus, found.address):
            self._drop()
        if self._device is None:
            self._device = self._claimed(found)

    def send(self, message: bytes) -> None:
        """Write one frame. Raises DeviceSilent where the device does not take it."""
        self._head, self._body_due = b"", 0
        if self._form is UsbForm.WHOLE:
            self._write(_HEAD_OUT, message)
        else:
            self._write(_HEAD_OUT, message[:_HEAD_BYTES])
            self._write(_BODY_OUT, message[_HEAD_BYTES:])

    def receive(self, timeout: float) -> bytes:
        """What has arrived, waiting up to `timeout` seconds for the first byte; empty when nothing came or on `wake`."""
        deadline = time.monotonic() + timeout
        while not self._woken.is_set():
            left = deadline - time.monotonic()
            piece = self._next_piece(min(left, _SLICE))
            if piece or left <= _SLICE:
                return piece
        self._woken.clear()
        return b""

    def discard_input(self) -> bytes:
        """Take out all that has arrived so far, and return it for whoever must know that there was something."""
        self._head, self._body_due = b"", 0
        pipes = sorted(pipe for pipe in self._form.pipes if usb.util.endpoint_direction(pipe) == usb.util.ENDPOINT_IN)
        return b"".join(piece for pipe in pipes for piece in self._stale(pipe))

    def wake(self) -> None:
        """From any thread: end a `receive` that is under way, or the next one."""
        self._woken.set()

    def close(self) -> None:
        """Let go of the device; the next `open` opens it again."""
        self._drop()

    def _plugged_in(self) -> Any:
        try:
            found = usb.core.find(backend=self._backend, **self._id)
            reason = "port-missing"
        except usb.core.NoBackendError:
            found, reason = None, "usb-library-missing"
        except usb.core.USBError:
            found, reason = None, "port-missing"
        if found is None:
            self._drop()
            raise DeviceAbsent(reason)
        return found

    def _claimed(self, device: Any) -> Any:
        """The device for ourselves alone."""
        try:
            interface = _interface_of(device)
            if interface is None or not self._form.pipes <= {endpoint.bEndpointAddress for endpoint in interface}:
                reason = "no-such-pipes"
            else:
                usb.util.claim_interface(device, interface)
                return device
        except (usb.core.USBError, NotImplementedError) as refused:
            reason = _REASONS.get(getattr(refused, "errno", None), "port-missing")
        _dispose(device)
        raise DeviceAbsent(reason)

    def _next_piece(self, timeout: float) -> bytes:
        """From whichever pipe is due: a split answer's head says how much follows on the other pipe."""
        if self._body_due:
            piece = self._read(_BODY_IN, timeout)
            self._body_due = max(0, self._body_due - len(piece))
        else:
            piece = self._read(_HEAD_IN, timeout)
            self._learn_from_head(piece)
        return piece

    def _learn_from_head(self, piece: bytes) -> None:
        if self._form is UsbForm.SPLIT:
            self._head += piece
            if len(self._head) >= _HEAD_BYTES:
                self._body_due = int.from_bytes(self._head[_HEAD_BYTES - 2 : _HEAD_BYTES], "big")
                self._head = b""

    def _stale(self, pipe: int) -> Iterator[bytes]:
        for _ in range(_LONGEST_STALE):
            piece = self._read(pipe, _AT_ONCE)
            if not piece:
                return
            yield piece

    def _read(self, pipe: int, timeout: float) -> bytes:
        with self._translated(pipe), suppress(usb.core.USBTimeoutError):
            return bytes(self._open_device().read(pipe, _LONGEST_TRANSFER, _milliseconds(timeout)))
        return b""

    def _write(self, pipe: int, piece: bytes) -> None:
        """A pipe that had stalled takes after all what it refused."""
        if not self._put(pipe, piece):
            self._put(pipe, piece)

    def _put(self, pipe: int, piece: bytes) -> bool:
        is_taken = False
        with self._translated(pipe):
            try:
                self._open_device().write(pipe, piece, _milliseconds(_TAKES_BYTES_WITHIN))
                is_taken = True
            except usb.core.USBTimeoutError:
                raise DeviceSilent("takes-no-bytes") from None
        return is_taken

    def _open_device(self) -> Any:
        if self._device is None:
            raise DeviceAbsent("port-lost")
        return self._device

    @contextmanager
    def _translated(self, pipe: int) -> Iterator[None]:
        """A stalled pipe is set going again, without what was in it; anything else means that the device is gone."""
        try:
            yield
            lost = False
        except usb.core.USBError as error:
            lost = error.errno != errno.EPIPE or not self._set_going(pipe)
        if lost:
            self._drop()
            raise DeviceAbsent("port-lost")

    def _set_going(self, pipe: int) -> bool:
        with suppress(usb.core.USBError):
            self._open_device().clear_halt(pipe)
            return True
        return False

    def _drop(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            _dispose(device)


def _interface_of(device: Any) -> Any:
    """The first interface of the configuration in force; a device that nobody has set up yet gets its first one."""
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError as error:
        if error.errno is not None:
            raise
        device.set_configuration()
        configuration = device.get_active_configuration()
    return next(iter(configuration), None)


def _dispose(device: Any) -> None:
    with suppress(usb.core.USBError):
        usb.util.dispose_resources(device)


def _milliseconds(seconds: float) -> int:
    """For libusb 0 would mean for ever."""
    return max(1, round(seconds * 1_000))
