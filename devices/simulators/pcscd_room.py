"""A room of its own for pcscd and its virtual reader: the real programs, where nobody else's reader or pcscd can be touched.

`vpcd`, the virtual reader, listens on every address, and pcscd has one place for its socket on a whole machine. Both therefore
run in namespaces of their own (user, mounts, network), which need no rights. Whoever set `PCSCLITE_CSOCK_NAME` to `socket_path`
before it first spoke PC/SC speaks to this pcscd. Debian packages: pcscd, vsmartcard-vpcd.
"""

import array
import ctypes
import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

READER: Final = "Virtual PCD 00 00"
"""What pcscd calls the first slot of the virtual reader; the second one, 00 01, always stands empty."""
PORT: Final = 35_963
"""Where vpcd awaits a card, inside the room."""

_DRIVERS = Path("/usr/lib/pcsc/drivers")
_LIBRARY = "libifdvpcd.so"
_WAYS_IN = (("unshare", "--user", "--map-root-user", "--mount", "--net"), ("unshare", "--mount", "--net"))
"""Anybody may make the first where the machine allows it; root may make the second nearly everywhere."""
_FD_ROOM = 4096


def why_not() -> str:
    """What this machine lacks for such a room, in words; empty where it lacks nothing."""
    if not _pcscd():
        return "pcscd (Debian: pcscd) is not on this machine"
    if not (_DRIVERS / "serial" / _LIBRARY).exists():
        return "the virtual reader (Debian: vsmartcard-vpcd) is not on this machine"
    return "" if _way_in() else "this machine does not allow namespaces of one's own"


@cache
def _way_in() -> tuple[str, ...]:
    """The words that lead into namespaces of our own; none where there is no way."""
    for words in _WAYS_IN:
        tried = subprocess.run([*words, "true"], capture_output=True, check=False)  # noqa: S603 - our own words
        if tried.returncode == 0:
            return words
    return ()


def _pcscd() -> str | None:
    return shutil.which("pcscd") or shutil.which("pcscd", path="/usr/sbin")


class PcscdRoom:
    """pcscd behind glass: `folder` gets its socket, its settings and its log. A card's own end comes from `connect`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turn = threading.Lock()
        self._house: subprocess.Popen[bytes] | None = None
        self._door: socket.socket | None = None
        self.running = False

    @property
    def socket_path(self) -> Path:
        return self._folder / "run" / "pcscd.comm"

    def start(self) -> None:
        """Make the room where there is none yet, and start pcscd in it; its reader is plugged in."""
        if self._house is None:
            self._build()
        self.start_pcscd()

    def stop(self) -> None:
        """End pcscd and take the room down."""
        house, self._house = self._house, None
        if house is None or self._door is None:
            return
        self._door.close()
        house.wait(timeout=10)
        self.running = False

    def start_pcscd(self, *, with_reader: bool = True) -> None:
        """Returns when it answers. Without a reader it is a pcscd on a machine where the reader was pulled out."""
        settings = self._folder / "settings" / "vpcd"
        settings.unlink(missing_ok=True)
        if with_reader:
            settings.write_text(
                f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:{PORT}\n'
                f"LIBPATH {self._folder / _LIBRARY}\nCHANNELID {PORT}\n"
            )
        self._ask("start")
        deadline = time.monotonic() + 10
        while not self._answers() and time.monotonic() < deadline:
            time.sleep(0.005)
        self.running = True

    def stop_pcscd(self, how: signal.Signals = signal.SIGTERM) -> None:
        """SIGTERM, and SIGKILL as on a crash, end it before this returns; SIGSTOP and SIGCONT only freeze it for a while."""
        self._ask(f"signal {int(how)}")
        self.running &= how in (signal.SIGSTOP, signal.SIGCONT)

    def connect(self, port: int = PORT) -> socket.socket:
        """A line to the virtual reader: while it stands, a card is in. Raises ConnectionError while there is no reader."""
        answer, lines = self._ask(f"connect {port}")
        if answer != "ok":
            raise ConnectionRefusedError("no virtual reader listens")
        return socket.socket(fileno=lines[0])

    def _build(self) -> None:
        for name in ("run", "settings"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        shutil.copy(_DRIVERS / "serial" / _LIBRARY, self._folder / _LIBRARY)
        self._door, inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with inside:
            self._house = subprocess.Popen(  # noqa: S603 - our own words
                [*_way_in(), sys.executable, __file__, str(self._folder), str(inside.fileno())],
                pass_fds=[inside.fileno()],
            )
        self._ask("are you there")

    def _answers(self) -> bool:
        """A killed pcscd leaves its socket behind, with nobody at it."""
        with socket.socket(socket.AF_UNIX) as line:
            return line.connect_ex(str(self.socket_path)) == 0

    def _ask(self, words: str) -> tuple[str, list[int]]:
        if self._door is None:
            raise ConnectionError("the room is not built")
        with self._turn:
            self._door.sendall(words.encode())
            answer, lines, _, _ = socket.recv_fds(self._door, _FD_ROOM, 1)
        return answer.decode(), lines


def _furnish(folder: Path) -> None:
    """No network but this room's own, no readers but the virtual one, and /run/pcscd is a folder of ours."""
    _raise_loopback()
    _mount("tmpfs", "none", "/run")
    Path("/run/pcscd").mkdir()
    _mount("--bind", str(folder / "run"), "/run/pcscd")
    _mount("tmpfs", "none", str(_DRIVERS))


