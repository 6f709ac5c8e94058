"""A form of an item is closed, valid JSON Schema 2020-12, and each of its fields says what it is for and who knows the answer."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from app.contract.service_forms import DIALECT, FORM_INVALID, fields, prefilled_share, wrong_answers, wrong_form


def field(title: str = "名称", **more: Any) -> dict[str, Any]:
    return {"type": "string", "title": title, "x-purpose": "identify", "x-prefill": {"source": "licence"}} | more


def form(**properties: Any) -> dict[str, Any]:
    return {"$schema": DIALECT, "type": "object", "additionalProperties": False, "properties": properties}


GOOD = form(
    uscc=field("代码", pattern="^[0-9A-Z]{18}$"),
    premises={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "area": field("面积", type="number", **{"x-purpose": "decide", "x-prefill": {"source": "visitor"}})
        },
    },
    staff={"type": "array", "items": {"$ref": "#/$defs/person"}},
) | {
    "$defs": {
        "person": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"name": field("姓名", **{"x-prefill": {"source": "id-card", "field": "name"}})},
        }
    },
    "required": ["uscc"],
    "if": {"properties": {"uscc": {"const": "0" * 18}}},
    "then": {"required": ["staff"]},
}


def codes(schema: Any) -> set[str]:
    return {code for code, _ in wrong_form(schema)}


def test_a_good_form_has_nothing_wrong_and_tells_its_fields() -> None:
    assert list(wrong_form(GOOD)) == []
    assert [one.path for one in fields(GOOD)] == ["uscc", "premises/area", "$person/name"]
    assert prefilled_share(GOOD) == (2, 3)


@pytest.mark.parametrize(
    ("where", "code"),
    [
        (("properties", "uscc", "x-purpose"), "field-without-purpose"),
        (("properties", "uscc", "x-prefill"), "field-without-source"),
        (("properties", "uscc", "title"), "field-without-title"),
        (("properties", "premises", "properties", "area", "x-purpose"), "field-without-purpose"),
        (("$defs", "person", "properties", "name", "x-purpose"), "field-without-purpose"),
    ],
)
def test_a_field_that_does_not_say_what_it_must_is_found_wherever_it_lies(where: tuple[str, ...], code: str) -> None:
    schema = copy.deepcopy(GOOD)
    holder = schema
    for name in where[:-1]:
        holder = holder[name]
    del holder[where[-1]]

    assert codes(schema) == {code}


@pytest.mark.parametrize(
    "changed",
    [
        {"additionalProperties": True},
        {"additionalProperties": field()},
        {"patternProperties": {".*": {"type": "string"}}},
        {"unevaluatedProperties": {"type": "string"}},
        {"dependentSchemas": {"uscc": {"properties": {"id_number": {"type": "string"}}}}},
        {"then": {"properties": {"id_number": {"type": "string"}}}},
        {"allOf": [{"properties": {"id_number": {"type": "string"}}}]},
        {"allOf": [{"if": {}, "then": {"properties": {"premises": {"properties": {"x": {}}}}}}]},
        {"$schema": "http://json-schema.org/draft-07/schema#"},
        {"properties": {}},
        {"properties": []},
        {"properties": {"uscc": True}},
        {"properties": {"uscc": field(type="text")}},
        {"properties": {"uscc": field(pattern="(")}},
        {"properties": {"uscc": field(pattern="a" * 201)}},
        {"properties": {"uscc": field(minLength=-1)}},
        {"properties": {"any": {"title": "随便", "x-purpose": "identify", "x-prefill": {"source": "visitor"}}}},
        {"properties": {"open": {"type": "object"}}},
        {"properties": {"open": field(type=["object", "null"])}},
        {"properties": {"list": field(type="array")}},
        {"properties": {"uscc": {"$ref": "https://example.org/schema"}}},
        {"properties": {"uscc": field(**{"$ref": "#/$defs/nothing"})}},
        {"$defs": {"person": {"$ref": "#/$defs/person"}}},
        {"$defs": {"a": {"type": "string"}, "person": {"allOf": [{"$ref": "#/$defs/a"}]}}},
        {"properties": {"uscc": field(maxLength=float("inf"))}},
        {"title": "长" * 70_000},
    ],
    ids=range(26),
)
def test_what_is_no_closed_form_is_refused(changed: dict[str, Any]) -> None:
    assert codes(copy.deepcopy(GOOD) | changed) == {FORM_INVALID}


def test_a_form_that_is_too_deep_is_refused_in_words() -> None:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(3_000):
        schema = {"type": "array", "items": schema}

    found = list(wrong_form(form(deep=schema)))

    assert [code for code, _ in found] == [FORM_INVALID]


def test_answers_are_checked_and_not_said_back() -> None:
    good = {"uscc": "91441900MA0TE5T08W"}

    assert wrong_answers(GOOD, good) == []
    assert wrong_answers(GOOD, {"uscc": "张三"}) == ["uscc: pattern"]
    assert wrong_answers(GOOD, good | {"more": 1}) == [": additionalProperties"]
    assert wrong_answers(GOOD, {"uscc": "0" * 18}) == [": required"]


values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["object", "string", "array", "#/$defs/a", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "properties", "items", "$ref", "$defs", "allOf", "if", "then", "enum", "required", "a"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@seed(20261123)
@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["properties", "$defs", "allOf", "then", "required", "type"]), values, max_size=4)
)
def test_whatever_stands_in_a_form_is_judged_in_words(parts: dict[str, Any]) -> None:
    schema = copy.deepcopy(GOOD) | parts

    found = list(wrong_form(schema))

    assert all(code and words for code, words in found)
    if not found:
        assert wrong_answers(schema, {}) is not None
        assert all(one.purpose and one.source for one in fields(schema)), json.dumps(schema)
