"""27 weeks of a hall's events, as counted: more on Mondays, fewer at night, slower in elder mode, and one town that has a bad week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from central.clock import DONGGUAN
from central.datasets.kinds import CampaignEvent
from central.enterprises import TOWNS

WEEKS: Final = 27
A_WEEK: Final = 300
FIRST_MONDAY: Final = datetime(2026, 5, 4, tzinfo=DONGGUAN)
BAD_WEEK, BAD_TOWN = 14, "寮步镇"
"""Every visit there that week fails: its printer has no paper."""

_KINDS: Final = ("信用报告", "企业诉求", "查进度", "核验报告", "空白表格", "求助", "预约")
_DAYS: Final = (0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6)
_HOURS: Final = (8, 9, 9, 9, 10, 10, 10, 11, 11, 14, 14, 15, 15, 15, 16, 16, 17, 20, 23)
_ENDED: Final = ("done", "done", "done", "done", "done", "done", "cancelled", "timeout", "failed")


def campaign_events() -> Iterator[CampaignEvent]:
    """By time within each week."""
    for week in range(1, WEEKS + 1):
        dice = Random(f"week {week}")  # noqa: S311 - synthetic data, wanted the same every time
        found = sorted((_moment(week, dice), place) for place in range(A_WEEK))
        for at, place in found:
            yield _event(week, place, at, dice)


def _moment(week: int, dice: Random) -> datetime:
    day = timedelta(weeks=week - 1, days=dice.choice(_DAYS), hours=dice.choice(_HOURS))
    return (FIRST_MONDAY + day + timedelta(seconds=dice.randrange(3_600))).astimezone(UTC)


def _event(week: int, place: int, at: datetime, dice: Random) -> CampaignEvent:
    town = TOWNS[place % len(TOWNS)]
    ended = dice.choice(_ENDED)
    return CampaignEvent(
        id=f"SJ-{week:02d}-{place + 1:04d}",
        at=at,
        week=week,
        town=town,
        zone=f"A{dice.randint(1, 9)}",
        kind=dice.choice(_KINDS),
        terminal=f"S{TOWNS.index(town) * 12 + dice.randint(1, 12):04d}",
        seconds=dice.randint(25, 600),
        ended="failed" if (week, town) == (BAD_WEEK, BAD_TOWN) else ended,
    )
