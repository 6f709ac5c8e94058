"""The simulated hall around a real terminal: the reference centre and every device's other end, as processes of their own."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

Told = Callable[[str], None]

PCSCD_SOCKET = "PCSCLITE_CSOCK_NAME"
READY_SECONDS = 60.0
SEED_SECONDS = 180.0


class HallFailed(Exception):
    """A process of the simulated hall did not come up; the words are its own last ones."""


@dataclass(frozen=True)
class SimulatedHall:
    """Where everything is: the terminal's home folder, the stage directions' socket, what the printers put out."""

    terminal_home: Path
    control: Path
    printed: Path
    central_port: int
    road_port: int


@contextmanager
def simulated_hall(var: Path, told: Told = lambda _: None, *, enterprises: int = 5_000) -> Iterator[SimulatedHall]:
    """Seed the centre if it is new, start centre and hall, enrol the terminal, write its configuration.

    Everything stops when the block is left. Raises HallFailed.
    """
    central_home, terminal_home, hall_home = var / "central", var / "terminal", var / "hall"
    told("准备市里系统的示例数据 / seeding the reference centre")
    _run("central", "seed", "--home", str(central_home), "--enterprises", str(enterprises))
    with ExitStack() as processes:
        told("启动市里的系统 / starting the reference centre")
        centre = processes.enter_context(
            _process("central", "serve", "--home", str(central_home), "--port", "0", "--simulated-licence-system")
        )
        told("启动模拟大厅的设备 / starting the simulated devices")
        hall = processes.enter_context(
            _process("hall", "--home", str(hall_home), "--central-port", str(centre["port"]))
        )
        told("登记这台终端 / enrolling the terminal")
        _enrol(central_home, terminal_home)
        yield _furnish(terminal_home, hall_home, hall, int(str(centre["port"])))


def _furnish(terminal_home: Path, hall_home: Path, hall: dict[str, object], central_port: int) -> SimulatedHall:
    from app.config import write_default

    road_port = int(str(hall["road_port"]))
    control = hall_home.resolve() / "control.sock"
    write_default(
        terminal_home / "terminal.toml",
        terminal_id="T0003",
        screen_px_per_mm=4.03,
        central_url=f"http://127.0.0.1:{road_port}",
        hall_control=str(control),
        **_devices(hall),
        **_smart_card(hall),
    )
    return SimulatedHall(terminal_home, control, hall_home / "printed", central_port, road_port)


def _devices(hall: dict[str, object]) -> dict[str, object]:
    """The hall's devices as the configuration names them."""
    lamp = Path(str(hall["lamp"]))
    return {
        "devices_card_reader_port": hall["card_reader"],
        "devices_code_scanner_port": hall["code_scanner"],
        "devices_receipt_printer_host": "127.0.0.1",
        "devices_receipt_printer_port": hall["receipt_printer_port"],
        "devices_receipt_printer_model": "epson-tm-t82",
        "devices_page_printer_url": f"ipp://127.0.0.1:{hall['page_printer_port']}/ipp/print",
        "devices_keypad_connection": "evdev",
        "devices_keypad_input": hall["keypad"],
        "devices_presence_sensor_connection": "evdev",
        "devices_presence_sensor_input": hall["presence_sensor"],
        "devices_lamp_connection": "led",
        "devices_lamp_free": str(lamp / "free"),
        "devices_lamp_in_use": str(lamp / "in-use"),
        "devices_lamp_needs_staff": str(lamp / "needs-staff"),
        "devices_sound_connection": "player",
        "devices_sound_command": [hall["player"], "{sink}"],
        "devices_sound_speaker": "speaker",
        "devices_sound_headphones": "headphones",
    }


def _smart_card(hall: dict[str, object]) -> dict[str, object]:
    """The hall's reader has a pcscd of its own, of which a process tells its PC/SC library once. Where somebody has told this one of
    another, or the hall has none, the terminal has no smart-card reader."""
    if "smart_card" not in hall or PCSCD_SOCKET in os.environ:
        return {}
    folder = Path(str(hall["smart_card"]))
    return {
        "devices_smart_card_connection": "pcsc",
        "devices_smart_card_service": str(folder / "run" / "pcscd.comm"),
        "devices_smart_card_staff_authorities": str(folder / "office.pem"),
        "devices_smart_card_staff_roster": str(folder / "roster"),
    }


def _enrol(central_home: Path, terminal_home: Path) -> None:
    """As a technician would: the terminal makes its key, the centre takes the public half and gives what belongs to it."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    from app.enrolment import is_enrolled, make_terminal_key

    if is_enrolled(terminal_home):  # by a version before ours perhaps, which lacked something that is needed now
        return
    public_key = terminal_home / "terminal.pub"
    key = make_terminal_key(terminal_home).public_key()
    public_key.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    _run(
        *("central", "enrol", "--home", str(central_home), "--terminal", "T0003", "--site", "寮步镇政务服务中心"),
        *("--public-key", str(public_key), "--out", str(terminal_home / "enrolment.json")),
    )


def _command(*words: str) -> list[str]:
    """Ours, and ended by the kernel when this process ends without having ended it (setpriv is part of every Debian)."""
    return ["/usr/bin/setpriv", "--pdeathsig", "TERM", "--", sys.executable, "-m", "kiosk.command_line", *words]


def _run(*words: str) -> None:
    done = subprocess.run(_command(*words), capture_output=True, text=True, timeout=SEED_SECONDS)  # noqa: S603  # our own program
    if done.returncode != 0:
        raise HallFailed(f"guanjia {' '.join(words[:2])}: {done.stderr.strip()[-400:]}")


@contextmanager
def _process(*words: str) -> Iterator[dict[str, object]]:
    """Run one of our own programs until the block is left; gives the JSON line it says when it is ready."""
    child = subprocess.Popen(  # noqa: S603  # our own program
        _command(*words), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield _first_line(child, words)
    finally:
        _end(child)


def _first_line(child: subprocess.Popen[str], words: tuple[str, ...]) -> dict[str, object]:
    deadline = time.monotonic() + READY_SECONDS
    stream = child.stdout
    while stream is not None and time.monotonic() < deadline and child.poll() is None:
        if select.select([stream], [], [], 0.2)[0] and (line := stream.readline().strip()):
            said: dict[str, object] = json.loads(line)
            return said
    raise HallFailed(f"guanjia {words[0]} did not come up; see its words above")


def _end(child: subprocess.Popen[str]) -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGTERM)
    try:
        child.wait(timeout=5)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if child.stdout is not None:
        child.stdout.close()
