"""The code scanner's driver, and a scanner that types into the other end of its line."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.code_scanner import Scan, serial_scanner
from devices.code_scanner.serial_scanner import LONGEST_CODE, SerialScanner, _text
from devices.errors import Cancelled, DeviceAbsent, ScanRefused, WaitExpired
from devices.simulators.scanner import Scanner
from devices.state import Condition


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Scanner]:
    window = Scanner(tmp_path / "code-scanner", paced=False)
    window.start()
    yield window
    window.stop()


@pytest.fixture
def driver(window: Scanner) -> Iterator[SerialScanner]:
    driver = SerialScanner(str(window.wire.link))
    yield driver
    driver.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine must not make a pause between two bytes look like the end of a code."""
    monkeypatch.setattr(serial_scanner, "_SILENCE", 1.0)


def scan_while(driver: SerialScanner, deed: Callable[[], object]) -> Scan:
    """What the terminal scans while a visitor does `deed`, and does it again as long as nothing happens."""
    done = threading.Event()

    def visitor() -> None:
        while driver.state().condition is not Condition.BUSY and not done.is_set():
            done.wait(0.002)
        while not done.is_set():
            deed()
            done.wait(0.5)

    thread = threading.Thread(target=visitor)
    thread.start()
    try:
        return driver.scan(10)
    finally:
        done.set()
        thread.join()


@pytest.mark.parametrize("suffix", [b"\r", b"\n", b"\r\n", b""], ids=["CR", "LF", "CRLF", "silence"])
def test_a_code_ends_with_its_suffix_or_with_silence(window: Scanner, driver: SerialScanner, suffix: bytes) -> None:
    scan = scan_while(driver, lambda: window.type_bytes(b"LIC-0123456789" + suffix))

    assert scan.text == "LIC-0123456789"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_in_either_encoding(window: Scanner, driver: SerialScanner, encoding: str) -> None:
    scan = scan_while(driver, lambda: window.type_bytes("东莞市测试码𠅤".encode(encoding) + b"\r"))

    assert scan.text == "东莞市测试码𠅤"


@pytest.mark.usefixtures("patient")
def test_a_code_that_comes_in_pieces_is_one_code(window: Scanner, driver: SerialScanner) -> None:
    scan = scan_while(driver, lambda: [window.type_bytes(bytes((byte,))) for byte in b"PIECE-BY-PIECE\r"])

    assert scan.text == "PIECE-BY-PIECE"


def test_the_longest_code_is_taken_and_a_longer_one_refused_whole(window: Scanner, driver: SerialScanner) -> None:
    longest = scan_while(driver, lambda: window.type_bytes(b"7" * LONGEST_CODE + b"\r"))
    with pytest.raises(ScanRefused):
        scan_while(driver, lambda: window.type_bytes(b"8" * (LONGEST_CODE + 1) + b"\r"))
    following = scan_while(driver, lambda: window.show("NEXT"))

    assert (len(longest.text), following.text) == (LONGEST_CODE, "NEXT")


@pytest.mark.parametrize(
    "control", [code for code in range(0x20) if code not in (0x0A, 0x0D)], ids=lambda code: f"{code:02x}"
)
def test_no_control_code_gets_in(control: int) -> None:
    with pytest.raises(ScanRefused):
        _text(b"LIC" + bytes((control,)) + b"123")


def test_a_control_code_on_the_line_is_refused(window: Scanner, driver: SerialScanner) -> None:
    with pytest.raises(ScanRefused) as refused:
        scan_while(driver, lambda: window.type_bytes(b"LIC\x1b[2J\r"))

    assert refused.value.args == ("control-bytes",)
    assert refused.value.__context__ is None


@pytest.mark.parametrize("raw", [b"\xff\xfe\xff", b"\x7f", b"   ", "\u202etxt".encode(), b"\xc2\x85"])
def test_what_is_no_printable_text_is_refused(raw: bytes) -> None:
    with pytest.raises(ScanRefused):
        _text(raw)


@settings(max_examples=1000, deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=64) | st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_printable_text_or_refused(raw: bytes) -> None:
    try:
        text = _text(raw)
    except ScanRefused:
        return
    assert text.strip()
    assert not any(ord(character) < 0x20 for character in text)


def test_what_was_shown_before_the_call_reaches_nothing(window: Scanner, driver: SerialScanner) -> None:
    with pytest.raises(WaitExpired):
        driver.scan(0)
    window.show("BEFORE")

    scan = scan_while(driver, lambda: window.show("AFTER"))

    assert scan.text == "AFTER"


@pytest.mark.usefixtures("patient")
def test_the_tail_of_what_began_before_the_call_is_not_a_code(window: Scanner, driver: SerialScanner) -> None:
    with pytest.raises(WaitExpired):
        driver.scan(0)
    window.type_bytes(b"BEGUN-BEF")

    scan = scan_while(driver, lambda: [window.type_bytes(b"ORE-THE-CALL\r"), window.show("FRESH")])

    assert scan.text == "FRESH"


def test_nothing_shown_is_a_wait_that_expires(driver: SerialScanner) -> None:
    with pytest.raises(WaitExpired):
        driver.scan(0.05)


def test_a_scanner_that_repeats_itself_is_heard_once(window: Scanner, driver: SerialScanner) -> None:
    first = scan_while(driver, lambda: window.show("SAME"))
    second = scan_while(driver, lambda: [window.show("SAME"), window.show("SAME"), window.show("OTHER")])

    assert (first.text, second.text) == ("SAME", "OTHER")


def test_the_same_code_two_seconds_later_is_a_new_presentation(
    window: Scanner, driver: SerialScanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan_while(driver, lambda: window.show("SAME"))
    monkeypatch.setattr(serial_scanner, "SAME_PRESENTATION", 0.0)

    assert scan_while(driver, lambda: window.show("SAME")).text == "SAME"


def test_a_wait_can_be_cancelled_from_another_thread(driver: SerialScanner) -> None:
    started = time.monotonic()

    with pytest.raises(Cancelled):
        scan_while(driver, driver.cancel)

    assert time.monotonic() - started < 4


def test_unplugged_is_absent_and_plugged_in_again_is_well(window: Scanner, driver: SerialScanner) -> None:
    ready = driver.state()
    window.wire.unplug()
    absent = driver.state()
    with pytest.raises(DeviceAbsent):
        driver.scan(1)
    window.wire.plug()
    scan = scan_while(driver, lambda: window.show("BACK"))

    assert (ready.condition, absent.condition) == (Condition.READY, Condition.ABSENT)
    assert scan.text == "BACK"


def test_unplugged_during_the_wait_is_absent(window: Scanner, driver: SerialScanner) -> None:
    with pytest.raises(DeviceAbsent):
        scan_while(driver, window.wire.unplug)


def test_a_scan_does_not_show_its_text_by_accident(window: Scanner, driver: SerialScanner) -> None:
    scan = scan_while(driver, lambda: window.show("LIC-SECRET"))

    assert "SECRET" not in repr(scan)
