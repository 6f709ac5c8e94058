"""What it takes to act for an enterprise: every reason to refuse, and the grant."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from pathlib import Path

import pytest
import requests
from central_world import START, World, holder_of, running, today_of
from sqlalchemy import update

from app.contract.licence import HolderRole, LicenceGrant, LicenceVerification
from central.licences.rules import is_permanent
from central.licences.tables import LicenceHolder
from central.seeding.holders import sample_card
from central.seeding.named import CLEAN_USCC, REVOKED_USCC


def test_legal_representative_is_granted_a_quarter_of_an_hour(shared_world: World) -> None:
    code = shared_world.licence_code()

    answered = shared_world.show_licence(code)

    grant = LicenceGrant.model_validate_json(answered.body)
    assert (grant.uscc, grant.town, grant.holder_role) == (CLEAN_USCC, "寮步镇", HolderRole.LEGAL_REPRESENTATIVE)
    assert grant.expires_at == START + timedelta(minutes=15)


@pytest.mark.parametrize(("card", "role"), [("li", HolderRole.MANAGER), ("wang", HolderRole.AGENT)])
def test_manager_and_agent_in_scope_are_granted(shared_world: World, card: str, role: HolderRole) -> None:
    code = shared_world.licence_code(card=card)

    answered = shared_world.show_licence(code, card)

    assert LicenceGrant.model_validate_json(answered.body).holder_role is role


def test_code_nobody_issued_is_unknown(shared_world: World) -> None:
    assert shared_world.show_licence(secrets.token_urlsafe(32)).code == "licence-code-unknown"


@pytest.mark.parametrize(
    "permanent",
    [
        "https://example.test/qr/91441900MA0TE5T16P",
        "http://qr.example.test/abc",
        "www.example.test/e?x=1",
        CLEAN_USCC,
        f"企业名称：测试（合成）；统一社会信用代码：{CLEAN_USCC}；",
        CLEAN_USCC.lower(),
    ],
)
def test_permanent_code_proves_nothing(shared_world: World, permanent: str) -> None:
    assert shared_world.show_licence(permanent).code == "licence-code-permanent"


def test_uscc_inside_a_longer_code_is_chance_and_not_a_printed_code() -> None:
    assert not is_permanent(f"aZ{CLEAN_USCC}_q7")


def test_eighteen_characters_without_a_check_are_not_taken_for_a_uscc() -> None:
    assert not is_permanent("91441900MA0TE5T16Q")


@pytest.mark.parametrize(
    ("age", "code"), [(330, ""), (330.5, "licence-code-expired"), (86_400, "licence-code-expired")]
)
def test_code_lives_five_minutes_and_half_a_minute_of_skew(shared_world: World, age: float, code: str) -> None:
    shown = shared_world.licence_code(age_seconds=age)

    assert shared_world.show_licence(shown).code == code


@pytest.mark.parametrize(("ahead", "code"), [(30, ""), (31, "licence-code-expired")])
def test_code_from_a_clock_ahead_of_ours_is_taken_within_the_skew(shared_world: World, ahead: float, code: str) -> None:
    shown = shared_world.licence_code(age_seconds=-ahead)

    assert shared_world.show_licence(shown).code == code


def test_code_opens_once(shared_world: World) -> None:
    code = shared_world.licence_code()
    first = shared_world.show_licence(code)

    second = shared_world.show_licence(code)

    assert (first.status, second.code) == (200, "licence-code-used")


def test_code_shown_with_a_strangers_card_is_used_up(shared_world: World) -> None:
    code = shared_world.licence_code()
    stranger = shared_world.show_licence(code, card="zhou-stranger")

    holder = shared_world.show_licence(code)

    assert (stranger.code, holder.code) == ("licence-holder-not-listed", "licence-code-used")


def test_agent_acts_only_in_the_services_named(shared_world: World) -> None:
    code = shared_world.licence_code(card="zhao")

    assert shared_world.show_licence(code, card="zhao").code == "licence-scope"


def test_agents_authority_ends_after_its_last_day(world: World) -> None:
    _set_term(world, "wang", today_of(world))
    last_day = world.show_licence(world.licence_code(card="wang"), card="wang")
    _set_term(world, "wang", today_of(world) - timedelta(days=1))

    day_after = world.show_licence(world.licence_code(card="wang"), card="wang")

    assert (last_day.status, day_after.code) == (200, "licence-authorisation-expired")


def test_revoked_enterprise_cannot_act(shared_world: World) -> None:
    code = shared_world.licence_code(REVOKED_USCC)

    answered = shared_world.show_licence(code)

    assert (answered.status, answered.code) == (403, "enterprise-not-active")


@pytest.mark.parametrize("card", ["wu-rare", "chen-hmt", "example-2017", "example-2023"])
def test_every_kind_of_card_can_be_a_legal_representatives(shared_world: World, card: str) -> None:
    usccs = {"wu-rare": "91441900MA0TE5T670", "chen-hmt": "91441900MA0TE5T75T"}
    usccs |= {"example-2017": "91441900MA0TE5T83M", "example-2023": "91441900MA0TE5T91G"}

    answered = shared_world.show_licence(shared_world.licence_code(usccs[card], card), card)

    assert answered.status == 200


def test_no_identity_number_is_kept(world: World) -> None:
    world.grant()
    number = sample_card("zhang")["number"].encode()

    kept = b"".join(path.read_bytes() for path in world.centre.settings.home.rglob("*") if path.is_file())

    assert number not in kept


def test_person_and_code_stay_out_of_every_repr() -> None:
    asked = LicenceVerification(code="secret-code", service="S901", holder=holder_of("zhang"))

    assert "secret-code" not in repr(asked)
    assert sample_card("zhang")["number"] not in repr(asked)


def test_stand_in_knows_only_enterprises_that_exist(shared_world: World) -> None:
    wish = {"holder_number": "441900190003079992", "uscc": "91441900MA0TE5T99X"}

    answer = requests.post(f"{shared_world.url}/licence-system/codes", json=wish, timeout=10)

    assert (answer.status_code, answer.json()["code"]) == (404, "licence-unknown")


def test_stand_in_is_absent_unless_asked_for(central_home: Path) -> None:
    with running(central_home, simulated_licence_system=False) as world:
        answer = requests.post(f"{world.url}/licence-system/codes", json={}, timeout=10)

    assert (answer.status_code, answer.json()["code"]) == (404, "route-unknown")


def _set_term(world: World, card: str, last_day: date) -> None:
    mark = world.centre.marks.holder(sample_card(card)["number"])
    with world.centre.database.writing() as session:
        session.execute(update(LicenceHolder).where(LicenceHolder.holder_mark == mark).values(auth_valid_to=last_day))
