"""The gallery's visits to the room in which the devices are looked after, without a staff card and with one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from appeal_samples import an_appeal
from gallery.terminal import Terminal

from app.contract.jobs import ItemResult, ItemStatus
from app.outbox import Outbox
from devices.errors import StaffCardRefused
from devices.smart_card import StaffCard

CARD = StaffCard("S-0007")


def something_not_taken(terminal: Terminal) -> None:
    """One appeal that the centre has set aside."""
    now = datetime.now(UTC)
    with Outbox(terminal.home, sealing_public_key=terminal.central.sealing_public_key, short_name="T03") as outbox:
        outbox.file([an_appeal(now)], now)
        sent = outbox.lease(1, now)
        item = sent[0].item
        poison = ItemResult(key=item.key, payload_sha256=item.payload_sha256, status=ItemStatus.MISMATCH)
        outbox.settle(sent, [poison], now)
        outbox.note_told()


def devices(terminal: Terminal) -> Iterator[str]:
    enters(terminal)
    yield "60-devices"
    terminal.maintenance.openNumbers()
    terminal.sees("FaultNumbers")
    yield "67-fault-number"
    terminal.maintenance.lookUp("105")
    yield "67-fault-found"
    terminal.shell.back()
    terminal.sees("DeviceStatus")
    terminal.devices.staff.put_in(StaffCardRefused("not ours"))
    terminal.waits_for(lambda: terminal.maintenance.property("entrance")["tone"] == "stop", "a refusal")
    yield "61-devices-refused"
    terminal.devices.staff.pull_out()
    shows_staff_card(terminal)
    yield "62-devices-staff"
    room = terminal.maintenance
    room.openTests()
    terminal.sees("DeviceTests")
    yield "63-device-tests"
    terminal.devices.slips.let.clear()
    room.tryOut("print-slip")
    terminal.waits_for(lambda: room.property("testing"), "the test to begin")
    yield "63-device-tests-running"
    terminal.devices.slips.let.set()
    terminal.waits_for(lambda: not room.property("testing"), "the test to end")
    yield "63-device-tests-done"
    room.openJobs()
    terminal.sees("StuckJobs")
    yield "65-no-stuck-jobs"


def stuck_jobs(terminal: Terminal) -> Iterator[str]:
    enters(terminal)
    shows_staff_card(terminal)
    room = terminal.maintenance
    room.openJobs()
    terminal.waits_for(lambda: room.property("jobs"), "the jobs")
    yield "64-stuck-jobs-none-chosen"
    room.chooseJob(room.property("jobs")[0]["id"])
    yield "64-stuck-jobs"


def enters(terminal: Terminal) -> None:
    terminal.shell.help()
    terminal.shell.showDevices()
    terminal.sees("DeviceStatus")
    terminal.waits_for(lambda: terminal.maintenance.property("rows"), "the devices")


def shows_staff_card(terminal: Terminal) -> None:
    terminal.devices.staff.put_in(CARD)
    terminal.waits_for(lambda: terminal.maintenance.property("staff"), "staff to be let in")
