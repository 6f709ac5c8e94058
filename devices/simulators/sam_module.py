"""A SAM_V module with its antenna, on a pty or on the USB bus: bytes in, bytes out, and all that can go wrong with either."""

import random
import threading
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from devices.simulators.card_chip import BANK_CARD, Chip, chip, sample_cards
from devices.simulators.pty_wire import PtyWire
from devices.simulators.sam_frames import PREAMBLE, frame, next_request, xor

MODULE_NUMBER: Final = bytes.fromhex("05000300 05B43201 39300000 D2029649")
"""Printed on this module: 05.03-20100101-0000012345-1234567890."""
STAGES: Final = {
    (0x10, 0xFF): "reset",
    (0x11, 0xFF): "status",
    (0x12, 0xFF): "sam-id",
    (0x20, 0x01): "find",
    (0x20, 0x02): "select",
    (0x30, 0x01): "read",
    (0x30, 0x03): "address",
    (0x30, 0x05): "body-number",
    (0x30, 0x10): "read-all",
    (0x60, 0x00): "rate-115200",
    (0x60, 0x01): "rate-57600",
    (0x60, 0x02): "rate-38400",
    (0x60, 0x03): "rate-19200",
    (0x60, 0x04): "rate-9600",
}
"""What a module may be asked, by the words that stage directions use."""

_FAULT_NAMES = {"removed": "read:cut", "silent": "read:silence", "suspect": "read:32", "wrong-card": "select:40"}


class Fault(NamedTuple):
    """What a card does wrong: at which stage, what comes instead, and how many times."""

    stage: str
    what: str
    times: float


_NO_FAULT: Final = Fault("", "", 0)


class Wire(Protocol):
    """The module's end of whatever it hangs on."""

    @property
    def link(self) -> Path: ...

    @property
    def plugged(self) -> bool: ...

    def plug(self) -> None: ...

    def unplug(self) -> None: ...

    def read(self) -> bytes: ...

    def write(self, message: bytes) -> None: ...


