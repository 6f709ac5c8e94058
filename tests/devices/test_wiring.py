"""One table from configuration to driver: it knows every connection that a terminal.toml may name, and every option by its name."""

import inspect
from dataclasses import asdict, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hardware import Devices
from app.toml_shape import TAG, fields_of, shapes_of, tag_of
from devices import wiring
from devices.receipt_printer.profiles import PROFILES
from devices.wiring import KINDS, ConfigUnreadable, connect, place_of

SECTIONS = {name.replace("_", "-"): field for name, field in fields_of(Devices).items()}
SHAPES = [
    (name, shape) for name, field in SECTIONS.items() for shape in shapes_of(field) if tag_of(shape) != wiring.NONE
]


def test_every_kind_of_device_has_a_section_and_may_be_left_out() -> None:
    assert list(KINDS) == list(SECTIONS)
    assert all(wiring.NONE in map(tag_of, shapes_of(field)) for field in SECTIONS.values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_section_may_name_each_connection_that_a_driver_speaks_and_no_other(kind: str) -> None:
    assert {tag_of(shape) for shape in shapes_of(SECTIONS[kind])} == {*KINDS[kind].drivers, wiring.NONE}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_meant_where_no_connection_is_named_is_the_same_for_file_and_table(kind: str) -> None:
    assert tag_of(type(SECTIONS[kind].default)) == KINDS[kind].usual


@pytest.mark.parametrize(("kind", "shape"), SHAPES, ids=lambda value: getattr(value, "__name__", value))
def test_an_option_has_one_name_and_one_default_in_file_and_table(kind: str, shape: Any) -> None:
    taken = dict(inspect.signature(KINDS[kind].drivers[tag_of(shape)]).parameters)
    taken.pop("terminal", None)

    offered = {field.name: field for field in fields(shape) if field.name != TAG}

    assert set(offered) == set(taken)
    for name, parameter in taken.items():
        if parameter.default is not parameter.empty:
            field = fields_of(shape)[name]
            assert field.get_default(call_default_factory=True) in (parameter.default, parameter.default or {}), name


def test_every_receipt_printer_that_has_a_profile_may_be_named() -> None:
    for shape in shapes_of(SECTIONS["receipt-printer"]):
        model = fields_of(shape).get("model")
        assert model is None or set(model.annotation.__args__) == set(PROFILES)


def test_what_the_default_file_describes_is_connected_and_opens_nothing() -> None:
    section = {name: asdict(getattr(Devices(), name.replace("-", "_"))) for name in SECTIONS}

    drivers = {name: connect(name, settings) for name, settings in section.items()}

    assert {name for name, driver in drivers.items() if driver is not None} == wiring.BASIC
    for driver in drivers.values():
        if driver is not None:
            driver.close()


@pytest.mark.parametrize("kind", KINDS)
def test_none_is_no_device(kind: str) -> None:
    assert connect(kind, {"connection": "none"}) is None


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("card-reader", {"connection": "telepathy", "port": "x"}),
        ("card-reader", {"connection": "serial"}),
        ("card-reader", {"connection": "serial", "port": 7}),
        ("card-reader", {"connection": "serial", "port": "x", "baud_rate": True}),
        ("card-reader", {"connection": "serial", "port": "x", "colour": "red"}),
        ("card-reader", {"connection": "usb", "usb_id": "none"}),
        ("card-reader", {"connection": "none", "port": "x"}),
        ("card-reader", {"connection": ["serial"], "port": "x"}),
        ("receipt-printer", {"connection": "tcp", "host": "x", "model": "typewriter"}),
    ],
)
def test_settings_that_cannot_be_are_refused_in_words(kind: str, settings: dict[str, object]) -> None:
    with pytest.raises(ConfigUnreadable, match=kind):
        connect(kind, settings)


settings = st.dictionaries(
    st.sampled_from(
        ["connection", "port", "baud_rate", "host", "url", "usb_id", "input", "model", "queue", "keys", "x"]
    ),
    st.one_of(
        st.sampled_from(
            ["serial", "usb", "tcp", "ipp", "cups", "keyboard", "evdev", "pcsc", "led", "none", "/dev/null"]
        ),
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(max_size=8),
        st.lists(st.text(max_size=3), max_size=2),
        st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
    ),
    max_size=5,
)


@given(kind=st.sampled_from(sorted(KINDS)), settings=settings)
def test_any_settings_are_a_driver_or_refused(kind: str, settings: dict[str, object]) -> None:
    try:
        driver = connect(kind, settings)
    except ConfigUnreadable:
        return

    if driver is not None:
        driver.close()


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"connection": "serial", "port": "/dev/ttyUSB0", "baud_rate": 9600}, "/dev/ttyUSB0"),
        ({"connection": "tcp", "host": "10.0.0.7", "port": 9100}, "10.0.0.7:9100"),
        ({"connection": "usb", "usb_id": "0400:c35a"}, "0400:c35a"),
        ({"connection": "none"}, ""),
    ],
)
def test_a_device_has_a_place(settings: dict[str, object], place: str) -> None:
    assert place_of(settings) == place
