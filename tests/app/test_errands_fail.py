"""What the road does on its way may fail as it likes: the jobs are delivered all the same."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import pytest
from filing_samples import NOW, rating

from app.audit import AuditLog, verify_chain
from app.errands import Errands
from app.fake_central import FakeCentral
from app.outbox import JobState, Outbox
from app.sync import Sync


class Broken:
    """Whatever is asked of it, there is a defect."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


def test_jobs_are_delivered_although_every_errand_fails(home: Path) -> None:
    broken: Any = Broken()
    centre = FakeCentral()
    with Outbox(home, sealing_public_key=centre.sealing_public_key, short_name="03", incarnation="i") as outbox:
        outbox.file([rating()], NOW)
        road = Sync(outbox, centre, interval_seconds=0.02, errands=Errands(broken, broken, broken, broken))
        ended = Event()
        road.listen(on_settled=lambda _: ended.set())
        road.start()
        assert ended.wait(20)
        road.stop()
        assert outbox.counts()[JobState.DONE] == 1


@pytest.mark.parametrize(
    "line", [b"[" * 100_000, b"\xff\xfe", b"{}", b"null", b'{"hash":' + b"1" * 5_000 + b"}"], ids=repr
)
def test_a_spoilt_line_is_told_as_one_and_stops_nobody(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "audit.jsonl"
    diary = AuditLog(path)
    diary.append(actor="terminal", action="looked", at=NOW)
    diary.close()
    with path.open("ab") as file:
        file.write(line + b"\n")

    again = AuditLog(path)
    again.append(actor="terminal", action="looked", at=NOW)

    assert again.look().broken_at == 2
    assert verify_chain(path).broken_at == 2
    again.close()
