"""What was promised and what became of it, judged from outside: journals the terminals wrote, the centre's tables, the terminals' lists.

The sets are Jepsen's: what was told must be there, what is there must have been tried, nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from itertools import pairwise
from pathlib import Path

from bench_drafts import name_of, number_of
from sqlalchemy import create_engine, text

from app.outbox import JobStanding, JobState


@dataclass(frozen=True)
class Told:
    """One terminal's journal. `tried`: numbers it was about to file; `keys`: numbers it said were filed, with their keys;
    `refused`: codes by which the outbox would not."""

    tried: frozenset[int]
    keys: Mapping[int, str]
    refused: tuple[str, ...]
    links: tuple[bool, ...]
    ended: int
    """How many ends it has heard of."""
    batches: tuple[int, ...]
    """Milliseconds each answered batch took."""


def read_journal(path: Path) -> Told:
    lines = [line.split() for line in path.read_text("ascii").splitlines()] if path.exists() else []
    return Told(
        tried=frozenset(int(words[1]) for words in lines if words[0] == "I"),
        keys={int(words[1]): words[2] for words in lines if words[0] == "T"},
        refused=tuple(words[1] for words in lines if words[0] == "E"),
        links=tuple(words[1] == "1" for words in lines if words[0] == "L"),
        ended=sum(words[0] == "D" for words in lines),
        batches=tuple(int(words[1]) for words in lines if words[0] == "B"),
    )


@dataclass(frozen=True)
class Effects:
    """What the centre has: for each name its receipts in the order they were given; how far each aggregate's inbox goes."""

    receipts: Mapping[str, list[str]]
    inbox: Mapping[tuple[str, str], list[int]]
    order: Mapping[str, int]
    """A number that grows with the order in which effects came about, by name."""

    @property
    def count(self) -> int:
        return sum(map(len, self.receipts.values()))


def read_effects(url: str) -> Effects:
    """From the centre's own tables, by plain SQL: `url` is SQLAlchemy's."""
    receipts: dict[str, list[str]] = defaultdict(list)
    order: dict[str, int] = {}
    inbox: dict[tuple[str, str], list[int]] = defaultdict(list)
    engine = create_engine(url)
    with engine.connect() as connection:
        appeals = connection.execute(text("SELECT local_no, appeal_no FROM appeals ORDER BY appeal_no"))
        for place, (name, number) in enumerate(appeals):
            receipts[name].append(number)
            order[name] = place
        figures = connection.execute(text("SELECT visit, id FROM visit_figures ORDER BY id"))
        for name, number in figures:
            receipts[name].append(name)
            order[name] = number
        for terminal, mark, seq in connection.execute(text("SELECT terminal_id, aggregate_mark, seq FROM inbox")):
            inbox[terminal, mark].append(seq)
    engine.dispose()
    return Effects(receipts, inbox, order)


@dataclass(frozen=True)
class Verdict:
    """How often each part of the promise was broken. Of what is lost, `vanished` is on the terminal's own list neither, and `falsely_done`
    is there as DONE. `untold`: filed, and killed before it could be said; no breach."""

    lost: int = 0
    vanished: int = 0
    falsely_done: int = 0
    doubled: int = 0
    unexpected: int = 0
    gaps: int = 0
    inversions: int = 0
    stuck: int = 0
    wrong_receipts: int = 0
    told: int = 0
    untold: int = 0
    where: tuple[str, ...] = field(default=(), compare=False)

    @property
    def breaches(self) -> dict[str, int]:
        fine = {"told", "untold", "where"}
        found = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in fine}
        return {name: count for name, count in found.items() if count}


def judge(told: Mapping[str, Told], effects: Effects, lists: Mapping[str, Iterable[JobStanding]]) -> Verdict:
    """`told` and `lists` by terminal. Call when nothing runs any more."""
    promised = {name_of(terminal, number) for terminal, said in told.items() for number in said.keys}
    tried = {name_of(terminal, number) for terminal, said in told.items() for number in said.tried}
    there = set(effects.receipts)
    lost, unexpected = promised - there, there - tried
    doubled = {name for name, receipts in effects.receipts.items() if len(receipts) > 1}
    listed = {job.key: job for jobs in lists.values() for job in jobs}
    keys = {name_of(terminal, number): key for terminal, said in told.items() for number, key in said.keys.items()}
    missing = [listed.get(keys[name]) for name in lost]
    stuck = [job for jobs in lists.values() for job in jobs if job.state is not JobState.DONE]
    where = [f"lost {name}" for name in lost] + [f"doubled {name}" for name in doubled]
    where += [f"stuck {job.local_no or job.aggregate} {job.state.value} {job.error_code}" for job in stuck]
    return Verdict(
        lost=len(lost),
        vanished=missing.count(None),
        falsely_done=sum(job is not None and job.state is JobState.DONE for job in missing),
        doubled=len(doubled),
        unexpected=len(unexpected),
        gaps=sum(sorted(seqs) != list(range(1, len(seqs) + 1)) for seqs in effects.inbox.values()),
        inversions=_inversions(effects),
        stuck=len(stuck),
        wrong_receipts=sum(_wrong_receipt(job, effects) for jobs in lists.values() for job in jobs),
        told=len(promised),
        untold=len(there - promised),
        where=tuple(sorted(where)[:20]),
    )


def _inversions(effects: Effects) -> int:
    """Pairs of neighbours of one terminal, aggregate and kind that came about in another order than they were filed in."""
    rows: dict[tuple[str, bool], list[tuple[int, int]]] = defaultdict(list)
    for name, place in effects.order.items():
        is_figure = effects.receipts[name] == [name]
        rows[name.rsplit("/", 1)[0], is_figure].append((number_of(name), place))
    return sum(earlier[1] > later[1] for filed in map(sorted, rows.values()) for earlier, later in pairwise(filed))


def _wrong_receipt(job: JobStanding, effects: Effects) -> bool:
    """An appeal that is DONE here carries the number the centre gave it."""
    if job.state is not JobState.DONE or not job.local_no:
        return False
    return job.receipt not in effects.receipts.get(job.local_no, ())
