"""`guanjia paper ledger` and `settle`: what waits for somebody, in words; and who said what became of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.audit import AuditLog, verify_chain
from kiosk.command_line import main
from kiosk.paper_ledger import FOUND, STAGES, diary_word, is_staff_number, kept_number, shown_number
from kiosk.words import english
from printing.ledger import Ledger, Stage
from printing.spooler import SLIP

REPORT, FORM, SLIP_NO = "DGXY20261123T00030000142", "F-03-20261123-0001", SLIP + "T03-1123-017"
ROOT = Path(__file__).resolve().parents[2]
Say = Callable[..., int]


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(minutes=1)
        return self.time


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A report of unknown outcome, a form with one sheet out of two, a slip under way, and one that is over."""
    ledger = Ledger(tmp_path / "papers.db", Clock())
    for number, pages, stages in (
        ("DGXY20261122T00030000101", 2, (Stage.SENT, Stage.OUT)),
        (REPORT, 2, (Stage.SENT, Stage.UNKNOWN)),
        (FORM, 2, (Stage.SENT, Stage.PARTIAL)),
        (SLIP_NO, 1, (Stage.SENT,)),
    ):
        ledger.begin(number, 1, pages=pages, sha256="0" * 64, by="visitor")
        for stage in stages:
            ledger.move(number, 1, stage, pages_out=1 if stage is Stage.PARTIAL else 0, reason="torn-away")
    ledger.close()
    return tmp_path


