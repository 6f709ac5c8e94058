"""Who applied is read by the unit that has the case, and every reading of it is on the trail, or it was none."""

from __future__ import annotations

import requests
from application_world import ANSWERS, an_item, application, file, handed_in
from central_world import START, World, holder_of
from sqlalchemy import select, update
from staff_world import OTHER_TOWN, TOWN, Console, little_work, newcomer

from app.contract.cases import CaseParticulars
from central.cases.tables import Case
from central.organisations.roles import Role
from central.organisations.sign_in_tables import TrailEntry
from central.organisations.trail import first_broken


def test_reading_who_applied_is_on_the_trail_and_refused_to_others(shared_world: World) -> None:
    world = shared_world
    filed = application(an_item(world), START, materials=(handed_in(world.terminal, "application"),))
    number = _with(world, file(world.terminal, filed).receipt, TOWN)
    with little_work():
        ours, theirs = (newcomer(world, unit, Role.HANDLER).comes_in() for unit in (TOWN, OTHER_TOWN))
    before = _readings(world, number)

    refused = _read(theirs, number)
    listed = _get(ours, f"/{number}")
    opened = _read(ours, number)
    without_a_reason = _get(ours, f"/{number}/particulars")

    said = CaseParticulars.model_validate_json(opened.content)
    assert (refused.status_code, without_a_reason.status_code, before) == (404, 422, [])
    assert holder_of("zhang").number not in listed.text
    assert said.particulars.contact_code == holder_of("zhang").number
    assert said.particulars.answers == ANSWERS
    assert [one.sha256 for one in said.handed_in] == list(filed.materials[0].blobs)
    assert _readings(world, number) == [(ours.person, "handling")]
    with world.centre.database.reading() as session:
        assert first_broken(session, world.centre.home.keyed_hash) is None


def test_unit_that_handed_it_on_sees_it_and_opens_it_no_more(shared_world: World) -> None:
    world = shared_world
    item = an_item(world, 7)
    number = _with(
        world, file(world.terminal, application(item, START)).receipt, OTHER_TOWN, f'["{TOWN}", "{OTHER_TOWN}"]'
    )
    with little_work():
        before = newcomer(world, TOWN, Role.HANDLER).comes_in()

    answers = [_get(before, f"/{number}"), _read(before, number)]

    assert [answer.status_code for answer in answers] == [200, 403]
    assert _readings(world, number) == []


def _with(world: World, number: str, unit: str, units: str = "") -> str:
    """As if it had come to this unit."""
    with world.centre.database.writing() as session:
        values = {"assignee_unit": unit, "units": units or f'["{unit}"]'}
        session.execute(update(Case).where(Case.project_no == number).values(**values))
    return number


def _get(console: Console, path: str, **asked: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {console.token}"}
    return console.http.get(f"{console.world.url}/v1/cases{path}", params=asked, headers=headers, timeout=60)


def _read(console: Console, number: str) -> requests.Response:
    return _get(console, f"/{number}/particulars", why="handling")


def _readings(world: World, number: str) -> list[tuple[str, str]]:
    with world.centre.database.reading() as session:
        rows = select(TrailEntry.who, TrailEntry.purpose).where(TrailEntry.subject_id == number)
        return [(who, purpose) for who, purpose in session.execute(rows.order_by(TrailEntry.number))]
