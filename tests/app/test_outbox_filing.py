"""Filing: what was returned is on the disk, numbered without gaps, sealed to the centre, and owned by one process."""

from __future__ import annotations

import json
import os
import resource
import signal
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import open_outbox
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from filing_samples import CODE, NOW, NUMBER, SampleDraft, after, appeal, rating, statistics

from app.contract.appeal import AppealFiled
from app.contract.jobs import JobKind
from app.contract.sealing import aad_of, open_sealed
from app.errors import (
    StoreClosed,
    StoreError,
    StoreFailed,
    StoreFull,
    StoreOwned,
    StoreTooNew,
    StoreUnreadable,
    UnsafeSqlite,
)
from app.outbox import JobState, Outbox, list_jobs
from app.outbox.store import SETTINGS, Store, refuse_unsafe_sqlite


def test_a_filed_job_is_there_after_the_process_forgot_it(home: Path) -> None:
    with open_outbox(home) as outbox:
        filed = outbox.file([rating(), statistics()], NOW)

    with open_outbox(home) as again:
        assert [job.key for job in again.jobs()] == [job.key for job in filed]


def test_sequence_counts_without_gaps_inside_each_aggregate(outbox: Outbox) -> None:
    outbox.file([rating("visit:1"), statistics("visit:2"), statistics("visit:1")], NOW)
    filed = outbox.file([rating("visit:2")], NOW)

    assert [(job.aggregate, job.seq) for job in outbox.jobs()] == [
        ("visit:1", 1),
        ("visit:2", 1),
        ("visit:1", 2),
        ("visit:2", 2),
    ]
    assert filed[0].seq == 2


def test_drafts_are_filed_all_or_none(outbox: Outbox) -> None:
    wrong = SampleDraft(JobKind.VISIT_RATED, "visit:1", statistics().payload)

    with pytest.raises(TypeError, match=r"visit\.rating"):
        outbox.file([rating(), wrong], NOW)
    filed = outbox.file([rating()], NOW)

    assert (len(outbox.jobs()), filed[0].seq) == (1, 1)


def test_a_time_without_a_zone_files_nothing(outbox: Outbox) -> None:
    with pytest.raises(ValueError, match="zone"):
        outbox.file([rating()], datetime(2026, 11, 23))  # noqa: DTZ001  # the slip under test

    assert outbox.jobs() == []


def test_an_appeal_without_a_number_is_given_the_terminals_next_one_of_the_day(outbox: Outbox) -> None:
    first, second = outbox.file([appeal("100000000001"), appeal("100000000002")], NOW)
    next_day = outbox.file([appeal("100000000003")], datetime(2026, 11, 23, 16, 0, tzinfo=UTC))[0]

    assert (first.local_no, second.local_no) == ("T03-1123-001", "T03-1123-002")
    assert next_day.local_no == "T03-1124-001", "the day is the hall's, UTC+8"
    assert isinstance(first.payload, AppealFiled)
    assert first.payload.local_no == first.local_no


def test_a_number_the_draft_brings_is_kept_and_takes_none_of_ours(outbox: Outbox) -> None:
    filed = outbox.file([appeal(local_no="T99-0101-001"), appeal("100000000002")], NOW)

    assert [job.local_no for job in filed] == ["T99-0101-001", "T03-1123-001"]


def test_only_the_centre_can_open_what_was_filed(outbox: Outbox, centre_key: X25519PrivateKey) -> None:
    filed = outbox.file([appeal()], NOW)[0]

    item = outbox.lease(1, NOW)[0].item

    assert NUMBER.encode() not in item.sealed_payload
    plain = open_sealed(
        centre_key, item.sealed_payload, aad_of(item.key, item.aggregate, item.seq, item.schema_version)
    )
    assert AppealFiled.model_validate_json(plain) == filed.payload
    assert json.loads(plain)["holder"]["number"] == NUMBER


def test_an_appeal_is_found_by_its_code_and_the_code_is_not_kept(outbox: Outbox) -> None:
    filed = outbox.file([appeal()], NOW)[0]

    found = outbox.find_appeal(CODE)

    assert found is not None
    assert (found.key, found.local_no, found.state, found.receipt) == (filed.key, "T03-1123-001", JobState.READY, "")
    assert outbox.find_by_query_tag(outbox.query_tag(CODE)) == found
    assert outbox.find_appeal("000000000000") is None
    assert CODE not in repr((filed, found, outbox.query_tag(CODE)))


def test_an_aggregate_named_after_a_code_goes_by_a_tag(outbox: Outbox) -> None:
    first = outbox.file([appeal(aggregate=f"appeal:{CODE}")], NOW)[0]
    second = outbox.file([rating(f"appeal:{CODE}")], NOW)[0]

    assert first.aggregate == second.aggregate
    assert second.seq == 2
    assert CODE not in first.aggregate


def test_another_terminals_tag_for_the_same_code_is_another(tmp_path: Path) -> None:
    with open_outbox(tmp_path / "a") as one, open_outbox(tmp_path / "b") as other:
        assert one.query_tag(CODE) != other.query_tag(CODE)


def test_a_second_owner_is_refused_in_words_and_the_list_still_works(home: Path) -> None:
    with open_outbox(home) as outbox:
        outbox.file([rating()], NOW)

        with pytest.raises(StoreOwned, match=f"in use by process {os.getpid()}"):
            open_outbox(home)

        assert [job.state for job in list_jobs(home)] == [JobState.READY]

    open_outbox(home).close()


