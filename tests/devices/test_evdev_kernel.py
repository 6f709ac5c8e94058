"""The drivers on input devices of the kernel's own (uinput), where this machine has it: the grab, the questions, the unplugging."""

import fcntl
import os
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from code_scanner_ends import open_descriptors, until

from devices.code_scanner.evdev_scanner import EvdevScanner
from devices.errors import DeviceAbsent
from devices.evdev.codes import EV_ABS, EV_KEY, EV_LED, EV_SW
from devices.keypad import Key, KeypadEvent, KeyPressed, PlugMoved
from devices.keypad.evdev_keypad import EvdevKeypad
from devices.presence_sensor.evdev_presence_sensor import EvdevPresenceSensor
from devices.simulators.key_rows import ENTER, KEYPAD, LEFT_ALT, LEFT_SHIFT, PLAIN, SHIFTED
from devices.state import Condition

UINPUT = "/dev/uinput"
INPUTS = "/dev/input"
KEYS = range(1, 200)
HEADPHONES, PROXIMITY, DISTANCE, CAPS_LED = 0x02, 0x0B, 0x19, 1

pytestmark = pytest.mark.skipif(
    not os.access(UINPUT, os.W_OK), reason="this machine gives us no /dev/uinput: no input device can be made here"
)

# linux/uinput.h
SETUP, ABS_SETUP = 3, 4
SET_BIT = {EV_KEY: 101, EV_ABS: 103, EV_LED: 105, EV_SW: 109}
EVENT = struct.Struct("@llHHi")


def ioctl_number(number: int, length: int = 0) -> int:
    return (1 << 30 if length else 0) | length << 16 | ord("U") << 8 | number


class KernelDevice:
    """An input device that exists until `gone`. `has` says which codes of which type."""

    def __init__(self, name: str, has: dict[int, Sequence[int]]) -> None:
        self._descriptor = os.open(UINPUT, os.O_WRONLY | os.O_NONBLOCK)
        for kind, codes in has.items():
            self._ask(100, kind)
            for code in codes:
                self._ask(SET_BIT[kind], code)
        if EV_ABS in has:
            self._ask(ABS_SETUP, struct.pack("=HH6i", DISTANCE, 0, 250, 0, 500, 0, 0, 0))
        self._ask(SETUP, struct.pack("=HHHH80sI", 3, 0x1234, 0x5678, 1, name.encode(), 0))
        before = self._nodes()
        fcntl.ioctl(self._descriptor, ioctl_number(1))
        assert until(lambda: self._nodes() - before)
        self.path = f"{INPUTS}/{(self._nodes() - before).pop()}"
        assert until(lambda: os.access(self.path, os.R_OK)), f"{self.path}: no permission"

    def send(self, *events: tuple[int, int, int]) -> None:
        for kind, code, value in (*events, (0, 0, 0)):
            os.write(self._descriptor, EVENT.pack(0, 0, kind, code, value))

    def press(self, *keys: int) -> None:
        for key in keys:
            self.send((EV_KEY, key, 1))
            self.send((EV_KEY, key, 0))
            # A device on a bus is asked a thousand times a second.
            threading.Event().wait(0.001)

    def type(self, text: str) -> None:
        for character in text:
            if character in PLAIN:
                self.press(PLAIN[character])
            elif character in SHIFTED:
                self._press_with(LEFT_SHIFT, [SHIFTED[character]])
            else:
                for octet in character.encode("gb18030"):
                    self._press_with(LEFT_ALT, [KEYPAD[digit] for digit in str(octet)])
        self.press(ENTER)

    def gone(self) -> None:
        os.close(self._descriptor)

    def _press_with(self, modifier: int, keys: list[int]) -> None:
        self.send((EV_KEY, modifier, 1))
        self.press(*keys)
        self.send((EV_KEY, modifier, 0))

    def _ask(self, number: int, said: int | bytes) -> None:
        fcntl.ioctl(self._descriptor, ioctl_number(number, len(said) if isinstance(said, bytes) else 4), said)

    @staticmethod
    def _nodes() -> set[str]:
        return {name for name in os.listdir(INPUTS) if name.startswith("event")} if os.path.isdir(INPUTS) else set()


def a_keyboard() -> KernelDevice:
    return KernelDevice("Hall Scanner", {EV_KEY: KEYS, EV_LED: [CAPS_LED]})


def a_keypad() -> KernelDevice:
    return KernelDevice("Hall Keypad", {EV_KEY: KEYS, EV_SW: [HEADPHONES]})


@pytest.fixture
def keyboard() -> Iterator[KernelDevice]:
    keyboard = a_keyboard()
    yield keyboard
    keyboard.gone()


@pytest.fixture
def onlooker(keyboard: KernelDevice) -> Iterator[Callable[[], bytes]]:
    """Somebody else who reads the same node, as a desktop would."""
    descriptor = os.open(keyboard.path, os.O_RDONLY | os.O_NONBLOCK)

    def heard() -> bytes:
        try:
            return os.read(descriptor, 65_536)
        except BlockingIOError:
            return b""

    yield heard
    os.close(descriptor)


