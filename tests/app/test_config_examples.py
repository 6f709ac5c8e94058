"""The ready-made configurations: each is loaded as it stands, and each describes devices that can be connected."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict, fields
from pathlib import Path

import pytest

import resources
from app.config import load
from app.hardware import Devices
from app.toml_shape import fields_of, shapes_of, tag_of
from devices.wiring import KINDS, connect

FOLDER = resources.path("configurations")
EXAMPLES = sorted(FOLDER.glob("*.toml"))
RULES = resources.path("system", "60-guanjia.rules").read_text("utf-8")


def connections(example: Path) -> dict[str, str]:
    devices = load(example).devices
    return {field.name: getattr(devices, field.name).connection for field in fields(devices)}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_an_example_loads_and_its_devices_can_be_connected(example: Path) -> None:
    devices = load(example).devices

    drivers = [
        connect(field.name.replace("_", "-"), asdict(getattr(devices, field.name)), terminal="T0001")
        for field in fields(devices)
    ]

    assert len(drivers) == len(KINDS)
    for driver in drivers:
        if driver is not None:
            driver.close()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_an_example_says_in_its_first_line_what_it_is_for(example: Path) -> None:
    first = example.read_text("utf-8").splitlines()[0]

    assert re.match(r"# [^/]*[\u4e00-\u9fff][^/]* / [A-Z]", first)


def test_the_common_sets_are_there() -> None:
    found = [connections(example) for example in EXAMPLES]

    def is_there(**wanted: str) -> bool:
        return any(wanted.items() <= example.items() for example in found)

    assert is_there(card_reader="serial", code_scanner="serial", receipt_printer="tcp", page_printer="ipp")
    assert is_there(card_reader="usb", code_scanner="keyboard", receipt_printer="usb", page_printer="cups")
    assert is_there(smart_card="pcsc", keypad="evdev", presence_sensor="evdev", lamp="led", sound="pipewire")
    assert is_there(page_printer="none", receipt_printer="usb", smart_card="pcsc")


def test_between_them_they_show_nearly_every_connection() -> None:
    shown = {pair for example in EXAMPLES for pair in connections(example).items()}
    every = {(name, tag_of(shape)) for name, field in fields_of(Devices).items() for shape in shapes_of(field)}

    assert {pair for pair in every - shown if pair[1] != "none"} == {("sound", "alsa"), ("sound", "player")}


def test_no_example_names_a_real_place() -> None:
    for example in EXAMPLES:
        text = example.read_text("utf-8")
        assert tomllib.loads(text)["central"]["url"].endswith(".example")
        assert all(address.startswith("192.0.2.") for address in re.findall(r"\d+\.\d+\.\d+\.\d+", text))


def test_the_rules_give_every_name_that_configurations_use() -> None:
    given = set(re.findall(r'SYMLINK\+="(guanjia/[a-z-]+)"', RULES))
    used = {name for example in EXAMPLES for name in re.findall(r"/dev/(guanjia/[a-z-]+)", example.read_text("utf-8"))}
    default = {getattr(field.default, "port", "") for field in fields_of(Devices).values()}

    assert used <= given
    assert {f"/dev/{name}" for name in given} >= {port for port in default if str(port).startswith("/dev/")}


def test_the_rules_are_of_the_form_that_udev_reads() -> None:
    rules = [line for line in RULES.splitlines() if line and not line.startswith("#")]
    pair = r'[A-Z_]+(\{[^}]*\})?(==|=|\+=)"[^"]*"'

    assert rules
    for rule in rules:
        assert re.fullmatch(rf"{pair}(, {pair})*", rule), rule