def test_the_list_works_after_a_clean_stop_and_where_there_is_no_store(home: Path) -> None:
    assert list_jobs(home) == []
    assert not home.exists()

    with open_outbox(home) as outbox:
        outbox.file([rating()], NOW)

    assert len(list_jobs(home)) == 1


def test_files_of_the_store_are_nobody_elses(home: Path, outbox: Outbox) -> None:
    outbox.file([rating()], NOW)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()}

    assert {"store.db", "store.key", "store.lock", "store.db-wal"} <= set(modes)
    assert set(modes.values()) == {0o600}


def test_a_lost_key_is_not_replaced_by_a_new_one(home: Path) -> None:
    with open_outbox(home) as outbox:
        outbox.file([rating()], NOW)
    key = (home / "store.key").read_bytes()
    (home / "store.key").unlink()

    with pytest.raises(StoreUnreadable, match="missing"):
        open_outbox(home)
    assert not (home / "store.key").exists()

    (home / "store.key").touch(0o600)
    (home / "store.key").write_bytes(key)
    open_outbox(home).close()


@pytest.mark.parametrize("content", [b"ab" * 32, b"no hex", b"ab" * 16, b"", b"\xff" * 64])
def test_a_wrong_key_is_told_in_words(home: Path, content: bytes) -> None:
    open_outbox(home).close()
    (home / "store.key").write_bytes(content)

    for attempt in (open_outbox, list_jobs):
        with pytest.raises(StoreUnreadable, match=r"store\.key"):
            attempt(home)


def test_a_key_others_may_read_is_refused(home: Path) -> None:
    open_outbox(home).close()
    (home / "store.key").chmod(0o640)

    with pytest.raises(StoreUnreadable, match="0600"):
        open_outbox(home)


def test_a_damaged_store_is_told_in_words(home: Path) -> None:
    with open_outbox(home) as outbox:
        outbox.file([rating()], NOW)
    (home / "store.db").write_bytes(b"SQLite format 3\0" + bytes(8192))

    for attempt in (open_outbox, list_jobs):
        with pytest.raises(StoreError):
            attempt(home)


def test_a_store_of_a_newer_program_is_left_alone(home: Path) -> None:
    open_outbox(home).close()
    store = Store(home)
    with store.write() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 99")
    store.close()

    for attempt in (open_outbox, list_jobs):
        with pytest.raises(StoreTooNew, match="99"):
            attempt(home)


def test_every_setting_of_the_store_holds_on_every_connection(home: Path) -> None:
    store = Store(home)

    with store.read() as one, store.read() as other:
        held = [
            tuple(each.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name, *_ in SETTINGS) for each in (one, other)
        ]
        cipher = one.exec_driver_sql("PRAGMA cipher_version").scalar_one()

    store.close()
    assert held == [tuple(answer for _, _, answer in SETTINGS)] * 2
    assert ("synchronous", "FULL", 2) in SETTINGS
    assert cipher


@pytest.mark.parametrize("version", ["3.7.0", "3.40.1", "3.44.5", "3.45.0", "3.50.6", "3.51.1", "3.51.2"])
def test_an_sqlite_that_may_lose_commits_is_refused(version: str) -> None:
    with pytest.raises(UnsafeSqlite, match=version):
        refuse_unsafe_sqlite(tuple(map(int, version.split("."))))


@pytest.mark.parametrize("version", ["3.44.6", "3.50.7", "3.51.3", "3.53.4", "4.0.0"])
def test_a_mended_sqlite_is_accepted(version: str) -> None:
    refuse_unsafe_sqlite(tuple(map(int, version.split("."))))


def test_a_closed_outbox_says_so(home: Path) -> None:
    outbox = open_outbox(home)
    outbox.close()
    outbox.close()

    for call in (lambda: outbox.file([rating()], NOW), outbox.jobs, lambda: outbox.lease(1, NOW)):
        with pytest.raises(StoreClosed):
            call()


def test_a_key_that_is_none_opens_no_store(home: Path) -> None:
    with pytest.raises(ValueError, match="32"):
        Outbox(home, sealing_public_key=b"short", short_name="03")

    assert not home.exists()


def test_when_the_disk_takes_no_more_what_was_acknowledged_is_there_and_nothing_else(home: Path) -> None:
    open_outbox(home).close()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _file_until_the_disk_is_full(home, writer)
    os.close(writer)
    with os.fdopen(reader) as told:
        *acknowledged, refusal = told.read().split()
    os.waitpid(child, 0)

    with open_outbox(home) as outbox:
        stored = [job.key for job in outbox.jobs()]

    assert refusal in (StoreFull.code, StoreFailed.code)
    assert stored == acknowledged
    assert len(stored) > 3


def _file_until_the_disk_is_full(home: Path, told: int) -> None:
    """In a process of its own: a file that may grow no further is as good as a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    outbox = open_outbox(home)
    try:
        for number in range(1_000):
            os.write(told, outbox.file([rating(f"visit:{number}")], after(number))[0].key.encode() + b" ")
    except StoreError as error:
        os.write(told, error.code.encode())
    finally:
        os._exit(0)
