"""The API's description says what the API does: schemathesis asks every route for it, as a terminal, a person, a window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests
from central_world import START, CopiedHome, World, running
from jsonschema import Draft202012Validator
from staff_world import little_work, newcomer

from central.api.limits import DEFAULTS
from central.db.parameters import Parameter
from central.helpdesk.windows import add_window
from central.opening import opened
from central.settings import Settings

HERE = Path(__file__).parent
PROBLEM = "application/problem+json"
WHOLE, SHORT = int(os.environ.get("API_EXAMPLES", "1000")), 1
"""Requests that are made up for each route, besides those that try each bound of each field."""
ONLY = os.environ.get("API_ONLY", "")
"""A pattern of paths, for who looks at one part of it at length."""
A_FEW = (
    "/v1/greeting",
    "/v1/appeals/progress",
    "/v1/packs",
    "/v1/terminals/{terminal_id}/help",
    "/v1/cases/due",
    "/v1/service-items",
    "/v1/staff/units",
    "/window/calls",
)
"""For every suite; the long tests ask all of them."""


ONCE = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
"""The long tests ask on both."""


@ONCE
def test_description_is_open_and_says_when_it_has_changed(shared_world: World) -> None:
    address = f"{shared_world.url}/v1/openapi.json"
    first = requests.get(address, timeout=60)

    again = requests.get(address, headers={"If-None-Match": first.headers["ETag"]}, timeout=60)

    assert (first.status_code, first.json()["openapi"][:3], again.status_code) == (200, "3.1", 304)


@ONCE
def test_nobody_can_try_it_out_on_a_page(shared_world: World) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert requests.get(shared_world.url + path, timeout=60).status_code == 404


@ONCE
def test_every_shape_in_it_is_a_schema(shared_world: World) -> None:
    shapes = _description(shared_world)["components"]["schemas"]

    for shape in shapes.values():
        Draft202012Validator.check_schema(shape)

    assert "Refusal" in shapes
    assert "HTTPValidationError" not in shapes


@ONCE
def test_every_route_says_what_it_is_for_who_may_ask_and_how_it_refuses(shared_world: World) -> None:
    for name, operation in _operations(_description(shared_world)):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in operation["summary"]), name
        assert "security" in operation, name
        for status, answer in operation["responses"].items():
            if status[0] in "45" and PROBLEM in answer["content"]:
                assert answer["content"][PROBLEM]["schema"]["properties"]["code"]["enum"], (name, status)
        assert {"429", "500", "503"} <= set(operation["responses"]), name


@ONCE
def test_every_refusal_that_is_described_has_words(shared_world: World) -> None:
    words = json.loads(Path("kiosk/words/problems.json").read_text("utf-8"))
    codes = {
        code
        for name, operation in _operations(_description(shared_world))
        if "licence-system" not in name  # a stand-in that no terminal speaks to
        for answer in operation["responses"].values()
        for code in _codes(answer)
    }

    assert codes - set(words) == set()


@ONCE
def test_a_method_that_is_not_allowed_comes_with_those_that_are(shared_world: World) -> None:
    answer = requests.options(f"{shared_world.url}/v/1", timeout=60)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


@ONCE
@pytest.mark.parametrize("told", ["0", "20261123", "2026-11-23T00:00:00Z"])
def test_a_day_is_written_in_one_way(shared_world: World, told: str) -> None:
    answered = shared_world.terminal.get(f"/v1/service-items?day={told}")

    assert (answered.status, answered.code) == (422, "message-malformed")


@ONCE
def test_a_few_routes_answer_as_described(central_home: Path) -> None:
    with _tried(central_home) as (world, keys):
        _ask(world, keys, SHORT, [word for path in A_FEW for word in ("--include-path", path)])


@pytest.mark.soak
@pytest.mark.timeout(14_400)
def test_every_route_answers_as_described(copied_home: CopiedHome, tmp_path: Path) -> None:
    with copied_home(tmp_path / "central") as home, _tried(home) as (world, keys):
        _ask(world, keys, WHOLE, ["--include-path-regex", ONLY] if ONLY else [], phases="coverage,fuzzing")


@contextmanager
def _tried(home: Path) -> Iterator[tuple[World, dict[str, str]]]:
    """A centre that lets a program ask as often as it likes, and the keys to it."""
    with opened(Settings(home=home)) as centre, centre.database.writing() as session:
        for name in DEFAULTS:
            said = {"value": "60000000/1000000", "source": "a test", "verified": False}
            session.add(Parameter(name=name, effective_from=date(2026, 11, 1), **said))
    with little_work(), running(home) as world:
        yield world, _keys(world)


def _keys(world: World) -> dict[str, str]:
    person, leaving = newcomer(world).comes_in(), newcomer(world)
    with world.centre.database.writing() as session:
        site = "寮步镇政务服务中心"
        window = add_window(session, world.centre.home.keyed_hash, "1号窗", site, world.clock())
    return {
        "API_URL": world.url,
        "API_TERMINAL": world.terminal.terminal_id,
        "API_TERMINAL_KEY": world.terminal.key.private_bytes_raw().hex(),
        "API_NOW": START.isoformat(),
        "API_TOKEN": person.token,
        "API_BADGE": leaving.badge,
        "API_PASSWORD": leaving.password,
        "API_WINDOW": window,
    }


def _ask(world: World, keys: dict[str, str], examples: int, which: list[str], phases: str = "fuzzing") -> None:
    """Fails with what was answered otherwise than described; says how many requests there were."""
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run"]
    words = ["--checks", "all", "--phases", phases, "--max-examples", str(examples), "--seed", "7", "--no-color"]
    more = ["--continue-on-failure", "--warnings", "off", "--suppress-health-check", "all"]
    done = subprocess.run(
        [*command, f"{world.url}/v1/openapi.json", *words, *more, *which],
        env=os.environ | keys | {"PYTHONPATH": f"{HERE}:.", "SCHEMATHESIS_HOOKS": "api_hooks"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
    sys.stdout.write("\n".join(line for line in done.stdout.splitlines() if "generated" in line or "Tested" in line))


def _description(world: World) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(f"{world.url}/v1/openapi.json", timeout=60).json()
    return found


def _operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            yield f"{method.upper()} {path}", operation


def _codes(answer: dict[str, Any]) -> list[str]:
    schema = answer.get("content", {}).get(PROBLEM, {}).get("schema", {})
    codes: list[str] = schema.get("properties", {}).get("code", {}).get("enum", [])
    return codes
