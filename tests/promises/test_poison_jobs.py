"""Jobs that can never be taken: each is set aside with a reason, none is deleted, and nobody waits for them."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from bench_drafts import Draft, appeal, draft_of
from bench_world import wait_until, world
from conftest import Say
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from damaging_proxy import UNTOUCHED, DamagingProxy, Fault, Request
from mutants import BREAKS_ON_SOME
from promise_oracle import read_effects
from road_in_process import file, now, opened, walking
from store_surgery import put_payload, raw

from app import enrolment
from app.contract.jobs import SCHEMA_VERSION, JobKind, VisitCounted
from app.contract.sealing import aad_of, seal
from app.outbox import JobState, Outbox

SET_ASIDE = (JobState.REJECTED, JobState.QUARANTINED)
POISONS = ("no-json", "sealed-to-another", "wrong-hash", "row-unreadable", "centre-breaks")


def poison(name: str, place: int, at: datetime) -> Draft:
    """In an aggregate of its own: what it blocks is itself."""
    visit = f"defect/{place}" if name == "centre-breaks" else f"poison/{name}/{place}"
    counted = VisitCounted(visit=visit, service="S1", mode="self", language="zh", ended="done", seconds=1, at=at)
    return Draft(JobKind.VISIT_COUNTED, f"poison:{name}:{place}", counted)


def spoil(home: Path, name: str, key: str) -> None:
    place = enrolment.load(home)
    with raw(home) as store:
        aggregate, seq = store.execute("SELECT aggregate, seq FROM job WHERE key = ?", (key,)).fetchone()
        aad = aad_of(key, aggregate, seq, SCHEMA_VERSION)
        match name:
            case "no-json":
                put_payload(store, key, seal(place.sealing_public_key, b"{not json", aad))
            case "sealed-to-another":
                stranger = X25519PrivateKey.generate().public_key().public_bytes_raw()
                put_payload(store, key, seal(stranger, b"{}", aad))
            case "wrong-hash":
                store.execute("UPDATE job SET payload_sha256 = ? WHERE key = ?", ("0" * 64, key))
            case "row-unreadable":
                store.execute("UPDATE job SET created_at = 'yesterday' WHERE key = ?", (key,))


class Watch:
    """Ends every rest at each greeting; notes how many batches it took until all sound jobs were done."""

    def __init__(self, outbox: Outbox, sound: int) -> None:
        self._outbox, self._sound = outbox, sound
        self.batches_until_sound_are_done = 0

    def __call__(self, request: Request) -> Fault:
        if not request.is_batch:
            self._outbox.make_due(now())
        elif self._outbox.counts()[JobState.DONE] < self._sound:
            self.batches_until_sound_are_done += 1
        return UNTOUCHED


def play(folder: Path, seeded: Path, jobs: int, poisoned: int, say: Say) -> None:
    with world(folder, seeded, mutant=BREAKS_ON_SOME) as bench, DamagingProxy(bench.centre.port) as wire:
        terminal = bench.terminal("T0001", wire.url, timeout=20.0)
        with opened(terminal.home) as outbox:
            drafts = [draft_of("T0001", number, now()) for number in range(jobs - poisoned - 1)]
            names = dict(zip(range(poisoned - 1), itertools.cycle(POISONS), strict=False))
            sound = file(outbox, [*drafts, Draft(JobKind.APPEAL_FILED, "same", appeal("T0009", 1, now()))])
            taken = file(outbox, [Draft(JobKind.APPEAL_FILED, "again", appeal("T0009", 1, now()))])
            poisons = {file(outbox, [poison(name, place, now())])[0]: name for place, name in names.items()}
        for key, name in poisons.items():
            spoil(terminal.home, name, key)
        with opened(terminal.home) as outbox:
            wire.plan = watch = Watch(outbox, len(sound))
            with walking(terminal.home, outbox):
                wait_until(lambda: not _under_way(outbox), 90, "every job came to an end")
        ended = {job.key: job for job in _all(terminal.home)}
        reasons = Counter(job.error_code for job in ended.values() if job.state in SET_ASIDE)
        effects = read_effects(bench.centre.url)
    say(f"{watch.batches_until_sound_are_done} batches until all sound jobs were done; set aside: {dict(reasons)}")
    assert {ended[key].state for key in sound} == {JobState.DONE}
    assert {ended[key].state for key in [*poisons, *taken]} <= set(SET_ASIDE), "set aside, not deleted"
    assert len(ended) == jobs
    assert effects.count == len(sound)
    assert all(reasons), "each has a reason"
    assert len(reasons) >= len(POISONS)
    assert watch.batches_until_sound_are_done <= 1.2 * jobs / 50 + 1


def _under_way(outbox: Outbox) -> bool:
    counts = outbox.counts()
    return bool(counts[JobState.READY] + counts[JobState.SENDING])


def _all(home: Path) -> list:
    """By raw SQL: a spoilt row is not to hide."""
    with raw(home) as store:
        rows = store.execute("SELECT key, state, error_code FROM job").fetchall()
    return [_Row(key, JobState(state), code) for key, state, code in rows]


class _Row:
    def __init__(self, key: str, state: JobState, error_code: str) -> None:
        self.key, self.state, self.error_code = key, state, error_code


def test_ten_poisoned_jobs_of_two_hundred_are_set_aside_and_block_nobody(
    tmp_path: Path, seeded: Path, say: Say
) -> None:
    play(tmp_path, seeded, 200, 10, say)


@pytest.mark.soak
def test_fifty_poisoned_jobs_of_a_thousand_are_set_aside_and_block_nobody(
    tmp_path: Path, seeded: Path, say: Say
) -> None:
    play(tmp_path, seeded, 1_000, 50, say)
