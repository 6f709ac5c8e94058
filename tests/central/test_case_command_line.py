"""`guanjia central cases …` and `publish-calendar`, as an operator types them."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest
from case_world import WINDOW, cases_at
from sqlalchemy import text

from central.actions import actions
from kiosk.command_line import main
from resources import path


def test_operator_lists_shows_runs_and_checks(central_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with cases_at(central_home) as cases:
        first, second = cases.open(), cases.open()
        cases.act(first, WINDOW, "accept")
    home = ["--home", str(central_home), "--by", "演示员"]
    capfd.readouterr()

    statuses = [main(["central", "cases", "list", *home, "--state", "RECEIVED"])]
    listed = capfd.readouterr().out
    statuses.append(main(["central", "cases", "list", *home, "--due-within", "100000"]))
    due = capfd.readouterr().out
    statuses.append(main(["central", "cases", "show", *home, first]))
    shown = json.loads(capfd.readouterr().out)
    statuses.append(main(["central", "cases", "run-clocks", *home]))
    ran = json.loads(capfd.readouterr().out)
    statuses.append(main(["central", "cases", "check-chain", *home]))

    assert statuses == [0] * 5
    assert (second in listed, first in listed, "已收件" in listed) == (True, False, True)
    assert (first in due, second in due) == (True, True)
    assert [step["event_name"] for step in shown["steps"]] == ["open", "accept"]
    assert ran["cases_moved"] == ran["appeals_moved"] == 0
    with cases_at(central_home) as cases, cases.centre.database.reading() as session:
        assert [(act.who, act.what) for act in actions(session)][-2:] == [
            ("演示员", "cases show"),
            ("演示员", "cases run-clocks"),
        ]


def test_number_of_no_case_and_a_record_that_does_not_hold_are_told(
    central_home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with cases_at(central_home) as cases:
        number = cases.open()
        with cases.centre.database.writing() as session:
            session.execute(text("UPDATE cases SET state = 'DONE'"))
    home = ["--home", str(central_home)]

    statuses = [
        main(["central", "cases", "show", *home, "BJ20200101000001"]),
        main(["central", "cases", "check-chain", *home]),
    ]

    said = capfd.readouterr()
    assert statuses == [1, 1]
    assert "there is no case BJ20200101000001" in said.err
    assert f"{number}  the case does not stand as its last event says" in said.out


def test_calendar_that_contradicts_itself_is_not_published(
    central_home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = copytree(path("calendar"), tmp_path / "calendar")
    home = ["--home", str(central_home)]
    same = main(["central", "publish-calendar", *home, "--from", str(folder)])
    year = json.loads((folder / "2027.json").read_text("utf-8"))
    (folder / "2027.json").write_text(json.dumps(year | {"covers_to": "2026-01-01"}), "utf-8")

    refused = main(["central", "publish-calendar", *home, "--from", str(folder)])

    said = capfd.readouterr()
    assert (same, refused) == (0, 1)
    assert "calendar 1" in said.out
    assert "covers_to lies before covers_from" in said.err
