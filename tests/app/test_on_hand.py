"""What a terminal knows without a network: by day, for a week, and only what it can trust and read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

import resources
from app.central import Accepted, Cause, Refused, Unreachable
from app.contract.entries import Entry, Withdrawn, fingerprint, laid_out, newest_in_force, read
from app.contract.entry_kinds import KINDS
from app.contract.knowledge import Channel, KnowledgeEntry
from app.contract.packed_lines import PackUnreadable
from app.contract.packs import PackChanges, PackFile, PackManifest, SignedManifest, sign_manifest
from app.contract.places import Place, PlaceKind
from app.contract.policies import Operator, Policy, PolicyState
from app.on_hand import OnHand
from app.packs import HOLDS, PackShelf, PacksTooOld
from central.packs.samples import sample_forms, sample_knowledge, sample_places, sample_policies

KEY = Ed25519PrivateKey.generate()
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)

Kind = TypeVar("Kind", bound=Entry)


@dataclass
class Centre:
    """What a centre hands out, and a wire that can be cut."""

    files: dict[str, bytes] = field(default_factory=dict)
    manifests: dict[str, SignedManifest] = field(default_factory=dict)
    change: int = 0
    cut: bool = False

    def publish(self, name: str, files: Mapping[str, bytes], **more: bool) -> None:
        self.change += 1
        named = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
        self.files |= {named[path]: content for path, content in files.items()}
        listed = tuple(
            PackFile(path=path, sha256=named[path], size=len(content)) for path, content in sorted(files.items())
        )
        manifest = PackManifest(name=name, version=self.change, made_at=NOW, files=listed, **more)
        self.manifests[name] = sign_manifest(KEY, manifest)

    def pack_changes(self, since: str) -> Accepted[PackChanges | None] | Refused | Unreachable:
        if self.cut:
            return Unreachable(Cause.NO_CONNECTION)
        cursor = f"{'e' * 16}-{self.change}"
        if since == cursor:
            return Accepted(None)
        manifests = tuple(self.manifests.values())
        return Accepted(PackChanges.model_construct(cursor=cursor, whole=not since, manifests=manifests))

    def pack_file_part(self, sha256: str, offset: int) -> Accepted[bytes] | Refused | Unreachable:
        return Accepted(self.files[sha256][offset:])


@dataclass
class Hall:
    """A terminal's shelf, with a clock that moves when it is told to."""

    home: Path
    centre: Centre = field(default_factory=Centre)
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.shelf = PackShelf(self.home, KEY.public_key())
        shipped = {"2026.json": resources.path("calendar", "2026.json").read_bytes()}
        self.known = OnHand(self.shelf, lambda: self.now, shipped)

    def pulls(self) -> bool:
        return isinstance(self.shelf.bring_up_to_date(self.centre, self.now), Accepted)


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path)


def knowledge(**changes: Any) -> KnowledgeEntry:
    return changed(next(sample_knowledge(1)), **changes)


def changed(entry: Kind, **changes: Any) -> Kind:
    said = {name: getattr(entry, name) for name in type(entry).model_fields}
    return type(entry).model_validate(said | changes)


