"""The presence sensor's driver, and a sensor at the other end of its line."""

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from code_scanner_ends import OtherEndAsAProcess, open_descriptors, until

from devices.presence_sensor.evdev_presence_sensor import EvdevPresenceSensor
from devices.simulators import presence_sensor as other_end
from devices.state import Condition

Connect = Callable[..., tuple[EvdevPresenceSensor, list[bool]]]


@pytest.fixture
def sensor(tmp_path: Path) -> Iterator[other_end.PresenceSensor]:
    sensor = other_end.PresenceSensor(tmp_path / "presence-sensor")
    sensor.start()
    yield sensor
    sensor.stop()


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Connect]:
    """A driver that listens, and what it has told so far."""
    drivers = []

    def connected(**options: object) -> tuple[EvdevPresenceSensor, list[bool]]:
        driver = EvdevPresenceSensor(str(tmp_path / "presence-sensor"), **options)  # type: ignore[arg-type]
        drivers.append(driver)
        heard: list[bool] = []
        driver.listen(heard.append)
        assert until(lambda: heard)
        return driver, heard

    yield connected
    for driver in drivers:
        driver.close()


@pytest.mark.parametrize("near", [False, True])
def test_it_is_told_at_once_how_it_is_and_then_what_changes(
    sensor: other_end.PresenceSensor, connect: Connect, near: bool
) -> None:
    sensor.direct({"do": "presence", "near": near})
    _, heard = connect()

    sensor.direct({"do": "presence", "near": not near})
    sensor.direct({"do": "presence", "near": near})

    assert until(lambda: len(heard) == 3)
    assert heard == [near, not near, near]


def test_a_contact_that_flutters_is_told_once(sensor: other_end.PresenceSensor, connect: Connect) -> None:
    _, heard = connect()

    sensor.direct({"do": "presence", "near": True})
    sensor.direct({"do": "fault", "kind": "flutter"})
    sensor.direct({"do": "presence", "near": False})

    assert until(lambda: heard[-1] is False and True in heard)
    assert heard == [False, True, False]


def test_a_distance_counts_when_it_is_near_and_until_it_is_far(tmp_path: Path, connect: Connect) -> None:
    sensor = other_end.PresenceSensor(tmp_path / "presence-sensor", measures=True)
    sensor.start()
    _, heard = connect(sees="ABS_DISTANCE", near=80, far=100)

    for distance in (90, 80, 90, 100, 101, 90):
        sensor.stand_at(distance)

    assert until(lambda: len(heard) == 3)
    assert heard == [False, True, False]
    sensor.stop()


def test_pulled_out_nobody_is_told_to_have_gone(sensor: other_end.PresenceSensor, connect: Connect) -> None:
    sensor.direct({"do": "presence", "near": True})
    driver, heard = connect()
    assert until(lambda: heard[-1])
    told = list(heard)

    sensor.line.wire.unplug()
    assert until(lambda: driver.state().condition is Condition.ABSENT, 2)
    assert heard == told
    sensor.line.wire.plug()

    assert until(lambda: driver.state().condition is Condition.READY, 3)
    sensor.direct({"do": "presence", "near": False})
    assert until(lambda: heard[-1] is False)


@pytest.mark.parametrize("kind", ["flip", "cut", "split", "junk", "silence"])
def test_noise_lets_nothing_out_and_the_next_change_is_heard(
    sensor: other_end.PresenceSensor, connect: Connect, kind: str
) -> None:
    _, heard = connect()
    sensor.line.noise.order(kind, times=10)
    for near in (True, False) * 5:
        sensor.direct({"do": "presence", "near": near})

    assert until(lambda: sensor.stand_at(other_end.NEAR) or heard[-1] is True)
    assert until(lambda: sensor.stand_at(other_end.FAR) or heard[-1] is False)


@pytest.mark.parametrize("options", [{"sees": "SW_NOTHING"}, {"near": 100, "far": 50}])
def test_what_cannot_be_is_refused_at_once(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"NOTHING|nearer"):
        EvdevPresenceSensor("/dev/input/none", **options)  # type: ignore[arg-type]


PROGRAM = """
import sys, time
from pathlib import Path
from devices.simulators.presence_sensor import PresenceSensor
sensor = PresenceSensor(Path(sys.argv[1]))
sensor.start()
print("ready", flush=True)
near = False
while True:
    near = not near
    sensor.direct({"do": "presence", "near": near})
    time.sleep(0.1)
"""


@pytest.mark.parametrize("times", [3, pytest.param(50, marks=pytest.mark.soak)], ids=["3 times", "50 times"])
def test_the_other_end_is_killed_and_comes_back(tmp_path: Path, connect: Connect, times: int) -> None:
    end = OtherEndAsAProcess(PROGRAM, tmp_path / "presence-sensor")
    end.revive()
    driver, heard = connect()
    gc.collect()
    threads, descriptors = threading.active_count(), open_descriptors()

    for _ in range(times):
        end.kill()
        assert until(lambda: driver.state().condition is Condition.ABSENT, 2)
        heard.clear()
        end.revive()
        assert until(lambda: driver.state().condition is Condition.READY and heard, 3)

    assert threading.active_count() == threads
    assert open_descriptors() == descriptors
    end.kill()
