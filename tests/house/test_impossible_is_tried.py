"""The list of what must be impossible is whole, and names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def rows() -> list[str]:
    lines = (ROOT / "docs" / "impossible.md").read_text("utf-8").splitlines()
    return [line for line in lines if re.match(r"\| \d+ \|", line)]


def named(line: str) -> list[tuple[str, str]]:
    return re.findall(r"`(tests/[^`:]+)(?:::(\w+))?`", line)


def test_all_ten_are_there_and_each_is_tried() -> None:
    assert [int(line.split("|")[1]) for line in rows()] == list(range(1, 11))
    assert [line for line in rows() if not named(line)] == []


def test_each_named_test_is_there() -> None:
    missing = [
        f"{path}::{name}"
        for line in rows()
        for path, name in named(line)
        if not (ROOT / path).is_file() or (name and f"def {name}(" not in (ROOT / path).read_text("utf-8"))
    ]

    assert missing == []


def test_what_is_said_to_have_a_whole_form_has_one() -> None:
    for path, _name in re.findall(r"`(tests/[^`:]+)(?:::(\w+))?` \(whole:", "\n".join(rows())):
        assert "pytest.mark.soak" in (ROOT / path).read_text("utf-8"), path
