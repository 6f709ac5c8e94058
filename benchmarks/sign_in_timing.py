"""How long a wrong password takes for a badge that somebody wears, against one that nobody wears: medians of 60 each, turn about.

Whoever listens at the door must not hear who works here. The whole of it is measured, on SQLite: counting the try, looking, argon2,
refusing. Ratio of the slower to the faster; beside it one read of a record on the trail, in milliseconds. One JSON line.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from time import perf_counter

from timing import median, report

from central.centre import Centre
from central.opening import opened
from central.organisations import tries
from central.organisations.accounts import open_account
from central.organisations.people import find_by_badge, posts_at
from central.organisations.roles import Reader
from central.organisations.signing_in import sign_in
from central.organisations.trail import note_reading
from central.refusals import Refused
from central.seed import seed
from central.settings import Settings

WORN, UNWORN = "T15-P01", "T15-P99"
ROUNDS = 60


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "central"
        seed(home, enterprises=1, say=lambda _: None)
        with opened(Settings(home=home)) as centre:
            reader = _let_in(centre)
            took: dict[str, list[float]] = {WORN: [], UNWORN: []}
            for _ in range(ROUNDS):
                for badge, times in took.items():
                    times.append(_try(centre, badge))
            reading = median(_read(centre, reader, number) for number in range(ROUNDS))
    worn, unworn = median(took[WORN]), median(took[UNWORN])
    return report(
        "sign_in_timing",
        "ratio",
        goal=1.05,
        limit=1.2,
        ratio=max(worn, unworn) / min(worn, unworn),
        worn_ms=worn,
        unworn_ms=unworn,
        reading_ms=reading,
    )


def _let_in(centre: Centre) -> Reader:
    now = centre.now()
    with centre.database.writing() as session:
        person = find_by_badge(session, WORN)
        if person is None:
            sys.exit("the seed has changed")
        open_account(session, centre, person, now, second_factor=False)
        posts = tuple(posts_at(session, person.id, centre.today()))
    return Reader(person.id, posts, 1, False, centre.home.keyed_hash)


def _try(centre: Centre, badge: str) -> float:
    began = perf_counter()
    with suppress(Refused):
        sign_in(centre, badge, "a wrong password", "")
    took = (perf_counter() - began) * 1_000
    with centre.database.writing() as session:
        tries.forget(session, centre.home.keyed_hash, badge)
    return took


def _read(centre: Centre, reader: Reader, number: int) -> float:
    began = perf_counter()
    with centre.database.writing() as session:
        note_reading(session, reader, "case", f"B-{number}", "handling", centre.now())
    return (perf_counter() - began) * 1_000


if __name__ == "__main__":
    sys.exit(main())
