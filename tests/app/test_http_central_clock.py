"""The centre's time, learnt from what it signed, carried on by ticks that do not jump."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.centre_clock import TOLERANCE, CentreClock

TRUE = datetime(2026, 11, 23, 9, 30, 0, 400_000, tzinfo=UTC)


@dataclass
class Machine:
    """A terminal's own clock, which somebody may set, and its ticks, which nobody can."""

    own: datetime = TRUE
    ticks: float = 1_000.0

    def pass_seconds(self, seconds: float) -> None:
        self.own += timedelta(seconds=seconds)
        self.ticks += seconds

    def clock(self) -> CentreClock:
        return CentreClock(lambda: self.own, lambda: self.ticks)


def whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def test_before_the_centre_was_heard_it_is_the_machines_own() -> None:
    machine = Machine(own=datetime(1970, 1, 1, tzinfo=UTC))

    clock = machine.clock()

    assert (clock(), clock.offset, clock.is_set) == (machine.own, timedelta(), False)


def test_a_clock_that_agrees_is_left_as_it_is() -> None:
    machine = Machine()
    clock = machine.clock()

    clock.learn(whole(TRUE), clock.ticks())

    assert (clock(), clock.offset, clock.is_set) == (machine.own, timedelta(), True)


@given(
    st.timedeltas(timedelta(days=-20_000), timedelta(days=20_000)),
    st.floats(0, 8),
    st.floats(0, 1),
)
def test_whatever_the_machine_thinks_the_centres_time_is_known_to_seconds(
    away: timedelta, took: float, share: float
) -> None:
    machine = Machine(own=TRUE + away)
    clock = machine.clock()
    asked_at = clock.ticks()
    machine.pass_seconds(took)

    clock.learn(whole(TRUE + timedelta(seconds=took * share)), asked_at)

    now = TRUE + timedelta(seconds=took)
    assert abs(clock() - now) <= timedelta(seconds=took + 1) + TOLERANCE


@given(st.lists(st.tuples(st.timedeltas(timedelta(days=-3_650), timedelta(days=3_650)), st.floats(0, 100_000))))
def test_no_jump_of_the_machines_clock_moves_it(jumps: list[tuple[timedelta, float]]) -> None:
    machine = Machine()
    clock = machine.clock()
    clock.learn(whole(TRUE), clock.ticks())
    passed = 0.0

    for jump, seconds in jumps:
        machine.own += jump
        machine.pass_seconds(seconds)
        passed += seconds

    assert abs(clock() - (TRUE + timedelta(seconds=passed))) < timedelta(milliseconds=1)


def test_it_does_not_tremble_with_the_whole_seconds_of_each_answer() -> None:
    machine = Machine()
    clock = machine.clock()
    seen = []

    for _ in range(50):
        clock.learn(whole(TRUE + timedelta(seconds=machine.ticks - 1_000.0)), clock.ticks())
        seen.append(clock())
        machine.pass_seconds(0.1)

    assert seen == sorted(seen)


def test_when_the_centres_own_clock_is_mended_it_follows() -> None:
    machine = Machine()
    clock = machine.clock()
    clock.learn(whole(TRUE + timedelta(hours=1)), clock.ticks())
    ahead = clock()

    clock.learn(whole(TRUE), clock.ticks())

    assert abs(ahead - TRUE - timedelta(hours=1)) < TOLERANCE
    assert abs(clock() - TRUE) < TOLERANCE
