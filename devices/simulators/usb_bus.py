"""A USB bus without a plug: pyusb's boundary to libusb on one side, a device's own end of its pipes on the other."""

import errno
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError

_OUT: Final = (0x02, 0x06)
_IN: Final = (0x81, 0x85)
_HEAD_BYTES: Final = 7
_BULK: Final = 2
_PACKET: Final = 64
"""Bytes, at full speed."""


class UsbPlug:
    """A card reader's own end of its cable: what the host sends is heard, what is written comes out of its pipes.

    A reader of the split form takes seven bytes from pipe 02 and the rest from 06, and answers over 81 and 85 likewise; one
    that is not split uses 02 and 81 only (and has no others, if `has_all_pipes` is false). Any thread may call it.
    """

    def __init__(
        self, *, split: bool = True, has_all_pipes: bool = True, vendor: int = 0x0400, product: int = 0xC35A
    ) -> None:
        self.vendor, self.product = vendor, product
        self.pipes = (*_OUT, *_IN) if has_all_pipes else (_OUT[0], _IN[0])
        self.address = 0
        self.is_forbidden = False
        self.is_configured = True
        self.holder: object | None = None
        self._split = split
        self._changed = threading.Condition()
        self._plugged = self._woken = False
        self._heard: deque[bytes] = deque()
        self._told = 0
        self._waiting: defaultdict[int, deque[bytes]] = defaultdict(deque)
        self._stalled: set[int] = set()

    # --- the device's side ------------------------------------------------------------------------------------------------

    @property
    def link(self) -> Path:
        return Path(f"/dev/bus/usb/001/{self.address:03d}")

    @property
    def plugged(self) -> bool:
        return self._plugged

    def plug(self) -> None:
        """Put it in: it gets another address every time, as on a real bus."""
        with self._changed:
            if not self._plugged:
                self._plugged, self.address, self.holder = True, self.address % 127 + 1, None
                self._heard.clear()
                self._waiting.clear()
                self._stalled.clear()

    def unplug(self) -> None:
        """Pull it out: every transfer under way fails."""
        with self._changed:
            self._plugged = False
            self._woken = True
            self._changed.notify_all()

    def read(self) -> bytes:
        """Wait for bytes from the host. Empty when the plug was pulled."""
        with self._changed:
            self._changed.wait_for(lambda: self._heard or self._woken)
            self._woken, self._told = False, 0
            return self._heard.popleft() if self._heard else b""

    def write(self, message: bytes) -> None:
        """Answer the host. A split reader's first seven bytes since it last heard something leave by the first pipe."""
        head = max(0, _HEAD_BYTES - self._told) if self._split else len(message)
        with self._changed:
            for pipe, piece in zip(_IN, (message[:head], message[head:]), strict=True):
                if piece and self._plugged:
                    self._waiting[pipe].append(piece)
            self._told += len(message)
            self._changed.notify_all()

    def stall(self, pipe: int) -> None:
        """Refuse transfers on this pipe until the host clears it."""
        with self._changed:
            self._stalled.add(pipe)
            self._changed.notify_all()

    # --- the bus's side ---------------------------------------------------------------------------------------------------

    def take(self, pipe: int, piece: bytes) -> None:
        """A transfer from the host. Raises USBError."""
        with self._changed:
            self._check(pipe)
            if pipe == _OUT[0] or self._split:
                self._heard.append(piece[:_HEAD_BYTES] if self._split and pipe == _OUT[0] else piece)
                self._changed.notify_all()

    def give(self, pipe: int, longest: int, timeout: int) -> bytes:
        """A transfer to the host, waiting `timeout` milliseconds for it. Raises USBError."""
        deadline = time.monotonic() + timeout / 1_000
        with self._changed:
            self._check(pipe)
            while not self._waiting[pipe]:
                if not self._changed.wait(deadline - time.monotonic()):
                    raise USBTimeoutError("Operation timed out", errno=errno.ETIMEDOUT)
                self._check(pipe)
            if len(self._waiting[pipe][0]) > longest:
                raise USBError("Overflow", errno=errno.EOVERFLOW)
            return self._waiting[pipe].popleft()

    def clear(self, pipe: int) -> None:
        """The host sets a stalled pipe going again; what waited in it is lost."""
        with self._changed:
            self._stalled.discard(pipe)
            self._waiting[pipe].clear()

    def _check(self, pipe: int) -> None:
        if not self._plugged:
            raise USBError("No such device (it may have been disconnected)", errno=errno.ENODEV)
        if pipe in self._stalled:
            raise USBError("Pipe error", errno=errno.EPIPE)


