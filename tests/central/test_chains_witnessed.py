"""Whoever takes something out of a record, or dates it back, is found: by the record itself, or by what a witness has kept of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from case_world import HANDLER, WINDOW, Cases, cases_at
from central_world import START, NewHome
from sqlalchemy import create_engine, text

from central.cases.chain import head_of, mark_of
from central.cases.tables import CaseEvent
from central.db.database import connect
from central.keyed_hash import KeyedHash
from central.organisations.sign_in_tables import TrailEntry, TrailHead
from central.organisations.trail import note
from central.settings import DATABASE_URL_FILE, Settings
from kiosk.command_line import main

ONCE = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
"""What does not depend on the database."""
TRIGGERS_OFF = {
    "postgresql": ["ALTER TABLE case_events DISABLE TRIGGER USER"],
    "sqlite": ["DROP TRIGGER case_events_no_update", "DROP TRIGGER case_events_no_delete"],
}


@dataclass
class Office:
    """A centre with some things on record, and what a witness has kept of them."""

    home: Path
    kept: Path
    case: str

    def verify(self, *, witnessed: bool, home: Path | None = None) -> int:
        words = ["--against", str(self.kept)] if witnessed else []
        return main(["central", "audit", "verify", "--home", str(home or self.home), *words])

    def by_sql(self, *statements: str) -> None:
        """As whoever owns the database types it, past everything of ours."""
        engine = create_engine(Settings(home=self.home).database)
        with engine.begin() as connection:
            for statement in (*TRIGGERS_OFF[engine.dialect.name], *statements):
                connection.execute(text(statement.replace(":case", f"'{self.case}'")))
        engine.dispose()

    @contextmanager
    def cases(self) -> Iterator[Cases]:
        with cases_at(self.home) as cases:
            yield cases


@pytest.fixture
def office(central_home: Path, tmp_path: Path) -> Office:
    kept = tmp_path / "elsewhere" / "2026-11-23.jsonl"
    kept.parent.mkdir()
    with cases_at(central_home) as cases:
        case, other = cases.open(), cases.open()
        for number in (case, other):
            cases.act(number, WINDOW, "accept")
        for number in range(3):
            _on_the_trail(cases, f"B-{number}")
    for name in ("甲", "乙"):
        assert main(["central", "migrate", "--home", str(central_home), "--by", name]) == 0
    assert main(["central", "audit", "heads", "--home", str(central_home), "--to", str(kept)]) == 0
    return Office(central_home, kept, case)


def test_records_that_only_grew_have_all_that_was_witnessed(office: Office) -> None:
    with office.cases() as cases:
        cases.act(office.case, HANDLER, "review")
        cases.open()
        _on_the_trail(cases, "B-3")

    assert office.verify(witnessed=True) == 0


FORGERIES = {
    "its date": (
        ["UPDATE case_events SET center_received_at = '2026-11-20 02:00:00+00:00' WHERE project_no = :case"],
        "case :case 1: the event was changed",
    ),
    "an event": (["DELETE FROM case_events WHERE project_no = :case AND number = 2"], "case :case 2: is missing"),
    "an entry": (["DELETE FROM staff_trail WHERE number = 3"], "staff-trail  3: is missing"),
}
CUT_OFF_WHOLE = {
    "a case": (
        ["DELETE FROM case_events WHERE project_no = :case", "DELETE FROM cases WHERE project_no = :case"],
        "case :case 2: is missing",
    ),
    "all cases": (["DELETE FROM case_events", "DELETE FROM cases"], "case :case 2: is missing"),
    "an action": (["DELETE FROM operator_actions WHERE number = 2"], "operators  2: is missing"),
    "all actions": (["DELETE FROM operator_actions"], "operators  2: is missing"),
    "the whole trail": (["DELETE FROM staff_trail", "DELETE FROM staff_trail_head"], "staff-trail  3: is missing"),
}
"""Then what is left follows from itself: it is the witness who knows."""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in ("its date", "all cases") else pytest.mark.soak)
        for name in (*FORGERIES, *CUT_OFF_WHOLE)
    ],
)
def test_what_is_taken_out_by_sql_shows(office: Office, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    forgery, told = (FORGERIES | CUT_OFF_WHOLE)[name]
    office.by_sql(*forgery)

    alone, witnessed = office.verify(witnessed=False), office.verify(witnessed=True)

    assert (alone, witnessed) == (1 if name in FORGERIES else 0, 1)
    assert told.replace(":case", office.case) in capfd.readouterr().out


@ONCE
def test_a_little_of_everything_taken_out_by_sql_shows(office: Office, capfd: pytest.CaptureFixture[str]) -> None:
    forgeries = [FORGERIES["an event"], FORGERIES["an entry"], CUT_OFF_WHOLE["an action"]]
    office.by_sql(*(statement for forgery, _ in forgeries for statement in forgery))

    assert office.verify(witnessed=True) == 1

    said = capfd.readouterr().out
    assert [told for _, told in forgeries if told.replace(":case", office.case) not in said] == []


@ONCE
def test_who_has_the_centres_own_key_is_found_by_the_witness_alone(office: Office) -> None:
    """An event dated back, and everything after it marked anew with the true key."""
    with office.cases() as cases:
        events, key = cases.events(office.case), cases.centre.home.keyed_hash
    before, statements = "", []
    for event in events:
        event.center_received_at -= timedelta(days=3)
        event.mark = mark_of(
            key, {column.key: getattr(event, column.key) for column in CaseEvent.__table__.columns}, before
        )
        before = head_of(key, event.mark)
        at = event.center_received_at.isoformat(" ")
        statements.append(
            f"UPDATE case_events SET center_received_at = '{at}', mark = '{event.mark}' "
            f"WHERE project_no = :case AND number = {event.number}"
        )
    office.by_sql(*statements, f"UPDATE cases SET head = '{before}' WHERE project_no = :case")

    assert (office.verify(witnessed=False), office.verify(witnessed=True)) == (0, 1)


@ONCE
def test_trail_that_is_put_back_to_an_earlier_end_is_found_by_the_witness_alone(office: Office) -> None:
    with office.cases() as cases, cases.centre.database.writing() as session:
        session.query(TrailEntry).filter(TrailEntry.number == 3).delete()
        _seal_anew(session.get_one(TrailHead, 1), session.get_one(TrailEntry, 2), cases.centre.home.keyed_hash)

    assert (office.verify(witnessed=False), office.verify(witnessed=True)) == (0, 1)


def test_whole_database_that_is_put_back_by_hand_is_found_by_the_witness_alone(
    office: Office, new_home: NewHome, tmp_path: Path
) -> None:
    """As it was yesterday, and nobody told the centre."""
    with office.cases() as cases:
        cases.centre.database.copy_out(tmp_path / "yesterday")
        cases.act(office.case, HANDLER, "review")
    assert main(["central", "audit", "heads", "--home", str(office.home), "--to", str(office.kept)]) == 0

    with new_home(tmp_path / "risen") as risen:
        _keys_of(office.home, risen)
        database = connect(Settings(home=risen).database, may_create=True)
        database.copy_in(tmp_path / "yesterday")
        database.close()

        assert office.verify(witnessed=False, home=risen) == 0
        assert office.verify(witnessed=True, home=risen) == 1


@ONCE
def test_restored_backup_says_that_it_is_one_and_what_it_lacks(
    office: Office, new_home: NewHome, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["central", "backup", "--home", str(office.home), "--to", str(tmp_path / "backup")]) == 0
    with office.cases() as cases:
        cases.act(office.case, HANDLER, "review")
    assert main(["central", "audit", "heads", "--home", str(office.home), "--to", str(office.kept)]) == 0

    with new_home(tmp_path / "risen") as risen:
        _keys_of(office.home, risen)
        label = next((tmp_path / "backup").glob("*.json"))
        assert main(["central", "restore", "--home", str(risen), str(label)]) == 0
        status = office.verify(witnessed=True, home=risen)

    said = capfd.readouterr()
    assert status == 1
    assert "put back from a backup since" in said.err
    assert f"case {office.case} 3: is missing" in said.out


@ONCE
def test_file_that_the_centre_did_not_write_so_accuses_nobody(
    office: Office, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = office.kept.read_text("utf-8").splitlines()
    spoilt = {
        "a mark": [*lines[:1], lines[1].replace(lines[1][-10:-2], "0" * 8), *lines[2:]],
        "a line": [*lines[:1], *lines[2:]],
        "the end": lines[:-1],
        "nothing of ours": ["[1, 2]"],
        "nothing": [],
        "another centre's": [*lines[:-1], json.dumps({"signature": "A" * 86 + "=="})],
    }

    for written in spoilt.values():
        office.kept.write_text("\n".join(written) + "\n", "utf-8")
        assert office.verify(witnessed=True) == 1

    said = capfd.readouterr()
    changed = "it was changed, or another centre wrote it"
    assert (said.err.count(changed), said.err.count("it is not whole")) == (3, 3)
    assert said.out == ""


@ONCE
def test_terminals_may_be_the_witness(office: Office, capfd: pytest.CaptureFixture[str]) -> None:
    """Published as a pack it goes to every hall, and no terminal goes back to an earlier version of a pack."""
    home = ["--home", str(office.home)]

    published = main(["central", "publish-pack", *home, "--name", "chain-heads", "--from", str(office.kept.parent)])

    assert published == 0
    assert "chain-heads 1" in capfd.readouterr().out
    (held,) = [file for file in (office.home / "packs").iterdir() if file.read_bytes() == office.kept.read_bytes()]
    assert main(["central", "audit", "verify", *home, "--against", str(held)]) == 0


def _on_the_trail(cases: Cases, subject: str) -> None:
    with cases.centre.database.writing() as session:
        note(session, cases.centre.home.keyed_hash, "P-1", "read", "case", subject, "handling", START)


def _seal_anew(head: TrailHead, last: TrailEntry, key: KeyedHash) -> None:
    head.number, head.mark = last.number, last.mark
    head.seal = key.mark("staff-trail-end", json.dumps([head.number, head.mark]))


def _keys_of(home: Path, risen: Path) -> None:
    """All that stands in the home but the database: the centre that rises again has the same keys."""
    risen.mkdir(exist_ok=True)
    for file in home.iterdir():
        if file.is_file() and not file.name.startswith("centre.db") and file.name != DATABASE_URL_FILE:
            shutil.copy(file, risen)
