"""The two clocks of a case, and what the night makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from case_world import (
    APPLICANT,
    HANDLER,
    ITEM,
    OTHER,
    UNIT,
    WINDOW,
    Cases,
    application,
    cases_at,
    code_of,
)
from central_world import START, CopiedHome
from sqlalchemy import update

from central.cases import nightly
from central.cases.acting import Wanted
from central.cases.nightly import Ran, run_clocks
from central.cases.procedure import Unit
from central.cases.tables import Case
from central.clock_run import run_all_clocks
from central.notices import open_notices

SURVEY = Wanted("begin-special", "须现场核查", evidence=("勘察通知-1",), special_procedure="现场勘察")
BACK = Wanted("end-special", evidence=("勘察报告-1",))


@pytest.fixture(scope="module")
def shared(copied_home: CopiedHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cases]:
    with copied_home(tmp_path_factory.mktemp("clocks") / "central") as home, cases_at(home) as cases:
        yield cases


@pytest.fixture
def cases(shared: Cases) -> Cases:
    """Its clock stands at the start again, and no night has anything to do with what other tests have left."""
    shared.clock.now = START
    with shared.centre.database.writing() as session:
        session.execute(update(Case).values(next_due=None, next_check=None))
    return shared


@pytest.fixture
def own(central_home: Path) -> Iterator[Cases]:
    """A centre for a calendar of the test's own."""
    with cases_at(central_home) as cases:
        yield cases


def test_five_handings_on_begin_the_state_clock_anew_and_never_the_business_clock(cases: Cases) -> None:
    """Accepted on 9 September 2026; twenty working days later is 13 October."""
    cases.on("2026-09-09")
    number = cases.open()
    cases.act(number, WINDOW, "accept")
    begun = cases.case(number)
    state_dues = [begun.state_due]

    for place, day in enumerate(("2026-09-10", "2026-09-15", "2026-09-18", "2026-09-24", "2026-09-30")):
        cases.on(day)
        handed = cases.transfer(number, OTHER if place % 2 == 0 else UNIT)
        state_dues.append(handed.state_due)
        assert (handed.promise_date, handed.accepted_on) == (begun.promise_date, date(2026, 9, 9))

    assert begun.promise_date == date(2026, 10, 13)
    assert [due.isoformat() for due in state_dues if due] == [
        "2026-09-11",
        "2026-09-14",
        "2026-09-17",
        "2026-09-21",
        "2026-09-29",
        "2026-10-09",
    ]
    assert (handed.transfers, handed.bounced) == (5, True)


def test_limit_of_the_law_is_not_lengthened_by_handing_on(cases: Cases) -> None:
    """Five working days to ask for corrections, whoever has the case."""
    number = cases.open()
    due = cases.case(number).state_due
    cases.on("2026-11-30")

    handed = cases.transfer(number, OTHER)

    assert (handed.state_due, due) == (date(2026, 11, 30), date(2026, 11, 30))
    cases.on("2026-12-01")
    assert run_clocks(cases.centre).steps == 1
    assert cases.case(number).accepted_on == date(2026, 11, 23)


def test_business_clock_begins_the_day_after_acceptance(cases: Cases) -> None:
    cases.on("2022-04-28")
    number = cases.open(replace(ITEM, promise_days=5))

    assert cases.act(number, WINDOW, "accept").promise_date == date(2022, 5, 9)


def test_business_clock_stands_still_for_a_listed_procedure_alone(cases: Cases) -> None:
    """From Thursday 24 September to Friday 9 October 2026 five working days go by: 28, 29, 30, 8 and 9."""
    cases.on("2026-09-09")
    number = cases.open()
    cases.act(number, WINDOW, "accept")
    cases.act(number, HANDLER, "review")
    before = cases.case(number).promise_date
    cases.on("2026-09-24")
    refused = code_of(lambda: cases.act(number, HANDLER, replace(SURVEY, special_procedure="领导出差")))

    paused = cases.act(number, HANDLER, SURVEY)
    still = (paused.promise_date, paused.state_due)
    cases.on("2026-10-09")
    going = cases.act(number, HANDLER, BACK)

    assert refused == "special-procedure-not-listed"
    assert (before, still) == (date(2026, 10, 13), (None, date(2026, 10, 15)))
    assert going.promise_date == date(2026, 10, 20)
    assert (going.paused_since, going.pauses) == (None, '[["2026-09-24", "2026-10-09"]]')


