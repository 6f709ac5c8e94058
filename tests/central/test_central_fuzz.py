"""Whatever is sent to the doors of the centre: a refusal in our words, never a defect of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from central_world import Answered, World
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from app.contract.jobs import ItemStatus

ROUTES = ("/v1/licences/verify", "/v1/credit/reports", "/v1/appeals/progress", "/v1/terminals/T0003/batches")

GOOD = {
    "/v1/licences/verify": {"code": "x", "service": "S901", "holder": {"name": "测试甲", "number": "1"}},
    "/v1/credit/reports": {
        "key": "k" * 16,
        "grant": "g",
        "domains": ["fire"],
        "period_from": "2026-01-01",
        "period_to": "2026-11-23",
        "purpose": "finance",
    },
    "/v1/appeals/progress": {"query_code": "000000000000"},
    "/v1/terminals/T0003/batches": {"incarnation": "i", "items": [{}]},
}
ITEM = {
    "key": "k",
    "aggregate": "a",
    "seq": 1,
    "kind": "visit.rating",
    "schema_version": 1,
    "created_at": "2026-11-23T10:00:00Z",
    "payload_sha256": "0" * 64,
    "sealed_payload": "AAAA",
}

quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates().map(str)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=8
)


@pytest.mark.parametrize("route", ROUTES)
@seed(20261123)
@quick
@given(body=anything)
def test_any_json_is_refused_in_our_words(shared_world: World, route: str, body: Any) -> None:
    assert _is_ours(shared_world.terminal.post(route, json.dumps(body).encode()))


@pytest.mark.parametrize("route", ROUTES)
@seed(20261123)
@quick
@given(data=st.data())
def test_good_message_with_one_field_changed_is_answered_in_our_words(
    shared_world: World, route: str, data: st.DataObject
) -> None:
    message = GOOD[route]
    name = data.draw(st.sampled_from(sorted(message)))
    changed = message | {name: data.draw(anything)}

    assert _is_ours(shared_world.terminal.post(route, json.dumps(changed).encode()))


@pytest.mark.parametrize("route", ROUTES)
@seed(20261123)
@quick
@given(body=st.binary(max_size=200))
def test_any_bytes_are_refused_in_our_words(shared_world: World, route: str, body: bytes) -> None:
    assert _is_ours(shared_world.terminal.post(route, body))


@seed(20261123)
@quick
@given(data=st.data())
def test_any_item_is_rejected_and_never_asked_for_again(shared_world: World, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(ITEM)))
    item = ITEM | {name: data.draw(anything.filter(lambda value: json.dumps(value) != json.dumps(ITEM[name])))}

    (result,) = shared_world.terminal.deliver(_plain(item))

    assert result.status is ItemStatus.REJECTED
    assert result.code


@seed(20261123)
@quick
@given(number=st.text(min_size=1, max_size=30), code=st.text(max_size=30))
def test_any_number_and_code_find_a_page(shared_world: World, number: str, code: str) -> None:
    try:
        url = requests.Request("GET", f"{shared_world.url}/v/{number}", params={"c": code}).prepare()
    except (UnicodeError, requests.RequestException):
        return

    answer = shared_world.terminal.session.send(url, timeout=10)

    assert answer.status_code < 500


@seed(20261123)
@quick
@given(header=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=120))
def test_any_signature_header_is_refused(shared_world: World, header: str) -> None:
    prepared = shared_world.terminal.prepare("GET", "/v1/credit/catalogue")
    prepared.headers["Signature-Input"] = header

    answered = shared_world.terminal.send(prepared)

    assert answered.status == 401
    assert answered.code


def _is_ours(answered: Answered) -> bool:
    return answered.status < 500 and (bool(answered.code) or answered.status == 200)


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    """Without what JSON cannot say: such a body is refused as a whole, and another test sees to it."""
    plain: dict[str, Any] = json.loads(
        json.dumps(item).replace("NaN", "0").replace("-Infinity", "0").replace("Infinity", "0").replace("\\u0000", "")
    )
    return plain
