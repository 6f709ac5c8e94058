"""THE CENTRE, WORK: a worker beside a server, for a centre that is one command: a process of its own, so that no visitor waits for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from app.log import get_logger

AGAIN_SECONDS = 5.0
GOODBYE_SECONDS = 20.0
ENDS_WITH_US = ("/usr/bin/setpriv", "--pdeathsig", "TERM", "--")

log = get_logger("work.beside")


@contextmanager
def working_beside(home: Path, database_url: str) -> Iterator[None]:
    """While the block runs there is a worker; one that ends by itself is started anew. Raises FileNotFoundError without setpriv."""
    command = [*ENDS_WITH_US, sys.executable, "-m", "central.work", "--home", str(home), "--database", database_url]
    keeper = _Keeper(command)
    keeper.start()
    try:
        yield
    finally:
        keeper.end()


class _Keeper:
    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._ending = Event()
        self._worker = self._begun()
        self._watch = Thread(target=self._keep, name="worker beside")

    def start(self) -> None:
        self._watch.start()

    def end(self) -> None:
        self._ending.set()
        self._worker.terminate()
        self._watch.join()

    def _keep(self) -> None:
        while not self._ended():
            log.warning("worker-ended", code=self._worker.returncode)
            if self._ending.wait(AGAIN_SECONDS):
                return
            self._worker = self._begun()

    def _ended(self) -> bool:
        """Whether it ended because it was told to; killed where it does not."""
        while self._worker.poll() is None:
            if self._ending.wait(1.0):
                self._see_off()
        return self._ending.is_set()

    def _see_off(self) -> None:
        self._worker.terminate()
        try:
            self._worker.wait(GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            self._worker.kill()
            self._worker.wait()

    def _begun(self) -> subprocess.Popen[bytes]:
        # Its ready line is nobody's: the server's own is what a starter waits for.
        return subprocess.Popen(self._command, stdout=subprocess.DEVNULL)  # noqa: S603 - words of ours
