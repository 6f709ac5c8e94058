"""A filing process whose every call to the disk is recorded: run under strace by test_power_cuts, never imported by it.

python recorded_program.py outbox HOME JOBS [SYNCHRONOUS]     files jobs, says `told KEY` when each is filed
python recorded_program.py ledger FILE PAPERS [PRAGMA=VALUE …]   takes papers to their end, says `told NUMBER STAGE` after each step
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def tell(*words: str) -> None:
    os.write(1, ("told " + " ".join(words) + "\n").encode())


def file_jobs(home: Path, jobs: int, synchronous: str) -> None:
    from bench_drafts import draft_of

    import app.outbox.store as store
    from app.contract.jobs import ItemResult, ItemStatus
    from app.outbox import Outbox

    if synchronous:
        levels = {"NORMAL": 1, "OFF": 0}
        others = tuple(setting for setting in store.SETTINGS if setting[0] != "synchronous")
        store.SETTINGS = (*others, ("synchronous", synchronous, levels[synchronous]))  # type: ignore[misc]  # the control
    with Outbox(home, sealing_public_key=bytes([9, *bytes(31)]), short_name="03") as outbox:
        for number in range(jobs):
            tell(outbox.file([draft_of("T0003", number, NOW)], NOW)[0].key)
            if number % 10 == 9:
                leased = outbox.lease(8, NOW)
                results = [
                    ItemResult(key=each.item.key, payload_sha256=each.item.payload_sha256, status=ItemStatus.APPLIED)
                    for each in leased
                ]
                outbox.settle(leased, results, NOW)
        # The end of the recording is a cut, not a farewell: closing would tidy the disk up.
        os._exit(0)


def take_papers(path: Path, papers: int, pragmas: list[str]) -> None:
    from printing.ledger import Ledger, Stage

    ledger = Ledger(path, lambda: NOW)
    for pragma in pragmas:
        ledger._store.execute(f"PRAGMA {pragma}")
    for paper in range(papers):
        number = f"P{paper:05d}"
        ledger.begin(number, 1, pages=2, sha256="0" * 64, by="visitor")
        tell(number, Stage.SEALED)
        for stage in (Stage.SENT, Stage.PRINTING, Stage.OUT):
            ledger.move(number, 1, stage, pages_out=2)
            tell(number, stage)
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1] == "outbox":
        file_jobs(Path(sys.argv[2]), int(sys.argv[3]), "".join(sys.argv[4:]))
    take_papers(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