def _mount(kind: str, what: str, where: str) -> None:
    words = ["mount", kind] if kind == "--bind" else ["mount", "-t", kind]
    subprocess.run([*words, what, where], check=True)  # noqa: S603 - our own words


def _raise_loopback() -> None:
    """A new network has its loopback down."""
    get_flags, set_flags, up = 0x8913, 0x8914, 0x1
    with socket.socket() as any_socket:
        asked = struct.pack("16sh14x", b"lo", 0)
        name, flags = struct.unpack("16sh14x", fcntl.ioctl(any_socket, get_flags, asked))
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sh14x", name, flags | up))


def _keep_house(folder: Path, door: socket.socket) -> None:
    """Inside the room: do what is asked through the door until it closes."""
    pcscd: subprocess.Popen[bytes] | None = None
    while words := door.recv(_FD_ROOM).decode().split():
        match words:
            case ["start"]:
                pcscd = _run_pcscd(folder)
            case ["signal", number] if pcscd:
                pcscd.send_signal(int(number))
                if int(number) in (signal.SIGTERM, signal.SIGKILL):
                    pcscd.wait()
            case ["connect", port]:
                if _hand_out_line(door, int(port)):
                    continue
                door.sendall(b"refused")
                continue
        door.sendall(b"ok")
    if pcscd:
        pcscd.kill()
        pcscd.wait()


def _run_pcscd(folder: Path) -> subprocess.Popen[bytes]:
    words: Sequence[str] = (
        *("setpriv", "--pdeathsig", "KILL", _pcscd() or "pcscd"),
        *("--foreground", "--info", "--config", str(folder / "settings")),
    )
    with (folder / "pcscd.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own words
            words, stdout=log, stderr=log, preexec_fn=_hear_every_signal
        )


def _hear_every_signal() -> None:
    """Whoever started the hall may wait for SIGTERM with it blocked, and a child inherits that: pcscd would never end."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _hand_out_line(door: socket.socket, port: int) -> bool:
    try:
        line = socket.create_connection(("127.0.0.1", port), timeout=2)
    except OSError:
        return False
    with line:
        line.setblocking(True)
        door.sendmsg([b"ok"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [line.fileno()]))])
    return True


def _die_with_the_one_outside() -> None:
    die_with_parent = 1
    ctypes.CDLL(None).prctl(die_with_parent, signal.SIGTERM)


if __name__ == "__main__":
    _die_with_the_one_outside()
    place = Path(sys.argv[1])
    _furnish(place)
    with socket.socket(fileno=int(sys.argv[2])) as the_door:
        _keep_house(place, the_door)
    os._exit(0)