def test_limit_in_calendar_days_ends_on_a_working_day(cases: Cases) -> None:
    cases.on("2026-09-21")
    number = cases.open(replace(ITEM, promise_days=10, promise_unit=Unit.CALENDAR))

    assert cases.act(number, WINDOW, "accept").promise_date == date(2026, 10, 8)


def test_limit_across_an_unpublished_year_is_never_without_its_mark(cases: Cases) -> None:
    """The impossible thing, tried on every working day of the last weeks."""
    marks = {}
    for day in ("2026-12-02", "2026-12-03", "2026-12-04", "2026-12-28", "2026-12-31"):
        cases.on(day)
        number = cases.open()
        case = cases.act(number, WINDOW, "accept")
        marks[day] = case.promise_provisional
        assert case.promise_date
        assert case.promise_provisional == (case.promise_date > date(2026, 12, 31))
        assert cases.events(number)[-1].content.count('"promise_provisional": true') == int(case.promise_provisional)

    assert marks == {
        "2026-12-02": False,
        "2026-12-03": False,
        "2026-12-04": True,
        "2026-12-28": True,
        "2026-12-31": True,
    }


# ---- the night ----


def test_silence_accepts_as_of_the_day_of_receipt(cases: Cases) -> None:
    cases.on("2026-09-24")
    number = cases.open()

    cases.on("2026-10-09", hour=23)
    early = run_clocks(cases.centre)
    cases.on("2026-10-10", hour=1)
    in_the_night = run_clocks(cases.centre)

    case = cases.case(number)
    assert (early, in_the_night) == (Ran(), Ran(steps=1))
    assert (case.state, case.accepted_on, case.handle_user_id) == ("ACCEPTED", date(2026, 9, 24), "")
    assert case.promise_date == date(2026, 10, 29)
    assert cases.events(number)[-1].actor_role == "system"


def test_correction_that_never_comes_lapses(cases: Cases) -> None:
    number = cases.open()
    cases.act(number, WINDOW, Wanted("ask-correction", "缺一份", materials=("公司章程",)))

    cases.on("2026-12-14")
    run_clocks(cases.centre)
    on_the_last_day = cases.case(number).state
    cases.on("2026-12-15")
    run_clocks(cases.centre)

    assert (on_the_last_day, cases.case(number).state) == ("SUPPLEMENT", "WITHDRAWN")
    too_late = Wanted("correct", materials=("公司章程",))
    assert code_of(lambda: cases.act(number, APPLICANT, too_late)) == "case-step-not-now"


def test_nothing_lapses_on_a_day_that_may_still_move(own: Cases, tmp_path: Path) -> None:
    """Fifteen working days from 21 December 2026 end in a year that nobody has arranged: they wait for their calendar."""
    own.on("2026-12-21")
    number = own.open()
    own.act(number, WINDOW, Wanted("ask-correction", "缺一份", materials=("公司章程",)))

    own.on("2027-03-01")
    waited = run_clocks(own.centre)
    own.publish_2027(tmp_path / "calendar")
    then = run_clocks(own.centre)

    assert (waited.steps, then.steps, own.case(number).state) == (0, 1, "WITHDRAWN")


def test_overdue_case_is_told_higher_up_step_by_step(cases: Cases) -> None:
    number = cases.open(replace(ITEM, promise_days=2))
    cases.act(number, WINDOW, "accept")
    told = {}

    for day in ("2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30", "2026-12-07"):
        cases.on(day)
        run_clocks(cases.centre)
        told[day] = cases.names(number).count("escalate")

    assert told == {"2026-11-25": 0, "2026-11-26": 2, "2026-11-27": 2, "2026-11-30": 4, "2026-12-07": 4}
    assert cases.case(number).next_check is None


