"""What time it is at the centre: learnt from its signed answers, carried on by this machine's ticks.

A terminal whose battery died wakes in 1970, and a clock that somebody sets jumps. What is shown, and whether a card has expired, goes
by the centre's time as soon as the centre has been heard once; ticks since switching on do not jump.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

TOLERANCE = timedelta(seconds=2)
"""The centre's word comes in whole seconds; nearer than this to what we believe it is no news."""


def _machine_now() -> datetime:
    return datetime.now(UTC)


def _ticks() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True)
class _Anchor:
    moment: datetime
    ticks: float


class CentreClock:
    """Callable: the centre's time, aware, UTC. Until the centre was heard, this machine's own. Threads may share it."""

    def __init__(self, own: Callable[[], datetime] = _machine_now, ticks: Callable[[], float] = _ticks) -> None:
        self._own, self._ticks = own, ticks
        self._anchor: _Anchor | None = None
        self._turn = Lock()

    def __call__(self) -> datetime:
        anchor = self._anchor
        if anchor is None:
            return self._own()
        return anchor.moment + timedelta(seconds=self._ticks() - anchor.ticks)

    @property
    def offset(self) -> timedelta:
        """How far this machine's clock is behind the centre's; negative where it is ahead. Zero before the centre was heard."""
        return self() - self._own() if self._anchor else timedelta()

    @property
    def is_set(self) -> bool:
        """Whether the centre has been heard."""
        return self._anchor is not None

    def ticks(self) -> float:
        """To be noted before asking, and given to `learn` with the answer."""
        return self._ticks()

    def learn(self, said: datetime, asked_at: float) -> None:
        """`said` is what the centre's clock showed, in whole seconds, at some moment between `asked_at` and now."""
        with self._turn:
            ticks, now = self._ticks(), self()
            took = timedelta(seconds=max(0.0, ticks - asked_at))
            earliest, latest = said - TOLERANCE, said + timedelta(seconds=1) + took + TOLERANCE
            if not earliest <= now <= latest:
                self._anchor = _Anchor(said + (timedelta(seconds=1) + took) / 2, ticks)
            elif self._anchor is None:
                self._anchor = _Anchor(now, ticks)
