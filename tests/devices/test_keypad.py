"""The keypad's driver, and a keypad at the other end of its line: keys, headphones, and what breaks."""

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from code_scanner_ends import OtherEndAsAProcess, open_descriptors, until

from devices.evdev import InputEvent
from devices.evdev.codes import EV_SYN, SYN_DROPPED
from devices.evdev.stream import packed
from devices.keypad import Key, KeypadEvent, KeyPressed, PlugMoved
from devices.keypad.evdev_keypad import EvdevKeypad
from devices.simulators import keypad as other_end
from devices.state import Condition

Heard = list[KeypadEvent]
Connect = Callable[..., tuple[EvdevKeypad, Heard]]


@pytest.fixture
def pad(tmp_path: Path) -> Iterator[other_end.Keypad]:
    pad = other_end.Keypad(tmp_path / "keypad")
    pad.start()
    yield pad
    pad.stop()


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Connect]:
    """A driver that listens, and what it has told so far."""
    drivers = []

    def connected(**options: object) -> tuple[EvdevKeypad, Heard]:
        driver = EvdevKeypad(str(tmp_path / "keypad"), **options)  # type: ignore[arg-type]
        drivers.append(driver)
        heard: Heard = []
        driver.listen(heard.append)
        assert until(
            lambda: driver.state().condition is not Condition.STARTING and (heard or not driver_is_there(driver))
        )
        return driver, heard

    yield connected
    for driver in drivers:
        driver.close()


def driver_is_there(driver: EvdevKeypad) -> bool:
    return driver.state().condition is Condition.READY


def keys(heard: Heard) -> list[KeyPressed]:
    return [event for event in heard if isinstance(event, KeyPressed)]


def plugs(heard: Heard) -> list[bool]:
    return [event.inserted for event in heard if isinstance(event, PlugMoved)]


def test_every_key_is_told_in_its_order(pad: other_end.Keypad, connect: Connect) -> None:
    _, heard = connect()

    for key in Key:
        pad.press(key.value)

    assert until(lambda: len(keys(heard)) == len(Key))
    assert keys(heard) == [KeyPressed(key) for key in Key]


def test_a_held_key_is_told_again_and_says_so(pad: other_end.Keypad, connect: Connect) -> None:
    _, heard = connect()

    pad.line.send([(1, 103, 1)])
    threading.Event().wait(0.05)
    pad.line.send([(1, 103, 2)])

    assert until(lambda: len(keys(heard)) == 2)
    assert keys(heard) == [KeyPressed(Key.UP), KeyPressed(Key.UP, again=True)]


def test_a_key_that_means_nothing_here_is_not_heard(pad: other_end.Keypad, connect: Connect) -> None:
    _, heard = connect()

    pad.press(30)
    pad.press("ok")

    assert until(lambda: keys(heard))
    assert keys(heard) == [KeyPressed(Key.OK)]


def test_a_hall_names_its_own_keys(pad: other_end.Keypad, connect: Connect) -> None:
    _, heard = connect(keys={"KEY_F13": "up", "KEY_A": Key.HELP})

    for code in (183, 30, 103):
        pad.press(code)

    assert until(lambda: len(keys(heard)) == 2)
    assert keys(heard) == [KeyPressed(Key.UP), KeyPressed(Key.HELP)]


@pytest.mark.parametrize("keys", [{"KEY_NOBODY": "up"}, {"KEY_UP": "sideways"}])
def test_a_key_that_does_not_exist_is_refused_at_once(keys: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"NOBODY|sideways"):
        EvdevKeypad("/dev/input/none", keys=keys)


@pytest.mark.parametrize("inserted", [False, True])
def test_it_is_told_at_once_whether_headphones_are_in(pad: other_end.Keypad, connect: Connect, inserted: bool) -> None:
    pad.plug_headphones(inserted)

    _, heard = connect()

    assert until(lambda: plugs(heard))
    assert plugs(heard) == [inserted]


def test_headphones_go_in_and_out(pad: other_end.Keypad, connect: Connect) -> None:
    _, heard = connect()

    pad.plug_headphones(True)
    pad.plug_headphones(True)
    pad.plug_headphones(False)

    assert until(lambda: len(plugs(heard)) == 3)
    assert plugs(heard) == [False, True, False]


def test_headphones_told_by_two_keys(tmp_path: Path, connect: Connect) -> None:
    pad = other_end.Keypad(tmp_path / "keypad", plug_keys=True)
    pad.start()
    _, heard = connect()

    pad.plug_headphones(True)
    pad.plug_headphones(False)

    assert until(lambda: len(plugs(heard)) == 3)
    assert plugs(heard) == [False, True, False]
    pad.stop()


def test_who_listens_later_is_told_too(pad: other_end.Keypad, connect: Connect) -> None:
    pad.plug_headphones(True)
    driver, first = connect()
    later: Heard = []

    driver.listen(later.append)
    assert until(lambda: later)
    pad.press("ok")

    assert until(lambda: len(later) == 2)
    assert later == [PlugMoved(True), KeyPressed(Key.OK)]
    assert plugs(first) == [True]


def test_pulled_out_with_headphones_in_there_are_none_any_more(pad: other_end.Keypad, connect: Connect) -> None:
    pad.plug_headphones(True)
    driver, heard = connect()

    pad.line.wire.unplug()

    assert until(lambda: driver.state().condition is Condition.ABSENT, 2)
    assert plugs(heard) == [True, False]


