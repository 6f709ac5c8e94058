"""Questions to an ESC/POS printer and its answers, over any wire."""

import time

from devices.errors import DeviceSilent, LineNoise
from devices.receipt_printer.status import (
    OFFLINE_OR_WAITING,
    STATUS_QUESTIONS,
    Look,
    is_status,
    is_talk,
    take_reply,
)
from devices.receipt_printer.wire import Wire

MOST_STRAYS = 64
"""Replies that answer nothing we asked, before we say that whatever is there does not speak ESC/POS."""
STALE_OCTETS = 4096
QUIET = 0.1
"""Seconds in which a printer that answers at once would have said all that it still has to say."""


class Conversation:
    """One exchange over an open wire. `timeout` (seconds) bounds each look as a whole; what goes before it on the wire is added.

    `late`: a question of an earlier exchange went unanswered, and its answer may still come and look like the next one's.
    Raises DeviceAbsent where the wire breaks, DeviceSilent where no answer comes, LineNoise where what comes is no answer.
    """

    def __init__(self, wire: Wire, timeout: float, *, late: bool = False) -> None:
        self._wire = wire
        self._timeout = timeout
        self._late = late
        self._under_way = 0.0
        self._received = bytearray()
        self.strays: list[bytes] = []
        self._forget_what_came_before()

    def send(self, octets: bytes) -> None:
        """Hand all octets to the printer; one that stops taking them is silent."""
        self._wire.send(octets, self._timeout)
        self._under_way = len(octets) / self._wire.octets_per_second

    def look(self) -> Look:
        """Ask DLE EOT 1-4, one after the other, since the answers do not say which question they answer."""
        look = self._ask_all()
        while self._late and self._more_came():
            look = self._ask_all()
        self._late = False
        return look

    def glance(self) -> Look | None:
        """Ask whether it is still printing (DLE EOT 1); only where something is the matter, look. None: all is well."""
        if not self._status(1, self._deadline()) & OFFLINE_OR_WAITING:
            return None
        return self.look()

    def reply(self, timeout: float) -> bytes:
        """The next reply of any kind. Raises DeviceSilent where none is whole within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not (reply := take_reply(self._received)):
            octets = self._wire.receive(max(0.0, deadline - time.monotonic()))
            if not octets and time.monotonic() >= deadline:
                raise DeviceSilent
            self._received += octets
        return reply

    def _deadline(self) -> float:
        return time.monotonic() + self._timeout + self._under_way

    def _ask_all(self) -> Look:
        deadline = self._deadline()
        one, two, three, four = (self._status(question, deadline) for question in STATUS_QUESTIONS)
        return Look((one, two, three, four))

    def _status(self, question: int, deadline: float) -> int:
        self._wire.send(bytes((0x10, 0x04, question)), self._timeout)
        noise = False
        try:
            while not is_status(reply := self.reply(deadline - time.monotonic())):
                noise |= not is_talk(reply)
                self.strays.append(reply)
                if len(self.strays) > MOST_STRAYS:
                    raise LineNoise("not ESC/POS")
        except DeviceSilent:
            if noise or self._received:
                raise LineNoise("not ESC/POS") from None
            raise
        self._under_way = 0.0
        return reply[0]

    def _forget_what_came_before(self) -> None:
        stale = 0
        while stale < STALE_OCTETS and (octets := self._wire.receive(0)):
            stale += len(octets)

    def _more_came(self) -> bool:
        """Whether an answer is left over after the look: then an old one came first, and all were taken for one another."""
        more = bool(self._received)
        while octets := self._wire.receive(QUIET):
            more |= any(octet & 0x93 == 0x12 for octet in octets)
            if len(self._received) > STALE_OCTETS:
                raise LineNoise("not ESC/POS")
        self._received.clear()
        return more
