"""A backup that was made can be put back, and then everything terminals delivered is there again, once; the drill, not the hope."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from central_world import START, NewHome, Terminal, World, running
from sqlalchemy import select

from app.contract.jobs import BatchItem, ItemStatus, JobKind, PrintOutcome, VisitCounted, VisitRated
from central.backing_up import BackupLabel, back_up
from central.backups import backed_up_until
from central.centre import Centre
from central.db.database import Database, connect
from central.db.failures import CopyFailed
from central.inbox import InboxItem
from central.settings import DATABASE_URL_FILE, Settings
from central.terminals import Terminal as EnrolledTerminal
from central.visits import Rating, VisitFigure
from central.zones.credit.lost_papers import LostPaper
from central.zones.credit.tables import CreditReport
from kiosk.command_line import main


@pytest.fixture
def other_home(central_home: Path, new_home: NewHome, tmp_path: Path) -> Iterator[Path]:
    """The same centre's keys beside an empty database: the machine on which it is to rise again."""
    with new_home(tmp_path / "risen") as home:
        home.mkdir(exist_ok=True)
        kept = {DATABASE_URL_FILE, "centre.db", "centre.db-wal", "centre.db-shm"}
        for file in central_home.iterdir():
            if file.is_file() and file.name not in kept:
                shutil.copy(file, home)
        yield home


def test_receipts_tell_up_to_when_everything_is_in_a_backup(world: World, tmp_path: Path) -> None:
    before = world.terminal.receipt(_visit(world.terminal, 1)).backed_up_until
    world.clock.forward(hours=1)
    back_up(world.centre, tmp_path / "backups")
    world.clock.forward(hours=1)

    after = world.terminal.receipt(_visit(world.terminal, 2)).backed_up_until

    assert (before, after) == (None, START + timedelta(hours=1))


