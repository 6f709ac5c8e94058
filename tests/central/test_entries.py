"""Knowledge, policies, places, forms and dated values, from whoever writes them to the terminal that shows them. On both databases."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import pytest
import requests
from central_world import START, HandClock, World
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from protocol_world import Road, road_to
from staff_world import code_of, little_work, newcomer, undone

import resources
from app.contract.dated_values import DatedValue
from app.contract.entries import Entry, EntryPage, EntryShown, fingerprint
from app.contract.knowledge import KnowledgeEntry
from app.contract.policies import Policy
from app.on_hand import OnHand
from app.packs import PacksTooOld
from central.clock import day_of, utc_now
from central.db.parameters import Parameter, parameter
from central.packs.entries import EntryUnknown, publish_entries, shelf_of, withdraw_entry
from central.packs.entry_file import read
from central.packs.entry_rules import Ground
from central.packs.grounds import ground_of
from central.packs.refused import ContentRefused, Who
from central.packs.samples import sample_forms, sample_knowledge, sample_places, sample_policies
from central.seed import _replace_rules
from kiosk.command_line import main

TODAY = day_of(START)

Kind = TypeVar("Kind", bound=Entry)

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""Where the database is not what it is about."""


@pytest.fixture(scope="module")
def world(shared_world: World) -> Iterator[World]:
    """One for all tests here: each publishes entries of its own."""
    with little_work():
        yield shared_world


