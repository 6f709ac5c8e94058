"""Keeping: caps close the door before anybody begins, a reserve lets the queue finish, and what nobody needs goes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conftest import CENTRE_KEY
from filing_samples import NOW, after, appeal, rating

from app.contract.jobs import ItemResult, ItemStatus
from app.errors import StoreAtCap, StoreFull
from app.outbox import Caps, JobState, LeasedJob, NoRoom, Outbox, keeping
from app.outbox.keeping import GRACE, GRACE_AGE, MOST_PURGED
from app.outbox.reserve import RESERVE_FILE, Reserve
from app.outbox.telling import Uptime

PUBLIC = CENTRE_KEY.public_key().public_bytes_raw()
DAY = timedelta(days=1)
MB = 2**20


def opened(home: Path, **caps: object) -> Outbox:
    return Outbox(home, sealing_public_key=PUBLIC, short_name="03", share=lambda: 1.0, caps=Caps(**caps))  # type: ignore[arg-type]  # keywords of Caps


def proofs(leased: list[LeasedJob], status: ItemStatus = ItemStatus.APPLIED) -> list[ItemResult]:
    return [
        ItemResult(key=sent.item.key, payload_sha256=sent.item.payload_sha256, status=status, receipt="QG1")
        for sent in leased
    ]


def deliver(outbox: Outbox, at: datetime, at_centre: datetime | None = None) -> None:
    leased = outbox.lease(50, at)
    outbox.settle(leased, proofs(leased), at, at_centre=at_centre)


# ---- caps ----


@pytest.mark.parametrize(
    ("caps", "later", "closed_by"),
    [
        ({}, timedelta(), None),
        ({"jobs": 4}, timedelta(), None),
        ({"jobs": 3}, timedelta(), NoRoom.QUEUE_FULL),
        ({"bytes": 100}, timedelta(), NoRoom.QUEUE_LARGE),
        ({"age": 14 * DAY}, 14 * DAY - timedelta(seconds=1), None),
        ({"age": 14 * DAY}, 14 * DAY, NoRoom.QUEUE_OLD),
        ({"age": 14 * DAY}, 3_650 * DAY, None),
        ({"reserve_bytes": 2**60}, timedelta(), NoRoom.DISK_FULL),
    ],
)
def test_door_closes_by_count_bytes_age_and_disk(
    home: Path, caps: dict[str, object], later: timedelta, closed_by: NoRoom | None
) -> None:
    with opened(home) as outbox:
        outbox.file([rating("a"), rating("b"), rating("c")], NOW)

    with opened(home, **caps) as outbox:
        room = outbox.room_left(NOW + later)

    assert room.closed_by == closed_by
    assert (room.load.jobs, room.load.oldest) == (3, NOW)
    assert room.load.bytes > 300


def test_what_was_delivered_opens_the_door_again(home: Path) -> None:
    with opened(home, jobs=2) as outbox:
        outbox.file([rating("a"), rating("b")], NOW)
        before = outbox.room_left(NOW).closed_by
        deliver(outbox, NOW)

        after_delivery = outbox.room_left(NOW)

    assert (before, after_delivery.closed_by) == (NoRoom.QUEUE_FULL, None)
    assert (after_delivery.load.jobs, after_delivery.load.bytes, after_delivery.load.oldest) == (0, 0, None)


def test_a_job_that_waits_for_staff_takes_room_but_does_not_close_the_door_by_its_age(home: Path) -> None:
    with opened(home) as outbox:
        outbox.file([rating("a"), rating("a")], NOW)
        leased = outbox.lease(1, NOW)
        outbox.settle(leased, proofs(leased, ItemStatus.REJECTED), NOW)

        room = outbox.room_left(NOW + 100 * DAY)

    assert (room.closed_by, room.load.jobs, room.load.oldest) == (None, 2, None)


def test_who_came_in_before_the_door_closed_is_let_finish_and_nobody_after_the_grace(home: Path) -> None:
    with opened(home, jobs=1) as outbox:
        outbox.file([rating(f"visit:{number}") for number in range(GRACE)], NOW)
        outbox.file([appeal()], NOW)

        with pytest.raises(StoreAtCap):
            outbox.file([rating("one too many")], NOW)

        assert len(outbox.jobs()) == GRACE + 1
        deliver(outbox, NOW)
        outbox.file([rating("there is room again")], NOW)


@pytest.mark.parametrize(
    ("caps", "later", "words"),
    [
        pytest.param({"jobs": 1}, timedelta(), "queue-full", id="count"),
        pytest.param({"bytes": 1}, timedelta(), "queue-large", id="bytes"),
        pytest.param({"age": DAY}, DAY + GRACE_AGE, "queue-old", id="age"),
    ],
)
def test_filing_itself_refuses_beyond_every_cap_and_its_grace(
    home: Path, monkeypatch: pytest.MonkeyPatch, caps: dict[str, object], later: timedelta, words: str
) -> None:
    """Who stood before the page while the door closed behind them hears it, and nothing of theirs is half there."""
    monkeypatch.setattr(keeping, "GRACE_BYTES", 600)
    with opened(home, **caps) as outbox:
        outbox.file([rating(f"visit:{number}") for number in range(GRACE if words == "queue-full" else 1)], NOW)
        outbox.file([appeal()], NOW)
        before = len(outbox.jobs())

        with pytest.raises(StoreAtCap, match=words):
            outbox.file([appeal()], NOW + later)

        assert len(outbox.jobs()) == before
        while outbox.counts()[JobState.READY]:
            deliver(outbox, NOW + later)
        (taken,) = outbox.file([appeal()], NOW + later)
        number = "001" if later else "002"
        assert taken.local_no.endswith(number), "no number of the day was lost to the one that was refused"


def test_what_the_terminal_notes_for_itself_is_never_too_late(home: Path) -> None:
    with opened(home, age=DAY) as outbox:
        outbox.file([appeal()], NOW)

        outbox.file([rating("visit:1")], NOW + 5 * DAY)

        assert len(outbox.jobs()) == 2


def test_clock_that_was_set_turns_nobody_away(home: Path) -> None:
    """Filed in 1970 by a machine whose battery was empty, looked at today; and the other way round."""
    with opened(home, age=DAY) as outbox:
        outbox.file([appeal()], datetime.fromtimestamp(0, NOW.tzinfo))
        outbox.file([appeal()], NOW)
        outbox.file([appeal()], NOW - 9_000 * DAY)

        assert len(outbox.jobs()) == 3


def test_jobs_that_a_restored_centre_wants_again_count_again(home: Path) -> None:
    with opened(home, jobs=1) as outbox:
        outbox.note_epoch("one life", NOW)
        outbox.file([rating(f"visit:{number}") for number in range(GRACE + 1)], NOW)
        while outbox.counts()[JobState.READY]:
            deliver(outbox, NOW)
        outbox.file([rating("there is room")], NOW)

        outbox.note_epoch("another life", NOW)

        with pytest.raises(StoreAtCap):
            outbox.file([rating("one too many")], NOW)


def test_filing_leaves_the_last_of_the_disk_and_the_reserve_alone(home: Path) -> None:
    with opened(home) as outbox:
        outbox.file([appeal()], NOW)

    with opened(home, reserve_bytes=2**60) as outbox:
        with pytest.raises(StoreFull):
            outbox.file([appeal()], NOW)

        deliver(outbox, NOW)
        assert outbox.counts()[JobState.DONE] == 1


# ---- purge ----


def test_done_jobs_go_thirty_days_after_they_were_in_the_backup(outbox: Outbox) -> None:
    outbox.file([rating("a")], NOW)
    deliver(outbox, NOW, at_centre=NOW)

    too_early = outbox.purge(NOW + 30 * DAY, NOW + 31 * DAY)
    in_time = outbox.purge(NOW + 30 * DAY + timedelta(milliseconds=1), NOW + 31 * DAY)

    assert (too_early, in_time, outbox.jobs()) == (0, 1, [])
    assert outbox.watermark() == NOW + 30 * DAY + timedelta(milliseconds=1)


def test_only_what_the_centre_has_is_ever_purged(outbox: Outbox) -> None:
    outbox.file([rating("done"), rating("rejected"), rating("sending"), rating("ready")], NOW)
    done, rejected = outbox.lease(1, NOW), outbox.lease(1, NOW)
    outbox.settle(done, proofs(done), NOW)
    outbox.settle(rejected, proofs(rejected, ItemStatus.REJECTED), NOW)
    outbox.lease(1, NOW)

    purged = outbox.purge(NOW + 1_000 * DAY, NOW + 1_000 * DAY)

    assert purged == 1
    assert [job.state for job in outbox.jobs()] == [JobState.REJECTED, JobState.SENDING, JobState.READY]


def test_how_long_a_job_is_kept_goes_by_the_centres_clock(outbox: Outbox) -> None:
    """This terminal's own clock stands in 1970: by it, every job would be old enough at once."""
    wrong = datetime.fromtimestamp(0, NOW.tzinfo)
    outbox.file([rating("a")], wrong)
    deliver(outbox, wrong, at_centre=NOW)

    assert outbox.purge(NOW, NOW) == 0


