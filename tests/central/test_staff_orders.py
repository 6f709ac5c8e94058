"""What is done at the centre itself: people, posts, units and who vouches, each on record twice and nothing personal in either."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from central_world import World
from sqlalchemy import text
from staff_world import Console, code_of, little_work, secret_in

from central.organisations.people import find_by_badge, posts_at, responsible
from central.organisations.providers import agreement
from central.organisations.sign_in_tables import ProviderSubject
from central.organisations.tables import Unit
from central.organisations.units import name_on
from kiosk.command_line import main

FROM = ("--from", "2026-11-23")
NAME = "欧阳示例"


pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""What the orders do is tried on both where it is done."""


@pytest.fixture(autouse=True, scope="module")
def quick_hashes() -> Iterator[None]:
    with little_work():
        yield


def test_somebody_new_gets_a_post_and_comes_in_with_what_was_printed(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    added = _do(world, "add-person", "--badge", "x-77", "--name", NAME, "--unit", "DG-T15", "--role", "handler", *FROM)
    chief = _do(world, "set-post", "--badge", "X-77", "--unit", "DG-T15", "--role", "administrator", *FROM)
    capfd.readouterr()
    let_in = _do(world, "let-in", "--badge", "X-77", "--by", "测试员甲")

    password, address = capfd.readouterr().out.split()
    console = Console(world, "X-77", password, secret_in(address)).comes_in()
    assert (added, chief, let_in) == (0, 0, 0)
    assert (console.get("me").json()["factors"], code_of(console.get("units"))) == (2, "password-must-change")
    log = (world.centre.settings.home / "operators.log").read_text()
    assert [line["about"] for line in map(json.loads, log.splitlines()) if line.get("what") == "let-in"] == ["X-77"]
    assert not [secret for secret in (NAME, password, address) if secret in log]


def test_second_factor_is_given_to_who_needs_one_alone(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    _do(world, "let-in", "--badge", "T15-P01")
    plain = capfd.readouterr().out.split()
    _do(world, "let-in", "--badge", "T15-P01", "--second-factor")

    assert (len(plain), len(capfd.readouterr().out.split())) == (1, 2)


def test_unlocked_and_shut_out_take_hold_at_once(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    _do(world, "let-in", "--badge", "T15-P01")
    console = Console(world, "T15-P01", capfd.readouterr().out.split()[0])
    for _ in range(5):
        console.tries("wrong password")

    locked = code_of(console.tries())
    _do(world, "unlock", "--badge", "T15-P01")
    console.comes_in()
    _do(world, "shut-out", "--badge", "T15-P01")

    assert (locked, code_of(console.get("me")), code_of(console.tries())) == (
        "sign-in-locked",
        "sign-in-needed",
        "sign-in-refused",
    )


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (("set-post", "--badge", "NOBODY", "--unit", "DG-T15", "--role", "handler", *FROM), "person-unknown"),
        (("set-post", "--badge", "T15-P01", "--unit", "DG-X", "--role", "handler", *FROM), "unit-unknown"),
        (("set-post", "--badge", "T15-P01", "--unit", "DG-T15", "--role", "handler", *FROM), "post-held"),
        (("end-post", "--post", "none", "--to", "2026-11-23"), "post-unknown"),
        (("link-person", "--badge", "T15-P01", "--subject", "s"), "trust-provider"),
    ],
)
def test_what_cannot_be_is_said_in_a_word_and_nothing_is_done(
    shared_world: World, order: tuple[str, ...], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    status = _do(shared_world, *order)

    err = capfd.readouterr().err
    assert status == 1
    assert said in err
    assert "Traceback" not in err


def test_bodies_posts_and_who_answers_are_set_by_day(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    statuses = [
        _do(world, "add-unit", "--unit", "DG-NEW", "--code", "441900-NEW", "--name", "新局（合成）", "--kind",
            "department", "--under", "DG", *FROM),
        _do(world, "rename-unit", "--unit", "DG-NEW", "--name", "新新局（合成）", "--from", "2026-12-01", "--source", "合成"),
        _do(world, "add-person", "--badge", "X-1", "--name", NAME, "--unit", "DG-NEW", "--role", "handler", *FROM),
        _do(world, "set-responsible", "--badge", "X-1", "--unit", "DG-NEW", *FROM),
    ]  # fmt: skip
    capfd.readouterr()
    _do(world, "list-posts", "--unit", "DG-NEW")
    post = capfd.readouterr().out.split()[0]
    statuses.append(_do(world, "end-post", "--post", post, "--to", "2026-11-30"))

    statuses.append(_do(world, "end-unit", "--unit", "DG-NEW", "--to", "2026-12-31"))
    again = _do(world, "end-unit", "--unit", "DG-NEW", "--to", "2027-01-31")

    assert (statuses, again) == ([0] * 6, 1)
    with world.centre.database.reading() as session:
        unit = session.get_one(Unit, "DG-NEW")
        names = [name_on(session, unit, date(2026, month, day)) for month, day in ((11, 30), (12, 1))]
        person = find_by_badge(session, "X-1")
        assert person is not None
        held = [len(posts_at(session, person.id, date(2026, month, day))) for month, day in ((11, 30), (12, 1))]
        answers = [found.id for found in responsible(session, "DG-NEW", date(2026, 11, 23))]
    assert (names, held, answers) == (["新局（合成）", "新新局（合成）"], [1, 0], [person.id])


def test_provider_is_trusted_and_a_person_linked(world: World, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("between two\n")
    told = ("--client-id", "guanjia", "--secret-file", str(secret), "--return-to", "https://console.example/back")

    bad = _do(world, "trust-provider", "--issuer", "http://sso.example", *told)
    good = _do(world, "trust-provider", "--issuer", "https://sso.example", *told)
    linked = _do(world, "link-person", "--badge", "T15-P01", "--subject", "sub-1")

    agreed, home = agreement(world.centre.settings.home), world.centre.settings.home
    assert (bad, good, linked) == (1, 0, 0)
    assert agreed is not None
    assert (agreed.issuer, agreed.client_secret) == ("https://sso.example", "between two")
    assert (home / "identity-provider.json").stat().st_mode & 0o077 == 0
    assert "between two" not in repr(agreed) + (home / "operators.log").read_text()
    with world.centre.database.reading() as session:
        assert session.get_one(ProviderSubject, ("https://sso.example", "sub-1")).person_id == "DG-T15-P01"


def test_trail_is_shown_and_says_when_it_was_changed(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    _do(world, "list-posts", "--unit", "DG-T15", "--by", "测试员甲")
    capfd.readouterr()

    whole = _do(world, "staff-trail")
    shown = capfd.readouterr().out
    with world.centre.database.writing() as session:
        session.execute(text("UPDATE staff_trail SET who = 'nobody'"))

    assert (whole, _do(world, "staff-trail")) == (0, 1)
    assert "operator:测试员甲 read people-of-unit DG-T15" in shown
    assert "entry 1" in capfd.readouterr().err


def _do(world: World, order: str, *words: str) -> int:
    return main(["central", order, "--home", str(world.centre.settings.home), *words])