SAMPLES: dict[str, Callable[[], list[Entry]]] = {
    "knowledge": lambda: list(sample_knowledge(30)),
    "policies": lambda: list(sample_policies(30)),
    "places": lambda: list(sample_places(5, 5)),
    "forms": lambda: list(sample_forms(3)),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_each_kind_comes_back_as_it_was_published(hall: Hall, name: str) -> None:
    entries, kind = SAMPLES[name](), KINDS[name]
    hall.centre.publish(name, laid_out(kind, entries))
    hall.pulls()

    found = getattr(hall.known, name).in_force(TODAY)

    assert sorted(found, key=lambda one: one.id) == sorted(entries, key=lambda one: one.id)
    assert getattr(hall.known, name).find(entries[0].id, TODAY) == entries[0]
    assert getattr(hall.known, name).find("nothing", TODAY) is None


def test_it_works_a_week_without_the_wire_and_then_says_so_and_closes(hall: Hall) -> None:
    hall.centre.publish("knowledge", laid_out(KnowledgeEntry, [knowledge()]))
    hall.pulls()
    hall.centre.cut = True

    hall.now = NOW + HOLDS
    pulled = hall.pulls()
    on_the_last_day = hall.known.knowledge.answers(TODAY)
    hall.now += timedelta(seconds=1)

    assert not pulled
    assert on_the_last_day == (knowledge(),)
    for closed in (hall.known.knowledge, hall.known.policies, hall.known.places, hall.known.items):
        with pytest.raises(PacksTooOld) as old:
            closed.in_force(TODAY)
        assert (old.value.code, old.value.pulled_at) == ("packs-too-old", NOW)


def test_the_centres_word_that_nothing_is_new_lets_it_hold_for_another_week(hall: Hall) -> None:
    hall.centre.publish("knowledge", laid_out(KnowledgeEntry, [knowledge()]))
    hall.pulls()
    hall.now += timedelta(days=6)

    hall.pulls()
    hall.now += timedelta(days=6)

    assert hall.known.knowledge.answers(TODAY) == (knowledge(),)


@pytest.mark.parametrize("clock", [datetime(1970, 1, 1, tzinfo=UTC), NOW - timedelta(days=2)])
def test_a_clock_that_ran_back_is_not_believed(hall: Hall, clock: datetime) -> None:
    hall.centre.publish("knowledge", laid_out(KnowledgeEntry, [knowledge()]))
    hall.pulls()

    hall.now = clock

    with pytest.raises(PacksTooOld):
        hall.known.knowledge.in_force(TODAY)


def test_a_terminal_that_never_heard_the_centre_says_so(hall: Hall) -> None:
    with pytest.raises(PacksTooOld) as old:
        hall.known.policies.offered(TODAY)

    assert old.value.pulled_at is None


def test_what_is_withdrawn_stops_at_the_pull_that_brings_it_and_is_known_as_withdrawn(hall: Hall) -> None:
    policies = list(sample_policies(3))
    hall.centre.publish("policies", laid_out(Policy, policies))
    hall.pulls()
    gone = Withdrawn(id=policies[1].id, version=1, on=TODAY, reason="文件废止（合成）")
    hall.centre.publish("policies", laid_out(Policy, [policies[0], policies[2]], [gone]))
    before = [one.id for one in hall.known.policies.offered(TODAY)]

    hall.pulls()

    assert before == [one.id for one in policies]
    assert [one.id for one in hall.known.policies.offered(TODAY)] == [policies[0].id, policies[2].id]
    assert hall.known.policies.withdrawn(policies[1].id) == gone
    assert hall.known.policies.withdrawn(policies[0].id) is None


def test_a_withdrawn_pack_leaves_nothing_on_hand(hall: Hall) -> None:
    hall.centre.publish("knowledge", laid_out(KnowledgeEntry, [knowledge()]))
    hall.pulls()
    hall.known.knowledge.in_force(TODAY)
    hall.centre.publish("knowledge", {}, withdrawn=True)

    hall.pulls()

    assert hall.known.knowledge.in_force(TODAY) == ()


def test_a_planned_version_comes_on_its_day_and_what_has_ended_brings_no_older_one_back(hall: Hall) -> None:
    first = knowledge(valid_to=None)
    second = knowledge(version=2, valid_from=TODAY + timedelta(days=2), valid_to=TODAY + timedelta(days=3))
    hall.centre.publish("knowledge", laid_out(KnowledgeEntry, [second, first]))
    hall.pulls()

    said = [hall.known.knowledge.find(first.id, TODAY + timedelta(days=days)) for days in range(5)]

    assert [one.version if one else None for one in said] == [1, 1, 2, 2, None]


def test_a_terminal_answers_what_is_meant_for_it_and_its_town(hall: Hall) -> None:
    everywhere = knowledge()
    town = knowledge(id="ZS-T", town_code="441900119")
    hotline = knowledge(id="ZS-H", channels=(Channel.HOTLINE,))
    hall.centre.publish("knowledge", laid_out(KnowledgeEntry, [everywhere, town, hotline]))
    hall.pulls()

    here = hall.known.knowledge.answers(TODAY, "441900119")

    assert {one.id for one in here} == {everywhere.id, "ZS-T"}
    assert hall.known.knowledge.answers(TODAY, "441900101") == (everywhere,)


def test_a_suspended_or_closed_policy_matches_nobody(hall: Hall) -> None:
    usual, *_ = sample_policies(1)
    suspended = changed(usual, id="P-2", state=PolicyState.SUSPENDED)
    over = changed(usual, id="P-3", apply_to=TODAY - timedelta(days=1))
    to_come = changed(usual, id="P-4", apply_from=TODAY + timedelta(days=1))
    hall.centre.publish("policies", laid_out(Policy, [usual, suspended, over, to_come]))
    hall.pulls()

    assert hall.known.policies.offered(TODAY) == (usual,)
    assert len(hall.known.policies.in_force(TODAY)) == 4, "what is shown is not what is matched"


def test_where_something_can_be_done(hall: Hall) -> None:
    anything, *_ = sample_places(0, 0)
    only_that = changed(anything, id="DT-X", items=("000119000001",))
    hall.centre.publish("places", laid_out(Place, [anything, only_that]))
    hall.pulls()

    assert {one.id for one in hall.known.places.where("000119000001", TODAY)} == {anything.id, "DT-X"}
    assert hall.known.places.where("000119000002", TODAY, PlaceKind.HALL) == (anything,)
    assert hall.known.places.where("000119000002", TODAY, PlaceKind.TERMINAL) == ()


def test_working_days_come_from_the_pack_else_from_the_program_and_never_fail(hall: Hall) -> None:
    shipped = hall.known.working_days.calendar()
    hall.centre.publish("calendar", {"2027.json": resources.path("calendar", "2026.json").read_bytes()})
    hall.pulls()
    hall.now += HOLDS * 2

    pulled = hall.known.working_days.calendar()

    assert (shipped.version, pulled.version) == (0, 1)
    assert pulled.free == shipped.free
    hall.centre.publish("calendar", {"2027.json": b"{}"})
    hall.pulls()
    assert hall.known.working_days.calendar() == shipped


def test_templates_lie_in_a_folder_of_their_own(hall: Hall) -> None:
    nothing = hall.known.templates.folder()
    hall.centre.publish("templates", {"papers/manifest.json": b"{}"})
    hall.pulls()

    folder = hall.known.templates.folder()

    assert nothing is None
    assert folder is not None
    assert (folder / "manifest.json").read_bytes() == b"{}"


def test_a_pack_that_this_program_cannot_read_is_not_guessed_at(hall: Hall) -> None:
    hall.centre.publish("knowledge", {"00.z": b"not packed"})
    hall.pulls()

    with pytest.raises(PackUnreadable):
        hall.known.knowledge.in_force(TODAY)


def test_the_same_entries_are_the_same_files_in_whichever_order_and_one_change_is_one_file() -> None:
    entries = list(sample_policies(300))
    files = laid_out(Policy, entries)

    other = laid_out(Policy, [changed(entries[0], phone="0769-11111111"), *entries[1:]])

    assert files == laid_out(Policy, entries[::-1])
    assert sum(files[path] != other[path] for path in files) == 1
    assert sorted(read(Policy, files)[0], key=lambda one: one.id) == entries


def test_two_that_say_the_same_bear_the_same_fingerprint_and_no_others() -> None:
    assert fingerprint(knowledge()) == fingerprint(knowledge())
    assert fingerprint(knowledge()) != fingerprint(knowledge(answer="另一个答案"))


@pytest.mark.parametrize(
    ("entry", "changes"),
    [
        (next(sample_knowledge(1)), {"valid_to": date(2025, 1, 1)}),
        (next(sample_knowledge(1)), {"channels": ()}),
        (next(sample_knowledge(1)), {"id": "../x"}),
        (next(sample_knowledge(1)), {"answer": "看不见的\u202e字"}),
        (next(sample_policies(1)), {"most_amount": "1e9"}),
        (next(sample_policies(1)), {"apply_to": date(2025, 1, 1)}),
        (next(sample_policies(1)), {"level": "镇"}),
        (next(sample_places(0, 0)), {"latitude": None}),
        (next(sample_places(0, 0)), {"latitude": 91}),
        (next(sample_places(0, 0)), {"terminal": "T0001"}),
        (next(sample_places(0, 0)), {"all_day": True}),
    ],
    ids=str,
)
def test_what_contradicts_itself_is_no_entry(entry: Entry, changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        changed(entry, **changes)


@pytest.mark.parametrize(("op", "value"), [(Operator.ONE_OF, "x"), (Operator.IS, ("x",))])
def test_a_condition_that_cannot_be_decided_is_none(op: Operator, value: object) -> None:
    condition = next(sample_policies(1)).criteria[0]

    with pytest.raises(ValidationError):
        type(condition).model_validate({**condition.model_dump(), "op": op, "value": value})


def test_nothing_is_in_force_before_it_begins() -> None:
    assert newest_in_force([knowledge()], date(2025, 12, 31)) is None
