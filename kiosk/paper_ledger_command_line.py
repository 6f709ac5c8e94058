"""`guanjia paper ledger` and `guanjia paper settle`: which papers wait for somebody, and what became of them."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.dongguan_time import DONGGUAN
from kiosk.findings import both
from kiosk.paper_ledger import (
    FILE,
    FOUND,
    MATTER,
    NOBODY_WAITS,
    STAGES,
    TO_LOOK_AT,
    WAITING,
    diary_word,
    is_staff_number,
    kept_number,
    kind_of,
    shown_number,
)
from kiosk.words import problem, say
from printing.ledger import Ledger, LedgerUnusable, NotItsTurn, Row

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_ledger_arguments(papers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    listing = papers.add_parser(
        "ledger",
        help="papers that are under way, of unknown or partial outcome, or left lying, the newest first",
        description="Every copy that is not over. Reads only; the terminal may be running. "
        "Exit status 0, or 1 when the ledger cannot be read (the reason is on stderr).",
    )
    listing.add_argument("--json", action="store_true", help="a JSON array on stdout, [] when there is nothing")
    settling = papers.add_parser(
        "settle",
        help="say what became of a copy of unknown or partial outcome",
        description="Somebody has looked: the copy no longer waits. The diary notes it, with the staff number. "
        "Exit status 0; 1 when the copy does not wait, or is not there (the reason is on stderr).",
    )
    settling.add_argument("number", help="as the list shows it, or as it stands on the paper")
    settling.add_argument("copy", type=int, help="1, or 2 for a copy marked 补打")
    settling.add_argument("--found", choices=FOUND, required=True, help="handed-over: whole, and given to its visitor")
    settling.add_argument("--by", required=True, metavar="STAFF", help="your staff number, no name")
    for action in (listing, settling):
        action.add_argument(
            "--home",
            type=Path,
            default=Path("var/terminal"),
            metavar="DIR",
            help="the terminal's home (default: %(default)s)",
        )


def run_ledger(arguments: argparse.Namespace) -> int:
    """0: the list is printed, also an empty one; 1: the ledger cannot be read."""
    if not (arguments.home / FILE).exists():
        print(f"{arguments.home}: {both('还没有打印过，没有台账', 'nothing was ever printed here')}", file=sys.stderr)
        rows: tuple[Row, ...] = ()
    else:
        try:
            ledger = _opened(arguments.home)
            rows = ledger.open_rows()
            ledger.close()
        except LedgerUnusable as unusable:
            return _refuse(unusable.code, str(unusable))
    print(
        json.dumps([_as_json(row) for row in rows], ensure_ascii=False, indent=2) if arguments.json else _as_words(rows)
    )
    return 0


def run_settle(arguments: argparse.Namespace) -> int:
    """0: settled, and in the diary; 1: refused, in words."""
    if not is_staff_number(arguments.by):
        return _refuse_in_words(
            "工号只用字母、数字和连字符，不写姓名", "a staff number is letters, digits and hyphens, no name"
        )
    if not (arguments.home / FILE).exists():
        return _refuse("paper-not-known")
    try:
        ledger = _opened(arguments.home)
        return _settle(ledger, arguments)
    except LedgerUnusable as unusable:
        return _refuse(unusable.code, str(unusable))


def _settle(ledger: Ledger, arguments: argparse.Namespace) -> int:
    number = kept_number(arguments.number)
    row = next((row for row in ledger.rows(number) if row.copy_no == arguments.copy), None)
    if row is None:
        return _refuse("paper-not-known")
    try:
        ledger.settle(number, arguments.copy, by=arguments.by, found=arguments.found)
    except NotItsTurn:
        return _refuse("paper-waits-for-nobody", both(*_spoken(STAGES[row.stage])))
    finally:
        ledger.close()
    return _noted(row, arguments)


def _noted(row: Row, arguments: argparse.Namespace) -> int:
    from app.audit import AuditLog

    try:
        with closing(AuditLog(arguments.home / "audit.jsonl")) as diary:
            result = f"{arguments.found}/by/{arguments.by}"
            diary.append(
                actor="staff", action="paper-settled", object=diary_word(row), result=result, at=datetime.now(UTC)
            )
    except OSError as error:
        return _refuse_in_words(
            f"台账记下了，日志没有记下：{error.strerror}",
            f"settled, but the diary could not be written: {error.strerror}",
        )
    print(f"{shown_number(row.number)} {row.copy_no}: {both(*_spoken(FOUND[arguments.found]))}")
    return 0


def _opened(home: Path) -> Ledger:
    return Ledger(home / FILE, lambda: datetime.now(UTC))


def _refuse(code: str, detail: str = "") -> int:
    """The words that the screen has for this code."""
    zh, en = problem("zh", code), problem("en", code)
    return _refuse_in_words(f"{zh.title}。{zh.what}{zh.act}", f"{en.title}. {en.what} {en.act}", detail)


def _refuse_in_words(zh: str, en: str, detail: str = "") -> int:
    print(both(zh, en) + (f"\n{detail}" if detail else ""), file=sys.stderr)
    return 1


def _spoken(text: str, *values: object) -> tuple[str, str]:
    return say("zh", text, *values), say("en", text, *values)


def _as_json(row: Row) -> dict[str, Any]:
    moments = {"begun_at": row.begun_at.isoformat(), "moved_at": row.moved_at.isoformat()}
    said = {"number": shown_number(row.number), "kind": kind_of(row), "stage": row.stage.value}
    return asdict(row) | said | moments | {"needs_person": row.stage in WAITING}


def _as_words(rows: tuple[Row, ...]) -> str:
    waiting = sum(row.stage in WAITING for row in rows)
    head = both(*(_spoken(TO_LOOK_AT, waiting) if waiting else _spoken(NOBODY_WAITS)))
    lines = [line for row in rows for line in _row_words(row)]
    advice = [both(problem("zh", MATTER).act, problem("en", MATTER).act)] if waiting else []
    return "\n".join([head, *lines, *advice])


def _row_words(row: Row) -> list[str]:
    when = row.begun_at.astimezone(DONGGUAN)
    mark = "!!" if row.stage in WAITING else "  "
    pages = f"{row.pages_out}/{row.pages}"
    reason = f"  [{row.reason}]" if row.reason else ""
    return [
        f"{mark} {when:%Y-%m-%d %H:%M}  {shown_number(row.number)}  {row.copy_no}  {pages}"
        f"  {both(*_spoken(STAGES[row.stage]))}{reason}"
    ]
