"""THE CENTRE, WORK: what the clock begins. A line here is all it takes: a name, when, and what is called with the centre."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from central.centre import Centre
from central.clock_run import run_all_clocks
from central.work.forgetting import forget_workers

ZONE: Final = "Asia/Shanghai"

Run = Callable[[Centre], object]


@dataclass(frozen=True)
class Scheduled:
    """`when` is a cron line of five fields in Dongguan's time. `run` is called once for each moment, on one of the workers, with the
    centre; it may be called again for the same moment after a crash, so it must stand being repeated. `catch_up`: moments at which no
    worker ran are made up for."""

    name: str
    when: str
    run: Run
    catch_up: bool = False


def scheduled(name: str, when: str, run: Run, *, catch_up: bool = False) -> Scheduled:
    return Scheduled(name, when, run, catch_up)


TIMETABLE: tuple[Scheduled, ...] = (
    scheduled("run-clocks", "10 0 * * *", run_all_clocks),
    scheduled("forget-workers", "20 3 * * *", forget_workers),
)
"""Every scheduled work of the centre."""
