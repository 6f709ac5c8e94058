"""The lamp's driver, and folders like those of the kernel's LED class."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.errors import DeviceAbsent, OutOfService
from devices.lamp import Light
from devices.lamp.led_lamp import LedLamp
from devices.simulators import lamp as other_end
from devices.state import Condition

LIT = [Light.FREE, Light.IN_USE, Light.NEEDS_STAFF]


@pytest.fixture
def lamp(tmp_path: Path) -> Iterator[other_end.Lamp]:
    lamp = other_end.Lamp(tmp_path / "lamp")
    lamp.start()
    yield lamp
    lamp.stop()


@pytest.fixture
def driver(lamp: other_end.Lamp, tmp_path: Path) -> LedLamp:
    return LedLamp({light: tmp_path / "lamp" / light.value for light in LIT})


@pytest.mark.parametrize("light", LIT)
def test_one_light_at_a_time(lamp: other_end.Lamp, driver: LedLamp, light: Light) -> None:
    for other in LIT:
        driver.show(other)
    driver.show(light)

    assert lamp.look()["lit"] == [light.value]
    assert driver.state().condition is Condition.READY


def test_off_is_dark(lamp: other_end.Lamp, driver: LedLamp) -> None:
    driver.show(Light.FREE)
    driver.show(Light.OFF)

    assert lamp.look()["lit"] == []


def test_it_is_as_bright_as_it_can(driver: LedLamp, lamp: other_end.Lamp, tmp_path: Path) -> None:
    driver.show(Light.FREE)

    assert (tmp_path / "lamp" / "free" / "brightness").read_text() == "255"


def test_a_light_without_an_led_is_dark(lamp: other_end.Lamp, tmp_path: Path) -> None:
    driver = LedLamp({"needs-staff": tmp_path / "lamp" / "needs-staff"})
    driver.show(Light.NEEDS_STAFF)

    driver.show(Light.FREE)

    assert lamp.look()["lit"] == []


def test_one_led_of_several_colours(tmp_path: Path) -> None:
    lamp = other_end.Lamp(tmp_path / "colours", in_colours=True)
    led = Path(lamp.start()) / "rgb"
    driver = LedLamp(
        dict.fromkeys(LIT, led), colours={"free": (0, 255, 0), "in-use": (9, 9, 9), "needs-staff": (255, 0, 0)}
    )

    driver.show(Light.NEEDS_STAFF)
    red = lamp.look()
    driver.show(Light.FREE)
    green = lamp.look()
    driver.show(Light.OFF)

    assert (red["colour"], red["lit"]) == ("255 0 0", ["rgb"])
    assert (green["colour"], green["lit"]) == ("0 255 0", ["rgb"])
    assert lamp.look()["lit"] == []
    assert driver.state().condition is Condition.READY
    lamp.stop()


def test_it_never_blinks(lamp: other_end.Lamp, driver: LedLamp) -> None:
    lamp.break_down("blinking")

    driver.show(Light.FREE)

    assert lamp.look()["blinking"] == []
    assert lamp.look()["lit"] == ["free"]


@pytest.mark.parametrize("fault", ["dead", "refusing"])
def test_a_lamp_that_does_not_take_it_is_out_of_service(lamp: other_end.Lamp, driver: LedLamp, fault: str) -> None:
    lamp.break_down(fault)

    with pytest.raises(OutOfService):
        driver.show(Light.FREE)
    broken = driver.state()
    lamp.break_down("none")

    assert (broken.condition, broken.reasons) == (Condition.BROKEN, ("out-of-service",))
    assert driver.state().condition is Condition.READY
    assert lamp.look()["lit"] == ["free"]


def test_pulled_out_it_is_absent_and_plugged_in_again_it_shows_what_it_did(
    lamp: other_end.Lamp, driver: LedLamp
) -> None:
    driver.show(Light.FREE)
    lamp.unplug()
    absent = driver.state()
    with pytest.raises(DeviceAbsent):
        driver.show(Light.IN_USE)
    lamp.plug()
    dark = lamp.look()["lit"]

    assert (absent.condition, absent.detail) == (Condition.ABSENT, "no-such-lamp")
    assert dark == []
    assert driver.state().condition is Condition.READY
    assert lamp.look()["lit"] == ["in-use"]


def test_nothing_is_made_where_there_is_no_lamp(tmp_path: Path) -> None:
    driver = LedLamp({"free": tmp_path / "nowhere"})

    with pytest.raises(DeviceAbsent):
        driver.show(Light.FREE)

    assert driver.state().condition is Condition.ABSENT
    assert not (tmp_path / "nowhere").exists()


def test_closed_it_is_dark_if_it_was_lit_from_here(lamp: other_end.Lamp, driver: LedLamp, tmp_path: Path) -> None:
    driver.show(Light.FREE)
    onlooker = LedLamp({"free": tmp_path / "lamp" / "free"})

    assert onlooker.state().condition is Condition.READY
    onlooker.close()
    assert lamp.look()["lit"] == ["free"]
    driver.close()
    assert lamp.look()["lit"] == []


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may switch every lamp")
def test_a_lamp_that_we_may_not_switch_says_so(driver: LedLamp, lamp: other_end.Lamp, tmp_path: Path) -> None:
    (tmp_path / "lamp" / "free" / "brightness").chmod(0o444)

    assert driver.state().detail == "port-forbidden"


@pytest.mark.parametrize("leds", [{}, {"off": "/nowhere"}, {"red": "/nowhere"}], ids=str)
def test_a_lamp_that_cannot_be_is_refused_at_once(leds: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"lamp|Light"):
        LedLamp(leds)  # type: ignore[arg-type]


def test_replugged_fifty_times_it_is_ready_each_time(lamp: other_end.Lamp, driver: LedLamp) -> None:
    descriptors = len(os.listdir("/proc/self/fd"))
    driver.show(Light.FREE)

    for _ in range(50):
        lamp.unplug()
        assert driver.state().condition is Condition.ABSENT
        lamp.plug()
        assert driver.state().condition is Condition.READY
        assert lamp.look()["lit"] == ["free"]

    assert len(os.listdir("/proc/self/fd")) == descriptors
