"""What the ratings of a month come to: who was satisfied of those who rated, and how many of those who could rate did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Final

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.wire import Message
from central.centre import Centre
from central.clock import DONGGUAN
from central.ratings.rectifying import WORST_TWO, owner_of
from central.visits import Rating, VisitFigure

SATISFIED: Final = 3
"""基本满意 and better."""
TOTAL: Final = "all"


class RatingRow(Message):
    """`handled`: what was done to its end, and could be rated; `rated`: active ratings of it; `flagged`: given while staff were
    signed in, counted nowhere. `satisfaction` is satisfied ÷ rated, `response` rated ÷ handled, four decimals; None over nothing."""

    service: str
    terminal_id: str
    unit: str
    handled: int
    rated: int
    satisfied: int
    bad: int
    flagged: int
    satisfaction: str | None = Field(pattern=r"^[01]\.\d{4}$")
    response: str | None


class RatingFigures(Message):
    month: str
    total: RatingRow
    rows: tuple[RatingRow, ...]


def figures(session: Session, centre: Centre, month: str) -> RatingFigures:
    """By item and terminal. `month`: YYYY-MM, Dongguan's."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    first, after = _span(month)
    ratings = select(Rating.service, Rating.terminal_id, Rating.stars, Rating.staff_present)
    for service, terminal, stars, flagged in session.execute(
        ratings.where(Rating.rated_at >= first, Rating.rated_at < after)
    ):
        row = counts[service, terminal]
        if flagged:
            row[4] += 1
        else:
            row[1] += 1
            row[2] += stars >= SATISFIED
            row[3] += stars <= WORST_TWO
    done = select(VisitFigure.service, VisitFigure.terminal_id).where(
        VisitFigure.ended == "done", VisitFigure.ended_at >= first, VisitFigure.ended_at < after
    )
    for service, terminal in session.execute(done):
        counts[service, terminal][0] += 1
    rows = tuple(_row(place, owner_of(session, centre, place[0])[1], counts[place]) for place in sorted(counts))
    return RatingFigures(month=month, total=_row((TOTAL, TOTAL), "", _sum(counts.values())), rows=rows)


def share(part: int, whole: int) -> str | None:
    """Of nothing there is no share: neither none nor all of it."""
    return f"{part / whole:.4f}" if whole else None


def _row(place: tuple[str, str], unit: str, count: list[int]) -> RatingRow:
    handled, rated, satisfied, bad, flagged = count
    return RatingRow(
        service=place[0],
        terminal_id=place[1],
        unit=unit,
        handled=handled,
        rated=rated,
        satisfied=satisfied,
        bad=bad,
        flagged=flagged,
        satisfaction=share(satisfied, rated),
        response=share(min(rated, handled), handled),
    )


def _sum(rows: Iterable[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)] or [0, 0, 0, 0, 0]


def _span(month: str) -> tuple[datetime, datetime]:
    year, number = int(month[:4]), int(month[5:])
    after = date(year + number // 12, number % 12 + 1, 1)
    return _begins(date(year, number, 1)), _begins(after)


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), DONGGUAN)
