"""Working days, to the day: the model's vectors, the naive count that must differ, and the years that nobody has arranged yet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.contract.calendar import (
    CalendarYear,
    Due,
    WorkingCalendar,
    add_calendar_days,
    add_working_days,
    calendar_of,
    working_days_between,
)
from central.calendar.pack import CalendarRefused, checked, shipped_calendar
from central.clock import DONGGUAN, day_of
from resources import path

CALENDAR = shipped_calendar()
WEEK_ALONE = calendar_of(())
STEPS = (1, 2, 5, 10, 15, 20)

VECTORS = {
    "2022-04-20": ("04-21", "04-22", "04-26", "05-06", "05-12", "05-19"),
    "2022-04-28": ("04-29", "05-05", "05-09", "05-16", "05-23", "05-30"),
    "2022-09-30": ("10-08", "10-09", "10-12", "10-19", "10-26", "11-02"),
    "2022-01-27": ("01-28", "01-29", "02-08", "02-15", "02-22", "03-01"),
    "2025-01-24": ("01-26", "01-27", "02-07", "02-13", "02-20", "02-27"),
    "2026-02-12": ("02-13", "02-14", "02-26", "03-04", "03-11", "03-18"),
    "2026-09-24": ("09-28", "09-29", "10-09", "10-15", "10-22", "10-29"),
}
NAIVE = {
    "2022-04-20": ("04-27", "05-11"),
    "2022-04-28": ("05-05", "05-19"),
    "2022-09-30": ("10-07", "10-21"),
    "2022-01-27": ("02-03", "02-17"),
    "2025-01-24": ("01-31", "02-14"),
    "2026-02-12": ("02-19", "03-05"),
    "2026-09-24": ("10-01", "10-15"),
}
YEARS = {2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}


@pytest.mark.parametrize("start", VECTORS)
def test_limits_end_on_the_day_the_model_says(start: str) -> None:
    found = [add_working_days(CALENDAR, date.fromisoformat(start), step) for step in STEPS]

    assert [due.day.isoformat()[5:] for due in found] == list(VECTORS[start])
    assert not any(due.provisional for due in found)


@pytest.mark.parametrize("start", NAIVE)
def test_counting_by_the_week_alone_would_have_been_wrong(start: str) -> None:
    naive = [add_working_days(WEEK_ALONE, date.fromisoformat(start), step).day for step in (5, 15)]

    assert [day.isoformat()[5:] for day in naive] == list(NAIVE[start])
    assert all(
        add_working_days(CALENDAR, date.fromisoformat(start), step).day != day
        for step, day in zip((5, 15), naive, strict=True)
    )


@pytest.mark.parametrize("year", YEARS)
def test_years_have_their_working_days(year: int) -> None:
    counted = working_days_between(CALENDAR, date(year - 1, 12, 31), date(year, 12, 31))

    assert (counted.days, counted.provisional) == (YEARS[year], False)


def test_limit_across_the_end_of_what_is_published_is_provisional_from_its_first_open_day() -> None:
    begun = date(2026, 12, 28)

    found = [add_working_days(CALENDAR, begun, step) for step in (1, 2, 3, 4, 5)]

    assert [due.day.isoformat() for due in found] == [
        "2026-12-29",
        "2026-12-30",
        "2026-12-31",
        "2027-01-04",
        "2027-01-05",
    ]
    assert [due.provisional for due in found] == [False, False, False, True, True]


def test_statutory_days_of_an_open_year_are_left_out_and_no_other() -> None:
    """The first of October 2027 is a Friday; nobody knows yet which Saturday will be worked for it."""
    assert not CALENDAR.works(date(2027, 10, 1))
    assert CALENDAR.works(date(2027, 10, 4))
    assert add_working_days(CALENDAR, date(2027, 9, 30), 1) == Due(date(2027, 10, 4), provisional=True)


def test_no_year_without_an_arrangement_ever_gives_a_firm_day() -> None:
    """The impossible thing: a limit across an unpublished year without 暂定."""
    firm_to = CALENDAR.covers_to
    assert firm_to == date(2026, 12, 31)

    for start in range(500):
        day = date(2026, 1, 1) + timedelta(days=start)
        for step in (1, 5, 30):
            due = add_working_days(CALENDAR, day, step)
            assert due.provisional == (due.day > firm_to)


@pytest.mark.parametrize("day", [date.min, date(1949, 10, 1), date(2099, 2, 28), date(9998, 12, 30), date.max])
def test_days_far_from_any_arrangement_are_counted_and_marked(day: date) -> None:
    assert add_working_days(CALENDAR, day, 20).provisional or day == date.max
    assert add_calendar_days(CALENDAR, day, 20).provisional


def test_limit_in_calendar_days_that_ends_on_a_holiday_ends_on_the_next_working_day() -> None:
    assert add_calendar_days(CALENDAR, date(2022, 9, 21), 10) == Due(date(2022, 10, 8), provisional=False)
    assert add_calendar_days(CALENDAR, date(2022, 9, 20), 10) == Due(date(2022, 9, 30), provisional=False)


@pytest.mark.parametrize("count", [-1, 5_001])
def test_no_limit_runs_for_ever(count: int) -> None:
    with pytest.raises(ValueError, match="time limit"):
        add_working_days(CALENDAR, date(2026, 1, 1), count)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.dates(date(2021, 6, 1), date(2027, 12, 31)), st.integers(0, 60))
def test_counting_there_and_back_agrees(day: date, count: int) -> None:
    due = add_working_days(CALENDAR, day, count)

    assert working_days_between(CALENDAR, day, due.day).days == count
    assert count == 0 or CALENDAR.works(due.day)
    assert working_days_between(CALENDAR, day, due.day).provisional == due.provisional


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.dates(date(2022, 1, 1), date(2026, 10, 31)), st.integers(0, 30), st.integers(0, 30))
def test_limits_add_up(day: date, first: int, second: int) -> None:
    half_way = add_working_days(CALENDAR, day, first).day

    assert add_working_days(CALENDAR, half_way, second).day == add_working_days(CALENDAR, day, first + second).day


def test_published_year_takes_the_place_of_the_provisional_one() -> None:
    open_year = CalendarYear.model_validate_json(path("calendar", "2027.json").read_bytes())
    arranged = open_year.model_copy(update={"provisional": False, "version": "2027.1"})

    calendar = calendar_of([open_year, arranged])

    assert not add_working_days(calendar, date(2027, 1, 4), 5).provisional


def test_dongguan_has_one_offset_whatever_the_clocks_once_did() -> None:
    """From 1986 to 1991 clocks in China went forward in summer; our days are those of UTC+8, then as now."""
    shanghai = ZoneInfo("Asia/Shanghai")
    nights = [datetime(1985, 1, 1, tzinfo=UTC) + timedelta(days=n, hours=15, minutes=30) for n in range(30_000)]

    moved = {night.year for night in nights if night.astimezone(shanghai).date() != day_of(night)}

    assert moved == {1986, 1987, 1988, 1989, 1990, 1991}
    assert all(
        night.astimezone(shanghai).utcoffset() == night.astimezone(DONGGUAN).utcoffset()
        for night in nights
        if night.year >= 1992
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"covers_to": "2025-12-31"},
        {"holidays": [{"date": "2025-01-01", "name": "元旦"}]},
        {"holidays": [{"date": "2026-01-01", "name": "元旦"}] * 2},
        {"makeup_workdays": [{"date": "2026-01-01", "name": "元旦"}]},
        {"remark": "unknown"},
    ],
)
def test_year_that_contradicts_itself_is_no_calendar(changes: dict[str, object]) -> None:
    year = CalendarYear.model_validate_json(path("calendar", "2026.json").read_bytes()).model_dump(mode="json")

    with pytest.raises(ValidationError):
        CalendarYear.model_validate(year | changes)


def test_folder_without_a_year_is_refused(tmp_path: object) -> None:
    with pytest.raises(CalendarRefused):
        checked(path("icons"))


def test_make_up_days_are_worked_and_holidays_are_not() -> None:
    """2026-02-14 is a Saturday that is worked; 2026-02-16 a Monday that is not."""
    known: WorkingCalendar = CALENDAR

    assert known.works(date(2026, 2, 14))
    assert not known.works(date(2026, 2, 16))
