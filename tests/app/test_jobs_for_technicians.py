"""`guanjia jobs show|retry|export`: never a payload, never without a reason, never unsigned."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import CENTRE_KEY
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from filing_samples import CANARIES, NOW, appeal, rating
from hypothesis import given, settings
from hypothesis import strategies as st

from app import config, enrolment
from app.audit import verify_chain
from app.contract.bundles import BundleBroken, BundleHead, claimed_head, read_bundle, write_bundle
from app.contract.jobs import ItemResult, ItemStatus
from app.contract.sealing import aad_of, open_sealed
from app.enrolment import Enrolment
from app.outbox import FiledJob, JobState, Outbox, list_jobs, open_outbox
from kiosk.command_line import main
from printing.certificates import make_chain

Said = pytest.CaptureFixture[str]
ROOT_PEM = make_chain("演示章（合成）", valid_days=2).root_pem


@dataclass
class Terminal:
    """Enrolled and configured, and nobody runs on it unless a test does."""

    home: Path
    place: Enrolment

    def open(self) -> Outbox:
        return open_outbox(self.home, self.place, config.load(self.home / config.FILE))

    def asks(self, *words: str) -> int:
        return main(["jobs", *words, "--home", str(self.home)])


@pytest.fixture
def terminal(home: Path) -> Terminal:
    place = enrolment.enrol(
        home,
        terminal_id="T0003",
        centre="演示中心",
        root_pem=ROOT_PEM,
        sealing_public_key=CENTRE_KEY.public_key().public_bytes_raw(),
        signing_public_key=Ed25519PrivateKey.generate().public_key().public_bytes_raw(),
        incarnation=secrets.token_hex(16),
    )
    config.write_default(home / config.FILE, outbox_reserve_megabytes=0)
    return Terminal(home, place)


@pytest.fixture
def set_aside(terminal: Terminal) -> FiledJob:
    with terminal.open() as outbox:
        filed = outbox.file([appeal(), rating()], NOW)
        leased = outbox.lease(1, NOW)
        refused = ItemResult(
            key=filed[0].key,
            payload_sha256=leased[0].item.payload_sha256,
            status=ItemStatus.REJECTED,
            code="query-code-taken",
        )
        outbox.settle(leased, [refused], NOW)
    return filed[0]


def error_of(said: Said) -> str:
    return str(json.loads(said.readouterr().err)["error"]["code"])


# ---- show ----


def test_show_tells_all_but_what_was_filed(terminal: Terminal, set_aside: FiledJob, capsys: Said) -> None:
    status = terminal.asks("show", set_aside.key[:12], "--json")
    row = json.loads(capsys.readouterr().out)
    terminal.asks("show", set_aside.key)
    said = capsys.readouterr().out

    assert status == 0
    assert (row["key"], row["state"], row["error_code"]) == (set_aside.key, "REJECTED", "query-code-taken")
    assert (row["attempts"], row["put_off"], row["acknowledged_at"], row["local_no"]) == (1, 0, None, "T03-1123-001")
    assert row["payload_bytes"] > 100
    assert "retry" in row["meaning"]
    assert "sealed_payload" not in row
    assert [canary for canary in CANARIES if canary in said + json.dumps(row, ensure_ascii=False)] == []


@pytest.mark.parametrize(("key", "code"), [("", "job-unknown"), ("zz", "job-unknown"), ("%", "job-unknown")])
def test_a_key_that_nobody_has_is_an_error(
    terminal: Terminal, set_aside: FiledJob, key: str, code: str, capsys: Said
) -> None:
    assert terminal.asks("show", key, "--json") == 1
    assert error_of(capsys) == code


def test_a_beginning_that_several_keys_share_is_an_error(terminal: Terminal, capsys: Said) -> None:
    with terminal.open() as outbox:
        filed = outbox.file([rating(f"visit:{number}") for number in range(17)], NOW)
    letters = [job.key[0] for job in filed]
    shared = next(letter for letter in letters if letters.count(letter) > 1)

    assert terminal.asks("show", shared, "--json") == 1
    assert error_of(capsys) == "job-ambiguous"


@pytest.mark.parametrize(
    "action", [["list"], ["show", "a"], ["retry", "a", "--reason", "why"], ["export", "--out", "x"]]
)
def test_a_home_that_is_a_file_is_an_error(tmp_path: Path, action: list[str], capsys: Said) -> None:
    file = tmp_path / "store.db"
    file.write_bytes(b"")

    status = main(["jobs", *action, "--json", "--home", str(file)])

    assert (status, error_of(capsys)) == (1, "home-not-a-folder")


# ---- retry ----


def test_retry_makes_the_job_ready_and_the_diary_says_why(
    terminal: Terminal, set_aside: FiledJob, capsys: Said
) -> None:
    status = terminal.asks("retry", set_aside.key, "--reason", "centre-mended", "--json")

    assert (status, json.loads(capsys.readouterr().out)["state"]) == (0, "READY")
    job = list_jobs(terminal.home)[0]
    assert (job.state, job.error_code) == (JobState.READY, "")
    diary = terminal.home / "audit.jsonl"
    entry = json.loads(diary.read_text("ascii").splitlines()[-1])
    assert (entry["actor"], entry["action"], entry["object"], entry["result"]) == (
        "technician",
        "job-retried",
        set_aside.key[:8],
        "centre-mended",
    )
    assert verify_chain(diary).holds


@pytest.mark.parametrize("reason", ["", "ab", "张测试", "44190019900307999", "because of it", "x" * 61])
def test_retry_without_a_reason_fit_for_the_diary_does_nothing(
    terminal: Terminal, set_aside: FiledJob, reason: str, capsys: Said
) -> None:
    with pytest.raises(SystemExit) as left:
        terminal.asks("retry", set_aside.key, "--reason", reason)

    assert left.value.code == 2
    assert list_jobs(terminal.home)[0].state is JobState.REJECTED
    assert not (terminal.home / "audit.jsonl").exists()


def test_retry_leaves_alone_what_was_not_set_aside(terminal: Terminal, set_aside: FiledJob, capsys: Said) -> None:
    ready = list_jobs(terminal.home)[1]

    status = terminal.asks("retry", ready.key, "--reason", "why-not", "--json")

    assert (status, error_of(capsys)) == (1, "job-not-set-aside")
    assert not (terminal.home / "audit.jsonl").exists()


def test_retry_beside_a_running_terminal_is_refused(terminal: Terminal, set_aside: FiledJob, capsys: Said) -> None:
    with terminal.open():
        status = terminal.asks("retry", set_aside.key, "--reason", "why-not", "--json")

    assert (status, error_of(capsys)) == (1, "store-owned")
    assert list_jobs(terminal.home)[0].state is JobState.REJECTED


# ---- export ----


def test_export_holds_what_is_owed_and_only_the_centre_opens_it(
    terminal: Terminal, set_aside: FiledJob, tmp_path: Path, centre_key: X25519PrivateKey, capsys: Said
) -> None:
    out = tmp_path / "jobs.bundle"

    status = terminal.asks("export", "--out", str(out), "--json")

    content = out.read_bytes()
    head, items = read_bundle(content, terminal.place.key.public_key())
    first = items[0]
    opened = open_sealed(
        centre_key, first.sealed_payload, aad_of(first.key, first.aggregate, first.seq, first.schema_version)
    )
    assert (status, json.loads(capsys.readouterr().out)["jobs"]) == (0, 2)
    assert (head.terminal_id, head.incarnation, head.jobs) == ("T0003", terminal.place.incarnation, 2)
    assert [item.key for item in items] == [job.key for job in list_jobs(terminal.home)]
    assert json.loads(opened)["local_no"] == "T03-1123-001"
    assert [canary for canary in CANARIES if canary.encode() in content] == []
    assert out.stat().st_mode & 0o077 == 0


def test_export_leaves_out_what_the_centre_has_unless_all_is_asked_for(
    terminal: Terminal, tmp_path: Path, capsys: Said
) -> None:
    with terminal.open() as outbox:
        outbox.file([rating("a"), rating("b")], NOW)
        leased = outbox.lease(1, NOW)
        proof = ItemResult(
            key=leased[0].item.key, payload_sha256=leased[0].item.payload_sha256, status=ItemStatus.APPLIED
        )
        outbox.settle(leased, [proof], NOW)
        owed, everything = tmp_path / "owed", tmp_path / "all"

        terminal.asks("export", "--out", str(owed))
        terminal.asks("export", "--out", str(everything), "--all")

    assert [claimed_head(file.read_bytes()).jobs for file in (owed, everything)] == [1, 2]


def sample_bundle(key: Ed25519PrivateKey, outbox: Outbox) -> bytes:
    outbox.file([appeal(), rating()], NOW)
    items = [sent.item for sent in outbox.lease(5, NOW)]
    head = BundleHead(terminal_id="T1", incarnation="i" * 32, exported_at=datetime.now(UTC), jobs=len(items))
    return write_bundle(head, items, key)


@pytest.fixture
def changed_bundle(outbox: Outbox) -> tuple[bytes, Callable[[bytes], object]]:
    key = Ed25519PrivateKey.generate()
    return sample_bundle(key, outbox), lambda content: read_bundle(content, key.public_key())


def test_a_bundle_that_was_touched_anywhere_is_refused(
    changed_bundle: tuple[bytes, Callable[[bytes], object]],
) -> None:
    content, read = changed_bundle

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(st.integers(0, len(content) - 1), st.integers(1, 255), st.sampled_from(["change", "cut", "drop"]))
    def touched(at: int, by: int, how: str) -> None:
        changed = bytes([content[at] ^ by])
        damaged = {
            "change": content[:at] + changed + content[at + 1 :],
            "cut": content[:at],
            "drop": content[:at] + content[at + 1 :],
        }[how]
        with pytest.raises(BundleBroken):
            read(damaged)

    touched()
    read(content)


def test_another_terminals_bundle_is_refused(outbox: Outbox) -> None:
    content = sample_bundle(Ed25519PrivateKey.generate(), outbox)

    with pytest.raises(BundleBroken):
        read_bundle(content, Ed25519PrivateKey.generate().public_key())