class SamModule:
    """The module, its wire (a pty's name, or a wire of another kind) and the card on it.

    A card that was read is hidden from `find` until it has left the field, as real modules do; switched off by
    `hides_read_card`. What the module does not know (`unknown`, by STAGES) it refuses with 21. A fault of a card is
    `stage:what` or `stage:what:times`: the stage is one of STAGES, the answer is a status word in hex, `silence`, or `cut`
    (half an answer, and the card is gone), every time or so many times. `baud_rate` is what the module was set to; it is
    set anew by the 60 commands.
    """

    def __init__(
        self,
        wire: Path | Wire,
        *,
        paced: bool = True,
        hides_read_card: bool = True,
        baud_rate: int = 115_200,
        unknown: Collection[str] = (),
    ) -> None:
        self.wire = PtyWire(wire, paced=paced, baud_rate=baud_rate, heeds_rate=True) if isinstance(wire, Path) else wire
        self._hides_read_card = hides_read_card
        self._unknown = frozenset(unknown)
        self._turn = threading.RLock()
        self._samples = sample_cards()
        self._card: Chip | None = None
        self._card_name = ""
        self._fault = _NO_FAULT
        self._was_read = self._is_found = self._is_selected = False
        self._noise: list[tuple[str, str]] = []
        self._chance = random.Random(2)  # noqa: S311 - the same damage in every run, nothing secret
        self._asked: dict[str, int] = {}
        self._heard = b""
        self._running = False
        self._thread = threading.Thread(target=self._run, name="sam-module", daemon=True)

    def start(self) -> None:
        """Plug the module in and let it listen."""
        self._running = True
        self.wire.plug()
        self._thread.start()

    def stop(self) -> None:
        """Unplug it for good; its name is gone from the disk."""
        self._running = False
        self.wire.unplug()
        self._thread.join()

    def direct(self, directions: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one stage direction (see `devices.simulators`). Raises ValueError, KeyError where it makes no sense."""
        match directions["do"]:
            case "place-card":
                self.place(directions["card"], str(directions.get("fault") or ""))
            case "take-card":
                self.take()
            case "noise":
                self.make_noise(
                    str(directions["kind"]), str(directions.get("stage", "")), int(directions.get("times", 1))
                )
            case "plug":
                self.wire.plug()
            case "unplug":
                self.wire.unplug()
            case unknown:
                raise ValueError(f"the card reader cannot do this: {unknown}")
        return {}

    def look(self) -> dict[str, Any]:
        """The module as it stands: the card by its sample name (never its fields), and what it was asked so far."""
        with self._turn:
            return {
                "plugged": self.wire.plugged,
                "port": str(self.wire.link),
                "card": self._card_name or None,
                "read": self._was_read,
                "asked": dict(self._asked),
                "noise": len(self._noise),
            }

    def place(self, card: str | Mapping[str, str], fault: str = "") -> None:
        """Lay a card on the antenna: a sample's name, `bank-card`, or a card's own fields."""
        ordered = _fault(_FAULT_NAMES.get(fault, fault)) if fault else _NO_FAULT
        if isinstance(card, str) and card != BANK_CARD and card not in self._samples:
            raise ValueError(f"no such sample card: {card}")
        fields = self._samples.get(card) if isinstance(card, str) else card
        laid = chip(fields) if fields is not None else Chip(text=b"")
        with self._turn:
            self._card, self._card_name = laid, card if isinstance(card, str) else "own fields"
            self._fault = ordered
            self._was_read = self._is_found = self._is_selected = False

    def take(self) -> None:
        """Take the card away."""
        with self._turn:
            self._card, self._card_name, self._fault = None, "", _NO_FAULT
            self._was_read = self._is_found = self._is_selected = False

    def make_noise(self, kind: str, stage: str = "", times: int = 1) -> None:
        """Damage the next `times` answers, or the next ones of one stage: flip, cut, split, junk, silence."""
        if kind not in ("flip", "cut", "split", "junk", "silence"):
            raise ValueError(f"no such noise: {kind}")
        with self._turn:
            self._noise += [(kind, stage)] * times

    def quiet(self) -> None:
        """Call off the noise that was ordered and has not come yet."""
        with self._turn:
            self._noise.clear()

    # --- the line ---------------------------------------------------------------------------------------------------------

    def hear(self, piece: bytes) -> None:
        """Take in what came over the wire, and answer every request that is whole now; `start` has a thread do this."""
        request, self._heard = next_request(self._heard + piece)
        while request is not None:
            self._answer(request)
            request, self._heard = next_request(self._heard)

    def _run(self) -> None:
        while self._running:
            self.hear(self.wire.read())

    def _answer(self, counted: bytes) -> None:
        with self._turn:
            stage, answer = self._understood(counted)
            self._asked[stage] = self._asked.get(stage, 0) + 1
            noise = self._next_noise(stage)
        if answer is not None:
            self._send(answer, noise)
        if stage.startswith("rate-") and isinstance(self.wire, PtyWire):
            self.wire.baud_rate = int(stage.removeprefix("rate-"))

    def _send(self, answer: bytes, noise: str) -> None:
        match noise:
            case "flip":
                at = self._chance.randrange(len(answer) * 8)
                answer = answer[: at // 8] + bytes((answer[at // 8] ^ 1 << at % 8,)) + answer[at // 8 + 1 :]
            case "cut":
                answer = answer[: self._chance.randrange(1, len(answer))]
            case "junk":
                answer = self._chance.randbytes(20) + PREAMBLE[:3] + answer
            case "silence":
                return
        step = max(1, len(answer) // 40) if noise == "split" else len(answer)
        for at in range(0, len(answer), step):
            self.wire.write(answer[at : at + step])
            time.sleep(0.002 if noise == "split" else 0)

    def _next_noise(self, stage: str) -> str:
        for at, (kind, wanted) in enumerate(self._noise):
            if wanted in ("", stage):
                del self._noise[at]
                return kind
        return ""

    # --- the module -------------------------------------------------------------------------------------------------------

    def _understood(self, counted: bytes) -> tuple[str, bytes | None]:
        if len(counted) != 5:
            return "wrong-length", frame(0x11)
        if xor(counted):
            return "wrong-check", frame(0x10)
        stage = STAGES.get((counted[2], counted[3]), "unknown")
        if stage in self._unknown:
            return "unknown", frame(0x21)
        if self._card is not None and stage == self._fault.stage and self._fault.times > 0:
            return stage, self._faulty(stage)
        return stage, self._regular(stage)

    def _regular(self, stage: str) -> bytes:
        match stage:
            case "sam-id":
                return frame(0x90, MODULE_NUMBER)
            case "find":
                return self._find()
            case "select":
                return self._select()
            case "read" | "read-all" | "address" | "body-number" if not self._is_selected or not self._card:
                return frame(0x41)
            case "read":
                return self._read()
            case "read-all":
                return self._read_all()
            case "address":
                return self._address()
            case "body-number":
                return frame(0x90, self._on_chip().body_number)
            case "unknown":
                return frame(0x21)
        return frame(0x90)

    def _find(self) -> bytes:
        self._is_selected = False
        self._is_found = self._card is not None and not (self._was_read and self._hides_read_card)
        return frame(0x9F, bytes(4)) if self._is_found else frame(0x80)

    def _select(self) -> bytes:
        if not self._is_found or not self._card or not self._card.text:
            return frame(0x81)
        self._is_selected = True
        return frame(0x90, bytes(8))

    def _read(self) -> bytes:
        self._was_read = True
        card = self._on_chip()
        return frame(0x90, _lengths(card.text, card.photo) + card.text + card.photo)

    def _read_all(self) -> bytes:
        self._was_read = True
        card = self._on_chip()
        parts = (card.text, card.photo, card.fingerprints)
        return frame(0x90, _lengths(*parts) + b"".join(parts))

    def _address(self) -> bytes:
        address = self._on_chip().new_address
        return frame(0x90, address) if address else frame(0x91)

    def _on_chip(self) -> Chip:
        assert self._card is not None  # noqa: S101 - only a selected card is read
        return self._card

    def _faulty(self, stage: str) -> bytes | None:
        what = self._fault.what
        self._fault = self._fault._replace(times=self._fault.times - 1)
        if what not in ("silence", "cut"):
            return frame(int(what, 16))
        whole = self._regular(stage)
        self.take()
        return whole[: len(whole) // 2] if what == "cut" else None


def _lengths(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(2, "big") for part in parts)


def _fault(ordered: str) -> Fault:
    stage, _, rest = ordered.partition(":")
    what, _, times = rest.partition(":")
    if stage not in STAGES.values() or not _is_fault(what) or not (times or "1").isdecimal():
        raise ValueError(f"no such fault: {ordered}")
    return Fault(stage, what, float(times or "inf"))


def _is_fault(what: str) -> bool:
    try:
        return what in ("silence", "cut") or 0 < int(what, 16) <= 0xFF
    except ValueError:
        return False