@pytest.fixture(scope="module")
def road(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    with road_to(world, tmp_path_factory.mktemp("terminal") / "home") as road:
        yield road


def on_hand(world: World, road: Road) -> OnHand:
    return OnHand(road.errands.packs, world.clock)


def pulls(world: World, road: Road) -> None:
    road.errands.packs.bring_up_to_date(road.central, world.clock())


def changed(entry: Kind, **changes: Any) -> Kind:
    said = {name: getattr(entry, name) for name in type(entry).model_fields}
    return type(entry).model_validate(said | changes)


def knowledge(entry_id: str, **changes: Any) -> KnowledgeEntry:
    return changed(next(sample_knowledge(1)), id=entry_id, **changes)


def policy(entry_id: str, **changes: Any) -> Policy:
    return changed(next(sample_policies(1)), id=entry_id, **changes)


def publish(world: World, *entries: Entry) -> int:
    """The pack's version from then on."""
    with world.centre.database.reading() as session:
        ground = ground_of(session, TODAY)
        return publish_entries(world.centre, entries, type(entries[0]), ground).manifest.version


def refused(world: World, *entries: Entry) -> list[tuple[str, str, Who]]:
    with pytest.raises(ContentRefused) as wrong:
        publish(world, *entries)
    return [(one.about, one.code, one.who) for one in wrong.value.faults]


def run(world: World, order: str, *words: str) -> int:
    return main(["central", order, *words, "--home", str(world.centre.home.path), "--by", "合成甲"])


def file_of(path: Path, *entries: Entry) -> str:
    said = {"entries": [one.model_dump(mode="json", exclude_defaults=True) for one in entries]}
    path.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    return str(path)


def test_every_kind_goes_from_a_file_to_the_terminal(
    world: World, road: Road, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    samples: dict[str, list[Entry]] = {
        "knowledge": list(sample_knowledge(5)),
        "policies": list(sample_policies(5)),
        "places": list(islice(sample_places(), 3)),
        "forms": list(sample_forms(2)),
    }
    for kind, entries in samples.items():
        assert run(world, "publish-entries", kind, file_of(tmp_path / kind, *entries)) == 0
    assert run(world, "publish-entries", "forms", str(tmp_path / "forms"), "--check") == 0
    assert run(world, "publish-entries", "forms", str(tmp_path / "forms")) == 0, "safe to repeat"

    pulls(world, road)

    known = on_hand(world, road)
    for kind, entries in samples.items():
        for entry in entries:
            assert getattr(known, kind).find(entry.id, TODAY) == entry
    capfd.readouterr()
    assert run(world, "list-entries", "forms") == 0
    assert len(capfd.readouterr().out.splitlines()) == len(samples["forms"])


def test_a_withdrawn_policy_matches_until_the_next_pull_and_then_no_more(world: World, road: Road) -> None:
    gone, stays = policy("HC-W1"), policy("HC-W2")
    publish(world, gone, stays)
    pulls(world, road)
    known = on_hand(world, road).policies

    assert run(world, "withdraw-entry", "policies", gone.id, "--reason", "文件废止（合成）") == 0
    before = {one.id for one in known.offered(TODAY)}
    pulls(world, road)
    after = {one.id for one in known.offered(TODAY)}

    assert before - after == {gone.id}
    assert stays.id in after
    marked = known.withdrawn(gone.id)
    assert marked is not None
    assert (marked.version, marked.reason) == (1, "文件废止（合成）")


@SQLITE
def test_after_a_week_without_the_wire_what_depends_on_it_is_closed_until_the_wire_is_back(
    world: World, road: Road
) -> None:
    """The terminal's clock is moved, not the centre's: that is other tests' too."""
    entry = knowledge("ZS-WEEK")
    publish(world, entry)
    clock = HandClock()
    road.errands.packs.bring_up_to_date(road.central, clock())
    known = OnHand(road.errands.packs, clock).knowledge

    clock.forward(days=7)
    on_the_seventh_day = known.find(entry.id, TODAY)
    clock.forward(seconds=1)
    with pytest.raises(PacksTooOld) as old:
        known.find(entry.id, TODAY)
    road.errands.packs.bring_up_to_date(road.central, clock())

    assert on_the_seventh_day == entry
    assert old.value.pulled_at == START
    assert known.find(entry.id, TODAY) == entry


@SQLITE
def test_what_the_hotline_reads_and_what_the_terminal_shows_bears_one_fingerprint(world: World, road: Road) -> None:
    entry = knowledge("ZS-ONE")
    publish(world, entry)
    pulls(world, road)
    person = newcomer(world).comes_in()
    bearer = {"Authorization": f"Bearer {person.token}"}

    by_person = requests.get(f"{world.url}/v1/entries/knowledge/{entry.id}", headers=bearer, timeout=20)
    by_terminal = EntryShown.model_validate_json(world.terminal.get(f"/v1/entries/knowledge/{entry.id}").body)
    held = on_hand(world, road).knowledge.find(entry.id, TODAY)

    assert by_person.json()["fingerprint"] == by_terminal.fingerprint == fingerprint(entry)
    assert held is not None
    assert fingerprint(held) == fingerprint(entry)


@SQLITE
def test_pages_go_through_all_that_is_in_force_and_nothing_else(world: World) -> None:
    ended_soon = knowledge("ZS-P9", valid_to=TODAY)
    publish(world, *(knowledge(f"ZS-P{number}") for number in range(4)), ended_soon)
    tomorrow = TODAY + timedelta(days=1)
    found: list[str] = []
    after = "ZS-P"
    while after:
        page = EntryPage.model_validate_json(
            world.terminal.get(f"/v1/entries/knowledge?day={tomorrow}&after={after}&limit=3").body
        )
        found += [one.entry["id"] for one in page.entries]
        after = page.next

    assert found == sorted(set(found))
    assert {f"ZS-P{number}" for number in range(4)} <= set(found)
    assert "ZS-P9" not in found


@SQLITE
def test_what_is_not_there_is_told_from_what_was_withdrawn(world: World) -> None:
    publish(world, knowledge("ZS-GONE"))
    withdraw_entry(world.centre, KnowledgeEntry, "ZS-GONE", "合成")

    codes = [
        world.terminal.get(f"/v1/entries/{path}").code
        for path in ("knowledge/ZS-GONE", "knowledge/nothing", "songs/x", "songs")
    ]

    assert codes == ["entry-withdrawn", "entry-unknown", "entry-kind-unknown", "entry-kind-unknown"]
    with pytest.raises(EntryUnknown):
        withdraw_entry(world.centre, KnowledgeEntry, "ZS-GONE", "合成")


@SQLITE
def test_nobody_asks_unsigned(world: World) -> None:
    assert requests.get(f"{world.url}/v1/entries/knowledge", timeout=20).status_code == 401
    signed_out = newcomer(world)
    signed_out.token = "x" * 40
    answer = requests.get(
        f"{world.url}/v1/entries/knowledge", headers={"Authorization": f"Bearer {signed_out.token}"}, timeout=20
    )
    assert code_of(answer) == "sign-in-needed"


@SQLITE
def test_what_is_published_under_a_version_never_changes_and_versions_only_grow(world: World) -> None:
    second = knowledge("ZS-V", version=2)
    publish(world, second)
    withdrawn = knowledge("ZS-VW", version=3)
    publish(world, withdrawn)
    withdraw_entry(world.centre, KnowledgeEntry, "ZS-VW", "合成")

    assert refused(world, changed(second, answer="另一个答案")) == [("ZS-V", "entry-version", Who.AUTHOR)]
    assert refused(world, knowledge("ZS-V", version=1)) == [("ZS-V", "entry-version", Who.AUTHOR)]
    assert refused(world, withdrawn) == [("ZS-VW", "entry-version", Who.AUTHOR)]
    assert refused(world, knowledge("ZS-T"), knowledge("ZS-T")) == [("ZS-T", "entry-twice", Who.AUTHOR)]
    version = publish(world, changed(withdrawn, version=4))
    with world.centre.database.reading() as session:
        shelf = shelf_of(session, world.centre.home.path, KnowledgeEntry)
    assert shelf.version == version
    assert "ZS-VW" in shelf.by_id()
    assert "ZS-VW" not in {one.id for one in shelf.withdrawn}


BAD: list[tuple[Entry, str, Who]] = [
    (knowledge("B-1", owner_unit="DG-NOBODY"), "unit-unknown", Who.ORGANISATIONS),
    (knowledge("B-2", owner_id="nobody"), "responsible-not-in-post", Who.ORGANISATIONS),
    (knowledge("B-3", items=("000119999999",)), "item-unknown", Who.ITEMS),
    (knowledge("B-4", english_answer=""), "english-missing", Who.AUTHOR),
    (knowledge("B-5", updated_on=TODAY + timedelta(days=1)), "updated-in-future", Who.AUTHOR),
    (knowledge("B-6", valid_to=TODAY - timedelta(days=1)), "ended-already", Who.AUTHOR),
    (knowledge("B-7", answer="张某 44190019850615003X 已办"), "personal-number", Who.AUTHOR),
    (policy("B-8", phone=""), "guide-incomplete", Who.AUTHOR),
    (policy("B-9", facts_needed=()), "criteria-missing", Who.AUTHOR),
    (policy("B-10", standard="", most_amount=None), "standard-missing", Who.AUTHOR),
    (policy("B-11", valid_to=date(2026, 12, 1)), "applied-for-too-long", Who.AUTHOR),
    (changed(next(sample_places(0, 0)), id="B-12", opening_hours=()), "hours-missing", Who.AUTHOR),
    (changed(next(sample_forms(1)), id="B-13", form={"type": "object"}), "form-invalid", Who.AUTHOR),
]


@SQLITE
def test_bad_content_is_refused_with_who_can_mend_it(world: World) -> None:
    for kind in {type(entry) for entry, _, _ in BAD}:
        found = refused(world, *(entry for entry, _, _ in BAD if type(entry) is kind))

        assert set(found) == {(entry.id, code, who) for entry, code, who in BAD if type(entry) is kind}


@SQLITE
def test_hours_that_overlap_are_refused(world: World) -> None:
    place = next(sample_places(0, 0))
    twice = (*place.opening_hours, place.opening_hours[0])

    assert refused(world, changed(place, id="B-O", opening_hours=twice)) == [("B-O", "hours-overlap", Who.AUTHOR)]


@SQLITE
def test_where_one_is_bad_none_is_published_and_every_reason_is_said(
    world: World, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    good, bad = knowledge("ZS-GOOD"), knowledge("ZS-BAD", owner_unit="DG-NOBODY", english_answer="")

    assert run(world, "publish-entries", "knowledge", file_of(tmp_path / "k", good, bad)) == 1

    said = capfd.readouterr().err
    assert "ZS-BAD unit-unknown: 没有单位 DG-NOBODY" in said
    assert "（由组织人员管理员处理）" in said
    assert "ZS-BAD english-missing" in said
    assert "nothing was published: 2 reasons" in said
    assert world.terminal.get("/v1/entries/knowledge/ZS-GOOD").code == "entry-unknown"


def test_dated_values_mirror_the_centres_table_and_what_counts_already_is_not_changed(
    world: World, road: Road, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    # Whoever types an order goes by this machine's clock.
    today = day_of(utc_now())
    name, tomorrow = "service-items.notice-days", today + timedelta(days=2)

    def value(**changes: Any) -> DatedValue:
        usual = {"id": name, "version": 1, "valid_from": tomorrow, "value": "5", "source": "合成", "verified": True}
        return DatedValue.model_validate(usual | changes)

    wrong = [
        (value(id="no-such-name"), "parameter-unknown"),
        (value(value="many"), "value-other-kind"),
        (value(valid_from=today), "value-in-the-past"),
        (value(valid_to=tomorrow), "value-ends"),
    ]
    for one, code in wrong:
        assert run(world, "publish-entries", "parameters", file_of(tmp_path / "p", one)) == 1
        assert f"{one.id} {code}" in capfd.readouterr().err
    assert run(world, "publish-entries", "parameters", file_of(tmp_path / "p", value())) == 0
    pulls(world, road)

    known = on_hand(world, road).parameters
    now, later = known.find(name, today), known.find(name, tomorrow)
    assert now is not None
    assert later is not None
    assert (now.value, now.verified) == ("0", False)
    assert (later.value, later.version, later.verified, later.source) == ("5", 2, True, "合成")


@SQLITE
def test_templates_are_checked_and_lie_at_the_terminal_as_they_were(
    world: World, road: Road, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "papers"
    shutil.copytree(resources.path("packs", "papers"), source)

    assert run(world, "publish-templates", "--from", str(source)) == 0
    (source / "commitment.toml").write_text("damaged", "utf-8")
    assert run(world, "publish-templates", "--from", str(source)) == 1
    pulls(world, road)

    folder = on_hand(world, road).templates.folder()
    assert folder is not None
    shipped = resources.path("packs", "papers")
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == {
        each.name: each.read_bytes() for each in shipped.iterdir()
    }
    assert "pack-damaged" in capfd.readouterr().err


def test_two_who_publish_at_once_both_get_in(world: World) -> None:
    """The second has read before the first has published: it begins again, and takes nothing away."""
    late = Ground(TODAY, lambda *_: _first(), lambda *_: True, lambda _: True)
    came_between: list[int] = []

    def _first() -> bool:
        if not came_between:
            came_between.append(1)
            publish(world, knowledge("ZS-FIRST"))
        return True

    publish_entries(world.centre, [knowledge("ZS-SECOND")], KnowledgeEntry, late)

    for entry_id in ("ZS-FIRST", "ZS-SECOND"):
        assert world.terminal.get(f"/v1/entries/knowledge/{entry_id}").status == 200


@SQLITE
def test_a_files_faults_are_told_by_their_place(
    world: World, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "k").write_text('{"entries": [{"id": 5}, 7]}', "utf-8")

    assert run(world, "publish-entries", "knowledge", str(tmp_path / "k")) == 1
    assert run(world, "publish-entries", "knowledge", str(tmp_path / "nothing")) == 1
    assert run(world, "publish-entries", "knowledge") == 1

    said = capfd.readouterr().err
    assert "entries[0] field-malformed: id" in said
    assert "entries[1] field-malformed" in said
    assert "nothing: No such file" in said


@seed(20261123)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["entries", "id", "version", "criteria", "form"]), inner, max_size=4)
        ),
        max_leaves=10,
    ).map(lambda said: json.dumps(said).encode())
)
def test_whatever_a_file_holds_is_read_or_refused_in_words(content: bytes) -> None:
    for kind in (KnowledgeEntry, Policy):
        try:
            found = read(content, kind)
        except ContentRefused:
            continue
        assert found == ()


@SQLITE
def test_a_value_that_people_have_confirmed_outlives_the_next_seeding(world: World) -> None:
    name, first = "service-items.notice-days", date(2022, 4, 20)
    with undone(world) as session:
        session.add(Parameter(name=name, effective_from=TODAY, value="7", source="x", verified=False))
        session.get_one(Parameter, (name, first)).verified = True
        session.flush()

        _replace_rules(session)

        session.flush()
        assert parameter(session, name, TODAY).value == "7"
        assert session.get_one(Parameter, (name, first)).verified
