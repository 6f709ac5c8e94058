"""Declared services at the centre: published once, taken in as they are declared, and refused where they are not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from application_world import application
from central_world import CopiedHome, HandClock, World, running
from declared_answers import answers_to, first_situation, wrong_in_one
from item_world import book_of
from sqlalchemy import select

from app.contract.declared_services import DeclaredService
from app.contract.jobs import ItemResult, ItemStatus, JobKind
from app.contract.service_items import ServiceItem, UseLevel
from central.applications.tables import FiledApplication
from central.cases.tables import Case
from central.centre import Centre
from central.declarations.entries import entry_of
from central.declarations.items import item_of
from central.declarations.plan import catalog_codes
from central.declarations.publishing import Published, publish_services
from central.declarations.reading import Declared, shipped
from central.opening import opened
from central.organisations.tables import Post, Unit
from central.packs.entries import publish_entries, shelf_of, withdraw_entry
from central.packs.grounds import ground_of
from central.packs.refused import ContentRefused, Who
from central.seeding.rules import FORBIDDEN_MATERIALS
from central.service_items.forbidden import ForbiddenLists, asked_though_forbidden
from central.service_items.publishing import publish
from central.service_items.samples import sample_item
from central.service_items.states import ItemsRefused
from central.service_items.versions import all_in_force
from central.settings import Settings
from kiosk.command_line import main
from resources import path

ONCE = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
"""What does not depend on the database."""
FEW = ("S203", "S405", "S801")
PROMISED = ("S401", "S402", "S404", "S405", "S502", "S503", "S504", "S505")
"""Those in which a reform names what may not be asked (A4.9, A5.7, A5.8)."""


@pytest.fixture
def centre(copied_home: CopiedHome, tmp_path: Path) -> Iterator[Centre]:
    with copied_home(tmp_path / "central") as home, opened(Settings(home=home, clock=HandClock())) as found:
        yield found


@pytest.fixture(scope="module")
def hall(copied_home: CopiedHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A running centre with every declared service on its books."""
    with copied_home(tmp_path_factory.mktemp("declared") / "central") as home, running(home) as world:
        publish_services(world.centre, shipped(), "test")
        yield world


def just(service_id: str, **change: Any) -> Declared:
    """One of them, changed."""
    return few((service_id,), **{service_id: change})


def few(which: tuple[str, ...] = FEW, **changes: dict[str, Any]) -> Declared:
    """Some of them, with changes to what a declaration says."""
    whole = shipped()
    said = {one: whole.services[one] for one in which}
    for service_id, change in changes.items():
        raw = said[service_id].model_dump(mode="json", exclude_defaults=True) | change
        said[service_id] = type(said[service_id]).model_validate_json(json.dumps(raw))
    return Declared(said, whole.shared, whole.kinds)


def published(centre: Centre, declared: Declared) -> Published:
    return publish_services(centre, declared, "test")


def in_force(centre: Centre, service_id: str) -> dict[str, ServiceItem]:
    """Of its item the copies in force, by level."""
    with centre.database.reading() as session:
        there = all_in_force(session, centre.today())
    return {one.item.use_level: one.item for one in there if one.item.catalog_code == catalog_codes()[service_id]}


def versions(centre: Centre, service_id: str) -> list[int]:
    with centre.database.reading() as session:
        shelf = shelf_of(session, centre.home.path, DeclaredService)
    return sorted(one.version for one in shelf.by_id().get(service_id, []))


# ---- every one of them ----


@ONCE
def test_every_service_is_offered_by_its_own_body(hall: World) -> None:
    with hall.centre.database.reading() as session:
        shelf = shelf_of(session, hall.centre.home.path, DeclaredService)
        units = set(session.scalars(select(Unit.id)))
    assert {one.id for one in shelf.entries} == set(shipped().services)
    assert {one.owner_unit for one in shelf.entries} <= units


@ONCE
def test_right_application_becomes_a_case_of_its_body(hall: World) -> None:
    filed = {}
    for service_id in shipped().services:
        item = in_force_item(hall, service_id)
        service = entry_of(shipped().services[service_id])
        situation = first_situation(item.questions)
        answers = answers_to(service, item.form or {}, situation)
        filed[service_id] = _application(hall, item, situation, answers)

    results = _deliver(hall, list(filed.values()))

    refused = {
        key: result.code for key, result in zip(filed, results, strict=True) if result.status != ItemStatus.APPLIED
    }
    assert refused == {}
    with hall.centre.database.reading() as session:
        here = session.scalars(
            select(Case).join(FiledApplication, FiledApplication.project_no == Case.project_no)
        ).all()
    owners = {shipped().services[service_id].owner_unit for service_id in filed}
    assert {case.assignee_unit for case in here} == owners


