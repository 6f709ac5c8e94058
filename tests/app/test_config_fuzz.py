"""Whatever stands in terminal.toml, it is a configuration or it is refused in words; a traceback it never is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.config import TerminalConfig, load, write_default
from app.errors import ConfigRefused
from app.toml_shape import Place, fields_of, shapes_of


def places(shape: Any, above: Place = ()) -> list[Place]:
    found: list[Place] = []
    for name, field in fields_of(shape).items():
        found.append((*above, name))
        for section in shapes_of(field):
            found += places(section, (*above, name))
    return found


PLACES = sorted(set(places(TerminalConfig)))
WORDS = sorted(
    {word for place in PLACES for word in place} | {"serial", "usb", "tcp", "none", "evdev", "led", "prot", "x"}
)

values = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(),
        st.floats(),
        st.sampled_from(WORDS),
        st.text(st.characters(exclude_categories=("Cs",)), max_size=12),
        st.dates(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), inner, max_size=3),
    ),
    max_leaves=6,
)


def toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)} = {toml(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return quoted(value) if isinstance(value, str) else str(value)


def quoted(text: str) -> str:
    return json.dumps(text).replace("\x7f", "\\u007f")


def told(path: Path) -> str:
    """Empty for a configuration; the words of the refusal otherwise."""
    try:
        load(path)
    except ConfigRefused as refused:
        words = str(refused)
    else:
        return ""
    assert str(path) in words
    return words


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "terminal.toml"


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.dictionaries(st.sampled_from(PLACES), values, max_size=6))
def test_known_keys_with_any_values_are_a_configuration_or_refused(path: Path, content: dict[Place, Any]) -> None:
    path.write_text("\n".join(f"{'.'.join(place)} = {toml(value)}" for place, value in content.items()), "utf-8")

    words = told(path)

    for line in words.splitlines():
        assert line.startswith(f"{path}: ")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.dictionaries(st.sampled_from(WORDS), values, max_size=5), section=st.sampled_from(PLACES))
def test_any_keys_anywhere_are_a_configuration_or_refused(path: Path, content: dict[str, Any], section: Place) -> None:
    lines = [f"[{'.'.join(section)}]", *(f"{quoted(key)} = {toml(value)}" for key, value in content.items())]
    path.write_text("\n".join(lines), "utf-8")

    told(path)


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, 10_000), piece=st.binary(max_size=4), length=st.integers(0, 6))
def test_a_damaged_file_is_a_configuration_or_refused(path: Path, at: int, piece: bytes, length: int) -> None:
    write_default(path)
    whole = path.read_bytes()
    at %= len(whole)
    path.write_bytes(whole[:at] + piece + whole[at + length :])

    told(path)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5_000,
        "[" + ".".join("a" * 3_000) + "]",
        "[idle]\nwarn_seconds = " + "9" * 5_000,
        "[idle]\nwarn_seconds = 0x" + "f" * 20_000,
        "[devices.card_reader]\nport = 0x" + "f" * 20_000,
        'site = "' + "东" * 100_000 + '"',
        "[[devices.card_reader]]\nport = 'x'",
        "[devices]\ncard_reader = []",
        "devices = 1979-05-27T07:32:00Z",
        '["devices"."card_reader"]\n"po\\u0000rt" = "x"',
        "[devices.keypad]\nconnection = 'evdev'\ninput = 'x'\nkeys = {a = {b = 1}}",
        "\ufeff",
    ],
)
def test_what_breaks_readers_is_refused(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")

    assert told(path)


@settings(max_examples=60, deadline=None)
@given(overrides=st.dictionaries(st.sampled_from(["_".join(place) for place in PLACES]), values, max_size=4))
def test_overrides_are_written_or_refused(path: Path, overrides: dict[str, Any]) -> None:
    path.unlink(missing_ok=True)

    try:
        config = write_default(path, **overrides)
    except ConfigRefused:
        assert not path.exists()
        return

    assert load(path) == config
