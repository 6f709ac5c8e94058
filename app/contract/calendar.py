"""Working days (工作日): what the calendar pack says of a year, and how days are counted by it (民法典 §201, 行政许可法 §82).

The pack `calendar` holds one JSON file a year, each a `CalendarYear` (models 2.0.5); the pack's manifest is what is signed.
Counting begins the day after. Where the arrangement of a day's year is not published, what is known of it is used (the statutory
days, then the week alone), the answer is marked provisional (暂定), and nothing is ever raised: a visitor is told a day, and that the
State Council may move it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Self

from pydantic import Field, model_validator

from app.contract.wire import IsoDate, Message

PACK = "calendar"
PROVISIONAL_WORDS = "暂定，以国务院办公厅放假安排为准"
PROVISIONAL_ENGLISH = "provisional: the State Council's holiday arrangement decides"

MOST_WORKING_DAYS = 5_000
"""Twenty years: no time limit of ours is longer, and no count shall run for ever."""

_DAY = timedelta(days=1)
_FRIDAY = 5


class NamedDay(Message):
    date: IsoDate
    name: str = Field(min_length=1, max_length=40)


class CalendarYear(Message):
    """One arrangement. `source`: the notice's number (文号). `provisional`: only the statutory days are known yet.

    `verified`: somebody has compared it with a second source.
    """

    version: str = Field(min_length=1, max_length=40)
    issued_by: str = Field(max_length=80)
    covers_from: IsoDate
    covers_to: IsoDate
    holidays: tuple[NamedDay, ...] = Field(max_length=370)
    makeup_workdays: tuple[NamedDay, ...] = Field(max_length=370)
    source: str = Field(max_length=120)
    provisional: bool
    verified: bool

    @model_validator(mode="after")
    def _speaks_of_its_own_days(self) -> Self:
        if self.covers_to < self.covers_from:
            raise ValueError("covers_to lies before covers_from")
        free, worked = {day.date for day in self.holidays}, {day.date for day in self.makeup_workdays}
        if len(free) != len(self.holidays) or len(worked) != len(self.makeup_workdays) or free & worked:
            raise ValueError("each day stands once")
        if not all(self.covers_from <= day <= self.covers_to for day in free | worked):
            raise ValueError("a day stands outside what is covered")
        return self


@dataclass(frozen=True)
class Due:
    """The last day of a time limit. `provisional`: a day that was counted is of a year whose arrangement is not published."""

    day: date
    provisional: bool


@dataclass(frozen=True)
class Counted:
    days: int
    provisional: bool


@dataclass(frozen=True)
class WorkingCalendar:
    """All years there are. `version` is the pack's; 0 for what came with the program. Equal versions count alike."""

    version: int
    free: frozenset[date] = field(repr=False)
    made_up: frozenset[date] = field(repr=False)
    published: tuple[tuple[date, date], ...]

    def works(self, day: date) -> bool:
        """As far as is known."""
        return day in self.made_up or (day.isoweekday() <= _FRIDAY and day not in self.free)

    def arranged(self, day: date) -> bool:
        """Whether the State Council has said how it is with this day."""
        return any(first <= day <= last for first, last in self.published)

    @property
    def covers_to(self) -> date | None:
        """The last day whose arrangement is published."""
        return max((last for _, last in self.published), default=None)


def calendar_of(years: Iterable[CalendarYear], version: int = 0) -> WorkingCalendar:
    """Where a published and a provisional year speak of the same day, the published one counts."""
    every = tuple(years)
    arranged = tuple(year for year in every if not year.provisional)
    published = tuple(sorted((year.covers_from, year.covers_to) for year in arranged))
    free = {day.date for year in arranged for day in year.holidays}
    for year in every:
        if year.provisional:
            free |= {day.date for day in year.holidays if not _within(published, day.date)}
    made_up = {day.date for year in arranged for day in year.makeup_workdays}
    return WorkingCalendar(version, frozenset(free), frozenset(made_up), published)


def read_calendar(files: Mapping[str, bytes], version: int = 0) -> WorkingCalendar:
    """A pack's files, by their path. Raises ValidationError."""
    years = [content for path, content in sorted(files.items()) if path.endswith(".json")]
    return calendar_of((CalendarYear.model_validate_json(year) for year in years), version)


def add_working_days(calendar: WorkingCalendar, day: date, count: int) -> Due:
    """The last day of a limit of `count` working days that begins the day after `day`; `day` itself for none.

    Raises ValueError for a count below 0 or above MOST_WORKING_DAYS.
    """
    if not 0 <= count <= MOST_WORKING_DAYS:
        raise ValueError("a time limit has 0 to 5000 working days")
    provisional = False
    while count > 0 and day < date.max:
        day += _DAY
        provisional = provisional or not calendar.arranged(day)
        count -= calendar.works(day)
    return Due(day, provisional)


def working_days_between(calendar: WorkingCalendar, first: date, last: date) -> Counted:
    """How many working days there are after `first` up to and with `last`; none where `last` is not later."""
    span = [first + n * _DAY for n in range(1, (last - first).days + 1)]
    return Counted(
        sum(calendar.works(day) for day in span),
        provisional=not all(calendar.arranged(day) for day in span),
    )


def add_calendar_days(calendar: WorkingCalendar, day: date, count: int) -> Due:
    """A limit in calendar days whose last day is free ends on the next working day (民法典 §203)."""
    last = date.fromordinal(min(day.toordinal() + count, date.max.toordinal()))
    provisional = not calendar.arranged(last)
    while not calendar.works(last) and last < date.max:
        last += _DAY
        provisional = provisional or not calendar.arranged(last)
    return Due(last, provisional)


def _within(spans: tuple[tuple[date, date], ...], day: date) -> bool:
    return any(first <= day <= last for first, last in spans)
