"""THE CENTRE: time. UTC inside, Dongguan's day on paper."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

Clock = Callable[[], datetime]
"""Answers an aware moment."""

DONGGUAN = timezone(timedelta(hours=8), "CST")
"""China has kept one offset without summer time since 1991."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def day_of(moment: datetime) -> date:
    """The calendar day in Dongguan at an aware moment."""
    return moment.astimezone(DONGGUAN).date()


def local_text(moment: datetime) -> str:
    """As it stands on paper: `2026-11-23 14:05:09`, Dongguan's time."""
    return moment.astimezone(DONGGUAN).strftime("%Y-%m-%d %H:%M:%S")


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 29 February becomes the 28th where there is none. Before the year 1, the first day there is."""
    if day.year <= years:
        return date.min
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def months_after(day: date, months: int) -> date:
    """The corresponding day `months` later; a month without it ends on its last day (民法典 §202)."""
    month = day.month - 1 + months
    first = date(day.year + month // 12, month % 12 + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
