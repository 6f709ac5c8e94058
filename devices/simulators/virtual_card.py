"""A card for vpcd, the virtual reader of pcscd: while its line stands, the card is in.

vpcd's messages have their length before them, two bytes, big-endian. One byte long they are signals (power off 00, power on 01,
reset 02, ATR 04, which alone is answered); whatever is longer is a command to the card, and is answered.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from devices.simulators.card_chip import BANK_CARD, sample_cards
from devices.simulators.smart_card_chip import Chip, OtherChip, SocialSecurityChip
from devices.simulators.staff_card_chip import StaffCardOffice, StaffChip

VPCD: Final = ("127.0.0.1", 35_963)

_SIGNAL, _GET_ATR = 1, b"\x04"
_POWER = (b"\x00", b"\x01", b"\x02")
NO_ATR: Final = bytes(34)
"""One byte more than an ATR may have (ISO/IEC 7816-3 8.2.1): the reader finds that a card is in and has no answer to reset."""
_SWAP = 0.6
"""Seconds that a hand needs to change cards. pcscd looks every 0.4 s, and would take a quicker change for no change."""
_RETRY = 0.05
"""Seconds between two attempts to find a virtual reader."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong at command number `at`, counted from 1 when the card goes in (0 is every one).

    `kind`: pull (the card is out before it answers), half (after half of its answer), silence (it never answers), garbage
    (`octets` come instead), slow (each answer takes `seconds`), mute (it is in upside down).
    """

    kind: str = ""
    at: int = 0
    octets: bytes = b""
    seconds: float = 0.0

    @staticmethod
    def said(words: str) -> "Fault":
        """From a stage direction: "pull:3", "garbage:2:6f00", "slow:0:0.5", "mute"."""
        kind, _, rest = words.partition(":")
        at, _, what = rest.partition(":")
        if kind not in ("", "pull", "half", "silence", "garbage", "slow", "mute"):
            raise ValueError(f"no such fault of a card: {kind}")
        return Fault(
            kind,
            int(at or 0),
            octets=bytes.fromhex(what) if kind == "garbage" else b"",
            seconds=float(what) if kind == "slow" else 0.0,
        )

    def strikes(self, command: int) -> bool:
        return bool(self.kind) and self.at in (0, command)


class VirtualCard:
    """One slot of a virtual reader and the card in it, if any. `connect` opens a line to vpcd, and is tried until there is one."""

    def __init__(
        self,
        connect: Callable[[], socket.socket] = lambda: socket.create_connection(VPCD),
        *,
        office: StaffCardOffice | None = None,
    ) -> None:
        self._connect = connect
        self._office = office
        self._issued: dict[str, StaffChip] = {}
        self._changed = threading.Condition()
        self._chip: Chip | None = None
        self._fault = Fault()
        self._line: socket.socket | None = None
        self._commands = 0
        self._powered = False
        self._out_since = float("-inf")
        self._ending = False
        self._thread: threading.Thread | None = None

    @property
    def office(self) -> StaffCardOffice:
        """Who signs the staff cards of this hall."""
        self._office = self._office or StaffCardOffice()
        return self._office

    def start(self) -> None:
        self._ending = False
        self._thread = threading.Thread(target=self._work, name="virtual card", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take the card out, and end."""
        self._ending = True
        self.remove()
        if self._thread:
            self._thread.join()

    def insert(self, chip: Chip, fault: Fault = Fault()) -> None:
        """Put a card in; one that is in is taken out first."""
        self.remove()
        with self._changed:
            self._chip, self._fault, self._commands, self._powered = chip, fault, 0, False
            self._changed.notify_all()

    def remove(self) -> None:
        with self._changed:
            if self._chip:
                self._out_since = time.monotonic()
            self._chip = None
            self._hang_up()
            self._changed.notify_all()

    def direct(self, directions: Mapping[str, Any]) -> dict[str, Any]:
        """A stage direction: insert-card, remove-card.

        insert-card takes `card` (a sample person's name, or "bank-card") with `generation`, `form` ("file", "tag"), `pin`,
        `holds_back`, `insists`; or `staff` (a card number) with `copied` (another chip's key). `fault`: see `Fault.said`.
        """
        match directions["do"]:
            case "insert-card":
                self.insert(self._chip_of(directions), Fault.said(str(directions.get("fault", ""))))
            case "remove-card":
                self.remove()
            case unknown:
                raise ValueError(f"a smart card cannot do this: {unknown}")
        return {}

    def look(self) -> dict[str, Any]:
        """The slot as it stands. `powered`: the reader has found the card; `commands`: heard since it went in."""
        with self._changed:
            kind = self._chip.kind if self._chip else None
            return {"card": kind, "powered": self._powered, "commands": self._commands}

    def _chip_of(self, directions: Mapping[str, Any]) -> Chip:
        if number := directions.get("staff"):
            return self._staff_card(str(number), copied=bool(directions.get("copied")))
        name = str(directions["card"])
        if name == BANK_CARD:
            return OtherChip()
        known = ("generation", "form", "pin", "holds_back", "insists")
        return SocialSecurityChip(sample_cards()[name], **{key: directions[key] for key in known if key in directions})

    def _staff_card(self, number: str, *, copied: bool) -> StaffChip:
        """A copy shows all that the card shows, and has not its key: nobody can read that out of the card."""
        card = self._issued[number] = self._issued.get(number) or self.office.issue(number)
        return card.copy() if copied else card

    # --- the card's end of the line ---------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while not self._ending:
            with self._changed:
                self._changed.wait_for(lambda: self._chip or self._ending)
                chip, fault = self._chip, self._fault
            if chip and not self._ending:
                self._be_in(chip, fault)

    def _be_in(self, chip: Chip, fault: Fault) -> None:
        """One card, until it is out or the reader has gone."""
        if self._is_gone(chip, self._out_since + _SWAP - time.monotonic()):
            return
        try:
            line = self._connect()
        except OSError:
            self._is_gone(chip, _RETRY)
            return
        with line:
            with self._changed:
                if self._chip is not chip:
                    return
                self._line = line
            with contextlib.suppress(OSError):
                self._serve(line, chip, fault)
        with self._changed:
            self._line = None

    def _is_gone(self, chip: Chip, seconds: float) -> bool:
        """Whether the card is taken away within that time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._chip is not chip, max(0.0, seconds))

    def _serve(self, line: socket.socket, chip: Chip, fault: Fault) -> None:
        while (message := _receive(line)) is not None:
            if message in _POWER:
                self._powered = True
                chip.reset()
            elif message == _GET_ATR:
                _send(line, NO_ATR if fault.kind == "mute" else chip.atr)
            elif len(message) > _SIGNAL:
                self._answer(line, chip, fault, message)

    def _answer(self, line: socket.socket, chip: Chip, fault: Fault, command: bytes) -> None:
        with self._changed:
            self._commands += 1
            struck = fault if fault.strikes(self._commands) else Fault()
        answer = chip.answer(command)
        match struck.kind:
            case "pull":
                self.remove()
            case "half":
                line.sendall(_framed(answer)[: 2 + len(answer) // 2])
                self.remove()
            case "silence":
                self._hold_out(line, None)
            case "slow":
                self._hold_out(line, struck.seconds)
                _send(line, answer)
            case _:
                _send(line, struck.octets if struck.kind == "garbage" else answer)

    def _hold_out(self, line: socket.socket, seconds: float | None) -> None:
        """Say nothing for a while, or until the card is out."""
        with self._changed:
            self._changed.wait_for(lambda: self._line is not line, seconds)

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


def _receive(line: socket.socket) -> bytes | None:
    length = _exactly(line, 2)
    return _exactly(line, int.from_bytes(length, "big")) if length else None


def _exactly(line: socket.socket, count: int) -> bytes | None:
    received = b""
    while len(received) < count:
        # vpcd sends a message in two pieces and waits for our acknowledgement between them: 40 ms where that is delayed.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        piece = line.recv(count - len(received))
        if not piece:
            return None
        received += piece
    return received


def _send(line: socket.socket, message: bytes) -> None:
    line.sendall(_framed(message))


def _framed(message: bytes) -> bytes:
    return len(message).to_bytes(2, "big") + message