def test_night_run_twice_does_nothing_the_second_time(cases: Cases) -> None:
    numbers = [cases.open() for _ in range(7)]
    cases.on("2026-12-25")

    first = run_clocks(cases.centre, slice_size=3)
    events = [len(cases.events(number)) for number in numbers]
    second = run_clocks(cases.centre, slice_size=3)

    # Accepted as of 23 November, due on 21 December, told to two higher up since.
    assert (first.steps, second.steps) == (3 * 7, 0)
    assert [len(cases.events(number)) for number in numbers] == events
    assert cases.broken() == []


def test_night_that_is_killed_goes_on_where_it_stood(cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [cases.open() for _ in range(9)]
    cases.on("2026-12-25")
    once, slices = nightly._step, []

    def killed_in_the_third(run: object, size: int) -> int:
        slices.append(once(run, size))  # type: ignore[arg-type]  # handed through
        if len(slices) == 3:
            raise KeyboardInterrupt
        return slices[-1]

    monkeypatch.setattr(nightly, "_step", killed_in_the_third)
    with pytest.raises(KeyboardInterrupt):
        run_clocks(cases.centre, slice_size=2)
    half_way = sum(cases.case(number).state == "ACCEPTED" for number in numbers)
    monkeypatch.undo()
    rest = run_clocks(cases.centre, slice_size=2)

    assert (half_way, rest.steps) == (4, 3 * 9 - 4)
    assert {cases.case(number).state for number in numbers} == {"ACCEPTED"}
    assert cases.broken() == []


def test_branch_that_lapses_in_the_night_tells_its_parent(cases: Cases) -> None:
    parent, (branch, _) = cases.open_theme((application(), True), (application(), True))
    cases.act(parent, WINDOW, "accept")
    cases.act(branch, WINDOW, Wanted("ask-correction", "缺一份", materials=("公司章程",)))
    cases.on("2026-12-15")

    run_clocks(cases.centre)

    assert cases.case(branch).state == "WITHDRAWN"
    assert cases.case(parent).state == "BRANCH_REFUSED"
    assert cases.broken() == []


# ---- a new calendar ----


def test_new_calendar_takes_the_mark_away_or_moves_the_day_and_says_so(own: Cases, tmp_path: Path) -> None:
    """The fourth of January 2027 becomes free: what ended then or later moves, what ends this year does not."""
    own.on("2026-12-28")
    numbers = [own.open(replace(ITEM, promise_days=days)) for days in (2, 4, 10)]
    for number in numbers:
        own.act(number, WINDOW, "accept")
        own.act(number, HANDLER, "review")
    before = [own.case(number).promise_date for number in numbers]
    own.publish_2027(tmp_path / "calendar", "2027-01-04")

    done = [run_all_clocks(own.centre).cases_moved for _ in range(2)]

    after = [own.case(number) for number in numbers]
    assert before == [date(2026, 12, 30), date(2027, 1, 4), date(2027, 1, 12)]
    assert [case.promise_date for case in after] == [date(2026, 12, 30), date(2027, 1, 5), date(2027, 1, 13)]
    assert not any(case.promise_provisional for case in after)
    assert done == [2, 0]
    assert [own.names(number).count("due-moved") for number in numbers] == [0, 1, 1]
    with own.centre.database.reading() as session:
        assert [(notice.matter, notice.about) for notice in open_notices(session)] == [("due-moved", "calendar 2")]
    assert own.broken() == []


def test_firm_day_that_only_loses_its_mark_is_told_without_a_notice(own: Cases, tmp_path: Path) -> None:
    own.on("2026-12-28")
    number = own.open(replace(ITEM, promise_days=10))
    own.act(number, WINDOW, "accept")
    own.publish_2027(tmp_path / "calendar")

    moved = run_clocks(own.centre).moved

    assert (moved, own.names(number)[-1], own.case(number).promise_provisional) == (0, "due-moved", False)
    with own.centre.database.reading() as session:
        assert open_notices(session) == []


def test_case_that_somebody_else_changed_meanwhile_is_not_written_over(cases: Cases) -> None:
    """A case whose day came and that was moved by hand: what the night has to do with it is read again."""
    number = cases.open()
    with cases.centre.database.writing() as session:
        session.execute(update(Case).where(Case.project_no == number).values(next_check=date(2026, 11, 23)))

    ran = run_clocks(cases.centre)

    assert (ran.steps, cases.names(number)) == (1, ["open"])
    assert cases.case(number).next_check == date(2026, 11, 24)
