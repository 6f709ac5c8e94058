"""Staff see what does not get through and why, and can do two safe things about it: send it again, or leave it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from appeal_samples import an_appeal
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import NUMBER, USCC, QuickTerminal
from staff_slot import StaffSlot

from app.contract.jobs import ItemResult, ItemStatus
from app.fake_central import FakeCentral
from app.outbox import JobStanding, JobState, Outbox
from devices.smart_card import StaffCard
from kiosk.maintenance.stuck import KINDS, STATES
from kiosk.words import english, known_codes, problem

CARD = StaffCard("S-0007")


def file_an_appeal_that_is_not_taken(home: Path, central: FakeCentral) -> None:
    now = datetime.now(UTC)
    with Outbox(home, sealing_public_key=central.sealing_public_key, short_name="03") as outbox:
        outbox.file([an_appeal(now)], now)
        sent = outbox.lease(1, now)
        item = sent[0].item
        poison = ItemResult(key=item.key, payload_sha256=item.payload_sha256, status=ItemStatus.MISMATCH)
        outbox.settle(sent, [poison], now)
        outbox.note_told()


class Room:
    """The maintenance room of a terminal whose one appeal was set aside."""

    def __init__(self, terminal: QuickTerminal, slot: StaffSlot) -> None:
        self.terminal, self.slot, self.room = terminal, slot, terminal.maintenance

    @property
    def page(self) -> str:
        return self.terminal.shell.page_name

    @property
    def appeal(self) -> JobStanding:
        return self.terminal.outbox.jobs()[0]

    def looks(self) -> None:
        self.terminal.shell.help()
        self.terminal.shell.showDevices()

    def enters(self) -> None:
        self.looks()
        self.slot.put_in(CARD)
        self.terminal.waits_for(lambda: self.room.property("staff"))
        self.room.openJobs()
        self.terminal.waits_for(self.jobs)

    def jobs(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.room.property("jobs")]

    def diary(self) -> list[dict[str, Any]]:
        done: list[bool] = []
        self.terminal.hands.workers.store.do(lambda: True, done.append)
        self.terminal.waits_for(lambda: done)
        return [json.loads(line) for line in (self.terminal.home / "audit.jsonl").read_text("ascii").splitlines()]


@pytest.fixture
def visit(qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    home, central, slot = tmp_path / "terminal", FakeCentral(), StaffSlot()
    file_an_appeal_that_is_not_taken(home, central)
    terminal = QuickTerminal(home, qtbot, qapp, central=central, more={"smart_card": slot})
    yield Room(terminal, slot)
    terminal.close()
    assert terminal.defects == []


def test_nobody_without_a_card_sees_or_sends_anything(visit: Room) -> None:
    visit.looks()

    visit.room.openJobs()
    visit.room.chooseJob(visit.appeal.key)
    visit.room.retryJob()

    assert visit.page == "DeviceStatus"
    assert visit.jobs() == visit.room.property("latestJobs") == []
    assert not visit.room.property("jobReason")
    assert [entry for entry in visit.diary() if entry["action"] == "job-retried"] == []
    assert visit.appeal.state is JobState.QUARANTINED


def test_staff_read_the_number_and_the_reason_and_no_name(visit: Room) -> None:
    visit.enters()

    visit.room.chooseJob(visit.appeal.key)

    row, reason = visit.jobs()[0], dict(visit.room.property("jobReason"))
    last = [dict(job) for job in visit.room.property("latestJobs")]
    assert visit.appeal.local_no in row["title"].replace(" ", "")
    assert (row["hint"], row["tag"], row["chosen"]) == (problem("zh", "job-mismatch").title, "先放一边了", True)
    assert reason == {"text": problem("zh", "job-mismatch").what, "act": problem("zh", "job-mismatch").act}
    assert [job["name"] for job in last] == [row["title"]]
    said = str((row, reason, last))
    assert [secret for secret in ("张测试", NUMBER, USCC, "13800000000") if secret in said] == []


def test_sent_again_it_arrives_and_the_diary_names_the_card_that_did_it(visit: Room) -> None:
    visit.enters()
    visit.room.chooseJob(visit.appeal.key)

    visit.room.retryJob()
    visit.room.retryJob()

    visit.terminal.waits_for(lambda: visit.appeal.state is JobState.DONE)
    visit.terminal.waits_for(lambda: not visit.jobs())
    retried = [entry for entry in visit.diary() if entry["action"] == "job-retried"]
    assert [(entry["actor"], entry["object"], entry["result"]) for entry in retried] == [
        ("staff", visit.appeal.key[:8], "cause-mended")
    ]
    assert len(visit.terminal.central.applied) == 1


def test_left_alone_it_stays_as_it_is(visit: Room) -> None:
    visit.enters()
    visit.room.chooseJob(visit.appeal.key)

    visit.room.leaveJob()
    visit.room.retryJob()
    visit.terminal.shell.back()

    assert visit.page == "DeviceStatus"
    assert [entry for entry in visit.diary() if entry["action"] == "job-retried"] == []
    assert visit.appeal.state is JobState.QUARANTINED


def test_pulled_card_closes_the_page(visit: Room) -> None:
    visit.enters()
    visit.room.chooseJob(visit.appeal.key)

    visit.slot.pull_out()

    visit.terminal.sees("DeviceStatus")
    visit.room.retryJob()
    assert visit.jobs() == []
    assert [entry for entry in visit.diary() if entry["action"] == "job-retried"] == []


def test_every_kind_state_and_reason_has_words_in_both_languages() -> None:
    texts = {*KINDS.values(), *(words for words, _ in STATES.values()), "别的事"}
    reasons = {"rejected", "defect", "mismatch", "put-off", "row-unreadable", "gap-unfillable"}

    assert texts - set(english()) == set()
    assert {f"job-{reason}" for reason in reasons} - known_codes() == set()
    assert set(STATES) == set(JobState)
