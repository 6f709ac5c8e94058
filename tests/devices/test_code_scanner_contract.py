"""What a code scanner's driver promises, on every wire and against every scanner there is: ours, and emupos."""

import gc
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from code_scanner_ends import (
    SERIAL_PROGRAM,
    WEDGE_PROGRAM,
    EmuposEnd,
    OtherEndAsAProcess,
    SerialEnd,
    WedgeEnd,
    open_descriptors,
    scan_while,
    until,
    why_there_is_no_emupos,
)

from devices.code_scanner import showings
from devices.code_scanner.evdev_scanner import EvdevScanner
from devices.code_scanner.framing import LONGEST_CODE
from devices.code_scanner.serial_scanner import SerialScanner
from devices.errors import Cancelled, DeviceAbsent, ScanRefused, WaitExpired
from devices.state import Condition

ENDS = {"serial": SerialEnd, "wedge": WedgeEnd, "emupos": EmuposEnd}
OURS = ["serial", "wedge"]


@pytest.fixture(scope="module")
def running(request, tmp_path_factory):
    """One end for the whole module: emupos takes seconds to start."""
    if request.param == "emupos" and (reason := why_there_is_no_emupos()):
        pytest.skip(reason)
    end = ENDS[request.param](tmp_path_factory.mktemp(request.param))
    end.start()
    yield end
    end.stop()


@pytest.fixture
def end(running):
    return running


@pytest.fixture
def driver(end):
    # A busy machine must not make a pause between two bytes look like the end of a code.
    driver = end.driver(silence=1.0)
    yield driver
    driver.close()


on_every_end = pytest.mark.parametrize("running", ENDS, indirect=True, scope="module")
on_ours = pytest.mark.parametrize("running", OURS, indirect=True, scope="module")


@pytest.fixture
def soon_forgotten(monkeypatch):
    monkeypatch.setattr(showings, "SAME_SHOWING", 0.4)


@on_every_end
def test_a_code_that_is_shown_is_scanned(end, driver):
    scan = scan_while(driver, lambda: end.show("https://example.cn/qr?c=Aa-1"))

    assert scan.text == "https://example.cn/qr?c=Aa-1"
    assert "example" not in repr(scan)


@on_every_end
def test_what_was_shown_before_the_call_reaches_nothing(end, driver):
    with pytest.raises(WaitExpired):
        driver.scan(0)
    end.show("BEFORE")

    scan = scan_while(driver, lambda: end.show("AFTER"))

    assert scan.text == "AFTER"


@on_every_end
def test_nothing_shown_is_a_wait_that_expires(driver):
    started = time.monotonic()

    with pytest.raises(WaitExpired):
        driver.scan(0.1)

    assert 0.1 <= time.monotonic() - started < 2


@on_every_end
def test_a_code_that_stays_before_the_window_is_one_scan_over_several_calls(end, driver):
    first = scan_while(driver, lambda: end.show("SAME"))
    with pytest.raises(WaitExpired):
        scan_while(driver, lambda: end.show("SAME"), timeout=1.0)
    other = scan_while(driver, lambda: [end.show("SAME"), end.show("OTHER")])

    assert (first.text, other.text) == ("SAME", "OTHER")


@on_every_end
@pytest.mark.usefixtures("soon_forgotten")
def test_taken_away_and_shown_again_it_is_a_new_scan(end, driver):
    first = scan_while(driver, lambda: end.show("SAME"))
    with pytest.raises(WaitExpired):
        driver.scan(0.5)
    second = scan_while(driver, lambda: end.show("SAME"))

    assert (first.text, second.text) == ("SAME", "SAME")


@on_every_end
@pytest.mark.usefixtures("soon_forgotten")
def test_shown_again_while_nobody_asked_and_still_there_when_somebody_does_it_is_scanned(end, driver):
    scan_while(driver, lambda: end.show("SAME"))
    with pytest.raises(WaitExpired):
        driver.scan(0.5)
    end.show("SAME")

    assert scan_while(driver, lambda: end.show("SAME")).text == "SAME"


@on_every_end
def test_a_wait_can_be_cancelled_from_another_thread(driver):
    started = time.monotonic()

    with pytest.raises(Cancelled):
        scan_while(driver, driver.cancel)

    assert time.monotonic() - started < 4


@on_every_end
def test_a_cancel_when_nothing_waits_does_not_spoil_the_next_call(end, driver):
    driver.cancel()

    assert scan_while(driver, lambda: end.show("AFTER-CANCEL")).text == "AFTER-CANCEL"


@on_every_end
def test_it_is_ready_and_busy_while_it_scans(driver):
    ready = driver.state()
    with ThreadPoolExecutor(1) as pool:
        scanning = pool.submit(driver.scan, 10)

        assert ready.condition is Condition.READY
        assert until(lambda: driver.state().condition is Condition.BUSY)
        driver.cancel()
        with pytest.raises(Cancelled):
            scanning.result(5)

    assert driver.state().condition is Condition.READY


@on_every_end
def test_unplugged_is_absent_within_two_seconds_and_plugged_in_again_is_well(end, driver):
    scan_while(driver, lambda: end.show("HERE"))
    end.unplug()
    asked = time.monotonic()
    absent = driver.state()
    with pytest.raises(DeviceAbsent):
        driver.scan(1)
    took = time.monotonic() - asked
    end.plug()

    assert (absent.condition, absent.reasons) == (Condition.ABSENT, ("device-absent",))
    assert took < 2
    assert scan_while(driver, lambda: end.show("BACK")).text == "BACK"


