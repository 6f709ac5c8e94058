"""The supervisor: brings devices back with growing patience, tells only what changed, lends each to one at a time."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.code_scanner.serial_scanner import SerialScanner
from devices.errors import DeviceAbsent, DeviceClaimed
from devices.state import Condition, DeviceState
from devices.supervisor import Change, Rhythm
from devices.supervisor.hot_plug import HotPlug, is_of_interest
from devices.supervisor.supervisor import Supervisor

BRISK = Rhythm(while_well=0.05, first_retry=0.02, longest_retry=0.08)


class Bell:
    """A device of the smallest kind: it says what it was told to say, and counts how often it was asked."""

    def __init__(self, answer: DeviceState | Exception) -> None:
        self.answer = answer
        self.asked: list[float] = []
        self.may_answer = threading.Event()
        self.may_answer.set()

    def state(self) -> DeviceState:
        self.asked.append(time.monotonic())
        self.may_answer.wait(10)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def close(self) -> None:
        pass


READY = DeviceState("bell", Condition.READY)
BROKEN = DeviceState("bell", Condition.BROKEN, ("cutter-fault",))


@contextmanager
def watched(bell: Bell, rhythm: Rhythm = BRISK) -> Iterator[tuple[Supervisor, list[Change]]]:
    told: list[Change] = []
    supervisor = Supervisor({"bell": bell}, rhythm)
    supervisor.listen(told.append)
    supervisor.start()
    try:
        yield supervisor, told
    finally:
        bell.may_answer.set()
        supervisor.stop()


def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.005)


def test_listener_hears_at_once_how_each_device_is() -> None:
    told: list[Change] = []

    Supervisor({"bell": Bell(READY)}).listen(told.append)

    assert [(change.name, change.state.condition) for change in told] == [("bell", Condition.UNKNOWN)]


def test_device_goes_from_unknown_by_way_of_starting_to_ready() -> None:
    with watched(Bell(READY)) as (_, told):
        until(lambda: told[-1].state.condition is Condition.READY)

        conditions = [change.state.condition for change in told]

    assert conditions == [Condition.UNKNOWN, Condition.STARTING, Condition.READY]


def test_what_stays_the_same_is_told_once() -> None:
    bell = Bell(READY)

    with watched(bell) as (_, told):
        until(lambda: len(bell.asked) > 8)
        heard = len(told)

    assert heard == 3


def test_change_names_only_the_fields_that_changed() -> None:
    bell = Bell(READY)

    with watched(bell) as (_, told):
        until(lambda: told[-1].state.condition is Condition.READY)
        bell.answer = DeviceState("bell", Condition.READY, warnings=("media-low",))
        until(lambda: told[-1].state.warnings == ("media-low",))

    assert told[-1].changed == {"warnings"}


def test_silent_device_is_asked_with_growing_patience_and_never_given_up() -> None:
    bell = Bell(BROKEN)

    with watched(bell, Rhythm(0.05, first_retry=0.02, longest_retry=0.16)):
        until(lambda: len(bell.asked) >= 7)

    pauses = [later - earlier for earlier, later in zip(bell.asked, bell.asked[1:], strict=False)]
    assert pauses[0] < 0.1
    assert all(pause >= 0.15 for pause in pauses[3:6])


def test_device_that_is_back_is_told_of_as_ready() -> None:
    bell = Bell(BROKEN)

    with watched(bell) as (_, told):
        until(lambda: told[-1].state.condition is Condition.BROKEN)
        bell.answer = READY
        until(lambda: told[-1].state.condition is Condition.READY)

    assert told[-1].changed == {"condition", "reasons"}


def test_asking_now_does_not_wait_for_the_beat() -> None:
    bell = Bell(BROKEN)

    with watched(bell, Rhythm(60.0, 60.0, 60.0)) as (supervisor, told):
        until(lambda: told[-1].state.condition is Condition.BROKEN)
        bell.answer = READY
        supervisor.ask_now("bell")

        until(lambda: told[-1].state.condition is Condition.READY)


def test_driver_that_raises_a_fact_is_understood() -> None:
    with watched(Bell(DeviceAbsent("port-missing"))) as (supervisor, told):
        until(lambda: told[-1].state.condition is Condition.ABSENT)

        reasons = supervisor.states()["bell"].reasons

    assert reasons == ("device-absent",)


def test_defect_in_one_driver_is_told_and_ends_nobodys_watch() -> None:
    bell, defects = Bell(ZeroDivisionError("张测试")), list[str]()
    supervisor = Supervisor({"bell": bell}, BRISK, lambda name, defect: defects.append(f"{name} {defect!r:.17}"))

    supervisor.start()
    until(lambda: len(bell.asked) > 2)
    broken = supervisor.states()["bell"]
    bell.answer = READY
    until(lambda: supervisor.states()["bell"].condition is Condition.READY)
    supervisor.stop()

    assert (broken.condition, broken.reasons) == (Condition.BROKEN, ("device-defect",))
    assert defects[0] == "bell ZeroDivisionError"


def test_defect_is_written_down_by_its_kind_alone(caplog: pytest.LogCaptureFixture) -> None:
    with watched(Bell(ValueError("张测试"))):
        until(lambda: bool(caplog.records))

    assert "ValueError" in caplog.text
    assert "张测试" not in caplog.text


@pytest.mark.timeout(30)
def test_look_that_does_not_end_counts_as_silence_until_it_does() -> None:
    bell = Bell(READY)

    with watched(bell) as (supervisor, told):
        until(lambda: told[-1].state.condition is Condition.READY)
        bell.may_answer.clear()
        until(lambda: told[-1].state.reasons == ("device-silent",), 10)
        bell.may_answer.set()
        until(lambda: supervisor.states()["bell"].condition is Condition.READY)


def test_claimed_device_is_lent_to_nobody_else_who_is_told_by_whom() -> None:
    with (
        watched(Bell(READY)) as (supervisor, _),
        supervisor.claim("bell", "maintenance", 0.0),
        pytest.raises(DeviceClaimed, match="maintenance"),
        supervisor.claim("bell", "visit", 0.01),
    ):
        pass


def test_claimed_device_is_told_of_as_busy_and_then_as_ready() -> None:
    with watched(Bell(READY)) as (supervisor, told):
        with supervisor.claim("bell", "visit", 0.0):
            until(lambda: told[-1].state.condition is Condition.BUSY)
        until(lambda: told[-1].state.condition is Condition.READY)

        assert supervisor.claimed_by("bell") == ""


def test_who_waits_for_a_claim_gets_it_when_it_is_let_go_also_by_an_error() -> None:
    had: list[str] = []

    with watched(Bell(READY)) as (supervisor, _):

        def wait_for_it() -> None:
            with supervisor.claim("bell", "visit", 5.0):
                had.append(supervisor.claimed_by("bell"))

        waiting = threading.Thread(target=wait_for_it)

        def fail_while_holding_it() -> None:
            with supervisor.claim("bell", "maintenance", 0.0):
                waiting.start()
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail_while_holding_it()
        waiting.join(5)

    assert had == ["visit"]


def test_twenty_who_want_one_device_have_it_one_after_another() -> None:
    inside, most = 0, 0
    counting = threading.Lock()

    with watched(Bell(READY)) as (supervisor, _):

        def use_it() -> None:
            nonlocal inside, most
            with supervisor.claim("bell", "visit", 10.0):
                with counting:
                    inside += 1
                    most = max(most, inside)
                supervisor.ask_now()
                with counting:
                    inside -= 1

        crowd = [threading.Thread(target=use_it) for _ in range(20)]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join(10)

    assert most == 1


def test_port_that_comes_and_goes_is_noticed_within_a_beat(tmp_path: Path) -> None:
    window = tmp_path / "code-scanner"
    scanner = SerialScanner(str(window))
    supervisor = Supervisor({"code-scanner": scanner}, Rhythm(0.1, 0.05, 0.2))
    supervisor.start()

    until(lambda: supervisor.states()["code-scanner"].condition is Condition.ABSENT)
    ours, theirs = os.openpty()
    window.symlink_to(os.ttyname(theirs))
    until(lambda: supervisor.states()["code-scanner"].condition is Condition.READY, 2)
    window.unlink()
    until(lambda: supervisor.states()["code-scanner"].condition is Condition.ABSENT, 2)

    supervisor.stop()
    scanner.close()
    os.close(ours)
    os.close(theirs)


def test_started_and_stopped_fifty_times_it_leaves_no_thread_and_no_descriptor() -> None:
    with watched(Bell(READY)):
        pass
    threads, descriptors = threading.active_count(), len(os.listdir("/proc/self/fd"))

    for _ in range(50):
        with watched(Bell(READY)):
            pass

    assert threading.active_count() == threads
    assert len(os.listdir("/proc/self/fd")) <= descriptors


def test_supervisor_that_never_began_may_be_stopped() -> None:
    Supervisor({"bell": Bell(READY)}).stop()


@pytest.mark.parametrize(
    ("event", "wakes"),
    [
        (b"add@/devices/pci/usb1/1-1/ttyUSB0\0ACTION=add\0SUBSYSTEM=tty\0DEVNAME=ttyUSB0\0", True),
        (b"remove@/devices/x\0ACTION=remove\0DEVPATH=/devices/x\0SUBSYSTEM=usbmisc\0", True),
        (b"change@/devices/x\0ACTION=change\0SUBSYSTEM=power_supply\0", False),
        (b"add@/devices/x\0ACTION=add\0SUBSYSTEM=block\0", False),
        (b"libudev\0\xfe\xed\xca\xfe", False),
        (b"", False),
    ],
)
def test_only_what_may_be_a_device_of_the_hall_wakes_the_watches(event: bytes, wakes: bool) -> None:
    assert is_of_interest(event) is wakes


@given(st.binary(max_size=300))
def test_no_announcement_can_disturb(event: bytes) -> None:
    assert is_of_interest(event) in (True, False)


def test_machine_that_announces_nothing_is_waited_at_in_peace() -> None:
    hot_plug = HotPlug()

    heard = hot_plug.heard_something()
    hot_plug.close()

    assert heard is False
    assert hot_plug.fileno() == -1
