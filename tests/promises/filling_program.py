"""A terminal on a small disk that fills up again and again: run by test_full_disk in a mount namespace of its own.

    python filling_program.py HOME TURNS        HOME lies on a file system that may be filled

Says one JSON line: what was acknowledged and what is stored, and what could still be done while not a byte was free.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bench_drafts import draft_of
from store_surgery import is_sound

from app import config, enrolment
from app.contract.jobs import ItemResult, ItemStatus
from app.errors import StoreError, StoreFull
from app.outbox import JobState, Outbox, keeping, open_outbox
from app.outbox.outbox import caps_of

FILLER = "filler"


def fill(folder: Path, leave: int) -> None:
    """Until no more than `leave` bytes are free."""
    handle = os.open(folder / FILLER, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    step = 1024 * 1024
    while step >= 1:
        free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
        if free <= leave:
            break
        try:
            os.write(handle, bytes(min(step, free - leave)))
        except OSError:
            step //= 2
    os.close(handle)


def main(home: Path, turns: int) -> None:
    acknowledged: set[str] = set()
    refusals: Counter[str] = Counter()
    drained, offered, closed = 0, 0, 0
    place, settings = enrolment.load(home), config.load(home / config.FILE)
    early = refused_early(home)
    to_the_last_byte = replace(caps_of(settings.outbox), free_bytes=0)
    with Outbox(
        home, sealing_public_key=place.sealing_public_key, short_name=settings.short_name, caps=to_the_last_byte
    ) as outbox:
        number = 0
        for turn in range(turns):
            fill(home.parent, 200_000 + turn * 7_000)
            for _ in range(1_000):
                try:
                    acknowledged.add(outbox.file([draft_of("T0001", number, now())], now())[0].key)
                except StoreError as refused:
                    refusals[refused.code] += 1
                    break
                number += 1
            fill(home.parent, 0)
            seen, usual = outbox.room_left(now()), caps_of(settings.outbox)
            closed += keeping.room(seen.load, usual, home, seen.reserve_bytes, now()).closed_by is not None
            offered += 1
            drained += drain(outbox)
            (home.parent / FILLER).unlink()
            # As the door is asked before every visit; what it finds free goes to the reserve first.
            outbox.room_left(now())
        stored = {job.key for job in outbox.jobs()}
        states = {state.value: count for state, count in outbox.counts().items()}
    print(  # noqa: T201  # a program's answer
        json.dumps(
            {
                "acknowledged": len(acknowledged),
                "stored": len(stored),
                "lost": len(acknowledged - stored),
                "unexpected": len(stored - acknowledged),
                "refusals": refusals,
                "refused_early": early,
                "turns_drained": drained,
                "turns_closed": closed,
                "states": states,
                "sound": is_sound(home),
            }
        )
    )


def refused_early(home: Path) -> bool:
    """As a terminal in a hall is set up: filing stops while there is still room, and leaves it to the queue."""
    place, settings = enrolment.load(home), config.load(home / config.FILE)
    with open_outbox(home, place, settings) as outbox:
        fill(home.parent, 1_000_000)
        try:
            outbox.file([draft_of("T0001", 0, now())], now())
        except StoreFull:
            return outbox.jobs() == []
        finally:
            (home.parent / FILLER).unlink()
    return False


def drain(outbox) -> bool:
    """Whether the queue still comes to its end on a full disk: lease, and settle as the centre's receipt says."""
    try:
        while leased := outbox.lease(50, now()):
            outbox.settle(leased, [_applied(each.item) for each in leased], now())
    except StoreError:
        return False
    return outbox.counts()[JobState.READY] == 0


def _applied(item) -> ItemResult:
    return ItemResult(key=item.key, payload_sha256=item.payload_sha256, status=ItemStatus.APPLIED)


def now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
