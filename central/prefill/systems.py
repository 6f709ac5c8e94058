"""THE CENTRE, PREFILL: what another system is to us, and how several are asked at once without anybody waiting for the slowest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import date
from threading import BoundedSemaphore
from time import monotonic
from typing import Protocol

from app.contract.prefill import Standing
from central.prefill.plan import SystemPlan


@dataclass(frozen=True)
class Wanted:
    """One field of a form: by its path there, and by the name under which the source knows it. `purpose` is told to the source too."""

    path: str
    source: str
    name: str
    purpose: str


@dataclass(frozen=True)
class Question:
    """About one enterprise, for one form. `asking` names it on both sides."""

    asking: str
    uscc: str = field(repr=False)
    task_code: str
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True)
class Known:
    """`dataset` is the source's name for where it stands, complete as of that day."""

    value: str | bool | int | float = field(repr=False)
    dataset: str
    as_of: date


Answer = Mapping[str, Known]
"""By path. What is not in it the source has no record of."""


class NotAnswered(Exception):
    """The system said nothing that can be used: out of reach, or failed, or not in our words."""


class TooLate(NotAnswered):
    """It may have been about to."""


class System(Protocol):
    """One system that may know. Blocks until `until` (monotonic seconds) and no longer."""

    def look_up(self, question: Question, until: float) -> Answer:
        """Raises NotAnswered, TooLate."""


class Connected:
    """A system with its plan, and room for so many askings at one moment."""

    def __init__(self, plan: SystemPlan, system: System) -> None:
        self.plan, self._system = plan, system
        self._room = BoundedSemaphore(plan.at_once)

    def ask(self, question: Question, until: float) -> Answer | Standing:
        if not self._room.acquire(blocking=False):
            return Standing.LATE
        try:
            return self._system.look_up(question, until)
        except TooLate:
            return Standing.LATE
        except NotAnswered:
            return Standing.UNREACHABLE
        finally:
            self._room.release()


def ask_all(
    questions: Sequence[tuple[Connected, Question]], most_seconds: float
) -> list[tuple[Connected, Answer | Standing]]:
    """Each with its answer, or why there is none; in `most_seconds` all told."""
    if not questions:
        return []
    until = monotonic() + most_seconds
    pool = ThreadPoolExecutor(len(questions), thread_name_prefix="prefill")
    asked = [(system, pool.submit(system.ask, question, until)) for system, question in questions]
    wait([future for _, future in asked], timeout=most_seconds)
    pool.shutdown(wait=False, cancel_futures=True)
    return [(system, _heard(future)) for system, future in asked]


def _heard(future: Future[Answer | Standing]) -> Answer | Standing:
    """A defect in one system's program is that system's silence."""
    if not future.done() or future.cancelled():
        return Standing.LATE
    return Standing.UNREACHABLE if future.exception() else future.result()