def test_plugged_in_again_it_is_heard_within_three_seconds(pad: other_end.Keypad, connect: Connect) -> None:
    driver, heard = connect()
    pad.line.wire.unplug()
    assert until(lambda: driver.state().condition is Condition.ABSENT, 2)

    pad.line.wire.plug()

    assert until(lambda: pad.look()["held"], 3)
    assert until(
        lambda: pad.press("help") or keys(heard)
    )  # what was pressed before it asked how the keys are, it does not tell
    assert driver.state().condition is Condition.READY


def test_a_stuck_key_is_told_of_and_does_not_go_on_for_ever(pad: other_end.Keypad, connect: Connect) -> None:
    driver, heard = connect(stuck_after=0.1)

    pad.stick("ok")
    assert until(lambda: driver.state().condition is Condition.NEEDS_STAFF)
    stuck = driver.state()
    pad.line.send([(1, 28, 2)])
    pad.press("up")
    assert until(lambda: KeyPressed(Key.UP) in heard)
    pad.unstick()

    assert stuck.reasons == ("key-stuck",)
    assert keys(heard) == [KeyPressed(Key.OK), KeyPressed(Key.UP)]
    assert until(lambda: driver.state().condition is Condition.READY)


def test_a_key_that_was_stuck_before_is_seen_after_a_restart(pad: other_end.Keypad, connect: Connect) -> None:
    pad.stick("ok")

    driver, _ = connect(stuck_after=0.1)

    assert until(lambda: driver.state().condition is Condition.NEEDS_STAFF)


def test_a_flood_of_repeats_is_told_as_fast_as_a_key_repeats(pad: other_end.Keypad, connect: Connect) -> None:
    _, heard = connect()

    pad.press("down", again=1000)
    pad.press("ok")

    assert until(lambda: KeyPressed(Key.OK) in heard)
    assert len(keys(heard)) < 200


def test_a_host_that_takes_nothing_in_loses_a_flood_and_holds_nobody_up(pad: other_end.Keypad, tmp_path: Path) -> None:
    driver = EvdevKeypad(str(tmp_path / "keypad"))
    assert until(lambda: driver_is_there(driver))
    flood = threading.Thread(target=lambda: pad.press("down", again=10_000), daemon=True)

    flood.start()
    flood.join(10)

    assert not flood.is_alive()
    driver.close()


@pytest.mark.parametrize("kind", ["flip", "cut", "split", "junk", "silence"])
def test_noise_lets_nothing_out_and_the_next_key_is_heard(pad: other_end.Keypad, connect: Connect, kind: str) -> None:
    driver, heard = connect()
    pad.line.noise.order(kind, times=20)
    for _ in range(10):
        pad.press("up")

    assert until(lambda: pad.press("help") or KeyPressed(Key.HELP) in heard)
    assert driver.state().condition is Condition.READY


def test_events_that_were_dropped_make_it_ask_again(pad: other_end.Keypad, connect: Connect) -> None:
    _, heard = connect()
    pad.line.noise.order("silence")
    pad.plug_headphones(True)

    pad.line.wire.push(packed(InputEvent(0.0, EV_SYN, SYN_DROPPED, 0)))

    assert until(lambda: plugs(heard) == [False, True])


def test_asked_without_listening_it_is_ready_and_holds_no_thread(pad: other_end.Keypad, tmp_path: Path) -> None:
    gc.collect()
    threads, descriptors = threading.active_count(), open_descriptors()
    driver = EvdevKeypad(str(tmp_path / "keypad"))

    state = driver.state()

    assert (state.device, state.condition) == ("keypad", Condition.READY)
    assert threading.active_count() == threads
    driver.close()
    del driver
    gc.collect()
    assert open_descriptors() == descriptors


def test_somebody_else_who_has_it_makes_it_busy(pad: other_end.Keypad, connect: Connect, tmp_path: Path) -> None:
    connect()

    state = EvdevKeypad(str(tmp_path / "keypad")).state()

    assert (state.condition, state.detail) == (Condition.BUSY, "port-in-use")


PROGRAM = """
import sys, time
from pathlib import Path
from devices.simulators.keypad import Keypad
pad = Keypad(Path(sys.argv[1]))
pad.start()
print("ready", flush=True)
while True:
    pad.press("ok")
    time.sleep(0.1)
"""


@pytest.mark.parametrize("times", [3, pytest.param(50, marks=pytest.mark.soak)], ids=["3 times", "50 times"])
def test_the_other_end_is_killed_and_comes_back(tmp_path: Path, connect: Connect, times: int) -> None:
    end = OtherEndAsAProcess(PROGRAM, tmp_path / "keypad")
    end.revive()
    driver, heard = connect()
    gc.collect()
    threads, descriptors = threading.active_count(), open_descriptors()

    for _ in range(times):
        end.kill()
        assert until(lambda: driver.state().condition is Condition.ABSENT, 2)
        heard.clear()
        end.revive()
        assert until(lambda: driver.state().condition is Condition.READY and keys(heard), 3)

    assert threading.active_count() == threads
    assert open_descriptors() == descriptors
    end.kill()
