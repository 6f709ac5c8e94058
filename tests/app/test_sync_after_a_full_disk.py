"""The disk is full in the very moment in which the centre has answered: no job is left on its way for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from filing_samples import rating
from pydantic import ValidationError

from app.contract.jobs import ItemResult
from app.contract.licence import CardHolder
from app.errors import StoreFull
from app.fake_central import FakeCentral
from app.outbox import JobStanding, JobState, LeasedJob, Outbox
from app.sync import Sync


class FullOnce(Outbox):
    """The disk takes no answer the first time."""

    refused = False

    def settle(
        self,
        leased: Sequence[LeasedJob],
        results: Sequence[ItemResult],
        now: datetime,
        *,
        at_centre: datetime | None = None,
    ) -> list[JobStanding]:
        if not self.refused:
            self.refused = True
            raise StoreFull("the disk is full; nothing was written")
        return super().settle(leased, results, now, at_centre=at_centre)


def test_job_whose_answer_found_no_room_goes_again_without_a_restart(home: Path) -> None:
    fake, arrived = FakeCentral(), Event()
    with FullOnce(home, sealing_public_key=fake.sealing_public_key, short_name="03") as outbox:
        outbox.file([rating()], datetime.now(UTC))
        road = Sync(outbox, fake, interval_seconds=0.02)
        road.listen(on_settled=lambda _: arrived.set())
        road.start()

        heard = arrived.wait(10)
        road.stop()

        assert heard
        assert outbox.refused
        assert [job.state for job in outbox.jobs()] == [JobState.DONE]
        assert len(fake.applied) == 1


def test_what_was_wrong_in_a_message_is_told_without_what_stood_there() -> None:
    with pytest.raises(ValidationError) as wrong:
        CardHolder.model_validate({"name": ["张测试"], "number": "441900190003079992"})

    assert "张测试" not in str(wrong.value)