def rows_of(home: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    assert main(["paper", "ledger", "--json", "--home", str(home)]) == 0
    rows: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return rows


def settle(home: Path, *words: str) -> int:
    return main(["paper", "settle", *words, "--home", str(home)])


def diary(home: Path) -> list[dict[str, str]]:
    path = home / "audit.jsonl"
    return [json.loads(line) for line in path.read_text("ascii").splitlines()] if path.exists() else []


# ---- the list ----


def test_list_has_what_is_not_over_the_newest_first(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = rows_of(home, capsys)

    assert [(row["number"], row["kind"], row["stage"], row["needs_person"]) for row in rows] == [
        ("slip:T03-1123-017", "slip", "sent", False),
        (FORM, "form", "partial", True),
        (REPORT, "report", "unknown", True),
    ]
    assert (rows[1]["pages"], rows[1]["pages_out"], rows[1]["reason"]) == (2, 1, "torn-away")
    assert str(rows[0]["begun_at"]) > str(rows[2]["begun_at"])


def test_list_says_it_in_words_in_both_languages(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paper", "ledger", "--home", str(home)]) == 0

    said = capsys.readouterr().out
    assert said.startswith("2 份要人查看 / To be looked at: 2\n")
    assert f"!! 2026-11-23 09:04  {REPORT}  1  0/2  不知道有没有出来 / Not known whether it came out" in said
    assert "   2026-11-23" in said, "what waits for nobody has no mark"
    assert "guanjia paper settle" in said


def test_list_of_nothing_is_an_empty_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rows_of(tmp_path, capsys) == []
    assert not (tmp_path / "papers.db").exists(), "looking makes nothing"

    Ledger(tmp_path / "papers.db", Clock()).close()
    assert main(["paper", "ledger", "--home", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "没有要人查看的 / Nothing to look at\n"


def test_ledger_that_cannot_be_read_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "papers.db").write_bytes(b"no ledger at all, and long enough to be none" * 40)

    assert main(["paper", "ledger", "--home", str(tmp_path)]) == 1

    assert "打印台账打不开" in capsys.readouterr().err


def test_list_is_read_while_the_terminal_prints(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Ledger(home / "papers.db", Clock())
    terminal.begin("F-03-20261123-0002", 1, pages=1, sha256="0" * 64, by="visitor")

    assert len(rows_of(home, capsys)) == 4
    assert settle(home, REPORT, "1", "--found", "destroyed", "--by", "A012") == 0
    terminal.move("F-03-20261123-0002", 1, Stage.SENT)

    assert [row.number for row in terminal.for_a_person()] == [FORM]
    terminal.close()


# ---- settling ----


def test_settled_copy_waits_for_nobody_and_the_diary_has_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert settle(home, REPORT, "1", "--found", "handed-over", "--by", "A012") == 0

    assert "齐的，交给了办事人 / Whole, handed to the visitor" in capsys.readouterr().out
    (row,) = Ledger(home / "papers.db", Clock()).rows(REPORT)
    assert (row.stage, row.reason) == (Stage.SETTLED, "handed-over by A012")
    (entry,) = diary(home)
    assert (entry["actor"], entry["action"]) == ("staff", "paper-settled")
    assert entry["object"] == "DGXY/20261123/T0003/00001/42/1"
    assert entry["result"] == "handed-over/by/A012"
    assert [row["number"] for row in rows_of(home, capsys)] == ["slip:T03-1123-017", FORM]


@pytest.mark.parametrize("typed", ["DGXY 20261123 T0003 00001 42", REPORT])
def test_number_may_be_typed_as_it_stands_on_the_paper(home: Path, typed: str) -> None:
    assert settle(home, typed, "1", "--found", "not-found", "--by", "A012") == 0


@pytest.mark.parametrize(
    ("number", "copy_no", "words"),
    [
        ("slip:T03-1123-017", "1", "这一份不用人查看"),
        ("DGXY20261122T00030000101", "1", "出来了 / Out"),
        (REPORT, "2", "台账里没有这一份"),
        ("F-03-20261123-0009", "1", "The ledger does not know this copy"),
    ],
)
def test_what_waits_for_nobody_is_not_settled(
    home: Path, capsys: pytest.CaptureFixture[str], number: str, copy_no: str, words: str
) -> None:
    before = rows_of(home, capsys)

    assert settle(home, number, copy_no, "--found", "destroyed", "--by", "A012") == 1

    assert words in capsys.readouterr().err
    assert rows_of(home, capsys) == before
    assert diary(home) == []


def test_copy_is_settled_once(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert settle(home, FORM, "1", "--found", "destroyed", "--by", "A012") == 0
    assert settle(home, FORM, "1", "--found", "handed-over", "--by", "B7") == 1

    assert "有人查看过了" in capsys.readouterr().err
    assert len(diary(home)) == 1


@pytest.mark.parametrize("by", ["张三", "A 012", "", "441900190003079992", "a/b", "x" * 33, "A012\n", "-A012x\u202e"])
def test_staff_sign_with_a_number_and_no_name(home: Path, capsys: pytest.CaptureFixture[str], by: str) -> None:
    assert not is_staff_number(by)

    assert settle(home, REPORT, "1", "--found", "destroyed", f"--by={by}") == 1

    assert "不写姓名" in capsys.readouterr().err
    assert diary(home) == []


def test_what_was_found_is_one_of_three(home: Path) -> None:
    with pytest.raises(SystemExit) as usage:
        settle(home, REPORT, "1", "--found", "eaten", "--by", "A012")

    assert usage.value.code == 2


def test_two_who_settle_at_once_are_one_settlement(home: Path) -> None:
    words = [
        sys.executable,
        "-m",
        "kiosk.command_line",
        "paper",
        "settle",
        REPORT,
        "1",
        "--home",
        str(home),
        "--found",
        "destroyed",
    ]
    both = [
        subprocess.Popen([*words, "--by", by], cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for by in ("A1", "B2")
    ]

    assert sorted(one.wait(60) for one in both) == [0, 1]
    assert len(diary(home)) == 1


def test_diary_of_a_running_terminal_goes_on_after_a_settlement(home: Path) -> None:
    terminal = AuditLog(home / "audit.jsonl")
    at = datetime(2026, 11, 23, tzinfo=UTC)
    terminal.append(actor="terminal", action="started", at=at)

    assert settle(home, REPORT, "1", "--found", "destroyed", "--by", "A012") == 0
    terminal.append(actor="terminal", action="printed", at=at)
    terminal.close()

    verdict = verify_chain(home / "audit.jsonl")
    assert verdict.holds
    assert [entry["action"] for entry in diary(home)] == ["started", "paper-settled", "printed"]


def test_settlement_that_the_diary_cannot_take_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "audit.jsonl").mkdir()

    assert settle(home, REPORT, "1", "--found", "destroyed", "--by", "A012") == 1

    assert "日志没有记下" in capsys.readouterr().err


# ---- words ----


def test_every_stage_and_finding_has_words_in_both_languages() -> None:
    assert set(STAGES) == set(Stage)
    assert not [words for words in (*STAGES.values(), *FOUND.values()) if words not in english()]


@pytest.mark.parametrize(
    "number", [REPORT, FORM, SLIP_NO, SLIP + "DGXY20261123T00030000142", "QG20261123000117", "123456789012"]
)
def test_number_goes_to_the_screen_and_back_and_into_the_diary(tmp_path: Path, number: str) -> None:
    ledger = Ledger(tmp_path / "papers.db", Clock())
    ledger.begin(number, 1, pages=1, sha256="0" * 64, by="visitor")
    (row,) = ledger.rows(number)

    assert kept_number(shown_number(number)) == number
    with closing(AuditLog(tmp_path / "audit.jsonl")) as audit:
        audit.append(
            actor="staff", action="paper-settled", object=diary_word(row), at=datetime(2026, 11, 23, tzinfo=UTC)
        )
