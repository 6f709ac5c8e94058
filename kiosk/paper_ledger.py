"""The ledger of papers as people read it: what waits for whom, in the same words on the command line and on the maintenance page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from printing.ledger import Row, Stage
from printing.numbers import grouped
from printing.spooler import FORM, SLIP

Say = Callable[..., str]

FILE: Final = "papers.db"
TO_LOOK_AT: Final = "%1 份要人查看"
NOBODY_WAITS: Final = "没有要人查看的"
MATTER: Final = "papers-to-look-at"
"""The code whose words say what is the matter with such papers, and what to do."""

STAGES: Final[dict[Stage, str]] = {
    Stage.RENDERED: "排好了，还没送去打印",
    Stage.SEALED: "准备好了，还没送去打印",
    Stage.SENT: "送到打印机了",
    Stage.PRINTING: "正在打印",
    Stage.OUT: "出来了",
    Stage.TAKEN: "拿走了",
    Stage.LEFT: "出来了，没有人拿",
    Stage.FAILED: "没有打出来",
    Stage.PARTIAL: "只出来一部分",
    Stage.UNKNOWN: "不知道有没有出来",
    Stage.SETTLED: "有人查看过了",
}

FOUND: Final[dict[str, str]] = {
    "handed-over": "齐的，交给了办事人",
    "destroyed": "找到了，已经销毁",
    "not-found": "没有找到这张纸",
}
"""What a person may have found who went and looked."""

WAITING: Final = frozenset({Stage.UNKNOWN, Stage.PARTIAL})

_STAFF: Final = re.compile(r"(?!.*\d{11})[A-Za-z0-9][A-Za-z0-9._-]{0,31}")


def is_staff_number(text: str) -> bool:
    """Letters, digits and hyphens: no name, and nothing as long as an identity number."""
    return _STAFF.fullmatch(text) is not None


def kind_of(row: Row) -> str:
    """slip | form | report"""
    return "slip" if row.number.startswith(SLIP) else "form" if row.number.startswith(FORM) else "report"


def shown_number(number: str) -> str:
    """As it is written and typed on a command line: a slip's as `slip:T03-1123-017`."""
    return number.replace(SLIP, "slip:", 1) if number.startswith(SLIP) else number


def kept_number(typed: str) -> str:
    """The ledger's own spelling of a number as somebody copies it: off the paper with its blanks, or off the list."""
    bare = "".join(typed.split())
    return SLIP + bare.partition(":")[2] if bare.startswith("slip:") else bare


def diary_word(row: Row) -> str:
    """The copy in the words the diary takes: a number in its groups, none of them as long as somebody's identity number."""
    said = shown_number(row.number)
    prefix, _, number = said.rpartition(":")
    return "/".join([*filter(None, [prefix]), *grouped(number).split(), str(row.copy_no)])
