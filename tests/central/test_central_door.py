"""What stands before every route: size, signature, shape. Never a stack trace, never an echo."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from central_world import START, World, running

from app.contract.wire import Greeting
from central.api.door import MOST_BYTES
from central.recovery import begin_new_life

NESTED = b'{"a":' * 5_000 + b"1" + b"}" * 5_000


def test_greeting_needs_no_signature(shared_world: World) -> None:
    answer = requests.get(f"{shared_world.url}/v1/greeting", timeout=10)

    greeting = Greeting.model_validate_json(answer.content)
    assert (greeting.server_epoch, greeting.server_time) == (shared_world.centre.epoch, START)


@pytest.mark.parametrize("path", ["/v1/credit/catalogue", "/v1/no-such-route", "/v1", "/v1/greeting/"])
def test_nothing_else_under_v1_answers_without_one(shared_world: World, path: str) -> None:
    answer = requests.get(shared_world.url + path, timeout=10)

    assert (answer.status_code, answer.json()["code"]) == (401, "signature-missing")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_unknown_terminal_is_refused(shared_world: World) -> None:
    terminal = shared_world.terminal
    prepared = terminal.prepare("GET", "/v1/credit/catalogue")
    prepared.headers["Signature-Input"] = prepared.headers["Signature-Input"].replace("T0003", "T0004")

    answered = terminal.send(prepared)

    assert (answered.status, answered.code) == (401, "terminal-unknown")


def test_changed_body_is_refused(shared_world: World) -> None:
    prepared = shared_world.terminal.prepare("POST", "/v1/appeals/progress", b'{"query_code":"000000000000"}')
    prepared.body = b'{"query_code":"000000000001"}'

    assert shared_world.terminal.send(prepared).code == "signature-wrong"


def test_request_for_one_path_is_refused_at_another(shared_world: World) -> None:
    prepared = shared_world.terminal.prepare("POST", "/v1/appeals/progress", b"{}")
    prepared.url = f"{shared_world.url}/v1/credit/reports"

    assert shared_world.terminal.send(prepared).code == "signature-wrong"


def test_captured_request_has_no_second_effect(shared_world: World) -> None:
    prepared = shared_world.terminal.prepare("GET", "/v1/credit/catalogue")
    first = shared_world.terminal.send(prepared)

    second = shared_world.terminal.send(prepared)

    assert (first.status, second.status, second.code) == (200, 401, "signature-replayed")


@pytest.mark.parametrize("minutes", [2, 4.9])
def test_captured_request_stays_refused_as_long_as_its_date_would_do(world: World, minutes: float) -> None:
    prepared = world.terminal.prepare("GET", "/v1/credit/catalogue")
    world.clock.forward(minutes=-4.9)
    world.terminal.send(prepared)
    world.clock.forward(minutes=4.9 + minutes)

    assert world.terminal.send(prepared).code == "signature-replayed"


@pytest.mark.parametrize("seconds", [301, -301])
def test_request_from_another_time_is_refused_and_told_ours(world: World, seconds: int) -> None:
    prepared = world.terminal.prepare("GET", "/v1/credit/catalogue")
    world.clock.forward(seconds=seconds)

    answered = world.terminal.send(prepared)

    assert (answered.status, answered.code) == (401, "clock-skew")
    assert json.loads(answered.body)["detail"] == (START + timedelta(seconds=seconds)).isoformat()


def test_terminal_enrolled_anew_no_longer_speaks_with_its_old_key(world: World) -> None:
    old = world.terminal
    new = world.enrol("T0003")

    assert (old.get("/v1/credit/catalogue").code, new.get("/v1/credit/catalogue").status) == ("signature-wrong", 200)
    new.session.close()


def test_too_large_a_message_is_refused(shared_world: World) -> None:
    answered = shared_world.terminal.post("/v1/credit/reports", b" " * (MOST_BYTES + 1))

    assert (answered.status, answered.code) == (413, "message-too-large")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"null",
        b"\xff\xfe",
        b'{"query_code":"12345678901"}',
        b'{"query_code":"123456789012","more":1}',
        b'{"query_code":"123456789012","query_code":"123456789013"}',
        b'{"query_code":NaN}',
        b'{"query_code":"\\ud800"}',
        b'{"query_code":"\\u0000"}',
        '{"query_code":"１２３４５６７８９０１２"}'.encode("utf-16"),
        NESTED,
    ],
)
def test_malformed_message_is_refused_without_an_echo(shared_world: World, body: bytes) -> None:
    answered = shared_world.terminal.post("/v1/appeals/progress", body)

    assert (answered.status, answered.code) == (422, "message-malformed")
    assert json.loads(answered.body) == {"code": "message-malformed", "detail": ""}


def test_unknown_route_and_method_have_codes(shared_world: World) -> None:
    nowhere = shared_world.terminal.get("/v1/nowhere")
    wrong_way = shared_world.terminal.get("/v1/credit/reports")

    assert (nowhere.status, nowhere.code) == (404, "route-unknown")
    assert (wrong_way.status, wrong_way.code) == (405, "method-not-allowed")


def test_defect_of_ours_shows_nothing_of_itself(world: World, caplog: pytest.LogCaptureFixture) -> None:
    # The tables go away under a running server: a defect no route expects.
    with world.centre.database.writing() as session:
        session.connection().exec_driver_sql("DROP TABLE credit_purposes")

    answered = world.terminal.get("/v1/credit/catalogue")

    assert (answered.status, answered.code) == (500, "centre-error")
    assert "credit_purposes" not in answered.body.decode() + caplog.text
    assert re.search(r"request failed: (Operational|Programming)Error in ", caplog.text)


def test_epoch_changes_only_when_it_is_renewed(central_home: Path) -> None:
    with running(central_home) as first:
        before = first.centre.epoch
        begin_new_life(first.centre.database, START)
    with running(central_home) as second:
        after = second.centre.epoch

    assert before != after