def test_a_watermark_ahead_of_the_centres_own_clock_counts_as_now(outbox: Outbox) -> None:
    outbox.file([rating("a")], NOW)
    deliver(outbox, NOW, at_centre=NOW)

    assert outbox.purge(NOW + 1_000 * DAY, after(60)) == 0


def test_a_purged_number_is_never_given_again(outbox: Outbox) -> None:
    outbox.file([rating("a")], NOW)
    deliver(outbox, NOW)
    outbox.purge(NOW + 31 * DAY, NOW + 31 * DAY)

    assert outbox.file([rating("a")], NOW)[0].seq == 2


def test_a_gap_that_was_purged_here_is_set_aside_with_its_reason(outbox: Outbox) -> None:
    """The centre was restored from a backup older than any it told of: nobody can fill the gap by sending again."""
    outbox.file([rating("a")], NOW)
    deliver(outbox, NOW)
    outbox.purge(NOW + 31 * DAY, NOW + 31 * DAY)
    outbox.file([rating("a")], NOW)
    leased = outbox.lease(1, NOW)
    gap = proofs(leased, ItemStatus.GAP)[0].model_copy(update={"expected_seq": 1})

    ended = outbox.settle(leased, [gap], NOW)

    assert [(job.state, job.error_code) for job in ended] == [(JobState.QUARANTINED, "gap-unfillable")]


