"""What the receipt printer's driver promises, on every wire and against every printer there is: ours, and emupos."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from receipt_printer_ends import Emupos, OurPrinter, StopsInTheMiddle, receipt, until, why_there_is_no_emupos

from devices.errors import (
    CoverOpen,
    DeviceAbsent,
    DeviceSilent,
    MediaEmpty,
    OutcomeUnknown,
    PrinterFault,
)
from devices.state import Condition

SEEN_WITHIN = 5.0
"""Seconds. A quiet machine takes milliseconds, and 1.5 s where silence is the sign; the rest is room for a busy one."""
ENDS = {
    **{f"ours-{wire}": lambda home, wire=wire: OurPrinter(home, wire) for wire in ("tcp", "serial", "usb")},
    **{f"emupos-{wire}": lambda home, wire=wire: Emupos(home, wire) for wire in ("tcp", "serial")},
}
FAULTS = {
    "paper-out": (MediaEmpty, "media-empty", Condition.NEEDS_STAFF),
    "cover-open": (CoverOpen, "cover-open", Condition.NEEDS_STAFF),
    "offline": (PrinterFault, "offline", Condition.NEEDS_STAFF),
    "recoverable": (PrinterFault, "recoverable", Condition.BROKEN),
    "unrecoverable": (PrinterFault, "unrecoverable", Condition.BROKEN),
    "head-hot": (PrinterFault, "head-hot", Condition.NEEDS_STAFF),
}

HAS = [(end, fault) for end in ENDS for fault in FAULTS if end.startswith("ours") or fault in Emupos.faults]
every_fault = pytest.mark.parametrize(("printer", "fault"), HAS, indirect=["printer"])


@pytest.fixture(scope="module")
def ends(tmp_path_factory):
    """Every end, set up when it is first asked for: emupos takes a second to start. Each test leaves it as it found it."""
    running = {}

    def end_called(name):
        if name not in running:
            running[name] = ENDS[name](tmp_path_factory.mktemp(name))
            running[name].start()
        return running[name]

    yield end_called
    for end in running.values():
        end.stop()


@pytest.fixture(params=ENDS)
def printer(request, ends):
    if request.param.startswith("emupos") and (reason := why_there_is_no_emupos()):
        pytest.skip(reason)
    return ends(request.param)


@pytest.fixture
def driver(printer):
    driver = printer.driver()
    yield driver
    driver.close()


@pytest.fixture
def fail(printer):
    """Bring a fault on, to be cured in any case."""
    cures = []

    def bring_on(fault):
        printer.fail(fault)
        cures.append(fault)

    yield bring_on
    for fault in cures:
        printer.cure(fault)


@pytest.fixture
def in_the_middle(printer):
    """A driver on a wire on which something happens when a receipt is half through."""
    drivers = []

    def driver_on_which(happens):
        driver = printer.driver()
        driver._wire = StopsInTheMiddle(driver._wire, 500, happens)
        drivers.append(driver)
        return driver

    yield driver_on_which
    for driver in drivers:
        driver.close()


def test_a_printer_that_is_well_is_ready(driver):
    state = driver.state()

    assert state.device == "receipt-printer"
    assert state.condition is Condition.READY
    assert state.reasons == state.warnings == ()


def test_a_receipt_comes_out_whole(printer, driver):
    before = len(printer.receipts())

    driver.print_receipt(receipt(lines=30, words="东莞市政务服务中心"))

    until(lambda: len(printer.receipts()) > before)
    words = printer.receipts()[-1]
    assert [line.strip() for line in words.splitlines() if line.strip()] == [
        f"东莞市政务服务中心 {number}" for number in range(1, 31)
    ]


def test_receipts_follow_one_another_on_the_same_driver(printer, driver):
    before = len(printer.receipts())

    for words in ("甲", "乙", "丙"):
        driver.print_receipt(receipt(words=words))

    until(lambda: len(printer.receipts()) == before + 3)
    assert [text.strip()[0] for text in printer.receipts()[before:]] == ["甲", "乙", "丙"]


@every_fault
def test_each_fault_is_seen_within_two_seconds_and_nothing_is_sent(printer, driver, fail, fault):
    error, reason, condition = FAULTS[fault]
    before = len(printer.receipts())

    fail(fault)
    started = time.monotonic()
    state = driver.state()
    with pytest.raises(error) as refusal:
        driver.print_receipt(receipt())
    took = time.monotonic() - started
    printer.cure(fault)
    cured = driver.state()

    assert type(refusal.value) is error
    assert (state.condition, state.reasons[0]) == (condition, reason)
    assert took < SEEN_WITHIN
    assert cured.condition is Condition.READY
    assert len(printer.receipts()) == before


def test_the_rolls_near_end_is_a_warning(driver, fail):
    fail("paper-near-end")

    state = driver.state()
    driver.print_receipt(receipt())

    assert (state.condition, state.warnings) == (Condition.READY, ("media-low",))


@every_fault
def test_a_fault_in_the_middle_leaves_the_outcome_unknown_and_is_named_within_two_seconds(
    printer, in_the_middle, fail, fault
):
    moments = []

    def happens():
        fail(fault)
        moments.append(time.monotonic())

    driver = in_the_middle(happens)
    with pytest.raises(OutcomeUnknown) as outcome:
        driver.print_receipt(receipt(lines=60))
    took = time.monotonic() - moments[0]

    assert type(outcome.value.__cause__) is FAULTS[fault][0]
    assert took < SEEN_WITHIN


def test_the_next_receipt_is_whole_after_a_broken_one(printer, in_the_middle, fail):
    broken = in_the_middle(lambda: fail("cover-open"))
    with pytest.raises(OutcomeUnknown):
        broken.print_receipt(receipt(lines=60, words="甲甲甲甲甲"))
    printer.cure("cover-open")

    broken.print_receipt(receipt(words="乙"))

    until(lambda: any("乙 3" in text for text in printer.receipts()))
    whole = next(text for text in printer.receipts() if "乙 3" in text)
    assert [line.strip() for line in whole.splitlines() if line.strip()] == ["乙 1", "乙 2", "乙 3"]


def test_a_killed_printer_is_absent_and_comes_back_by_itself(printer, driver):
    driver.print_receipt(receipt())

    printer.kill()
    started = time.monotonic()
    state = driver.state()
    with pytest.raises((DeviceAbsent, DeviceSilent)):
        driver.print_receipt(receipt())
    took = time.monotonic() - started
    printer.revive()
    revived = time.monotonic()
    until(lambda: driver.state().condition is Condition.READY, 3)
    ready_after = time.monotonic() - revived
    driver.print_receipt(receipt(words="后"))

    assert state.condition is Condition.ABSENT
    assert took < SEEN_WITHIN
    assert ready_after < 3


def test_a_printer_killed_in_the_middle_leaves_the_outcome_unknown(printer, in_the_middle):
    driver = in_the_middle(printer.kill)

    started = time.monotonic()
    with pytest.raises(OutcomeUnknown) as outcome:
        driver.print_receipt(receipt(lines=60))
    took = time.monotonic() - started
    printer.revive()
    until(lambda: driver.state().condition is Condition.READY, 3)

    assert isinstance(outcome.value.__cause__, DeviceAbsent | DeviceSilent)
    assert took < SEEN_WITHIN


def test_it_is_busy_while_it_prints_and_says_so_at_once(in_the_middle):
    reached, go_on = threading.Event(), threading.Event()

    def happens():
        reached.set()
        assert go_on.wait(10)

    driver = in_the_middle(happens)
    with ThreadPoolExecutor(1) as elsewhere:
        printing = elsewhere.submit(driver.print_receipt, receipt(lines=60))
        assert reached.wait(5)
        started = time.monotonic()
        state = driver.state()
        took = time.monotonic() - started
        go_on.set()
        printing.result(10)
    after = driver.state()

    assert state.condition is Condition.BUSY
    assert took < 0.5
    assert after.condition is Condition.READY


def test_a_closed_driver_opens_again(driver):
    driver.print_receipt(receipt())

    driver.close()

    assert driver.state().condition is Condition.READY
