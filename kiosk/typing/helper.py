"""One helper process as the hall sees it: asked in words of JSON, started when it is needed, started anew when it died."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from kiosk.typing import shut_in

Answer = dict[str, Any]
Heard = Callable[[Answer], None]

ROOT = Path(shut_in.__file__).parents[2]
SETPRIV = "/usr/bin/setpriv"
RUN = "import runpy, sys; sys.path[:0] = sys.argv[1].split(':'); runpy.run_module(sys.argv[2], run_name='__main__')"
PATIENCE_MS = 4_000
"""A question that takes longer is the end of the helper: it is started anew and asked once more."""
TRIES = 2
FAILED = "failed"
MISSING = "missing"


class HelperState(StrEnum):
    RESTING = "resting"
    STARTING = "starting"
    READY = "ready"
    MISSING = "missing"
    """The engine is not on this machine; nothing but an installation changes that."""


@dataclass
class _Asked:
    """The question that waits for its answer."""

    number: int
    line: bytes = field(repr=False)
    heard: Heard
    asker: object
    tries: int = TRIES


class Helper(QObject):
    """GUI thread only. What it is asked holds a visitor's words: nothing of it is kept once it was answered.

    The process dies with this one (setpriv: PDEATHSIG; and its pipe is closed), and is ended by `rest`.
    """

    changed = Signal()

    def __init__(self, program: str, parent: QObject | None = None) -> None:
        """`program`: the dotted name of a module whose main answers on its pipe."""
        super().__init__(parent)
        self._program = program
        self._process: QProcess | None = None
        self._state = HelperState.RESTING
        self._asked: _Asked | None = None
        self._next_id = 0
        self._unread = b""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._lost_patience)

    @property
    def state(self) -> HelperState:
        return self._state

    @property
    def process_id(self) -> int:
        """0 while it rests."""
        return int(self._process.processId()) if self._process is not None else 0

    def warm(self) -> None:
        """Start it, so that the first question finds it ready."""
        if self._state is HelperState.RESTING:
            self._start()

    def ask(self, question: dict[str, Any], heard: Heard, asker: object = None) -> None:
        """`heard(answer)` on this thread; `asker` may `forget` it. Only the newest question counts: the answer to an earlier one is
        dropped. An answer with `error` says `missing` (no engine) or `failed` (it died of this question twice), or what was wrong
        with the question."""
        self._next_id += 1
        line = json.dumps({"id": self._next_id, **question}).encode() + b"\n"
        if self._state is HelperState.MISSING:
            heard({"error": MISSING})
            return
        self._asked = _Asked(self._next_id, line, heard, asker)
        self.warm()
        self._send()

    def forget(self, asker: object = None) -> None:
        """This asker waits for no answer any more; None: nobody does."""
        if asker is None or (self._asked is not None and self._asked.asker is asker):
            self._asked = None
            self._patience.stop()

    def rest(self) -> None:
        """End the process, and with it all it was ever told."""
        self.forget()
        process, self._process = self._process, None
        self._unread = b""
        if process is not None:
            process.finished.disconnect(self._died)
            process.readyReadStandardOutput.disconnect(self._read)
            _end(process, at_once=self._state is not HelperState.STARTING)
        self._turn(HelperState.RESTING)

    # ---- the process ----

    def _start(self) -> None:
        self._process = process = QProcess(self)
        process.setProcessEnvironment(_environment())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._died)
        process.errorOccurred.connect(self._did_not_start)
        self._turn(HelperState.STARTING)
        places = ":".join(dict.fromkeys((str(ROOT), *(place for place in sys.path if os.path.isdir(place)))))
        process.start(SETPRIV, ["--pdeathsig", "TERM", "--", sys.executable, "-I", "-c", RUN, places, self._program])

    def _send(self) -> None:
        if self._process is not None and self._state is HelperState.READY and self._asked is not None:
            self._process.write(self._asked.line)
            self._patience.start()

    def _read(self) -> None:
        if self._process is None:
            return
        self._unread += bytes(self._process.readAllStandardOutput().data())
        *lines, self._unread = self._unread.split(b"\n")
        for line in lines:
            self._hear(json.loads(line))

    def _hear(self, answer: Answer) -> None:
        if "ready" in answer:
            self._turn(HelperState.READY if answer["ready"] else HelperState.MISSING)
            self._send()
            self._tell_missing()
        elif self._asked is not None and answer.get("id") == self._asked.number:
            heard = self._asked.heard
            self.forget()
            heard(answer)

    def _tell_missing(self) -> None:
        if self._state is HelperState.MISSING and self._asked is not None:
            heard = self._asked.heard
            self.forget()
            heard({"error": MISSING})

    def _lost_patience(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _did_not_start(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._turn(HelperState.MISSING)
            self._tell_missing()

    def _died(self) -> None:
        """A crash: start anew and ask once more what it was asked when it died; a question that ends two helpers is given up."""
        self._patience.stop()
        self._unread = b""
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        if self._state is HelperState.MISSING:
            return
        self._turn(HelperState.RESTING)
        if self._asked is None:
            return
        asked = self._asked
        asked.tries -= 1
        if asked.tries > 0:
            self._start()
        else:
            heard = asked.heard
            self.forget()
            heard({"error": FAILED})

    def _turn(self, state: HelperState) -> None:
        if state is not self._state:
            self._state = state
            self.changed.emit()


def _end(process: QProcess, *, at_once: bool) -> None:
    """One that is still starting was told nothing yet: it may tidy up, finds its pipe closed, and leaves by itself."""
    if at_once:
        process.kill()
        process.waitForFinished(1_000)
        process.deleteLater()
    else:
        process.finished.connect(process.deleteLater)
        process.closeWriteChannel()


def _environment() -> QProcessEnvironment:
    """Nothing of ours: no home folder, no proxy, no keys."""
    environment = QProcessEnvironment()
    environment.insert("PATH", "/usr/bin:/bin")
    environment.insert("LC_ALL", "C.UTF-8")
    environment.insert("PYTHONDONTWRITEBYTECODE", "1")
    return environment
