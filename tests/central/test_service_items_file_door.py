"""Whatever a file of items holds: it is taken whole, or refused whole with every fault named by its place and nothing of it said back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from item_world import sample, three

from app.contract.service_items import ServiceItem
from app.contract.service_themes import Theme
from central.service_items import reading
from central.service_items.reading import Incoming, read, read_file
from central.service_items.samples import sample_themes
from central.service_items.states import Broken, ItemsRefused

GOOD = sample().model_dump(mode="json")
SECRET = "441900200107100043"

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
quick = settings(max_examples=80, deadline=None)


def written(*items: Any, **more: Any) -> bytes:
    return json.dumps({"items": list(items)} | more).encode()


def refused(content: bytes) -> tuple[Broken, ...]:
    with pytest.raises(ItemsRefused) as found:
        read(content)
    return found.value.broken


def outcome(content: bytes) -> Incoming | tuple[Broken, ...]:
    try:
        return read(content)
    except ItemsRefused as found:
        return found.broken


def test_what_was_written_is_read_as_it_was() -> None:
    items, themes = three(), list(sample_themes(2))
    content = {
        "items": [item.model_dump(mode="json") for item in items],
        "themes": [theme.model_dump(mode="json") for theme in themes],
    }

    assert read(json.dumps(content).encode()) == Incoming(tuple(items), tuple(themes))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-malformed"),
        (b"{", "file-malformed"),
        (b"[]", "file-malformed"),
        (b"{}", "file-malformed"),
        (b"\xff\xfe{}", "file-malformed"),
        (b'{"items": NaN}', "file-malformed"),
        (b'{"items": [], "items": []}', "file-malformed"),
        (b'{"items": {}}', "file-malformed"),
        (b'{"other": []}', "file-malformed"),
        (b'{"items": [{"task_name": "\\u0000"}]}', "file-malformed"),
        (b'{"items": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "file-malformed"),
        (b'{"items": [' + b"9" * 5_000 + b"]}", "file-malformed"),
        (b'{"items": [1]}', "field-malformed"),
        (b'{"items": [null, "x", []]}', "field-malformed"),
    ],
    ids=range(14),
)
def test_what_is_no_list_of_items_is_refused(content: bytes, code: str) -> None:
    assert {one.code for one in refused(content)} == {code}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("task_code", "short"),
        ("catalog_code", 441900000001),
        ("task_version", "1"),
        ("task_version", 1.5),
        ("task_version", True),
        ("promise_day", -1),
        ("promise_day", 10**30),
        ("promise_type", "hours"),
        ("is_fee", "yes"),
        ("is_fee", 1),
        ("use_level", "县"),
        ("plan_effective_date", "2026-02-30"),
        ("plan_effective_date", 0),
        ("plan_effective_date", "9999-12-31"),
        ("plan_cancel_date", "2025-01-01"),
        ("cd_time", "2026-01-01T00:00:00"),
        ("cd_time", "0001-01-01T00:00:00+14:00"),
        ("task_name", "名称\u202e"),
        ("task_name", "名" * 1_001),
        ("task_name", "\ud800"),
        ("accept_condition", "条件" * 3_000),
        ("materials", [GOOD["materials"][0]] * 101),
        ("online_handle_url", "javascript:alert(1)"),
        ("town_code", "441900001"),
        ("responsibles", [{"owner_id": "a b", "valid_from": "2026-01-01"}]),
        ("opening_hours", [{"weekday": 1, "opens": "17:00:00", "closes": "09:00:00"}]),
        ("unknown_field", 1),
        ("form", []),
        ("form", {"a": float("inf")}),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_field_of_the_wrong_kind_is_named_by_its_place(name: str, value: Any) -> None:
    found = refused(written(GOOD, GOOD | {"task_code": "1" * 30, name: value}).replace(b"Infinity", b"1e999"))

    assert all(one.about == "items[1]" for one in found)
    assert {one.code for one in found} <= {"field-malformed", "file-malformed"}


def test_every_fault_of_every_item_is_named_at_once() -> None:
    found = refused(written(GOOD | {"promise_day": "x", "is_fee": 2}, 5, GOOD | {"use_level": "国"}))

    assert [one.about for one in found] == ["items[0]", "items[0]", "items[1]", "items[2]"]


def test_one_code_twice_in_a_file_is_refused() -> None:
    theme = next(iter(sample_themes(1))).model_dump(mode="json")

    found = refused(written(GOOD, GOOD | {"task_version": 2}, themes=[theme, theme]))

    assert [(one.about, one.code) for one in found] == [("items", "item-twice"), ("themes", "item-twice")]


def test_nothing_of_what_stood_there_is_said_back() -> None:
    found = refused(written(GOOD | {"use_level": SECRET, "promise_day": SECRET, "task_code": SECRET}))

    assert SECRET not in "".join(map(str, found))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_FILE_BYTES", 1_000)
    (tmp_path / "items.json").write_bytes(written(GOOD))

    with pytest.raises(ItemsRefused) as found:
        read_file(tmp_path / "items.json")

    assert [one.code for one in found.value.broken] == ["file-malformed"]


def test_more_entries_than_a_file_may_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reading.MOST_ENTRIES, "items", 2)

    assert [one.code for one in refused(written(*[GOOD] * 3))] == ["file-malformed"]


@seed(20261123)
@quick
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert isinstance(outcome(content), Incoming | tuple)


@seed(20261123)
@quick
@given(st.dictionaries(st.sampled_from(["items", "themes", "x"]), anything, max_size=3))
def test_any_json_is_read_or_refused_in_words(said: dict[str, Any]) -> None:
    found = outcome(json.dumps(said).encode())

    if isinstance(found, tuple):
        assert found
        assert all(one.about and one.code and one.words for one in found)


@seed(20261123)
@quick
@given(st.sampled_from(sorted(ServiceItem.model_fields)), anything)
def test_any_value_in_any_field_is_taken_as_it_is_or_refused(name: str, value: Any) -> None:
    found = outcome(written(GOOD | {name: value}))

    if isinstance(found, Incoming):
        (item,) = found.items
        assert ServiceItem.model_validate_json(item.model_dump_json(exclude_defaults=True)) == item
    else:
        assert {one.about for one in found} <= {"items[0]", "文件"}


@seed(20261123)
@quick
@given(st.sampled_from(sorted(Theme.model_fields)), anything)
def test_any_value_in_any_field_of_a_theme_is_taken_or_refused(name: str, value: Any) -> None:
    theme = next(iter(sample_themes(1))).model_dump(mode="json")

    found = outcome(json.dumps({"themes": [theme | {name: value}]}).encode())

    assert isinstance(found, Incoming) or {one.about for one in found} <= {"themes[0]", "文件"}
