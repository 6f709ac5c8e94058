"""A receipt printer's firmware: ESC/POS in, cut receipts as files out, with a roll, a cover, a knife and a plug."""

from __future__ import annotations

import threading
from collections import deque
from pathlib import Path
from typing import Any

from devices.simulators import escpos_ports
from devices.simulators.escpos_commands import Command, take_command
from devices.simulators.escpos_condition import Condition
from devices.simulators.escpos_interpreter import Action, Answer, Cut, Interpreter, SensorQuestion, Strip
from devices.simulators.escpos_paper import DOTS_A_MILLIMETRE, HEAD_TO_KNIFE, PaperPath
from devices.simulators.escpos_ports import Line, Outlet

ROOM_ASKED_EVERY = 32
"""Octets that a printer with a small buffer takes at a time."""


class PowerLost(Exception):
    """The printer was unplugged, or its buffers were cleared, while the mechanism was at work."""


class EscPosPrinter:
    """An 80 mm receipt printer. `printed` fills with receipt-0001.bin, .png and .txt, a trio for each cut.

    It hangs on TCP (`port` 0 is any), or on any `outlet` of `escpos_ports`. `buffer` is how many octets it holds until they are
    printed; 0 is any number. Two threads: one hears the host and answers real-time requests at once, one is the mechanism,
    which takes commands in their turn and waits where it cannot go on (no paper, cover open, knife stuck, offline).
    """

    def __init__(
        self,
        printed: Path,
        *,
        port: int = 0,
        outlet: Outlet | None = None,
        millimetres_per_second: float = 250.0,
        buffer: int = 0,
    ) -> None:
        self.printed = printed
        self._speed = millimetres_per_second * DOTS_A_MILLIMETRE
        self._buffer = buffer
        self._changed = threading.Condition()
        self._port = (outlet or escpos_ports.tcp(port))(self._hear)
        self._paper = PaperPath(printed)
        self._is = Condition(self._paper)
        self._lines: set[Line] = set()
        self._unknown: list[bytes] = []
        self._overrun = 0
        self._due: list[tuple[int, dict[str, Any]]] = []
        self._mechanism: threading.Thread | None = None
        self._plug_puller: threading.Thread | None = None
        self._powered = False
        self._forget()

    def start(self) -> int:
        """Plug it in. Returns the TCP port, which stays the same over unplug and plug; 0 on another outlet."""
        self._paper.make_room()
        self._plug()
        return self._port.number

    def stop(self) -> None:
        """Unplug it, let its threads end and give its port back."""
        if self._plug_puller:
            self._plug_puller.join()
        self._unplug()
        self._port.release()

    def direct(self, directions: dict[str, Any]) -> dict[str, Any]:
        """A stage direction (see `devices.simulators`). All but plugs and power also know `"after": n`: not now, but when n more
        octets have been printed; so do `unplug` and `power` off."""
        if not self._knows(directions):
            return {"ok": False, "error": "a receipt printer cannot do that"}
        if "after" in directions:
            with self._changed:
                self._due.append((int(directions["after"]), {**directions, "after": None}))
        else:
            self._follow(directions)
        return {"ok": True}

    def look(self) -> dict[str, Any]:
        """Everything as it stands. `holding`: a job waits for something; `idle`: nothing is waiting to be printed; `overrun`:
        octets lost because nobody held them back."""
        with self._changed:
            return {
                "plugged": self._port.open,
                "powered": self._powered,
                **self._is.told(),
                "holding": bool(self._working and self._is.obstacle()),
                "idle": not (self._queue or self._working),
                "overrun": self._overrun,
                "unfinished_mm": self._paper.inside_mm,
                "printed": self._paper.receipts(),
                "unknown_commands": [octets.hex(" ") for octets in self._unknown],
            }

    # --- directions -----------------------------------------------------------------------------------------------------------

    def _knows(self, directions: dict[str, Any]) -> bool:
        return directions.get("do") in {"plug", "unplug", "power"} or self._is.knows(directions)

    def _follow(self, directions: dict[str, Any]) -> None:
        match directions["do"]:
            case "plug":
                self._plug()
            case "unplug":
                self._unplug()
            case "power":
                self._plug() if directions.get("on", True) else self._lose_power()
            case _:
                with self._changed:
                    self._is.follow(directions)
                    self._tell_unasked()
                    self._changed.notify_all()

    def _plug(self) -> None:
        if self._plug_puller:
            self._plug_puller.join()
        if self._powered:
            return
        with self._changed:
            self._powered = True
            self._forget()
        self._mechanism = threading.Thread(target=self._work, name="receipt printer's mechanism", daemon=True)
        self._mechanism.start()
        if not self._port.open:
            self._port.listen()

    def _unplug(self) -> None:
        """Pull the plug: the line breaks, what was in its memory is gone, the paper stays as far as it was printed."""
        self._go_dead()
        self._port.close()
        self._wait_for_the_mechanism()

    def _lose_power(self) -> None:
        """Switch it off. A host on a serial line notices nothing but silence."""
        self._go_dead()
        if not self._port.outlives_power:
            self._port.close()
        self._wait_for_the_mechanism()

    def _go_dead(self) -> None:
        with self._changed:
            self._powered = False
            self._forget()
            self._changed.notify_all()

    def _wait_for_the_mechanism(self) -> None:
        mechanism, self._mechanism = self._mechanism, None
        if mechanism:
            mechanism.join()

    def _let_come_due(self, octets: int) -> None:
        """Directions for a certain octet; those that end the mechanism's own thread are carried out on another."""
        due = [directions for wait, directions in self._due if wait < octets]
        self._due = [(wait - octets, directions) for wait, directions in self._due if wait >= octets]
        for directions in due:
            if directions["do"] in {"unplug", "power"}:
                self._go_dead()
                self._plug_puller = threading.Thread(
                    target=self._follow, args=(directions,), name="plug puller", daemon=True
                )
                self._plug_puller.start()
            else:
                self._follow(directions)

    # --- the ear: real time ---------------------------------------------------------------------------------------------------

    def _hear(self, line: Line) -> None:
        received = bytearray()
        self._lines.add(line)
        try:
            while octets := line.recv(4096):
                step = ROOM_ASKED_EVERY if self._buffer else len(octets)
                for at in range(0, len(octets), step):
                    self._take_in(octets[at : at + step], received, line)
        finally:
            self._lines.discard(line)

    def _take_in(self, octets: bytes, received: bytearray, line: Line) -> None:
        with self._changed:
            if self._port.open and self._port.holds_back():
                self._changed.wait_for(lambda: not self._powered or self._has_room())
            if not self._powered:
                received.clear()
            elif self._has_room():
                received += octets
                while command := take_command(received):
                    self._take(command, line)
            else:
                self._overrun += len(octets)

    def _has_room(self) -> bool:
        held = sum(len(command.octets) for command, _ in self._queue) if self._buffer else 0
        return not self._is.deaf and (not self._buffer or held < self._buffer)

    def _take(self, command: Command, line: Line) -> None:
        if command.name == "DLE EOT":
            self._answer_question(line, command.n)
        elif command.name == "DLE DC4" and command.n == 8:
            self._forget()
            self._answer(line, b"\x37\x25\x00")
        elif command.name == "DLE ENQ" and command.n == 2:
            self._forget()
        elif not command.name.startswith("DLE"):
            self._queue.append((command, line))
        self._changed.notify_all()

    def _answer_question(self, line: Line, question: int) -> None:
        if self._is.slow:
            self._changed.wait_for(lambda: not self._powered, self._is.slow)
        if octets := self._is.answer_to(question):
            self._answer(line, self._is.garbage or octets)

    def _answer(self, line: Line, octets: bytes) -> None:
        if not self._is.mute and self._powered:
            self._port.send(line, octets)

    def _tell_unasked(self) -> None:
        if self._is.tells_unasked:
            for line in list(self._lines):
                self._answer(line, self._is.automatic_status())

    # --- the mechanism: in turn -----------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        """Empty memory: the buffers, and what half-understood commands had set."""
        self._interpreter = Interpreter(self._unknown)
        self._queue: deque[tuple[Command, Line]] = deque()
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

    def _carry_out(self, command: Command, line: Line, era: object) -> None:
        self._let_come_due(len(command.octets))
        self._stop_if_forgotten(era)
        actions = self._interpreter.run(command)
        for action in actions:
            self._act(action, line, era)
        self._paper.remember(command.octets)
        if any(isinstance(action, Cut) for action in actions):
            self._paper.drop_receipt()

    def _act(self, action: Action, line: Line, era: object) -> None:
        if isinstance(action, Strip):
            self._run_paper(action, era)
        elif isinstance(action, Cut):
            self._run_paper(Strip(action.feed + HEAD_TO_KNIFE * action.to_knife), era)
            self._is.use_knife()
            self._wait_until_clear(era)
        elif isinstance(action, Answer):
            self._answer(line, action.octets)
        elif isinstance(action, SensorQuestion):
            self._wait_until_clear(era)
            self._answer(line, self._is.sensor_status())

    def _run_paper(self, strip: Strip, era: object) -> None:
        """Burn and move one strip. The roll's end comes before a strip it is too short for."""
        self._wait_until_clear(era)
        while strip.dots > self._paper.left:
            self._paper.left = 0
            self._tell_unasked()
            self._wait_until_clear(era)
        if self._changed.wait_for(lambda: self._era is not era, strip.dots / self._speed):
            raise PowerLost
        self._paper.run(strip)

    def _wait_until_clear(self, era: object) -> None:
        self._changed.wait_for(lambda: self._era is not era or not self._is.obstacle())
        self._stop_if_forgotten(era)

    def _stop_if_forgotten(self, era: object) -> None:
        if self._era is not era:
            raise PowerLost
