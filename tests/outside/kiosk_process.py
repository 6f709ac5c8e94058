"""`guanjia kiosk` as a process of its own in the simulated hall, as a terminal starts it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from private_desktop import Desktop, our_program, running

from kiosk.simulated_hall import SimulatedHall

GONE_MEANWHILE = "qt.accessibility.atspi: Could not find accessible on path"


@dataclass(frozen=True)
class KioskProcess:
    """The running terminal, and what it complained of."""

    process: subprocess.Popen[str]
    stderr: Path

    def complaints(self) -> list[str]:
        """Every line that it said on its standard error: Qt's warnings and Python's tracebacks go there. That a reader outside asked
        after something that a page turn had just taken away is the reader's affair."""
        said = self.stderr.read_text("utf-8").splitlines()
        return [line for line in said if line.strip() and GONE_MEANWHILE not in line]

    def is_alive(self) -> bool:
        return self.process.poll() is None


@contextmanager
def kiosk_process(desktop: Desktop, around: SimulatedHall, folder: Path, *words: str) -> Iterator[KioskProcess]:
    """Full-screen, unless `words` say otherwise, and without the simulated hall's dock: what stands in a hall has none."""
    toml = around.terminal_home / "terminal.toml"
    plain = toml.read_text("utf-8")
    toml.write_text(re.sub(r"(?ms)^\[hall\].*?(?=^\[|\Z)", "", plain), "utf-8")
    stderr = folder / "kiosk.stderr"
    command = our_program("kiosk", "--home", str(around.terminal_home), *words)
    try:
        with (
            stderr.open("w", encoding="utf-8") as told,
            running(command, env=desktop.environment, stderr=told, stdout=subprocess.DEVNULL) as process,
        ):
            yield KioskProcess(process, stderr)
    finally:
        toml.write_text(plain, "utf-8")
