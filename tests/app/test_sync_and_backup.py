"""The centre says with its receipts how far its backup reaches; what has been in it for thirty days goes from the terminal."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Event

from filing_samples import NOW, rating

from app.central import Accepted, Refused, Unreachable
from app.contract.jobs import Batch, BatchReceipt
from app.fake_central import FakeCentral
from app.outbox import JobState, Outbox
from app.sync import Sync


class BackedUp(FakeCentral):
    """Its clock and its backup stand where the test puts them."""

    at, backed_up_until = NOW, NOW

    def deliver(self, batch: Batch) -> Accepted[BatchReceipt] | Refused | Unreachable:
        answer = super().deliver(batch)
        if not isinstance(answer, Accepted):
            return answer
        said = {"server_time": self.at, "backed_up_until": self.backed_up_until}
        return Accepted(answer.value.model_copy(update=said))


def deliver(outbox: Outbox, centre: FakeCentral) -> None:
    """One walk to the centre and back, to its end."""
    arrived = Event()
    road = Sync(outbox, centre, interval_seconds=0.02, now=lambda: NOW)
    road.listen(on_settled=lambda _: arrived.set())
    road.start()
    heard = arrived.wait(10)
    road.stop()
    assert heard


def test_receipts_purge_what_is_thirty_days_in_the_backup_and_nothing_younger(home: Path) -> None:
    centre = BackedUp()
    with Outbox(home, sealing_public_key=centre.sealing_public_key, short_name="03") as outbox:
        outbox.file([rating("old")], NOW)
        deliver(outbox, centre)
        centre.at = NOW + timedelta(days=20)
        outbox.file([rating("young")], NOW)
        deliver(outbox, centre)

        centre.at, centre.backed_up_until = NOW + timedelta(days=40), NOW + timedelta(days=31)
        outbox.file([rating("new")], NOW)
        deliver(outbox, centre)

        assert [(job.aggregate, job.state) for job in outbox.jobs()] == [
            ("young", JobState.DONE),
            ("new", JobState.DONE),
        ]
        assert len(centre.applied) == 3
        assert outbox.watermark() == NOW + timedelta(days=31)