def test_backup_that_fails_moves_nothing(world: World, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file where a folder should be")

    status = main(["central", "backup", "--home", str(world.centre.settings.home), "--to", str(tmp_path / "backups")])

    assert status == 1
    assert world.terminal.receipt(_visit(world.terminal, 1)).backed_up_until is None


def test_backup_is_its_owners_alone_and_says_what_it_is(world: World, tmp_path: Path) -> None:
    label = back_up(world.centre, tmp_path / "backups")

    files = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert files == sorted([label.file_name, Path(label.file_name).with_suffix(".json").name])
    assert (tmp_path / "backups" / label.file_name).stat().st_mode & 0o077 == 0
    assert (label.epoch, label.until) == (world.centre.epoch, START)


def test_whatever_was_received_before_the_watermark_is_in_the_copy(
    world: World, other_home: Path, tmp_path: Path
) -> None:
    """Four roads deliver without a pause while three backups are made."""
    with _delivering(world) as traffic:
        for number in range(1, 4):
            traffic.wait_for_more(30)
            label = back_up(world.centre, tmp_path / f"backups-{number}")
            traffic.wait_for_more(30)
    with world.centre.database.reading() as session:
        everything = dict(session.execute(select(InboxItem.key, InboxItem.received_at)).all())

    _put_back(other_home, tmp_path / "backups-3")

    in_the_copy = _keys_at(other_home)
    before = {key for key, received_at in everything.items() if received_at < label.until}
    assert len(before) >= 150
    assert before <= in_the_copy
    assert len(everything) > len(before)


def test_centre_put_back_from_a_backup_has_everything_again_and_nothing_twice(
    world: World, other_home: Path, tmp_path: Path
) -> None:
    early = [_visit(world.terminal, number) for number in range(1, 6)]
    world.terminal.deliver(*early)
    back_up(world.centre, tmp_path)
    world.clock.forward(hours=20)
    late = [_visit(world.terminal, number) for number in range(6, 11)]
    late += [world.terminal.item(JobKind.VISIT_RATED, _rating(number), aggregate=f"r{number}") for number in range(3)]
    world.terminal.deliver(*late)

    _put_back(other_home, tmp_path)

    with _risen(other_home, world) as (risen, terminal):
        results = terminal.deliver(*early, *late)
        again = terminal.deliver(*early, *late)
        assert [result.status for result in results] == [ItemStatus.DUPLICATE] * 5 + [ItemStatus.APPLIED] * 8
        assert {result.status for result in again} == {ItemStatus.DUPLICATE}
        assert risen.centre.epoch != world.centre.epoch
        assert (risen.count(VisitFigure), risen.count(Rating), risen.count(InboxItem)) == (10, 3, 13)


def test_number_that_was_given_out_after_the_backup_is_never_given_again(
    world: World, other_home: Path, tmp_path: Path
) -> None:
    back_up(world.centre, tmp_path)
    report = world.report()
    (given,) = world.terminal.deliver(world.terminal.item(JobKind.VISIT_RATED, _rating(1), aggregate="r1"))

    _put_back(other_home, tmp_path)

    with _risen(other_home, world) as (risen, terminal):
        (now_given,) = terminal.deliver(terminal.item(JobKind.VISIT_RATED, _rating(2), aggregate="r2"))
        new_report = risen.report()
    assert (given.receipt, now_given.receipt) == ("PJ20261123-0001", "PJ20261123-10001")
    assert new_report.report_no != report.report_no
    assert new_report.report_no[17:22] == "10001"


def test_outcome_of_a_paper_the_backup_knows_nothing_of_is_kept(
    world: World, other_home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    back_up(world.centre, tmp_path)
    report = world.report()
    outcome = PrintOutcome(
        report_no=report.report_no, pages_asked=2, pages_printed=2, outcome="printed", at=START, copy_no=1
    )
    item = world.terminal.item(JobKind.PRINT_OUTCOME, outcome, aggregate="p1")
    world.terminal.deliver(item)

    _put_back(other_home, tmp_path)

    with _risen(other_home, world) as (risen, terminal):
        (result,) = terminal.deliver(item)
        assert (result.status, result.state) == (ItemStatus.APPLIED, "已登记，存根待补")
        assert (risen.count(LostPaper), risen.count(CreditReport)) == (1, 0)
    main(["central", "status", "--home", str(other_home)])
    assert f"paper-unknown T0003 {report.report_no}" in capfd.readouterr().out


def test_restore_says_which_of_the_operators_actions_it_has_forgotten(
    world: World, other_home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A terminal that was shut out after the backup is let in again by it: somebody must be told."""
    stolen = world.enrol("T0007")
    back_up(world.centre, tmp_path)
    home = str(world.centre.settings.home)
    main(["central", "revoke-terminal", "--home", home, "--terminal", "T0007", "--by", "测试员"])
    shutil.copy(world.centre.settings.home / "operators.log", other_home)
    capfd.readouterr()

    _put_back(other_home, tmp_path)

    assert "do it again if it still holds" in (said := capfd.readouterr().err)
    assert "测试员: revoke-terminal T0007" in said
    with _reading(other_home) as database, database.reading() as session:
        assert session.get_one(EnrolledTerminal, "T0007").revoked_at is None
    stolen.session.close()


def test_restored_centre_says_what_its_backup_says(world: World, other_home: Path, tmp_path: Path) -> None:
    label = back_up(world.centre, tmp_path)

    _put_back(other_home, tmp_path)

    with _reading(other_home) as database, database.reading() as session:
        assert backed_up_until(session) == label.until


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda label, _: {"sha256": "0" * 64}, "not what was backed up"),
        (lambda label, _: {"home": "0" * 64}, "not the home whose keys open"),
        (lambda label, kind: {"kind": "sqlite" if kind == "postgresql" else "postgresql"}, "this is a backup of"),
        (lambda label, _: {"until": "yesterday"}, "no backup's label"),
    ],
    ids=["changed", "another home", "another kind", "no label"],
)
def test_what_is_no_backup_of_this_centre_is_not_put_back(
    world: World,
    other_home: Path,
    tmp_path: Path,
    database_kind: str,
    spoil: Callable[[BackupLabel, str], dict[str, str]],
    words: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    label = back_up(world.centre, tmp_path)
    path = _label_in(tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text()) | spoil(label, database_kind)))

    assert main(["central", "restore", "--home", str(other_home), str(path)]) == 1
    assert words in capfd.readouterr().err


def test_backup_is_never_put_over_a_database_that_is_there(
    world: World, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    back_up(world.centre, tmp_path)
    world.terminal.deliver(_visit(world.terminal, 1))

    assert main(["central", "restore", "--home", str(world.centre.settings.home), str(_label_in(tmp_path))]) == 1
    assert "nothing was restored" in capfd.readouterr().err
    assert world.count(InboxItem) == 1


def test_backup_waits_for_an_intake_that_is_under_way(world: World, tmp_path: Path) -> None:
    """An intake that has looked at the clock and is not yet done must end before the watermark is set."""
    holding, released = threading.Event(), threading.Event()

    def hold(centre: Centre) -> None:
        with centre.database.writing() as session:
            session.execute(
                InboxItem.metadata.tables["aggregates"].insert(),
                {"terminal_id": "T0003", "aggregate_mark": "m", "last_seq": 0},
            )
            holding.set()
            assert released.wait(20)

    intake = threading.Thread(target=hold, args=(world.centre,))
    backup = threading.Thread(target=back_up, args=(world.centre, tmp_path))
    intake.start()
    assert holding.wait(20)
    backup.start()
    backup.join(0.3)

    under_way = backup.is_alive()
    released.set()
    intake.join(20)
    backup.join(60)

    assert (under_way, backup.is_alive()) == (True, False)


def test_password_stays_out_of_words_and_errors(cluster: object, tmp_path: Path) -> None:
    database = connect("postgresql://centre:very-secret@127.0.0.1:1/nowhere")

    with pytest.raises(CopyFailed) as failed:
        database.copy_out(tmp_path / "x")

    assert "very-secret" not in str(failed.value)
    database.close()


def _put_back(home: Path, folder: Path) -> None:
    assert main(["central", "restore", "--home", str(home), str(_label_in(folder))]) == 0


def _label_in(folder: Path) -> Path:
    (found,) = folder.glob("centre-*.json")
    return found


@contextmanager
def _risen(home: Path, world: World) -> Iterator[tuple[World, Terminal]]:
    """The centre on its new machine, and the terminal that was enrolled with the old one."""
    with running(home, enrolled=world.terminal) as risen:
        yield risen, risen.terminal


@contextmanager
def _reading(home: Path) -> Iterator[Database]:
    database = connect(Settings(home=home).database)
    yield database
    database.close()


def _keys_at(home: Path) -> set[str]:
    with _reading(home) as database, database.reading() as session:
        return set(session.scalars(select(InboxItem.key)))


def _visit(terminal: Terminal, number: int) -> BatchItem:
    at = START + timedelta(minutes=1)
    figure = VisitCounted(visit="v", service="S901", mode="self", language="zh", ended="done", seconds=9.5, at=at)
    return terminal.item(JobKind.VISIT_COUNTED, figure, aggregate=f"visit:{number}", filed_no=number)


def _rating(number: int) -> VisitRated:
    return VisitRated(token=f"token-{number}", service="S901", stars=5, at=START)


class _Traffic:
    """Terminals that deliver one visit after the other; the centre's clock goes on a millisecond with each."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._moved = threading.Condition()
        self._delivered = 0
        self._stopped = False

    def road(self, name: int) -> None:
        terminal = replace(self._world.terminal, session=requests.Session())
        with terminal.session:
            number = 0
            while not self._stopped:
                number += 1
                (result,) = terminal.deliver(_visit(terminal, name * 1_000_000 + number))
                assert result.status is ItemStatus.APPLIED
                with self._moved:
                    self._world.clock.forward(milliseconds=1)
                    self._delivered += 1
                    self._moved.notify_all()

    def wait_for_more(self, count: int) -> None:
        with self._moved:
            wanted = self._delivered + count
            assert self._moved.wait_for(lambda: self._delivered >= wanted, timeout=60)

    def stop(self) -> None:
        self._stopped = True


@contextmanager
def _delivering(world: World) -> Iterator[_Traffic]:
    traffic = _Traffic(world)
    with ThreadPoolExecutor(4) as roads:
        running_roads = [roads.submit(traffic.road, name) for name in range(1, 5)]
        try:
            yield traffic
        finally:
            traffic.stop()
        for road in running_roads:
            road.result()
