"""The reply to a batch of fifty is cut at every byte: what is not proven whole does not count."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from bench_drafts import draft_of
from bench_world import wait_until, world
from conftest import Say
from damaging_proxy import UNTOUCHED, Damage, DamagingProxy, Fault, Request
from road_in_process import file, now, opened, walking

from app.outbox import JobState, Outbox

ITEMS = 50


class CutEverywhere:
    """A plan that cuts the reply to the nth batch at the nth of `points`, sees that nothing was taken for done, and then lets go."""

    def __init__(self, outbox: Outbox, points: Callable[[int], Sequence[int]]) -> None:
        self._outbox, self._points = outbox, points
        self.length = 0
        self.cuts = 0
        self.wrongly_done = 0
        self.offered: set[int] = set()
        self.through = threading.Event()
        self._left: list[int] | None = None

    def measured(self, length: int) -> None:
        """The whole reply is this long; points beyond its end are none."""
        self.length = length
        self._left = [point for point in self._points(length) if point < length]

    def __call__(self, request: Request) -> Fault:
        if not request.is_batch:
            self._outbox.make_due(now())
            return UNTOUCHED
        self.offered.add(len(request.items))
        self.wrongly_done += self._outbox.counts()[JobState.DONE]
        if self._left is None:
            return Fault(Damage.DROP_REPLY)
        if not self._left:
            self.through.set()
            return UNTOUCHED
        self.cuts += 1
        return Fault(Damage.CUT_REPLY, at=self._left.pop())


def cut_at(folder: Path, seeded: Path, points: Callable[[int], Sequence[int]], seconds: float) -> CutEverywhere:
    with world(folder, seeded) as bench, DamagingProxy(bench.centre.port) as wire:
        terminal = bench.terminal("T0001", wire.url, timeout=10.0)
        with opened(terminal.home) as outbox:
            file(outbox, [draft_of("T0001", number, now()) for number in range(ITEMS)])
            plan = CutEverywhere(outbox, points)
            wire.plan = plan
            wire.on_batch_reply = lambda reply: plan.measured(len(reply)) if plan.length == 0 else None
            with walking(terminal.home, outbox):
                wait_until(plan.through.is_set, seconds, "every byte was cut")
                wait_until(lambda: outbox.counts()[JobState.DONE] == ITEMS, 60, "the whole reply was believed")
        bench.centre.kill()
        assert bench.verdict().unexpected == ITEMS, "in the centre once each, told by nobody"
        assert bench.verdict().doubled == 0
    return plan


def spread(length: int) -> Sequence[int]:
    """The last bytes, and ten places between."""
    return sorted({*range(0, length, max(1, length // 10)), *range(length - 6, length)})


def test_no_job_is_done_by_a_reply_cut_at_any_of_many_bytes(tmp_path: Path, seeded: Path, say: Say) -> None:
    plan = cut_at(tmp_path, seeded, spread, 60)

    say(f"{plan.cuts} cuts of {plan.length} bytes")
    assert plan.cuts >= 15
    assert (plan.wrongly_done, plan.offered) == (0, {ITEMS})


@pytest.mark.soak
def test_no_job_is_done_by_a_reply_cut_at_every_byte(tmp_path: Path, seeded: Path, say: Say) -> None:
    plan = cut_at(tmp_path, seeded, range, 3_600)

    say(f"{plan.cuts} cuts of {plan.length} bytes")
    assert plan.cuts == plan.length
    assert (plan.wrongly_done, plan.offered) == (0, {ITEMS})
