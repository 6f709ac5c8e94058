"""`guanjia jobs list`: rows for a technician and for programs, while the terminal runs and before it ever did."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from filing_samples import CANARIES, NOW, appeal, rating

from app.contract.jobs import ItemResult, ItemStatus
from app.outbox import Outbox
from kiosk.command_line import main


def test_list_shows_every_job_of_a_running_terminal(
    home: Path, outbox: Outbox, capsys: pytest.CaptureFixture[str]
) -> None:
    filed = outbox.file([appeal(), rating()], NOW)
    sent = outbox.lease(1, NOW)
    proof = ItemResult(
        key=filed[0].key,
        payload_sha256=sent[0].item.payload_sha256,
        status=ItemStatus.APPLIED,
        receipt="QG1",
        state="已收件",
    )
    outbox.settle(sent, [proof], NOW)

    status = main(["jobs", "list", "--json", "--home", str(home)])

    said = capsys.readouterr()
    rows = json.loads(said.out)
    assert (status, said.err) == (0, "")
    assert [row["state"] for row in rows] == ["DONE", "READY"]
    assert [row["key"] for row in rows] == [job.key for job in filed]
    assert (rows[0]["receipt"], rows[0]["local_no"], rows[0]["attempts"]) == ("QG1", "T03-1123-001", 1)
    assert {"kind", "aggregate", "seq", "next_at", "error_code", "created_at"} <= set(rows[0])
    assert rows[0]["created_at"] == "2026-11-23T09:30:00+00:00"


def test_list_names_nobody(home: Path, outbox: Outbox, capsys: pytest.CaptureFixture[str]) -> None:
    outbox.file([appeal()], NOW)

    main(["jobs", "list", "--home", str(home)])
    main(["jobs", "list", "--home", str(home), "--json"])

    said = capsys.readouterr().out
    assert "appeal.file" in said
    assert [canary for canary in CANARIES if canary in said] == []


def test_table_has_a_heading_and_a_row_for_each_job(
    home: Path, outbox: Outbox, capsys: pytest.CaptureFixture[str]
) -> None:
    outbox.file([rating(), rating()], NOW)

    main(["jobs", "list", "--home", str(home)])

    heading, first, second = capsys.readouterr().out.splitlines()
    assert heading.split()[:4] == ["created_at", "kind", "aggregate", "seq"]
    assert ("visit.rating" in first, "READY" in second) == (True, True)


def test_list_before_anything_was_filed_is_empty_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["jobs", "list", "--json", "--home", str(tmp_path / "none")])

    said = capsys.readouterr()
    assert (status, json.loads(said.out)) == (0, [])
    assert "no store yet" in said.err
    assert list(tmp_path.iterdir()) == [], "looking makes nothing"


def test_a_store_that_cannot_be_read_is_an_error_with_a_code(
    home: Path, outbox: Outbox, capsys: pytest.CaptureFixture[str]
) -> None:
    outbox.file([rating()], NOW)
    (home / "store.key").unlink()

    with_json = main(["jobs", "list", "--json", "--home", str(home)])
    error = json.loads(capsys.readouterr().err)["error"]
    without = main(["jobs", "list", "--home", str(home)])

    assert (with_json, without, error["code"]) == (1, 1, "store-unreadable")
    assert "store.key is missing" in error["detail"]
    assert "store.key is missing" in capsys.readouterr().err


def test_words_that_are_off_are_status_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["jobs"])

    assert left.value.code == 2
    assert "ACTION" in capsys.readouterr().err


def test_the_installed_command_works_from_any_folder(home: Path, outbox: Outbox, tmp_path: Path) -> None:
    outbox.file([rating()], NOW)
    command = [sys.executable, "-m", "kiosk.command_line", "jobs", "list", "--json", "--home", str(home)]

    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert len(json.loads(ran.stdout)) == 1
