"""What operators did is on record: who, what, when; and the record shows whatever is done to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from central_world import World
from sqlalchemy import text

from kiosk.command_line import main


@pytest.fixture
def home_after_three(world: World, capfd: pytest.CaptureFixture[str]) -> Path:
    """A centre at which three things were done."""
    home = world.centre.settings.home
    _do(home, "revoke-terminal", "--terminal", "T0003", "--by", "测试员甲")
    _do(home, "renew-epoch", "--by", "测试员乙")
    _do(home, "migrate")
    capfd.readouterr()
    return home


def test_every_order_that_changes_something_is_on_record(
    home_after_three: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    status = _do(home_after_three, "actions", "--json")

    said = json.loads(capfd.readouterr().out)
    assert status == 0
    assert [(one["what"], one["about"]) for one in said] == [
        ("revoke-terminal", "T0003"),
        ("renew-epoch", ""),
        ("migrate", ""),
    ]
    assert [one["who"] for one in said[:2]] == ["测试员甲", "测试员乙"]
    assert said[2]["who"]


def test_what_could_not_be_done_is_not_on_record_as_done(
    home_after_three: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    refused = _do(home_after_three, "revoke-terminal", "--terminal", "T0009")

    assert (refused, _do(home_after_three, "actions")) == (1, 0)
    assert "T0009" not in capfd.readouterr().out
    assert "T0009" in (home_after_three / "operators.log").read_text()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE operator_actions SET who = 'somebody else' WHERE number = 1",
        "UPDATE operator_actions SET at = '2020-01-01 00:00:00+00:00' WHERE number = 2",
        "DELETE FROM operator_actions WHERE number = 2",
        "DELETE FROM operator_actions WHERE number = 3",
        "UPDATE operator_actions SET number = CASE number WHEN 1 THEN -2 WHEN 2 THEN -1 ELSE number END",
        "INSERT INTO operator_actions SELECT 4, 'x', at, who, what, about, mark FROM operator_actions WHERE number = 3",
    ],
    ids=["edited", "dated otherwise", "taken out", "cut off", "in another order", "added to"],
)
def test_record_shows_what_was_done_to_it(
    home_after_three: Path, world: World, change: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with world.centre.database.writing() as session:
        session.execute(text(change))

    assert _do(home_after_three, "actions") == 1
    assert capfd.readouterr().err


def test_nothing_is_done_that_cannot_be_written_down(home_after_three: Path, world: World) -> None:
    log = home_after_three / "operators.log"
    log.unlink()
    log.mkdir()

    status = _do(
        home_after_three, "enrol", "--terminal", "T0004", "--site", "长安镇", "--public-key", "x", "--out", "y"
    )

    assert status == 1


def test_log_is_its_owners_alone(home_after_three: Path) -> None:
    assert (home_after_three / "operators.log").stat().st_mode & 0o077 == 0


def test_orders_that_only_look_leave_nothing(home_after_three: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = (home_after_three / "operators.log").read_bytes()

    statuses = [_do(home_after_three, order) for order in ("status", "actions")]

    assert statuses == [0, 0]
    assert (home_after_three / "operators.log").read_bytes() == before


def _do(home: Path, order: str, *words: str) -> int:
    return main(["central", order, "--home", str(home), *words])
