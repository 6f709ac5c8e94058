"""A SAM_V module with its antenna, on a pty: bytes in, bytes out, and everything that can go wrong with either."""

import random
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from devices.simulators.card_chip import BANK_CARD, sample_cards, text_block
from devices.simulators.pty_wire import PtyWire
from devices.simulators.sam_frames import PREAMBLE, frame, next_request, xor

MODULE_NUMBER: Final = bytes.fromhex("05000300 05B43201 39300000 D2029649")
"""Printed on this module: 05.03-20100101-0000012345-1234567890."""
PHOTO: Final = bytes(1_024)

_STAGES = {
    (0x10, 0xFF): "reset",
    (0x11, 0xFF): "status",
    (0x12, 0xFF): "sam-id",
    (0x20, 0x01): "find",
    (0x20, 0x02): "select",
    (0x30, 0x01): "read",
}
_FAULT_NAMES = {"removed": "read:cut", "silent": "read:silence", "suspect": "read:32", "wrong-card": "select:40"}


class SamModule:
    """The module, its line (`link`) and the card on it.

    A card that was read is hidden from `find` until it has left the field, as real modules do; switched off by
    `hides_read_card`. A fault of a card is `stage:what`: the stage is find, select or read, the answer is a status word
    in hex, `silence`, or `cut` (half an answer, and the card is gone).
    """

    def __init__(self, link: Path, *, paced: bool = True, hides_read_card: bool = True) -> None:
        self.wire = PtyWire(link, paced=paced)
        self._hides_read_card = hides_read_card
        self._turn = threading.RLock()
        self._samples = sample_cards()
        self._card: bytes | None = None
        self._card_name = ""
        self._fault = ("", "")
        self._was_read = self._is_found = self._is_selected = False
        self._noise: list[tuple[str, str]] = []
        self._chance = random.Random(2)  # noqa: S311 - the same damage in every run, nothing secret
        self._asked: dict[str, int] = {}
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
        stage, _, what = _FAULT_NAMES.get(fault, fault).partition(":")
        if fault and (stage not in ("find", "select", "read") or not _is_fault(what)):
            raise ValueError(f"no such fault: {fault}")
        if isinstance(card, str) and card != BANK_CARD and card not in self._samples:
            raise ValueError(f"no such sample card: {card}")
        fields = self._samples.get(card) if isinstance(card, str) else card
        block = text_block(fields) if fields is not None else b""
        with self._turn:
            self._card, self._card_name = block, card if isinstance(card, str) else "own fields"
            self._fault = (stage, what)
            self._was_read = self._is_found = self._is_selected = False

    def take(self) -> None:
        """Take the card away."""
        with self._turn:
            self._card, self._card_name, self._fault = None, "", ("", "")
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

    def _run(self) -> None:
        heard = b""
        while self._running:
            heard += self.wire.read()
            request, heard = next_request(heard)
            while request is not None:
                self._answer(request)
                request, heard = next_request(heard)

    def _answer(self, counted: bytes) -> None:
        with self._turn:
            stage, answer = self._understood(counted)
            self._asked[stage] = self._asked.get(stage, 0) + 1
            noise = self._next_noise(stage)
        if answer is not None:
            self._send(answer, noise)

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
        stage = _STAGES.get((counted[2], counted[3]), "unknown")
        if self._card is not None and stage == self._fault[0]:
            return stage, self._faulty(stage)
        return stage, self._regular(stage)

    def _regular(self, stage: str) -> bytes:
        match stage:
            case "reset" | "status":
                return frame(0x90)
            case "sam-id":
                return frame(0x90, MODULE_NUMBER)
            case "find":
                return self._find()
            case "select":
                return self._select()
            case "read":
                return self._read()
        return frame(0x21)

    def _find(self) -> bytes:
        self._is_selected = False
        self._is_found = self._card is not None and not (self._was_read and self._hides_read_card)
        return frame(0x9F, bytes(4)) if self._is_found else frame(0x80)

    def _select(self) -> bytes:
        if not self._is_found or not self._card:
            return frame(0x81)
        self._is_selected = True
        return frame(0x90, bytes(8))

    def _read(self) -> bytes:
        if not self._is_selected or not self._card:
            return frame(0x41)
        self._was_read = True
        return frame(0x90, len(self._card).to_bytes(2, "big") + len(PHOTO).to_bytes(2, "big") + self._card + PHOTO)

    def _faulty(self, stage: str) -> bytes | None:
        what = self._fault[1]
        if what not in ("silence", "cut"):
            return frame(int(what, 16))
        whole = self._regular(stage)
        self.take()
        return whole[: len(whole) // 2] if what == "cut" else None


def _is_fault(what: str) -> bool:
    try:
        return what in ("silence", "cut") or 0 < int(what, 16) <= 0xFF
    except ValueError:
        return False