def test_a_purge_takes_no_more_than_its_share_at_once(outbox: Outbox) -> None:
    outbox.file([rating(f"visit:{number}") for number in range(MOST_PURGED + 1)], NOW)
    while outbox.counts()[JobState.READY]:
        deliver(outbox, NOW)

    gone = [outbox.purge(NOW + 31 * DAY, NOW + 31 * DAY) for _ in range(3)]

    assert gone == [MOST_PURGED, 1, 0]


# ---- the visitor who was not told ----


def at(home: Path, seconds: float, *, life: str = "since this morning") -> Outbox:
    """A terminal on a machine that has been on for so long."""
    return Outbox(home, sealing_public_key=PUBLIC, short_name="03", ticks=lambda: Uptime(life, seconds))


@pytest.mark.parametrize("clock", [NOW, datetime.fromtimestamp(0, NOW.tzinfo), NOW + 3_650 * DAY])
def test_what_was_filed_in_a_visit_without_an_end_is_told_for_three_minutes(home: Path, clock: datetime) -> None:
    """Whatever the clock says: it may have been the centre's, and be the machine's own now."""
    with at(home, 1_000) as outbox:
        filed = outbox.file([appeal(), rating()], NOW)

    found = []
    for seconds in (1_179.5, 1_180.5):
        with at(home, seconds) as again:
            found.append(again.untold(clock))

    told, too_late = found
    assert told is not None
    assert (told.job.key, told.job.local_no, told.job.kind) == (filed[0].key, "T03-1123-001", "appeal.file")
    assert told.left == timedelta(seconds=0.5)
    assert too_late is None


