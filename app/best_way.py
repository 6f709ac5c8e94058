"""The best way to get something done (最优办事途径, A3.14, A6.12): online, at this terminal, at the nearest window, and why. Pure.

What is open and in working order now comes before what is not; of two that are, the one that takes less time; of two as quick, online
before self-service before the window. A terminal that was not heard of for five minutes is 未知, and never said to work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from math import cos, hypot, radians
from typing import Final

from app.contract.places import Place, PlaceKind

STATE_HOLDS: Final = timedelta(minutes=5)
MOST_WAYS: Final = 5
MINUTES_A_KILOMETRE: Final = 3.0
"""By bus or scooter through a town; only what is nearer is told by it, and no time is promised."""
WINDOW_MINUTES: Final = 15.0
SAME_TOWN_KM: Final = 3.0
"""Where nobody has written down where a place lies."""
OTHER_TOWN_KM: Final = 20.0
_KM_A_DEGREE: Final = 111.2
_WEEK: Final = 7


class Kind(IntEnum):
    """In the order of A6.12."""

    ONLINE = 0
    HERE = 1
    TERMINAL = 2
    WINDOW = 3


class Why(StrEnum):
    """Why a way stands where it stands; a page has words for each."""

    AT_ONCE = "at-once"
    OPEN_NOW = "open-now"
    ALL_DAY = "all-day"
    OPENS_LATER = "opens-later"
    HOURS_UNKNOWN = "hours-unknown"
    CLOSED_HERE = "closed-here"
    STATE_UNKNOWN = "state-unknown"
    HEARD_OF = "heard-of"
    SAME_TOWN = "same-town"
    DISTANCE = "distance"


@dataclass(frozen=True)
class Where:
    """Where who asks stands: the terminal's own town and, if known, its degrees (WGS 84)."""

    town: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Wanted:
    """`catalog_code`: of the item. `online`: whether it can be done on the net. `here`: whether this terminal does it at this moment,
    None where it never does."""

    catalog_code: str
    online: bool = False
    here: bool | None = None


@dataclass(frozen=True)
class Way:
    """One way, and why it stands there. `opens`: when, where it is not open now. `kilometres` as the crow flies, None where unknown."""

    kind: Kind
    now: bool
    why: tuple[Why, ...]
    place: Place | None = None
    opens: datetime | None = None
    kilometres: float | None = None
    minutes: float = 0.0


def best_ways(
    wanted: Wanted,
    places: Iterable[Place],
    heard: Mapping[str, datetime],
    where: Where,
    now: datetime,
    this_terminal: str = "",
) -> tuple[Way, ...]:
    """The best first, at most MOST_WAYS, at least one of each kind there is. `now` is Dongguan's time, aware; `places` those in force;
    `heard`: by terminal, when the centre last heard of it."""
    ways = [*_without_going(wanted)]
    for place in places:
        does_it = not place.items or wanted.catalog_code in place.items
        if does_it and (place.kind is not PlaceKind.TERMINAL or place.terminal != this_terminal):
            ways.append(_going(place, heard, where, now))
    return _chosen(sorted(ways, key=_rank))


def _without_going(wanted: Wanted) -> Iterable[Way]:
    if wanted.online:
        yield Way(Kind.ONLINE, True, (Why.AT_ONCE,))
    if wanted.here is not None:
        yield Way(Kind.HERE, wanted.here, (Why.AT_ONCE if wanted.here else Why.CLOSED_HERE,))


def _going(place: Place, heard: Mapping[str, datetime], where: Where, now: datetime) -> Way:
    kilometres, near = _distance(place, where)
    minutes = kilometres * MINUTES_A_KILOMETRE
    said = (Why.DISTANCE,) if near is not None else (Why.SAME_TOWN,) if place.town_name == where.town else ()
    is_open, opens, hours = _hours(place, now)
    if place.kind is not PlaceKind.TERMINAL:
        waits = minutes + WINDOW_MINUTES + _until(opens, now)
        return Way(Kind.WINDOW, is_open, (*hours, *said), place, opens, near, waits)
    seen = heard.get(place.terminal)
    fresh = seen is not None and timedelta(0) <= now - seen <= STATE_HOLDS
    state = Why.HEARD_OF if fresh else Why.STATE_UNKNOWN
    return Way(
        Kind.TERMINAL, is_open and fresh, (state, *hours, *said), place, opens, near, minutes + _until(opens, now)
    )


def _rank(way: Way) -> tuple[bool, float, int, str]:
    return not way.now, way.minutes, way.kind, way.place.id if way.place else ""


def _chosen(ranked: list[Way]) -> tuple[Way, ...]:
    """The nearest of each kind first, so that nobody is shown five windows and not the way to do it at home; then the next best."""
    first = {way.kind: way for way in reversed(ranked)}
    kept = sorted(first.values(), key=_rank)
    kept += [way for way in ranked if way is not first[way.kind]][: max(0, MOST_WAYS - len(kept))]
    return tuple(sorted(kept, key=_rank))


def _distance(place: Place, where: Where) -> tuple[float, float | None]:
    """What is reckoned with, and what may be said: kilometres, where both ends are known."""
    if place.latitude is None or place.longitude is None or where.latitude is None or where.longitude is None:
        return (SAME_TOWN_KM if place.town_name == where.town else OTHER_TOWN_KM), None
    north = float(place.latitude) - where.latitude
    east = (float(place.longitude) - where.longitude) * cos(radians(where.latitude))
    known = hypot(north, east) * _KM_A_DEGREE
    return known, known


def _hours(place: Place, now: datetime) -> tuple[bool, datetime | None, tuple[Why, ...]]:
    """Whether it is open, when it opens where it is not, and what is said of that. Holidays are for the page to warn of."""
    if place.all_day:
        return True, None, (Why.ALL_DAY,)
    if any(
        one.weekday == now.isoweekday() and one.opens <= now.time().replace(tzinfo=None) < one.closes
        for one in place.opening_hours
    ):
        return True, None, (Why.OPEN_NOW,)
    opens = _next_opening(place, now)
    return False, opens, (Why.OPENS_LATER if opens else Why.HOURS_UNKNOWN,)


def _next_opening(place: Place, now: datetime) -> datetime | None:
    later = (
        datetime.combine((now + timedelta(days=days)).date(), one.opens, now.tzinfo)
        for days in range(_WEEK + 1)
        for one in place.opening_hours
        if one.weekday == (now + timedelta(days=days)).isoweekday()
    )
    return min((at for at in later if at > now), default=None)


def _until(opens: datetime | None, now: datetime) -> float:
    return max(0.0, (opens - now) / timedelta(minutes=1)) if opens is not None else 0.0
