"""The terminal keeps up with whose signatures count and which papers stand, over real HTTP, and never goes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from central_world import START, HandClock, World, holder_of, running
from protocol_world import Road, road_to
from test_centre_keys import OutOfReach
from test_papers_published import token_of

from app.central import Accepted
from app.contract.licence import LicenceVerification
from central.centre import Centre
from central.papers.renewal import renew_keys
from central.zones.credit.revoke import revoke
from kiosk.paper_trust import PaperTrust
from kiosk.services.credit.report.making import NotMade, make_report
from printing.token.check import Standing
from printing.token.kept import FOLDER, KeptTrust
from printing.token.paper_token import PaperToken


@pytest.fixture
def road(world: World, tmp_path: Path) -> Iterator[Road]:
    with road_to(world, tmp_path / "terminal") as road:
        yield road


def trust_at(road: Road, world: World) -> PaperTrust:
    return PaperTrust(road.central, KeptTrust(road.home / FOLDER, road.place.root_pem), world.clock)


def standing(trust: PaperTrust, token: PaperToken) -> Standing:
    return trust.check(token).standing


def test_what_was_fetched_counts_when_the_wire_is_cut(world: World, road: Road) -> None:
    trust, token = trust_at(road, world), token_of(world, world.report(domains=("fire",)))
    before = standing(trust, token)

    assert trust.fetch()

    assert (before, standing(trust, token)) == (Standing.CANNOT_SAY, Standing.VALID)
    again = trust_at(road, world)
    assert standing(again, token) is Standing.VALID, "also after a start"
    world.clock.forward(hours=24, seconds=1)
    assert standing(again, token) is Standing.SIGNED_ONLY


def test_paper_just_printed_is_asked_for_at_once(world: World, road: Road) -> None:
    trust = trust_at(road, world)
    trust.fetch()
    world.clock.forward(minutes=2)
    token = token_of(world, world.report(domains=("fire",)))

    here, asked = trust.check(token).standing, trust.check_now(token).standing

    assert (here, asked) == (Standing.SIGNED_ONLY, Standing.VALID)


def test_revocation_reaches_the_terminal_with_the_next_fetch(world: World, road: Road) -> None:
    trust, report = trust_at(road, world), world.report(domains=("fire",))
    token = token_of(world, report)
    trust.fetch()
    with world.centre.database.writing() as session:
        revoke(session, report.report_no, "合成", world.clock())

    assert standing(trust, token) is Standing.VALID
    assert trust.fetch()
    assert standing(trust, token) is Standing.REVOKED


def test_what_has_not_changed_is_not_fetched_again(world: World, road: Road) -> None:
    trust = trust_at(road, world)
    trust.fetch()
    kept = KeptTrust(road.home / FOLDER, road.place.root_pem)

    answers = [road.central.paper_trust(etag) for etag in ("", '"another"')]

    assert all(isinstance(answer, Accepted) and answer.value.content == kept.bundle_bytes for answer in answers)
    assert isinstance(answers[0], Accepted)
    held = road.central.paper_trust(answers[0].value.etag)
    assert isinstance(held, Accepted)
    assert held.value.content is None
    assert trust.fetch()


def test_new_key_is_known_with_the_next_bundle(central_home: Path, tmp_path: Path) -> None:
    with running(central_home) as world, road_to(world, tmp_path / "terminal") as road:
        trust_at(road, world).fetch()
    renew_keys(central_home, HandClock(START + timedelta(minutes=1)))

    with running(central_home) as world, road_to(world, tmp_path / "terminal") as road:
        world.clock.forward(minutes=2)
        trust, token = trust_at(road, world), token_of(world, world.report(domains=("fire",)))
        before = standing(trust, token)
        trust.fetch()
        after = standing(trust, token)

    assert (before, after) == (Standing.UNKNOWN_ISSUER, Standing.VALID)


def test_centre_that_went_back_to_an_older_bundle_is_not_followed(central_home: Path, tmp_path: Path) -> None:
    """A home restored from a backup hands out keys that may have been withdrawn since."""
    older = (central_home / "issuers.json").read_bytes()
    renew_keys(central_home, HandClock())
    with running(central_home) as world, road_to(world, tmp_path / "terminal") as road:
        assert trust_at(road, world).fetch()
    (central_home / "issuers.json").write_bytes(older)

    with running(central_home) as world, road_to(world, tmp_path / "terminal") as road:
        trust = trust_at(road, world)
        fetched = trust.fetch()

    assert not fetched
    bundle = KeptTrust(tmp_path / "terminal" / FOLDER, world.centre.home.root_pem).bundle
    assert bundle is not None
    assert bundle.version == 2


def test_thread_fetches_by_itself_and_ends(world: World, road: Road) -> None:
    kept = KeptTrust(road.home / FOLDER, road.place.root_pem)
    trust = PaperTrust(road.central, kept, world.clock, round_seconds=0.05, soon_seconds=0.05)
    trust.start()

    try:
        assert eventually(lambda: kept.statuses is not None)
        world.clock.forward(hours=1)
        assert eventually(lambda: kept.statuses is not None and kept.statuses.issued_at == world.clock())
    finally:
        trust.stop()


def eventually(seen: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline, pause = monotonic() + seconds, Event()
    while not seen() and monotonic() < deadline:
        pause.wait(0.02)
    return seen()


def test_order_that_finds_no_seal_may_be_sent_again(central_home: Path, tmp_path: Path) -> None:
    def without_a_seal(centre: Centre) -> Centre:
        return replace(centre, sealer=OutOfReach())

    with running(central_home, changed=without_a_seal) as world, road_to(world, tmp_path / "terminal") as road:
        asked = LicenceVerification(code=world.licence_code(), service="S901", holder=holder_of("zhang"))
        granted = road.central.verify_licence(asked)
        assert isinstance(granted, Accepted)
        order = world.order(grant=granted.value.grant, domains=("fire",))
        made = make_report(road.central, order, road.place.root_pem)

    assert made == NotMade("seal-not-available", again=True)
