"""A desktop of the tests' own: a screen nobody sees, a D-Bus session and the bus of assistive technology. Nothing of this machine's."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 60.0
"""Everything is waited for on a condition; this is when a wait is given up on a machine that has much else to do."""

AT_SPI_LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
SYSTEM_PYTHON = "/usr/bin/python3"
KNOWS_ATSPI = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"


def why_no_screen() -> str:
    """Empty where a virtual screen can be had."""
    return "" if shutil.which("Xvfb") else "there is no Xvfb here (Debian: xvfb)"


def why_no_assistive_technology() -> str:
    """Empty where a process outside can read the pages."""
    if missing := why_no_screen():
        return missing
    if not shutil.which("dbus-daemon") or not AT_SPI_LAUNCHER.exists():
        return "there is no bus of assistive technology here (Debian: dbus-daemon, at-spi2-core)"
    asked = subprocess.run(
        [SYSTEM_PYTHON, "-c", KNOWS_ATSPI], capture_output=True, timeout=PATIENCE_SECONDS, check=False
    )
    return "" if asked.returncode == 0 else "Debian's Python cannot speak AT-SPI (Debian: python3-gi, gir1.2-atspi-2.0)"


class NeverCame(AssertionError):
    """Something that was waited for did not come."""


def waits_for(
    seen: Callable[[], object], what: str | Callable[[], str], patience: float = PATIENCE_SECONDS, pause: float = 0.05
) -> None:
    """`what` may be asked for when it did not come. Raises NeverCame."""
    deadline = time.monotonic() + patience
    while not seen():
        if time.monotonic() > deadline:
            raise NeverCame(f"waited {patience:.0f} s for {what if isinstance(what, str) else what()}")
        time.sleep(pause)


class Hand:
    """Takes its time between two presses: what follows on the same spot at once is taken for a hand that trembles."""

    SECONDS = 0.6

    def __init__(self) -> None:
        self._free_at = 0.0

    def is_free(self) -> bool:
        return time.monotonic() >= self._free_at

    def has_pressed(self) -> None:
        self._free_at = time.monotonic() + self.SECONDS


def ended_with_us(*command: str) -> list[str]:
    """The kernel ends it when this process ends without having done so."""
    return ["/usr/bin/setpriv", "--pdeathsig", "TERM", "--", *command]


@contextmanager
def running(command: Sequence[str], **how: object) -> Iterator[subprocess.Popen[str]]:
    """A program until the block is left."""
    child = subprocess.Popen(ended_with_us(*command), text=True, **how)  # type: ignore[call-overload]
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                stream.close()


@dataclass(frozen=True)
class Desktop:
    """What a program needs to know of the desktop it runs on."""

    display: str
    environment: dict[str, str]


@contextmanager
def virtual_screen(size: tuple[int, int] = (1080, 1920)) -> Iterator[Desktop]:
    """A bare X server without a window manager, as under a kiosk that starts nothing else."""
    with ExitStack() as around:
        folder = Path(around.enter_context(tempfile.TemporaryDirectory(prefix="guanjia-desk-")))
        folder.chmod(0o700)
        told, tell = os.pipe()
        screen = f"{size[0]}x{size[1]}x24"
        command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", screen, "-nolisten", "tcp", "-noreset"]
        around.enter_context(running(command, pass_fds=(tell,), stderr=subprocess.DEVNULL))
        os.close(tell)
        display = f":{_line(told, 'the virtual screen')}"
        surroundings = {**os.environ, "DISPLAY": display, "XDG_RUNTIME_DIR": str(folder)}
        for name in ("WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "NO_AT_BRIDGE"):
            surroundings.pop(name, None)
        surroundings |= {"QT_QPA_PLATFORM": "xcb", "QT_QUICK_BACKEND": "software"}
        yield Desktop(display, surroundings)


@contextmanager
def accessible_desktop() -> Iterator[Desktop]:
    """The screen with a D-Bus session on which assistive technology finds whatever says that it is there."""
    with virtual_screen() as desktop, ExitStack() as around:
        told, tell = os.pipe()
        socket_folder = desktop.environment["XDG_RUNTIME_DIR"]
        command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:dir={socket_folder}"]
        around.enter_context(
            running(
                [*command, f"--print-address={tell}"],
                pass_fds=(tell,),
                env=desktop.environment,
                stderr=subprocess.DEVNULL,
            )
        )
        os.close(tell)
        environment = {
            **desktop.environment,
            "DBUS_SESSION_BUS_ADDRESS": _line(told, "the D-Bus session"),
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        launcher = [str(AT_SPI_LAUNCHER), "--launch-immediately"]
        around.enter_context(running(launcher, env=environment, stderr=subprocess.DEVNULL))
        yield Desktop(desktop.display, environment)


def _line(pipe: int, whose: str) -> str:
    """The one line that a server says on `pipe` when it is ready."""
    said = b""
    with os.fdopen(pipe, "rb", buffering=0) as stream:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not said.endswith(b"\n"):
            ready, _, _ = select.select([stream], [], [], max(0.0, deadline - time.monotonic()))
            piece = stream.read(256) if ready else b""
            if not piece:
                raise NeverCame(f"{whose} did not come up")
            said += piece
    return said.decode().strip()


def our_program(*words: str) -> list[str]:
    return [sys.executable, "-m", "kiosk.command_line", *words]
