"""K28: an edit, a deletion, another order and a cut end of a diary all show at the next batch, to the centre and to the doctor."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from central_world import START, World
from protocol_world import Road, road_to, walked

from app.audit import GENESIS, AuditLog
from app.central import Accepted
from app.contract.audit_heads import AuditVerdict
from app.witness import WITNESS, standing
from central.diaries import DiarySeen
from central.notices import open_notices
from kiosk.centre_findings import DIARY, bonds

ENTRIES = 1_000
Lines = list[bytes]


def written_anew(lines: Lines) -> Lines:
    """A whole diary by somebody who knows how the hashes are made: one entry says something else, the rest follows from it."""
    anew, before = [], GENESIS
    for line in lines:
        entry = json.loads(line.replace(b"part:500", b"part:501"))
        del entry["hash"]
        entry["prev"] = before
        canonical = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
        before = entry["hash"] = hashlib.sha256(canonical).hexdigest()
        anew.append(json.dumps(entry, sort_keys=True, separators=(",", ":")).encode())
    return anew


TAMPERINGS: dict[str, Callable[[Lines], Lines]] = {
    "edited": lambda lines: [*lines[:500], lines[500].replace(b"part:500", b"part:501"), *lines[501:]],
    "deleted": lambda lines: lines[:500] + lines[501:],
    "reordered": lambda lines: [*lines[:500], lines[501], lines[500], *lines[502:]],
    "end cut off": lambda lines: lines[:-1],
    "written anew": written_anew,
    "all gone": lambda lines: [],
}


@pytest.fixture(scope="module")
def long_diary(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A thousand entries, written once as the product writes them."""
    path = tmp_path_factory.mktemp("diary") / "audit.jsonl"
    diary = AuditLog(path)
    for number in range(ENTRIES):
        diary.append(actor="terminal", action="looked", object=f"part:{number}", at=START)
    diary.close()
    return path.read_bytes()


@pytest.fixture
def long_road(shared_world: World, tmp_path: Path, long_diary: bytes) -> Iterator[Road]:
    with road_to(shared_world, tmp_path / "terminal", diary=long_diary) as road:
        yield road


@pytest.fixture
def road(shared_world: World, tmp_path: Path) -> Iterator[Road]:
    with road_to(shared_world, tmp_path / "terminal") as road:
        yield road


def tamper(road: Road, how: Callable[[Lines], Lines]) -> None:
    path = road.home / "audit.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in how(path.read_bytes().splitlines())))


def verdict(road: Road, aggregate: str) -> AuditVerdict:
    receipt = road.deliver(aggregate)
    assert receipt.audit is not None
    return receipt.audit.verdict


def doctor(road: Road) -> str:
    found = {finding.part: finding for finding in bonds(road.home)}[DIARY]
    return "" if found.well else found.code


def test_an_honest_diary_is_witnessed_as_it_grows(shared_world: World, road: Road) -> None:
    seen = []
    for round_ in range(3):
        road.note(5)
        seen.append(verdict(road, f"visit:{round_}"))

    stands = standing(road.home, road.place)
    assert seen == [AuditVerdict.FOLLOWS] * 3
    assert (stands.witnessed, stands.chain.entries, stands.holds) == (15, 15, True)
    assert doctor(road) == ""


@pytest.mark.parametrize(
    ("how", "running"), [*((how, True) for how in TAMPERINGS), ("edited", False), ("end cut off", False)]
)
def test_tampering_shows_at_the_next_batch(shared_world: World, long_road: Road, how: str, running: bool) -> None:
    road = long_road
    assert verdict(road, "visit:1") is AuditVerdict.FOLLOWS

    tamper(road, TAMPERINGS[how])

    if running:
        said = verdict(road, "visit:2")
    else:
        road.outbox.close()
        with walked(shared_world, road.home, road.place) as again:
            again.note(3)
            said = verdict(again, "visit:2")
    assert said is AuditVerdict.BROKEN
    assert doctor(road) == "diary-broken"
    with shared_world.centre.database.reading() as session:
        kept = session.get_one(DiarySeen, ("T0007", road.place.incarnation))
        assert (kept.entries, kept.broken_at is not None) == (ENTRIES, True)
        told = [(notice.matter, notice.terminal_id, notice.about) for notice in open_notices(session)]
    assert ("diary-broken", "T0007", road.place.incarnation) in told


def test_growing_beyond_a_cut_does_not_hide_it(shared_world: World, road: Road) -> None:
    road.note(20)
    verdict(road, "visit:1")
    tamper(road, lambda lines: lines[:10])
    road.outbox.close()

    with walked(shared_world, road.home, road.place) as again:
        again.note(30)

        assert verdict(again, "visit:2") is AuditVerdict.BROKEN


def test_a_cut_diary_without_its_witness_is_known_by_the_centre(shared_world: World, road: Road) -> None:
    road.note(20)
    verdict(road, "visit:1")
    (road.home / WITNESS).unlink()
    tamper(road, lambda lines: lines[:10])
    before = doctor(road)

    said = verdict(road, "visit:2")

    assert (before, said, doctor(road)) == ("", AuditVerdict.BROKEN, "diary-broken")


def test_a_witness_that_nobody_signed_is_none(shared_world: World, road: Road) -> None:
    road.note(20)
    verdict(road, "visit:1")
    path = road.home / WITNESS
    path.write_bytes(path.read_bytes().replace(b'"entries":20', b'"entries":10'))

    assert standing(road.home, road.place).witnessed is None


def test_a_lost_receipt_is_no_alarm(shared_world: World, road: Road) -> None:
    road.note(5)
    verdict(road, "visit:1")
    road.note(5)
    road.file("visit:2")
    lost = road.central.deliver(road.batch())
    assert isinstance(lost, Accepted)
    road.note(5)

    third, fourth = verdict(road, "visit:3"), verdict(road, "visit:4")

    assert (third, fourth) == (AuditVerdict.SAY_AGAIN, AuditVerdict.FOLLOWS)
    assert doctor(road) == ""


def test_a_second_writer_of_the_diary_is_no_alarm(shared_world: World, road: Road) -> None:
    """A settlement on the command line writes into it too, properly."""
    road.note(5)
    verdict(road, "visit:1")
    other = AuditLog(road.home / "audit.jsonl")
    other.append(actor="staff", action="jobs.retried", at=shared_world.clock())
    other.close()

    assert verdict(road, "visit:2") is AuditVerdict.FOLLOWS
    assert doctor(road) == ""


def test_enrolled_anew_it_begins_anew(shared_world: World, road: Road, tmp_path: Path) -> None:
    road.note(20)
    verdict(road, "visit:1")
    tamper(road, lambda lines: lines[:10])
    verdict(road, "visit:2")
    road.outbox.close()

    with road_to(shared_world, road.home) as again:
        assert verdict(again, "visit:3") is AuditVerdict.FOLLOWS
        assert doctor(again) == ""