class UsbHandle:
    """One opening of a plugged-in device: good until it is pulled out."""

    def __init__(self, plug: UsbPlug) -> None:
        self._plug, self._address = plug, plug.address

    @property
    def plug(self) -> UsbPlug:
        """Raises USBError where the device that was opened is no longer there, even if it is plugged in again."""
        if not self._plug.plugged or self._plug.address != self._address:
            raise USBError("No such device (it may have been disconnected)", errno=errno.ENODEV)
        return self._plug


class UsbBus(IBackend):  # type: ignore[misc]  # pyusb carries no types
    """A pyusb backend on which `plugs` are found as they are plugged in. `handles` are those that somebody has open."""

    def __init__(self, *plugs: UsbPlug) -> None:
        super().__init__()
        self._plugs = plugs
        self.handles: set[UsbHandle] = set()

    def enumerate_devices(self) -> Iterator[UsbPlug]:
        return (plug for plug in self._plugs if plug.plugged)

    def get_device_descriptor(self, plug: UsbPlug) -> Any:
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x0110,
            bDeviceClass=0xFF,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=8,
            idVendor=plug.vendor,
            idProduct=plug.product,
            bcdDevice=0x0100,
            iManufacturer=0,
            iProduct=0,
            iSerialNumber=0,
            bNumConfigurations=1,
            bus=1,
            address=plug.address,
            port_number=1,
            port_numbers=(1,),
            speed=2,
        )

    def get_configuration_descriptor(self, plug: UsbPlug, config: int) -> Any:
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=18 + 7 * len(plug.pipes),
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0x80,
            bMaxPower=250,
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, plug: UsbPlug, intf: int, alt: int, config: int) -> Any:
        if intf or alt or config:
            raise IndexError
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=0,
            bAlternateSetting=0,
            bNumEndpoints=len(plug.pipes),
            bInterfaceClass=0xFF,
            bInterfaceSubClass=0,
            bInterfaceProtocol=0,
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(self, plug: UsbPlug, ep: int, _intf: int, _alt: int, _config: int) -> Any:
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=plug.pipes[ep],
            bmAttributes=_BULK,
            wMaxPacketSize=_PACKET,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    def open_device(self, plug: UsbPlug) -> UsbHandle:
        if plug.is_forbidden:
            raise USBError("Access denied (insufficient permissions)", errno=errno.EACCES)
        handle = UsbHandle(plug)
        self.handles.add(handle)
        return handle

    def close_device(self, handle: UsbHandle) -> None:
        self.handles.remove(handle)

    def get_configuration(self, handle: UsbHandle) -> int:
        return int(handle.plug.is_configured)

    def set_configuration(self, handle: UsbHandle, config_value: int) -> None:
        handle.plug.is_configured = config_value == 1

    def claim_interface(self, handle: UsbHandle, _intf: int) -> None:
        plug = handle.plug
        if plug.holder not in (None, handle):
            raise USBError("Resource busy", errno=errno.EBUSY)
        plug.holder = handle

    def release_interface(self, handle: UsbHandle, _intf: int) -> None:
        handle.plug.holder = None

    def bulk_write(self, handle: UsbHandle, ep: int, _intf: int, data: Any, _timeout: int) -> int:
        handle.plug.take(ep, bytes(data))
        return len(data)

    def bulk_read(self, handle: UsbHandle, ep: int, _intf: int, buff: Any, timeout: int) -> int:
        piece = handle.plug.give(ep, len(buff), timeout)
        buff[: len(piece)] = buff.__class__("B", piece)
        return len(piece)

    def clear_halt(self, handle: UsbHandle, ep: int) -> None:
        handle.plug.clear(ep)