@ONCE
def test_wrong_application_is_no_case(hall: World) -> None:
    filed = {}
    for service_id in shipped().services:
        item = in_force_item(hall, service_id)
        situation = first_situation(item.questions)
        right = answers_to(entry_of(shipped().services[service_id]), item.form or {}, situation)
        why, answers = next(iter(wrong_in_one(item.form or {}, right)))
        filed[service_id, why] = _application(hall, item, situation, answers)

    results = _deliver(hall, list(filed.values()))

    assert {result.status for result in results} == {ItemStatus.REJECTED}
    assert {result.code for result in results} == {"form-answers-refused"}


def in_force_item(hall: World, service_id: str) -> ServiceItem:
    return item_of(shipped(), service_id, UseLevel.CITY, ("nobody",))


def _application(hall: World, item: ServiceItem, situation: dict[str, str], answers: dict[str, Any]) -> Any:
    return application(item, hall.clock(), situation=situation, answers=answers)


def _deliver(hall: World, filed: list[Any]) -> list[ItemResult]:
    items = [
        hall.terminal.item(JobKind.APPLICATION_FILED, one, aggregate=f"application:{one.query_code}") for one in filed
    ]
    return [
        result for first in range(0, len(items), 20) for result in hall.terminal.deliver(*items[first : first + 20])
    ]


# ---- publishing ----


@ONCE
def test_publishing_again_changes_nothing(centre: Centre) -> None:
    first = published(centre, few())

    again = published(centre, few())

    assert (first.items, first.services) == (9, 3)
    assert (again.items, again.services, again.kept) == (0, 0, ())
    assert again.manifest.version == first.manifest.version


@ONCE
def test_changed_declaration_is_the_next_version_of_entry_and_item(centre: Centre) -> None:
    published(centre, few())

    done = published(
        centre, few(S801={"title": ["登记用工", "Register a need"], "pages": _pages_with_a_shorter_advice()})
    )

    assert (done.items, done.services) == (3, 1)
    assert versions(centre, "S801") == [1, 2]
    assert {item.task_version for item in in_force(centre, "S801").values()} == {2}
    assert versions(centre, "S203") == [1]


@pytest.mark.parametrize(("in_force_already", "version"), [(True, 2), (False, 1)])
@ONCE
def test_synthetic_items_of_the_same_code_make_way(centre: Centre, in_force_already: bool, version: int) -> None:
    people = _people(centre)
    synthetic = [sample_item(int(catalog_codes()["S801"][4:]), level, people) for level in UseLevel]
    with book_of(centre) as book:
        book.propose(synthetic)
        if in_force_already:
            publish(book, lambda *_: True, [item.task_code for item in synthetic])

    published(centre, few())

    copies = in_force(centre, "S801")
    assert {item.task_name for item in copies.values()} == {"企业用工需求登记"}
    assert {item.task_version for item in copies.values()} == {version}
    assert set(copies) == set(UseLevel)


@ONCE
def test_what_people_wrote_stays_theirs(centre: Centre) -> None:
    published(centre, few())
    own = in_force(centre, "S405")["市"].model_copy(
        update={"task_version": 2, "cd_batch": "city", "task_name": "我们的住所申报"}
    )
    with book_of(centre) as book:
        book.propose([own])
    withdraw_entry(centre, DeclaredService, "S203", "暂停受理")

    done = published(centre, few(S203={"phone": "12333"}, S405={"phone": "12333"}))

    assert (done.items, done.services, done.kept) == (3, 0, ("S203", "S405"))
    assert versions(centre, "S203") == []


