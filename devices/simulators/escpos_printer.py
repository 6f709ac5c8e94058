"""A receipt printer's firmware on 127.0.0.1: ESC/POS in, cut receipts as files out, with a roll, a cover and a knife."""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from PIL import Image

from devices.simulators import escpos_drawing as drawing
from devices.simulators.escpos_commands import Command, take_command
from devices.simulators.escpos_interpreter import WIDTH, Action, Answer, Cut, Interpreter, SensorQuestion, Strip
from devices.simulators.tcp_port import TcpPort

DOTS_A_MILLIMETRE = 8
FULL_ROLL_MM = 80_000
NEAR_END_MM = 2_000
SHEET_MM = 100
"""What the hall's dock calls one sheet of a roll: a short receipt."""
HEAD_TO_KNIFE = 12 * DOTS_A_MILLIMETRE
"""The knife sits above the head: a cut without a feed leaves the last 12 mm inside, for the next receipt's top."""


class PowerLost(Exception):
    """The printer was unplugged, or its buffers were cleared, while the mechanism was at work."""


class EscPosPrinter:
    """An 80 mm receipt printer. `printed` fills with receipt-0001.bin, .png and .txt, a trio for each cut. `port` 0 is any.

    Two threads: one hears the host and answers real-time requests at once, one is the mechanism, which takes commands in
    their turn and waits where it cannot go on (no paper, cover open, knife stuck, offline).
    """

    def __init__(self, printed: Path, *, port: int = 0, millimetres_per_second: float = 250.0) -> None:
        self._printed = printed
        self._speed = millimetres_per_second * DOTS_A_MILLIMETRE
        self._changed = threading.Condition()
        self._port = TcpPort(self._hear, port)
        self._roll = FULL_ROLL_MM * DOTS_A_MILLIMETRE
        self._cover_open = self._knife_stuck = self._knife_error = self._offline = self._mute = False
        self._strips = [Strip(HEAD_TO_KNIFE)]
        self._octets = b""
        self._unknown: list[bytes] = []
        self._mechanism: threading.Thread | None = None
        self._powered = False
        self._forget()

    def start(self) -> int:
        """Plug it in. Returns the TCP port, which stays the same over unplug and plug."""
        self._printed.mkdir(parents=True, exist_ok=True)
        self._plug()
        return self._port.number

    def stop(self) -> None:
        """Unplug it, let its threads end and give its port back."""
        self._unplug()
        self._port.release()

    def direct(self, directions: dict[str, Any]) -> dict[str, Any]:
        """A stage direction (see `devices.simulators`). Beyond those: `cutter` (stuck), `mute` (on), `offline` (on);
        `paper` also takes `millimetres` in place of `sheets`, and means a full roll with neither."""
        direction = self._DIRECTIONS.get(str(directions.get("do")))
        if direction is None:
            return {"ok": False, "error": "a receipt printer cannot do that"}
        direction(self, directions)
        with self._changed:
            self._changed.notify_all()
        return {"ok": True}

    def look(self) -> dict[str, Any]:
        """Everything as it stands. `holding`: a job waits for something; `idle`: nothing is waiting to be printed."""
        with self._changed:
            return {
                "plugged": self._port.open,
                "paper_mm": self._roll // DOTS_A_MILLIMETRE,
                "cover_open": self._cover_open,
                "cutter_stuck": self._knife_stuck,
                "offline": self._offline,
                "mute": self._mute,
                "holding": bool(self._working and self._obstacle()),
                "idle": not (self._queue or self._working),
                "unfinished_mm": sum(strip.dots for strip in self._strips) // DOTS_A_MILLIMETRE - 12,
                "printed": sorted(path.name for path in self._printed.glob("receipt-*")),
                "unknown_commands": [octets.hex(" ") for octets in self._unknown],
            }

    # --- directions -----------------------------------------------------------------------------------------------------------

    def _load(self, directions: dict[str, Any]) -> None:
        millimetres = directions.get("millimetres", int(directions.get("sheets", FULL_ROLL_MM // SHEET_MM)) * SHEET_MM)
        with self._changed:
            self._roll = int(millimetres) * DOTS_A_MILLIMETRE

    def _set_cover(self, directions: dict[str, Any]) -> None:
        with self._changed:
            self._cover_open = bool(directions.get("open", True))

    def _set_knife(self, directions: dict[str, Any]) -> None:
        """A stuck knife shows when it is used; a freed one is well again at once."""
        with self._changed:
            self._knife_stuck = bool(directions.get("stuck", True))
            self._knife_error &= self._knife_stuck

    def _set_mute(self, directions: dict[str, Any]) -> None:
        with self._changed:
            self._mute = bool(directions.get("on", True))

    def _set_offline(self, directions: dict[str, Any]) -> None:
        with self._changed:
            self._offline = bool(directions.get("on", True))

    def _plug(self, _: dict[str, Any] | None = None) -> None:
        if self._mechanism:
            return
        with self._changed:
            self._powered = True
            self._forget()
        self._mechanism = threading.Thread(target=self._work, name="receipt printer's mechanism", daemon=True)
        self._mechanism.start()
        self._port.listen()

    def _unplug(self, _: dict[str, Any] | None = None) -> None:
        """Pull the plug: the line breaks, what was in its memory is gone, the paper stays as far as it was printed."""
        with self._changed:
            self._powered = False
            self._forget()
            self._changed.notify_all()
        self._port.close()
        if self._mechanism:
            self._mechanism.join()
        self._mechanism = None

    _DIRECTIONS: ClassVar[dict[str, Callable[[EscPosPrinter, dict[str, Any]], None]]] = {
        "paper": _load,
        "cover": _set_cover,
        "cutter": _set_knife,
        "mute": _set_mute,
        "offline": _set_offline,
        "plug": _plug,
        "unplug": _unplug,
    }

    # --- the ear: real time ---------------------------------------------------------------------------------------------------

    def _hear(self, line: socket.socket) -> None:
        received = bytearray()
        while octets := line.recv(4096):
            received += octets
            while command := take_command(received):
                self._take(command, line)

    def _take(self, command: Command, line: socket.socket) -> None:
        with self._changed:
            if command.name == "DLE EOT":
                self._answer(line, self._status(command.n))
            elif command.name == "DLE DC4" and command.n == 8:
                self._forget()
                self._answer(line, b"\x37\x25\x00")
            elif command.name == "DLE ENQ" and command.n == 2:
                self._forget()
            elif not command.name.startswith("DLE"):
                self._queue.append((command, line))
            self._changed.notify_all()

    def _answer(self, line: socket.socket, octets: bytes) -> None:
        if octets and not self._mute:
            self._port.send(line, octets)

    def _status(self, question: int) -> bytes:
        """DLE EOT 1-4: fixed bits 0x12, and what is the matter."""
        obstacle, no_paper = self._obstacle(), self._roll <= 0
        bits = {
            1: 0x08 * bool(obstacle),
            2: 0x04 * self._cover_open | 0x20 * no_paper | 0x40 * self._knife_error,
            3: 0x08 * self._knife_error,
            4: 0x0C * (self._roll < NEAR_END_MM * DOTS_A_MILLIMETRE) | 0x60 * no_paper,
        }
        return bytes((0x12 | bits[question],)) if question in bits else b""

    # --- the mechanism: in turn -----------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        """Empty memory: the buffers, and what half-understood commands had set."""
        self._interpreter = Interpreter(self._unknown)
        self._queue: deque[tuple[Command, socket.socket]] = deque()
        self._working = False
        self._era = object()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._queue or not self._powered)
                if not self._powered:
                    return
                (command, line), self._working, era = self._queue.popleft(), True, self._era
                try:
                    self._carry_out(command, line, era)
                except PowerLost:
                    continue
                self._working = False
                self._changed.notify_all()

    def _carry_out(self, command: Command, line: socket.socket, era: object) -> None:
        actions = self._interpreter.run(command)
        for action in actions:
            self._act(action, line, era)
        self._octets += command.octets
        if any(isinstance(action, Cut) for action in actions):
            self._drop_receipt()

    def _act(self, action: Action, line: socket.socket, era: object) -> None:
        if isinstance(action, Strip):
            self._run_paper(action, era)
        elif isinstance(action, Cut):
            self._run_paper(Strip(action.feed + HEAD_TO_KNIFE * action.to_knife), era)
            self._knife_error = self._knife_stuck
            self._wait_until_clear(era)
        elif isinstance(action, Answer):
            self._answer(line, action.octets)
        elif isinstance(action, SensorQuestion):
            self._answer(
                line, bytes((0x03 * (self._roll < NEAR_END_MM * DOTS_A_MILLIMETRE) | 0x0C * (self._roll <= 0),))
            )

    def _obstacle(self) -> str:
        if self._cover_open:
            return "cover"
        if self._roll <= 0:
            return "paper"
        return "knife" if self._knife_error else "offline" if self._offline else ""

    def _run_paper(self, strip: Strip, era: object) -> None:
        """Burn and move one strip. The roll's end comes before a strip it is too short for."""
        self._wait_until_clear(era)
        while strip.dots > self._roll:
            self._roll = 0
            self._wait_until_clear(era)
        if self._changed.wait_for(lambda: self._era is not era, strip.dots / self._speed):
            raise PowerLost
        self._roll -= strip.dots
        self._strips.append(strip)

    def _wait_until_clear(self, era: object) -> None:
        self._changed.wait_for(lambda: self._era is not era or not self._obstacle())
        if self._era is not era:
            raise PowerLost

    def _drop_receipt(self) -> None:
        """What is past the knife falls out; what is between head and knife is the top of the next receipt."""
        fallen, inside = _split(self._strips)
        number = sum(1 for _ in self._printed.glob("receipt-*.bin")) + 1
        name = self._printed / f"receipt-{number:04d}"
        name.with_suffix(".bin").write_bytes(self._octets)
        name.with_suffix(".txt").write_text("".join(f"{strip.text}\n" for strip in fallen if strip.picture), "utf-8")
        name.with_suffix(".png").write_bytes(drawing.png(_joined(fallen)))
        self._strips, self._octets = inside, b""


def _split(strips: list[Strip]) -> tuple[list[Strip], list[Strip]]:
    """Before and behind the knife; a strip that the knife goes through keeps its words on the piece that falls."""
    left = sum(strip.dots for strip in strips) - HEAD_TO_KNIFE
    fallen: list[Strip] = []
    inside: list[Strip] = []
    for strip in strips:
        before = min(max(left, 0), strip.dots)
        if before:
            fallen.append(Strip(before, strip.picture and strip.picture.crop((0, 0, WIDTH, before)), strip.text))
        if before < strip.dots:
            rest = strip.picture and strip.picture.crop((0, before, WIDTH, strip.dots))
            inside.append(Strip(strip.dots - before, rest, "" if before else strip.text))
        left -= strip.dots
    return fallen, inside


def _joined(strips: list[Strip]) -> Image.Image:
    paper = Image.new("L", (WIDTH, max(1, sum(strip.dots for strip in strips))), drawing.PAPER)
    y = 0
    for strip in strips:
        if strip.picture:
            paper.paste(strip.picture, (0, y))
        y += strip.dots
    return paper
