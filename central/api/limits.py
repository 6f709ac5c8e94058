"""How much one asker may ask: token buckets in this process's memory, their sizes dated parameters.

A token bucket lets a burst through and then so many a minute. Each process counts for itself: three processes let three times as much
through, which these sizes allow for. They stop what runs wild; they are no quota.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from threading import Lock
from time import monotonic
from typing import Final

from central.centre import Centre
from central.db.database import DatabaseAway
from central.db.parameters import ParameterMissing, parameter
from central.refusals import Refused

TERMINAL, PERSON, ADDRESS = "limits.terminal", "limits.person", "limits.address"
DEFAULTS: Final[Mapping[str, tuple[int, int]]] = {
    TERMINAL: (3_000, 1_000),
    PERSON: (1_200, 300),
    ADDRESS: (60_000, 10_000),
}
"""A minute, and at once. A terminal that brings a week's work sends ten batches a second. Behind one address there may be a whole hall,
or a city's gateway, and every terminal greets twelve times a minute: it counts only what nobody has signed for."""

MOST_ASKERS = 20_000
LOOK_AGAIN_SECONDS = 60.0


@dataclass(frozen=True)
class Size:
    """`value` of the parameter: "3000/1000", a minute and at once."""

    a_minute: int
    at_once: int


@dataclass
class _Bucket:
    left: float
    at: float


class Limits:
    """Who has asked how much. Any thread."""

    def __init__(self, sizes: Callable[[], Mapping[str, Size]], clock: Callable[[], float] = monotonic) -> None:
        self._sizes_now, self._clock = sizes, clock
        self._sizes: Mapping[str, Size] = {}
        self._looked_at = float("-inf")
        self._buckets: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()
        self._door, self._looking = Lock(), Lock()

    def take(self, kind: str, asker: str) -> None:
        """One more. Raises Refused with 429 and the seconds after which there is room again."""
        self._look_again()
        size, now = self._sizes[kind], self._clock()
        with self._door:
            bucket = self._bucket((kind, asker), size, now)
            if bucket.left < 1:
                wait = ceil((1 - bucket.left) * 60 / size.a_minute)
                raise Refused(429, "too-many-requests", retry_after=max(1, wait))
            bucket.left -= 1

    def _bucket(self, asker: tuple[str, str], size: Size, now: float) -> _Bucket:
        bucket = self._buckets.setdefault(asker, _Bucket(size.at_once, now))
        bucket.left = min(size.at_once, bucket.left + (now - bucket.at) * size.a_minute / 60)
        bucket.at = now
        self._buckets.move_to_end(asker)
        while len(self._buckets) > MOST_ASKERS:
            # Whoever has been silent longest has a full bucket by now, or nearly.
            self._buckets.popitem(last=False)
        return bucket

    def _look_again(self) -> None:
        """Whoever comes first looks; who comes meanwhile waits, and finds what was found."""
        if self._clock() - self._looked_at < LOOK_AGAIN_SECONDS:
            return
        with self._looking:
            if self._clock() - self._looked_at >= LOOK_AGAIN_SECONDS:
                self._sizes = self._sizes_now()
                self._looked_at = self._clock()


def limits_of(centre: Centre) -> Limits:
    """As the centre's parameters of today say, looked up once a minute."""
    known = {kind: Size(*sizes) for kind, sizes in DEFAULTS.items()}

    def sizes() -> Mapping[str, Size]:
        # Where it is away, whoever asks will be told by the request itself; until then as before.
        with suppress(DatabaseAway):
            known.update(_in_force(centre))
        return known

    return Limits(sizes)


def _in_force(centre: Centre) -> dict[str, Size]:
    found = {}
    with centre.database.reading() as session:
        for kind, (a_minute, at_once) in DEFAULTS.items():
            try:
                said = parameter(session, kind, centre.today()).value
            except ParameterMissing:
                said = f"{a_minute}/{at_once}"
            found[kind] = Size(*map(int, said.split("/")))
    return found
