"""Noise at the doors of the protocol: refused in our words, never a defect, and nobody is let in by it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from central_world import World
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = (
    "invitation",
    "public_key",
    "proof",
    "outcome",
    "incarnation",
    "items",
    "audit",
    "entries",
    "head",
    "witnessed",
)
SHAPED = st.dictionaries(
    st.sampled_from(FIELDS), JSON | st.sampled_from(["7K2M", "AA==", "done", "0" * 64]), max_size=6
)
BODIES = st.binary(max_size=200) | (JSON | SHAPED).map(lambda value: json.dumps(value).encode())
FUZZ = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

SIGNED = (
    ("POST", "/v1/terminals/T0003/key"),
    ("POST", f"/v1/terminals/T0003/orders/{'0' * 32}"),
    ("POST", "/v1/terminals/T0003/batches"),
    ("PATCH", f"/v1/blobs/{'0' * 64}?offset=0&length=3"),
)


@pytest.mark.parametrize(("method", "path"), SIGNED)
@FUZZ
@given(body=BODIES)
def test_a_terminals_noise_is_refused(shared_world: World, method: str, path: str, body: bytes) -> None:
    answered = shared_world.terminal.send(shared_world.terminal.prepare(method, path, body))

    heard = method == "PATCH" and answered.status == 200  # any bytes may be the beginning of a blob
    assert heard or answered.status in (400, 404, 409, 413, 422), answered


@FUZZ
@given(body=BODIES)
def test_noise_lets_nobody_in(shared_world: World, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}

    answer = requests.post(f"{shared_world.url}/v1/enrolments", data=body, headers=headers, timeout=10)

    assert answer.status_code in (403, 422), answer.content


@FUZZ
@given(query=st.text(st.characters(codec="ascii", categories=("L", "N", "P")), max_size=30))
def test_noise_in_an_address_is_refused_or_answered(shared_world: World, query: str) -> None:
    quoted = requests.utils.quote(query, safe="")
    for path in (
        f"/v1/packs?since={quoted}",
        f"/v1/packs/files/{quoted}",
        f"/v1/blobs/{quoted}",
        f"/v1/packs?offset={quoted}",
    ):
        answered = shared_world.terminal.get(path)

        assert answered.status in (200, 401, 404, 405, 422), (path, answered)
