"""The list of promises names tests that are there: none is promised by a test that was moved, renamed or never written."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def promises() -> list[str]:
    lines = (ROOT / "docs" / "promises.md").read_text("utf-8").splitlines()
    return [line for line in lines if re.match(r"\| \d+ \|", line)]


def test_every_promise_names_tests_that_are_there() -> None:
    for line in promises():
        named = re.findall(r"`(tests/[^`]+)`", line)
        assert named or "the same" in line, line
        assert [path for path in named if not (ROOT / path).is_file()] == []


def test_what_is_said_to_have_a_whole_form_has_one() -> None:
    """In the first file that follows the word: that is where it stands."""
    for path in re.findall(r"`(tests/[^`]+)` \(whole:", "\n".join(promises())):
        assert "pytest.mark.soak" in (ROOT / path).read_text("utf-8"), path


def test_every_file_of_the_bench_shows_a_promise() -> None:
    said = (ROOT / "docs" / "promises.md").read_text("utf-8")
    bench = {path.name for path in (ROOT / "tests" / "promises").glob("test_*.py")}

    assert {name for name in bench if name not in said} == set()