def scan_while_typed(scanner: EvdevScanner, keyboard: KernelDevice, text: str) -> str:
    with ThreadPoolExecutor(1) as pool:
        scanning = pool.submit(scanner.scan, 10)

        def shown() -> bool:
            keyboard.type(text)
            return until(scanning.done, 0.5)

        assert until(shown)
        return scanning.result().text


def test_what_a_grabbed_scanner_types_reaches_nobody_else(
    keyboard: KernelDevice, onlooker: Callable[[], bytes]
) -> None:
    keyboard.press(30)
    before = onlooker()
    scanner = EvdevScanner(keyboard.path)
    # To be asked is enough: the terminal asks every device when it starts.
    ready = scanner.state()

    text = scan_while_typed(scanner, keyboard, "LIC-Aa_东莞?x=1")
    during = onlooker()
    second = EvdevScanner(keyboard.path).state()
    scanner.close()
    keyboard.press(30)

    assert text == "LIC-Aa_东莞?x=1"
    assert ready.condition is Condition.READY
    assert (bool(before), during) == (True, b"")
    assert (second.condition, second.detail) == (Condition.BUSY, "port-in-use")
    assert onlooker()


def test_caps_lock_is_asked_at_the_start(keyboard: KernelDevice) -> None:
    descriptor = os.open(keyboard.path, os.O_RDWR)
    os.write(descriptor, EVENT.pack(0, 0, EV_LED, CAPS_LED, 1) + EVENT.pack(0, 0, 0, 0, 0))
    os.close(descriptor)
    scanner = EvdevScanner(keyboard.path)

    assert scan_while_typed(scanner, keyboard, "aB1") == "Ab1"
    scanner.close()


def test_a_scanner_that_is_pulled_out_in_mid_wait_is_absent() -> None:
    keyboard = a_keyboard()
    scanner = EvdevScanner(keyboard.path)

    with ThreadPoolExecutor(1) as pool:
        scanning = pool.submit(scanner.scan, 10)
        assert until(lambda: scanner.state().condition is Condition.BUSY)
        keyboard.gone()

        with pytest.raises(DeviceAbsent):
            scanning.result(2)
    assert scanner.state().condition is Condition.ABSENT
    scanner.close()


def test_headphones_stuck_keys_and_the_name_are_asked_at_the_start() -> None:
    pad = a_keypad()
    pad.send((EV_SW, HEADPHONES, 1))
    pad.send((EV_KEY, ENTER, 1))
    heard: list[KeypadEvent] = []
    keypad = EvdevKeypad(pad.path, stuck_after=0.1)
    keypad.listen(heard.append)

    assert until(lambda: heard == [PlugMoved(True)])
    assert until(lambda: keypad.state().reasons == ("key-stuck",))
    pad.send((EV_KEY, ENTER, 0))
    pad.press(103)
    pad.send((EV_SW, HEADPHONES, 0))

    assert until(lambda: heard[1:] == [KeyPressed(Key.UP), PlugMoved(False)])
    assert (keypad.state().condition, keypad.state().detail) == (Condition.READY, "Hall Keypad")
    keypad.close()
    pad.gone()


def test_events_that_the_kernel_had_to_drop_do_no_harm() -> None:
    pad = a_keypad()
    heard: list[KeypadEvent] = []
    keypad = EvdevKeypad(pad.path)
    keypad.listen(heard.append)
    assert until(lambda: heard)

    for number in range(3000):
        pad.send((EV_KEY, 108, number % 2))

    assert until(lambda: pad.press(59) or heard[-1] == KeyPressed(Key.HELP))
    keypad.close()
    pad.gone()


def test_replugged_fifty_times_it_is_ready_each_time_within_three_seconds() -> None:
    pad = a_keypad()
    keypad = EvdevKeypad(pad.path)
    keypad.listen(lambda _: None)
    assert until(lambda: keypad.state().condition is Condition.READY)
    path, threads, descriptors = pad.path, threading.active_count(), open_descriptors()

    for _ in range(50):
        pad.gone()
        assert until(lambda: keypad.state().condition is Condition.ABSENT, 2)
        pad = a_keypad()
        assert pad.path == path
        assert until(lambda: keypad.state().condition is Condition.READY, 3)

    assert (threading.active_count(), open_descriptors()) == (threads, descriptors)
    keypad.close()
    pad.gone()


@pytest.mark.parametrize(
    ("sees", "code", "near", "far"),
    [("SW_FRONT_PROXIMITY", (EV_SW, PROXIMITY), 1, 0), ("ABS_DISTANCE", (EV_ABS, DISTANCE), 40, 240)],
)
def test_somebody_comes_and_goes(sees: str, code: tuple[int, int], near: int, far: int) -> None:
    device = KernelDevice("Hall Sensor", {code[0]: [code[1]]})
    seen: list[bool] = []
    sensor = EvdevPresenceSensor(device.path, sees=sees)
    sensor.listen(seen.append)
    assert until(lambda: seen)

    device.send((*code, near))
    device.send((*code, far))

    assert until(lambda: seen == [False, True, False])
    sensor.close()
    device.gone()