@on_ours
def test_unplugged_during_the_wait_is_absent(end, driver):
    with pytest.raises(DeviceAbsent):
        scan_while(driver, end.unplug)

    end.plug()


@on_ours
def test_a_replug_between_two_calls_goes_unnoticed(end, driver):
    scan_while(driver, lambda: end.show("ONE"))
    end.unplug()
    end.plug()

    assert scan_while(driver, lambda: end.show("TWO")).text == "TWO"


@on_ours
def test_chinese_is_scanned(end, driver):
    assert scan_while(driver, lambda: end.show("东莞市测试码𠅤é")).text == "东莞市测试码𠅤é"


@on_ours
def test_a_control_code_is_refused_and_hangs_on_nothing(end, driver):
    with pytest.raises(ScanRefused) as refused:
        scan_while(driver, end.show_control_code)

    assert refused.value.args == ("control-bytes",)
    assert refused.value.__context__ is None


@on_ours
def test_the_longest_code_is_taken_and_a_longer_one_refused_whole(end, driver):
    longest = scan_while(driver, lambda: end.show("7" * LONGEST_CODE), timeout=30)
    with pytest.raises(ScanRefused):
        scan_while(driver, lambda: end.show("8" * (LONGEST_CODE + 1)), timeout=30)
    following = scan_while(driver, lambda: end.show("NEXT"), timeout=30)

    assert (len(longest.text), following.text) == (LONGEST_CODE, "NEXT")


@on_ours
def test_somebody_else_who_has_it_makes_it_busy_and_not_gone(end, driver):
    other = end.driver()
    other.state()

    state = driver.state()

    assert (state.condition, state.detail) == (Condition.BUSY, "port-in-use")
    other.close()
    assert driver.state().condition is Condition.READY


@on_ours
def test_closed_it_holds_no_thread_and_no_descriptor(end):
    gc.collect()
    threads, descriptors = threading.active_count(), open_descriptors()

    for _ in range(5):
        driver = end.driver()
        with pytest.raises(WaitExpired):
            driver.scan(0.01)
        driver.close()
        del driver
    # Driver and listener know each other: only the collector finds that nobody else does.
    gc.collect()

    assert threading.active_count() == threads
    assert open_descriptors() == descriptors


DRIVERS = {"serial": (SerialScanner, SERIAL_PROGRAM), "wedge": (EvdevScanner, WEDGE_PROGRAM)}


@pytest.mark.parametrize("wire", DRIVERS)
@pytest.mark.parametrize("times", [3, pytest.param(50, marks=pytest.mark.soak)], ids=["3 times", "50 times"])
def test_the_other_end_is_killed_and_comes_back(tmp_path, wire, times):
    make, program = DRIVERS[wire]
    end = OtherEndAsAProcess(program, tmp_path / "line")
    end.revive()
    driver = make(str(tmp_path / "line"))
    driver.scan(10)
    gc.collect()
    threads, descriptors = threading.active_count(), open_descriptors()
    slowest = 0.0

    for _ in range(times):
        end.kill()
        assert until(lambda: driver.state().condition is Condition.ABSENT, 2)
        end.revive()
        revived = time.monotonic()
        assert until(lambda: driver.state().condition is Condition.READY, 3)
        slowest = max(slowest, time.monotonic() - revived)
        # What was shown before the kill is still remembered as shown; asking is what matters here.
        with suppress(WaitExpired):
            driver.scan(0.05)

    assert slowest < 3
    assert threading.active_count() == threads
    assert open_descriptors() == descriptors
    driver.close()
    end.kill()


def damaged(chance: random.Random, good: bytes) -> bytes:
    """What a bad line, or a bad mind, makes of a code."""
    octets = bytearray(good * chance.randrange(1, 3))
    for _ in range(chance.randrange(1, 10)):
        octets[chance.randrange(len(octets))] = chance.randrange(256)
    return bytes(octets[chance.randrange(5) : chance.randrange(5, len(octets))])


@on_ours
@pytest.mark.parametrize("cases", [100, pytest.param(20_000, marks=pytest.mark.soak)], ids=["100", "20000"])
def test_damage_lets_no_exception_out_and_the_code_behind_it_is_read(end, cases, monkeypatch):
    monkeypatch.setattr(showings, "SAME_SHOWING", 0.0)
    chance = random.Random(cases)
    driver = end.driver(silence=0.004)
    sent: list[bytes] = []
    if isinstance(end, WedgeEnd):
        monkeypatch.setattr(end.scanner.line.wire, "push", sent.append)
        with pytest.raises(WaitExpired):
            driver.scan(0)
        end.show("LIC-91441900")
        monkeypatch.undo()
        monkeypatch.setattr(showings, "SAME_SHOWING", 0.0)
    good = b"".join(sent) or b"LIC-91441900MA0000007J\r"
    slowest = 0.0

    with ThreadPoolExecutor(1) as pool:
        for number in range(cases):
            scanned = pool.submit(scan_until, driver, f"GOOD{number}")
            end.raw(damaged(chance, good))
            began = time.monotonic()
            while not scanned.done() and time.monotonic() - began < 10:
                end.show(f"GOOD{number}")
                with suppress(TimeoutError):
                    scanned.result(0.006)
            assert scanned.result(0)
            slowest = max(slowest, time.monotonic() - began)

    assert slowest < 5
    driver.close()


def scan_until(driver, text: str) -> bool:
    """Whether it was scanned; whatever else comes is another code, or one that is refused."""
    for _ in range(200):
        with suppress(ScanRefused):
            if driver.scan(5).text == text:
                return True
    return False
