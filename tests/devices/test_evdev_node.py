"""An input node: ours alone while it is open, gone when it is pulled out, there again when it is plugged in."""

import fcntl
import os
import pty
import re
import shutil
import subprocess
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from code_scanner_ends import until

from devices.errors import DeviceAbsent, NotGrabbed
from devices.evdev import claims
from devices.evdev.codes import EV_SW, KEYS
from devices.evdev.node import EvdevNode, condition_of
from devices.simulators.event_line import EV_SW as SIMULATED_SWITCH
from devices.simulators.event_line import EventLine
from devices.state import Condition

HEADERS = Path("/usr/include/linux/input-event-codes.h")


@pytest.fixture
def line(tmp_path: Path) -> Iterator[EventLine]:
    line = EventLine(tmp_path / "node", lambda: [(SIMULATED_SWITCH, 2, 1)])
    line.start()
    yield line
    line.stop()


@pytest.fixture
def node(line: EventLine) -> Iterator[EvdevNode]:
    node = EvdevNode(str(line.wire.link))
    node.open()
    yield node
    node.close()


def is_exclusive(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        return bool(int.from_bytes(fcntl.ioctl(descriptor, 0x8004_5440, bytes(4)), "little"))
    finally:
        os.close(descriptor)


def test_while_it_is_open_nobody_else_may_read_it(line: EventLine, node: EvdevNode) -> None:
    with pytest.raises(DeviceAbsent, match="port-in-use"):
        EvdevNode(str(line.wire.link)).open()
    assert is_exclusive(line.wire.link)

    node.close()

    assert not is_exclusive(line.wire.link)
    EvdevNode(str(line.wire.link)).open()


@pytest.mark.skipif(os.geteuid() != 0, reason="only the administrator can become a stranger to try it")
def test_a_stranger_who_is_no_administrator_cannot_even_open_it(line: EventLine, node: EvdevNode) -> None:
    device = os.path.realpath(line.wire.link)
    os.chmod(device, 0o666)
    words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "cat", device]

    refused = subprocess.run(words, capture_output=True, text=True, timeout=10)

    assert refused.returncode != 0
    assert "busy" in refused.stderr


def test_a_host_that_was_killed_holds_it_no_more(line: EventLine) -> None:
    """A pty stays open at our end, and would stay exclusive for ever."""
    descriptor = os.open(line.wire.link, os.O_RDWR | os.O_NOCTTY)
    fcntl.ioctl(descriptor, termios.TIOCEXCL)
    os.close(descriptor)

    assert line.wire.is_held() is False
    assert not is_exclusive(line.wire.link)


def test_asked_how_it_is_it_says_so(node: EvdevNode) -> None:
    octets = node.as_it_is({EV_SW})

    assert claims.EVENT.unpack_from(octets)[2:] == (EV_SW, 2, 1)


def waiting_at(link: Path) -> int:
    reader = os.open(link, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        return int.from_bytes(fcntl.ioctl(reader, termios.FIONREAD, bytes(4)), "little")
    finally:
        os.close(reader)


def test_what_came_before_it_was_opened_is_not_given(line: EventLine) -> None:
    line.wire.push(bytes(240))
    assert until(lambda: waiting_at(line.wire.link) == 240)  # the kernel carries them over in its own time
    node = EvdevNode(str(line.wire.link))

    node.open()

    assert node.receive(0.05) == b""
    node.close()


def test_pulled_out_it_is_lost_and_plugged_in_again_it_opens(line: EventLine, node: EvdevNode) -> None:
    line.wire.unplug()
    with pytest.raises(DeviceAbsent, match="port-lost"):
        node.receive(1)
    with pytest.raises(DeviceAbsent, match="port-missing"):
        node.open()
    line.wire.plug()

    node.open()

    assert node.receive(0) == b""


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: None, "port-missing"),
        (lambda path: path.write_text("x"), "not-an-input-device"),
        (lambda path: os.mkfifo(path), "not-an-input-device"),
        (lambda path: path.mkdir(), "not-an-input-device"),
    ],
    ids=["nothing", "file", "pipe", "folder"],
)
def test_what_is_no_node_is_refused_and_left_as_it_was(tmp_path: Path, make: object, reason: str) -> None:
    path = tmp_path / "node"
    make(path)  # type: ignore[operator]

    with pytest.raises(DeviceAbsent, match=reason):
        EvdevNode(str(path)).open()


def test_a_node_that_cannot_be_kept_from_others_is_refused() -> None:
    """/dev/null can neither be grabbed nor locked as a tty."""
    with pytest.raises(NotGrabbed) as refused:
        EvdevNode("/dev/null").open()

    assert condition_of(refused.value) is Condition.BROKEN
    assert refused.value.code == "not-grabbed"


def test_a_terminal_of_somebody_elses_is_left_usable() -> None:
    master, slave = pty.openpty()
    node = EvdevNode(os.ttyname(slave))

    node.open()
    node.close()

    assert not is_exclusive(Path(os.ttyname(slave)))
    os.close(master)
    os.close(slave)


@pytest.mark.skipif(not HEADERS.exists(), reason="linux-libc-dev is not installed: no kernel headers to compare with")
def test_codes_are_those_of_the_kernels_headers() -> None:
    told = dict(re.findall(r"#define\s+(KEY_\w+)\s+(\d+|0x[0-9a-f]+)\b", HEADERS.read_text("ascii")))

    assert {name: int(told[name], 0) for name in KEYS} == KEYS


@pytest.mark.skipif(
    shutil.which("cc") is None or not HEADERS.exists(), reason="there is no C compiler, or there are no kernel headers"
)
def test_requests_are_those_of_the_kernels_headers(tmp_path: Path) -> None:
    (tmp_path / "numbers.c").write_text(
        "#include <linux/input.h>\n#include <stdio.h>\n"
        'int main(void) { printf("%lu %lu %lu %lu %lu %lu %lu %zu %zu", (unsigned long)EVIOCGRAB, (unsigned long)EVIOCGNAME(256), '
        "(unsigned long)EVIOCGKEY(96), (unsigned long)EVIOCGLED(96), (unsigned long)EVIOCGSW(96), "
        "(unsigned long)EVIOCGBIT(EV_SW, 96), (unsigned long)EVIOCGABS(ABS_DISTANCE), sizeof(struct input_event), "
        "sizeof(struct input_absinfo)); }\n"
    )
    subprocess.run(["cc", "numbers.c", "-o", "numbers"], cwd=tmp_path, check=True, timeout=60)
    told = subprocess.run([tmp_path / "numbers"], capture_output=True, text=True, check=True, timeout=10).stdout

    numbers = [claims.EVIOCGRAB, claims.ioctl_read(0x06, 256)]
    numbers += [claims.ioctl_read(number, 96) for number in (0x18, 0x19, 0x1B, 0x25)]
    numbers += [claims.ioctl_read(0x40 + 0x19, 24), 24, 24]
    assert list(map(int, told.split())) == numbers
