"""A terminal whose disk is all that is left: what it exported is brought to the centre by hand, and counts once."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from central_world import World
from protocol_world import Operator, Road, road_to, walked
from sqlalchemy import delete, update

from app.central import Accepted
from app.contract.jobs import Batch, JobKind, VisitCounted
from app.contract.wire import OrderKind
from app.outbox import Draft, JobState, list_jobs
from central.inbox import Aggregate, InboxItem
from central.terminals import revoke_terminal
from central.visits import Rating as TakenRating
from central.visits import VisitFigure
from kiosk.command_line import main

Said = pytest.CaptureFixture[str]


def export(road: Road, to: Path, *more: str) -> Path:
    assert main(["jobs", "export", "--home", str(road.home), "--out", str(to), *more]) == 0
    return to


def bring(world: World, file: Path, *more: str) -> int:
    home = str(world.centre.settings.home)
    return main(["central", "import-jobs", str(file), "--home", home, "--by", "测试员", *more])


@dataclass(frozen=True)
class Figure:
    """A job of which one aggregate may have several."""

    aggregate: str
    at: datetime
    kind: JobKind = JobKind.VISIT_COUNTED
    visit: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def payload(self) -> VisitCounted:
        return VisitCounted(
            visit=self.visit, service="S1", mode="self", language="zh", ended="done", seconds=1, at=self.at
        )


def settled(road: Road, draft: Draft) -> None:
    """One job that the centre has and the terminal knows to be there."""
    road.outbox.file([draft], road.central.clock())
    leased = road.outbox.lease(50, road.central.clock())
    answer = road.central.deliver(Batch(incarnation=road.place.incarnation, items=tuple(each.item for each in leased)))
    assert isinstance(answer, Accepted), answer
    road.outbox.settle(leased, answer.value.results, road.central.clock())


def test_jobs_of_a_disk_take_effect_once_however_often_they_are_brought(
    world: World, tmp_path: Path, capfd: Said
) -> None:
    with road_to(world, tmp_path / "terminal") as road:
        for number in range(3):
            road.file(f"visit:{number}")
        file = export(road, tmp_path / "jobs.bundle")
    capfd.readouterr()

    statuses = [bring(world, file, "--json") for _ in range(2)]

    first, second = (json.loads(said) for said in _documents(capfd.readouterr().out))
    assert statuses == [0, 0]
    assert (first["terminal"], first["jobs"], first["accepted"], first["duplicate"]) == ("T0007", 3, 3, 0)
    assert (second["accepted"], second["duplicate"], second["refused"]) == (0, 3, [])
    assert world.count(TakenRating) == 3


def test_what_was_brought_by_hand_is_done_when_the_terminal_comes_back(world: World, tmp_path: Path) -> None:
    with road_to(world, tmp_path / "terminal") as road:
        road.file("visit:1")
        bring(world, export(road, tmp_path / "jobs.bundle"))

        road.deliver("visit:2")
        leased = road.outbox.lease(50, road.central.clock())

        assert leased == []
        assert world.count(TakenRating) == 2


def test_disk_of_a_terminal_that_was_replaced_is_still_known(world: World, tmp_path: Path) -> None:
    with road_to(world, tmp_path / "old") as old:
        old.file("visit:1")
        file = export(old, tmp_path / "jobs.bundle")
    with road_to(world, tmp_path / "new") as new:
        new.deliver("visit:1")

        status = bring(world, file)

        new.deliver("visit:2")
    assert status == 0
    assert world.count(TakenRating) == 3


def test_bundle_by_a_key_that_was_changed_since_is_still_known(world: World, tmp_path: Path) -> None:
    with road_to(world, tmp_path / "terminal") as road:
        road.file("visit:1")
        before = export(road, tmp_path / "before.bundle")
        Operator(world).order(OrderKind.ROTATE_KEY)
        road.greet()
        road.file("visit:2")
        after = export(road, tmp_path / "after.bundle")

    statuses = [bring(world, file) for file in (before, after)]

    assert statuses == [0, 0]
    assert world.count(TakenRating) == 2


def test_revoked_terminals_disk_counts_only_when_somebody_says_that_it_is_back(
    world: World, tmp_path: Path, capfd: Said
) -> None:
    with road_to(world, tmp_path / "terminal") as road:
        road.file("visit:1")
        file = export(road, tmp_path / "jobs.bundle")
    with world.centre.database.writing() as session:
        revoke_terminal(session, "T0007", world.clock())
    capfd.readouterr()

    refused = bring(world, file)
    words, before = capfd.readouterr().err, world.count(TakenRating)
    taken = bring(world, file, "--even-revoked")

    assert (refused, before, taken) == (1, 0, 0)
    assert "--even-revoked" in words
    assert world.count(TakenRating) == 1


def test_stolen_key_stays_revoked_when_another_machine_takes_its_place(world: World, tmp_path: Path) -> None:
    with road_to(world, tmp_path / "stolen") as stolen:
        stolen.file("visit:1")
        file = export(stolen, tmp_path / "jobs.bundle")
    with world.centre.database.writing() as session:
        revoke_terminal(session, "T0007", world.clock())

    with road_to(world, tmp_path / "successor") as successor:
        successor.deliver("visit:2")
        status = bring(world, file)

    assert status == 1
    assert world.count(TakenRating) == 1


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda content: content[:-40], id="cut"),
        pytest.param(lambda content: content.replace(b'"seq":1', b'"seq":2'), id="changed"),
        pytest.param(lambda content: content.replace(b"T0007", b"T0003"), id="in another's name"),
        pytest.param(lambda content: content.replace(b"T0007", b"T0999"), id="in nobody's name"),
        pytest.param(lambda _: b"\xff\x00 no bundle at all\n", id="something else"),
        pytest.param(lambda _: b"", id="empty"),
    ],
)
def test_file_that_no_terminal_wrote_is_refused_in_words(
    world: World, tmp_path: Path, capfd: Said, harm: Callable[[bytes], bytes]
) -> None:
    with road_to(world, tmp_path / "terminal") as road:
        road.file("visit:1")
        file = export(road, tmp_path / "jobs.bundle")
    file.write_bytes(harm(file.read_bytes()))
    capfd.readouterr()

    status = bring(world, file)

    said = capfd.readouterr()
    assert (status, said.out) == (1, "")
    assert said.err.startswith("guanjia central: nothing was taken: ")
    assert world.count(TakenRating) == 0


def test_file_that_is_not_there_is_named(world: World, tmp_path: Path, capfd: Said) -> None:
    status = bring(world, tmp_path / "nowhere.bundle")

    assert status == 1
    assert "nowhere.bundle: No such file" in capfd.readouterr().err


def test_job_whose_elder_is_missing_is_told_with_what_to_do_and_the_others_are_taken(
    world: World, tmp_path: Path, capfd: Said
) -> None:
    """As after the centre was restored: it lacks what this terminal no longer counts among what it owes."""
    first, second, another = (Figure(aggregate, world.clock()) for aggregate in ("visit:1", "visit:1", "visit:2"))
    with road_to(world, tmp_path / "terminal") as road:
        settled(road, first)
        with world.centre.database.writing() as session:
            session.execute(delete(InboxItem))
            session.execute(delete(VisitFigure))
            session.execute(update(Aggregate).values(last_seq=0))
        road.outbox.file([second, another], world.clock())
        owed = export(road, tmp_path / "owed.bundle")
        everything = export(road, tmp_path / "all.bundle", "--all")
    capfd.readouterr()

    bring(world, owed)
    words = capfd.readouterr().out
    status = bring(world, everything, "--json")

    assert "1 accepted, 0 here before, 1 refused" in words
    assert "gap: an earlier job of the same case is not here; bring a file exported with --all" in words
    said = json.loads(capfd.readouterr().out)
    assert (status, said["accepted"], said["duplicate"], said["refused"]) == (0, 2, 1, [])


def test_copied_disk_shows_in_a_bundle_too_and_takes_nobodys_place(world: World, tmp_path: Path, capfd: Said) -> None:
    with road_to(world, tmp_path / "first") as first:
        settled(first, Figure("visit:1", world.clock()))
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    with walked(world, tmp_path / "first", first.place) as first:
        first.deliver("visit:2")
    with walked(world, tmp_path / "second", first.place) as second:
        second.file("visit:3")
        file = export(second, tmp_path / "jobs.bundle")
    capfd.readouterr()

    status = bring(world, file, "--json")

    (refused,) = json.loads(capfd.readouterr().out)["refused"]
    main(["central", "status", "--home", str(world.centre.settings.home)])
    assert (status, refused["code"]) == (1, "terminal-forked")
    assert "terminal-forked T0007" in capfd.readouterr().out
    assert (world.count(VisitFigure), world.count(TakenRating)) == (1, 1)


def test_import_is_written_down_with_who_did_it(world: World, tmp_path: Path, capfd: Said) -> None:
    with road_to(world, tmp_path / "terminal") as road:
        road.file("visit:1")
        file = export(road, tmp_path / "jobs.bundle")
    bring(world, file)
    capfd.readouterr()

    status = main(["central", "actions", "--home", str(world.centre.settings.home)])

    assert status == 0
    assert f"测试员: import-jobs {file}" in capfd.readouterr().out


def test_exporting_takes_nothing_from_the_terminal(world: World, tmp_path: Path) -> None:
    with road_to(world, tmp_path / "terminal") as road:
        road.file("visit:1")
        bring(world, export(road, tmp_path / "jobs.bundle"))

    assert [job.state for job in list_jobs(tmp_path / "terminal")] == [JobState.READY]


def _documents(text: str) -> list[str]:
    return [part + "\n}" for part in text.split("\n}\n") if part.strip()]
