"""A centre and terminals as processes, to be killed at any moment, and the wire between them."""

from __future__ import annotations

import io
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from promise_oracle import Told, Verdict, judge, read_effects, read_journal

from app import config
from app.enrolment import make_terminal_key
from app.outbox import JobStanding, list_jobs
from kiosk.command_line import main

HERE = Path(__file__).parent
READY_SECONDS = 60.0


class TookTooLong(AssertionError):
    """A hang is a failure."""


def wait_until(true: Callable[[], bool], seconds: float, what: str, every: float = 0.1) -> None:
    """Raises TookTooLong."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TookTooLong(f"{what}: not within {seconds:.0f} s")
        time.sleep(every)


def guanjia(*words: str | Path) -> str:
    """One of the product's own commands, in this process: starting Python anew costs more than most of them. What it printed.

    Raises AssertionError when it fails.
    """
    said, complained = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(complained):
        status = main([str(word) for word in words])
    assert status == 0, f"guanjia {words[0]} {words[1]}: {complained.getvalue()[-800:]}"
    return said.getvalue()


def dies_with_us(*command: str) -> list[str]:
    return ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", *command]


class Centre:
    """The reference centre as a process at a port of its own. `url` of its database is SQLAlchemy's; empty: SQLite in `home`."""

    def __init__(
        self, home: Path, *, database: str = "", mutant: str = "", tls: tuple[Path, Path] | None = None
    ) -> None:
        self.home, self._database, self._mutant = home, database, mutant
        self.port = 0
        self.environment: dict[str, str] = {}
        self.tls = tls
        """Certificate and key; both may be changed before its next start."""
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return self._database or f"sqlite:///{self.home / 'centre.db'}"

    @property
    def base(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def at(self) -> list[str]:
        """The words by which every command of the centre finds it."""
        return ["--home", str(self.home), *(["--database", self._database] if self._database else [])]

    def start(self) -> None:
        """Ready when this returns, at the port it had before, if it had one."""
        words = ["central", "serve", *self.at, "--port", str(self.port)]
        if self.tls is not None:
            words += ["--tls-certificate", str(self.tls[0]), "--tls-key", str(self.tls[1])]
        broken = [str(HERE / "centre_program.py"), self._mutant] if self._mutant else ["-m", "kiosk.command_line"]
        with (self.home / "centre.log").open("a") as log:
            self._process = subprocess.Popen(
                dies_with_us(sys.executable, *broken, *words),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=os.environ | self.environment,
            )
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], READY_SECONDS)
        line = self._process.stdout.readline() if ready else ""
        if not line:
            self.kill()
            raise AssertionError(f"the centre did not come up: {(self.home / 'centre.log').read_text()[-800:]}")
        self.port = int(json.loads(line)["port"])

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, by: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(by)
            self._process.wait(30)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


@dataclass
class Terminal:
    """One terminal's folder, its journal outside of it, and its process when it runs."""

    terminal_id: str
    home: Path
    journal: Path
    pid: int = 0

    @property
    def told(self) -> Told:
        return read_journal(self.journal)

    @property
    def size_told(self) -> int:
        """Bytes of its journal: it has done something more when they grow."""
        return self.journal.stat().st_size if self.journal.exists() else 0

    @property
    def jobs(self) -> list[JobStanding]:
        return list_jobs(self.home)

    @property
    def is_alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        """Gone when this returns."""
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            wait_until(lambda: not self.is_alive, 10, f"{self.terminal_id} is killed", every=0.002)
            self.pid = 0


class Forkery:
    """The process that terminals are forked from. Ends them all when it is left."""

    def __init__(self, log: Path, mutant: str = "", environment: dict[str, str] | None = None) -> None:
        words = ["--mutant", mutant] if mutant else []
        with log.open("a") as complaints:
            self._process = subprocess.Popen(
                dies_with_us(sys.executable, str(HERE / "terminal_program.py"), *words),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
                env=os.environ | (environment or {}),
            )

    def start(self, terminal: Terminal, **order: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        words = {"home": str(terminal.home), "journal": str(terminal.journal)} | order
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        assert said, "the forkery has died"
        terminal.pid = int(json.loads(said)["child"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait(30)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with suppress(BrokenPipeError):
                stream.close()


@dataclass
class World:
    """One centre, its terminals, and what they said."""

    folder: Path
    seeded: Path
    centre: Centre
    terminals: list[Terminal] = field(default_factory=list)

    def terminal(
        self, terminal_id: str, url: str, *, timeout: float = 8.0, place: str = "", ca_file: str = ""
    ) -> Terminal:
        """One of the terminals that `prepare` enrolled, in a folder of its own; `url` is where its wire begins."""
        place = place or terminal_id
        home = Path(shutil.copytree(self.seeded / terminal_id, self.folder / place))
        config.write_default(
            home / config.FILE,
            terminal_id=terminal_id,
            short_name=terminal_id[1:],
            central_url=url,
            central_timeout_seconds=timeout,
            central_ca_file=ca_file,
        )
        terminal = Terminal(terminal_id, home, self.folder / f"{place}.journal")
        self.terminals.append(terminal)
        return terminal

    def is_settled(self) -> bool:
        """Every terminal's every job has come to an end."""
        return all(job.state in ("DONE", "REJECTED", "QUARANTINED") for each in self.terminals for job in each.jobs)

    def verdict(self) -> Verdict:
        told = {each.terminal_id: each.told for each in self.terminals}
        lists = {each.terminal_id: each.jobs for each in self.terminals}
        return judge(told, read_effects(self.centre.url), lists)


ENROLLED = ("T0001", "T0002")


def prepare(folder: Path, terminals: Sequence[str] = ENROLLED, *, database: str = "") -> None:
    """As a technician does: the centre is seeded, each terminal makes its key, the centre takes the public half of it."""
    at = ["--home", str(folder / "centre"), *(["--database", database] if database else [])]
    guanjia("central", "seed", *at, "--enterprises", "8")
    for terminal_id in terminals:
        home, public_key = folder / terminal_id, folder / f"{terminal_id}.pub"
        key = make_terminal_key(home).public_key()
        public_key.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        words = ("--terminal", terminal_id, "--site", "寮步镇政务服务中心", "--public-key", public_key)
        guanjia("central", "enrol", *at, *words, "--out", home / "enrolment.json")


@contextmanager
def world(
    folder: Path, seeded: Path, *, database: str = "", mutant: str = "", tls: tuple[Path, Path] | None = None
) -> Iterator[World]:
    """A centre of its own from the seeded one, running."""
    home = Path(shutil.copytree(seeded / "centre", folder / "centre"))
    with Centre(home, database=database, mutant=mutant, tls=tls) as centre:
        yield World(folder, seeded, centre)