def test_where_the_machine_was_off_meanwhile_the_clock_says_for_how_long(home: Path) -> None:
    with at(home, 1_000) as outbox:
        outbox.file([appeal()], NOW)

    with at(home, 5, life="since just now") as again:
        told, too_late, clock_set_back = (again.untold(after(seconds)) for seconds in (180, 180.001, -1))

    assert told is not None
    assert (too_late, clock_set_back) == (None, None)


def test_a_visit_that_ended_is_told_to_nobody(home: Path) -> None:
    with opened(home) as outbox:
        outbox.file([appeal()], NOW)
        outbox.note_told()

    with opened(home) as again:
        assert again.untold(after(1)) is None


def test_what_the_terminal_notes_for_itself_is_told_to_nobody(outbox: Outbox) -> None:
    outbox.file([rating()], NOW)

    assert outbox.untold(NOW) is None


# ---- the reserve ----


def test_the_reserve_is_real_blocks_and_is_given_up_once(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path, 2 * MB)

    laid = reserve.lay(0)
    blocks = (tmp_path / RESERVE_FILE).stat().st_blocks * 512
    gave, gave_again = reserve.release(), reserve.release()

    assert (laid, gave, gave_again) == (True, True, False)
    assert blocks >= 2 * MB
    assert not reserve.is_laid


def test_no_reserve_is_laid_where_it_would_take_the_last_room(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path, MB)

    assert not reserve.lay(shutil.disk_usage(tmp_path).free + 1)
    assert reserve.held == 0


ON_A_SMALL_DISK = """
import json, os, shutil, sys
from datetime import UTC, datetime
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from filing_samples import NOW, appeal, rating
from test_outbox_keeping import MB, NoRoom, deliver, opened
from app.errors import StoreError, StoreFull

home, told = Path(sys.argv[1]) / "home", []
caps = {"free_bytes": 3 * MB, "reserve_bytes": MB}
with opened(home, **caps) as outbox:
    filler = (home.parent / "filler").open("wb", buffering=0)
    outbox.file([rating("before")], NOW)
    told.append(outbox.room_left(NOW).closed_by)
    acknowledged, number = 1, 0
    try:
        while True:
            filler.write(bytes(1 << 16))
    except OSError:
        pass
    try:
        while True:
            filler.write(bytes(512))
    except OSError:
        pass
    told.append(outbox.room_left(NOW).closed_by)
    try:
        for number in range(5_000):
            outbox.file([appeal(aggregate=f"visit:{number}")], NOW)
            acknowledged += 1
    except StoreFull:
        pass
    stored = len(outbox.jobs())
    while outbox.pending():
        deliver(outbox, NOW)
    done = len(outbox.jobs()) - len(outbox.pending())
    reserve_given = not (home / "store.reserve").exists()
    (home.parent / "filler").unlink()
    filler.close()
    told.append(outbox.room_left(NOW).closed_by)
    again = (home / "store.reserve").exists()
print(json.dumps({"told": told, "acknowledged": acknowledged, "stored": stored, "done": done, "given": reserve_given, "again": again}))
"""


def test_on_a_full_disk_nothing_new_is_taken_and_the_queue_still_finishes(tmp_path: Path) -> None:
    """A real file system of 16 MB, filled to the last block."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f'mount -t tmpfs -o size=16m,mode=700 none "{disk}" && exec "$@"'
    mounted = ["unshare", "--mount", "--map-root-user", "sh", "-c", mount, "sh"]
    if subprocess.run([*mounted, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine gives no file system of one's own (unshare, tmpfs)")
    command = [*mounted, sys.executable, "-c", ON_A_SMALL_DISK, str(disk), str(Path(__file__).parent)]

    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=os.environ)

    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert said["told"] == [None, "disk-full", None]
    assert said["stored"] == said["acknowledged"] == said["done"]
    assert (said["given"], said["again"]) == (True, True)
