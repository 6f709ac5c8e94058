"""Whatever a driver may say of its device, a technician gets words for it, and something to do."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import devices
from devices import errors
from devices.advice import advice, advices, warnings, works
from devices.page_printer import reasons
from devices.receipt_printer.status import Look
from devices.state import Condition, DeviceState

ROOM = Path(devices.__file__).parent
OF_A_STATE = ("DeviceAbsent", "DeviceSilent", "OutOfService", "NotGrabbed")

PRINTER_REASONS = re.findall(
    r"\S+",
    """
    connecting-to-device cover-open developer-empty developer-low door-open fuser-over-temp fuser-under-temp input-tray-missing
    interlock-open marker-supply-empty marker-supply-low marker-waste-almost-full marker-waste-full media-empty media-jam
    media-low media-needed moving-to-paused opc-life-over opc-near-eol output-area-almost-full output-area-full
    output-tray-missing paused shutdown spool-area-full stopped timed-out toner-empty toner-low
""",
)
"""RFC 8011, 5.4.12, without what it says of nothing we do."""


def particular_reasons() -> Iterator[tuple[str, str]]:
    """Every case that a driver gives an error of a state: `DeviceAbsent("port-missing")`, as code and case."""
    for module in ROOM.rglob("*.py"):
        if "simulators" in module.parts:
            continue
        for call in ast.walk(ast.parse(module.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or getattr(call.func, "id", "") not in OF_A_STATE:
                continue
            for argument in call.args:
                if isinstance(argument, ast.Constant) and re.fullmatch(r"[a-z0-9-]+", str(argument.value)):
                    yield getattr(errors, call.func.id).code, str(argument.value)


def is_in_words(code: str, detail: str = "") -> bool:
    said = advice(code, detail)
    return code not in said.what.zh and bool(re.search("[\u4e00-\u9fff]", said.what.zh)) and said.what.en.isascii()


@pytest.mark.parametrize(("code", "case"), sorted(set(particular_reasons())))
def test_every_case_that_a_driver_names_has_words(code: str, case: str) -> None:
    said, general = advice(code, case), advice(code)

    assert is_in_words(code, case)
    assert said.what != general.what or case in {"no-answer", "look-does-not-end", "does-not-open", "takes-no-bytes"}
    assert said.act.zh
    assert said.act.en.isascii()


@pytest.mark.parametrize("reason", PRINTER_REASONS)
def test_every_reason_of_a_printer_has_words(reason: str) -> None:
    assert is_in_words(reason)
    assert reason in {*reasons.faults([f"{reason}-error"]), *reasons.warnings([f"{reason}-warning"])}


def test_every_fault_of_a_receipt_printer_has_words() -> None:
    everything = Look((0x7E, 0x7E, 0x7E, 0x7E))

    assert len(everything.faults) > 5
    assert all(is_in_words(fault) for fault in everything.faults)


def test_what_nobody_has_heard_of_is_shown_as_it_was_said() -> None:
    said = advice("flux-capacitor-low")

    assert said.what == ("设备报告：flux-capacitor-low", "it says: flux-capacitor-low")
    assert said.act.en


def state(condition: Condition, *reasons: str, **more: object) -> DeviceState:
    return DeviceState("lamp", condition, reasons, checked_at=datetime.now(UTC), **more)  # type: ignore[arg-type]  # fields by name


def test_a_device_that_works_needs_no_advice_and_one_that_does_not_always_gets_some() -> None:
    for condition in Condition:
        assert bool(advices(state(condition))) is not works(state(condition))


def test_a_warning_is_told_apart_from_a_fault() -> None:
    low = state(Condition.READY, warnings=("media-low",))

    assert advices(low) == ()
    assert [warned.what.en for warned in warnings(low)] == ["paper is running low"]
