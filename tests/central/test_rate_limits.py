"""Whoever asks too often waits, whoever else asks does not; sizes are dated parameters."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Barrier
from time import sleep

import pytest
import requests
from central_world import World, running

from central.api import limits
from central.api.limits import ADDRESS, TERMINAL, Limits, Size
from central.db.parameters import Parameter
from central.opening import opened
from central.refusals import Refused
from central.settings import Settings

ONCE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""Which database it is has nothing to do with it."""


@dataclass
class Seconds:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_burst_is_let_through_and_then_so_many_a_minute() -> None:
    clock = Seconds()
    bucket = Limits(lambda: {TERMINAL: Size(a_minute=60, at_once=3)}, clock)
    for _ in range(3):
        bucket.take(TERMINAL, "T0003")

    with pytest.raises(Refused) as refused:
        bucket.take(TERMINAL, "T0003")
    clock.now = 1.0
    bucket.take(TERMINAL, "T0003")

    assert (refused.value.status, refused.value.refusal.code, refused.value.retry_after) == (
        429,
        "too-many-requests",
        1,
    )


def test_one_askers_haste_costs_another_nothing() -> None:
    bucket = Limits(lambda: {TERMINAL: Size(a_minute=1, at_once=1)}, Seconds())
    bucket.take(TERMINAL, "T0003")

    bucket.take(TERMINAL, "T0004")

    with pytest.raises(Refused):
        bucket.take(TERMINAL, "T0003")


def test_memory_of_askers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ASKERS", 10)
    bucket = Limits(lambda: {ADDRESS: Size(a_minute=1, at_once=5)}, Seconds())

    for number in range(100):
        bucket.take(ADDRESS, str(number))

    assert len(bucket._buckets) == 10


def test_those_who_ask_first_of_all_at_once_are_all_counted() -> None:
    begun = Barrier(8)

    def sizes() -> dict[str, Size]:
        sleep(0.05)  # as a database takes its time
        return {TERMINAL: Size(a_minute=1, at_once=5)}

    bucket = Limits(sizes, Seconds())

    def ask(_number: int) -> bool:
        begun.wait(60)
        try:
            bucket.take(TERMINAL, "T0003")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        let_through = list(pool.map(ask, range(8)))

    assert sum(let_through) == 5


@ONCE
def test_hasty_terminal_is_told_when_to_come_back(central_home: Path) -> None:
    _set(central_home, TERMINAL, "6/3")
    with running(central_home) as world:
        answers = [world.terminal.get("/v1/credit/catalogue") for _ in range(4)]
        other = world.enrol("T0004")
        with other.session:
            assert other.get("/v1/credit/catalogue").status == 200

    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].code == "too-many-requests"
    assert 1 <= int(answers[-1].retry_after) <= 10


@ONCE
def test_what_nobody_signed_for_is_counted_where_it_came_from(central_home: Path) -> None:
    _set(central_home, ADDRESS, "6/3")
    with running(central_home) as world:
        unsigned = [_status(world, "/v1/credit/catalogue") for _ in range(3)]
        greeted = _status(world, "/v1/greeting")

        assert unsigned == [401, 401, 401]
        assert greeted == 429
        assert world.terminal.get("/v1/credit/catalogue").status == 200


def _set(home: Path, name: str, value: str) -> None:
    """From the day of the tests on."""
    with opened(Settings(home=home)) as centre, centre.database.writing() as session:
        said = {"value": value, "source": "a test", "verified": False}
        session.add(Parameter(name=name, effective_from=date(2026, 11, 1), **said))


def _status(world: World, path: str) -> int:
    return requests.get(world.url + path, timeout=10).status_code