@ONCE
def test_entry_that_does_not_fit_its_item_is_refused(centre: Centre) -> None:
    published(centre, few())
    entry = entry_of(shipped().services["S801"], version=2)
    bad = {
        "pages-differ": {"pages": entry.pages[:-1]},
        "situation-unreachable": {"pages": (*entry.pages[:-1], _with_when(entry.pages[-1]))},
        "unit-unknown": {"owner_unit": "DG-NOBODY"},
        "item-unknown": {"catalog_code": "000000000000"},
    }
    with centre.database.reading() as session:
        ground = ground_of(session, centre.today())
        for code, change in bad.items():
            with pytest.raises(ContentRefused) as refused:
                publish_entries(centre, [entry.model_copy(update=change)], DeclaredService, ground)
            assert code in {fault.code for fault in refused.value.faults}
            assert all(fault.who in Who for fault in refused.value.faults)


# ---- 承诺制: what may not be asked ----


@pytest.mark.parametrize(
    ("service_id", "name"),
    [
        ("S401", "租赁合同"),
        ("S404", "产权证明"),
        ("S503", "审图合格书"),
        ("S503", "监理 合同"),
        ("S405", "租赁合同"),
        ("S405", "房屋 产权证明（复印件）"),
        ("S405", "租　约"),
    ],
)
@ONCE
def test_promised_service_cannot_ask_for_what_the_promise_replaces(centre: Centre, service_id: str, name: str) -> None:
    item = shipped().services[service_id].item.model_dump(mode="json", exclude_defaults=True)
    one_more = item["materials"][0] | {"id": "one-more", "material_name": name}

    with pytest.raises(ItemsRefused) as refused:
        published(centre, just(service_id, item=item | {"materials": [*item["materials"], one_more]}))

    assert {broken.code for broken in refused.value.broken} == {"forbidden-material"}
    assert versions(centre, service_id) == []


@pytest.mark.parametrize("service_id", PROMISED)
def test_promised_service_is_marked_so_that_nothing_forbidden_can_come_in(service_id: str) -> None:
    item = shipped().services[service_id].item
    lists = ForbiddenLists(FORBIDDEN_MATERIALS)

    assert set(item.reform_marks) & set(FORBIDDEN_MATERIALS)
    assert item.forbidden_materials
    assert not list(asked_though_forbidden(item_of(shipped(), service_id, UseLevel.CITY, ("nobody",)), lists))


@ONCE
def test_form_cannot_ask_for_it_either(centre: Centre) -> None:
    pages = json.loads(path("services", "declared", "S405.json").read_text("utf-8"))["pages"]
    pages[1]["fields"]["room"]["title"] = "租赁合同编号"

    with pytest.raises(ItemsRefused) as refused:
        published(centre, just("S405", pages=pages))

    assert {broken.code for broken in refused.value.broken} == {"forbidden-material"}


# ---- by command ----


@ONCE
def test_command_says_what_is_wrong_with_files_and_publishes_nothing(
    centre: Centre, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "ours"
    shutil.copytree(path("services", "declared"), folder)
    said = json.loads((folder / "S801.json").read_text("utf-8"))
    (folder / "S801.json").write_text(json.dumps(said | {"identity": "N0"}), "utf-8")
    home = ["--home", str(centre.settings.home)]

    refused = main(["central", "publish-services", "--from", str(folder), *home])

    words = capfd.readouterr().err
    assert refused == 1
    assert "S801 plan-differs" in words
    assert "由编写单位处理" in words
    assert versions(centre, "S801") == []


@ONCE
def test_command_publishes_all_and_tells_the_pack(
    centre: Centre, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(centre.settings.home), "--by", "合成甲"]
    for service_id in FEW:
        shutil.copy(path("services", "declared", f"{service_id}.json"), tmp_path)

    assert main(["central", "publish-services", "--from", str(tmp_path), *home]) == 0

    told = capfd.readouterr()
    assert told.out == "declared-services 1\n"
    assert f"申报服务 {len(FEW)} 项新的" in told.err
    assert main(["central", "publish-services", "--check", *home]) == 0


def _pages_with_a_shorter_advice() -> list[dict[str, Any]]:
    pages = json.loads(path("services", "declared", "S801.json").read_text("utf-8"))["pages"]
    pages[-1]["fields"]["advice"]["maxLength"] = 200
    found: list[dict[str, Any]] = pages
    return found


def _with_when(page: Any) -> Any:
    raw = page.model_dump(mode="json") | {"when": [[{"question": "nobody", "one_of": ["asks"]}]]}
    return type(page).model_validate_json(json.dumps(raw))


def _people(centre: Centre) -> tuple[str, ...]:
    with centre.database.reading() as session:
        return tuple(session.scalars(select(Post.person_id).order_by(Post.person_id).limit(2)))
