"""What the kernel says when something is plugged in or pulled out: uevents over netlink, for those that wait to look again."""

import socket
from contextlib import suppress
from typing import Final

NETLINK_KOBJECT_UEVENT: Final = 15
KERNEL_EVENTS: Final = 1
LONGEST_EVENT: Final = 8_192

OF_INTEREST: Final = frozenset({"tty", "usb", "usbmisc", "input", "hidraw", "leds", "sound", "net"})
"""The subsystems that a hall's devices belong to; disks and batteries wake nobody."""


class HotPlug:
    """The kernel's announcements. Where this machine gives none (a container), `heard_something` only waits."""

    def __init__(self) -> None:
        self._line: socket.socket | None = None
        with suppress(OSError, AttributeError):
            self._line = socket.socket(
                socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT
            )
            self._line.bind((0, KERNEL_EVENTS))

    def fileno(self) -> int:
        """For `select`; -1 where there is nothing to wait on."""
        return self._line.fileno() if self._line is not None else -1

    def heard_something(self) -> bool:
        """Take out all that has been announced; whether any of it is about a device a hall may have."""
        heard = False
        while (event := self._next()) is not None:
            heard = heard or is_of_interest(event)
        return heard

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _next(self) -> bytes | None:
        if self._line is None:
            return None
        try:
            return self._line.recv(LONGEST_EVENT)
        except BlockingIOError:
            return None
        except OSError:  # the kernel had more to say than the line holds: something has happened, whatever it was
            return b"add@\0ACTION=add\0SUBSYSTEM=usb\0"


def is_of_interest(event: bytes) -> bool:
    """Whether one uevent (`add@/devices/…`, then KEY=value, each ended by a zero byte) tells of a coming or going device."""
    told = dict(part.split("=", 1) for part in event.decode("utf-8", "replace").split("\0") if "=" in part)
    return told.get("ACTION") in {"add", "remove", "change", "bind", "unbind"} and told.get("SUBSYSTEM") in OF_INTEREST
