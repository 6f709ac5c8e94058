"""The best way to any item from any place: 530 places and what is known of 400 terminals, against reading the list once. One JSON line."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from random import Random
from time import perf_counter
from zoneinfo import ZoneInfo

from timing import median, p95, report

from app.best_way import Wanted, Where, best_ways
from central.packs.samples import sample_places

QUESTIONS = 400
NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def main() -> int:
    random, places = Random(7), list(sample_places())
    terminals = [one.terminal for one in places if one.terminal]
    heard = {one: NOW - timedelta(seconds=random.randrange(900)) for one in terminals}
    taken, read = [], []
    for _ in range(QUESTIONS):
        one = random.choice(places)
        where = Where(one.town_name, float(one.latitude or 0), float(one.longitude or 0))
        wanted = Wanted(f"4419{random.randrange(80):08d}", random.random() < 0.5, random.choice((True, False, None)))
        now = NOW + timedelta(minutes=random.randrange(7 * 24 * 60))
        began = perf_counter()
        best_ways(wanted, places, heard, where, now)
        taken.append((perf_counter() - began) * 1000)
        began = perf_counter()
        sum(len(place.name) for place in places if place.in_force(now.date()))
        read.append((perf_counter() - began) * 1000)
    return report(
        "best_way",
        "p95_ms",
        p95_ms=p95(taken),
        median_ms=median(taken),
        worst_ms=max(taken),
        ratio=median(taken) / median(read),
        places=len(places),
        questions=QUESTIONS,
        goal=50.0,
        limit=50.0,
    )


if __name__ == "__main__":
    sys.exit(main())
