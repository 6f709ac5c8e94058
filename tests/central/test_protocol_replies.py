"""K25: an answer that our centre did not sign for this very request moves no job; K26: no clock brings an old request back to life."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from central_world import World
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from protocol_world import Road, road_to
from requests.structures import CaseInsensitiveDict
from sqlalchemy import func, select

from app.central import Accepted, Cause, Refused, Unreachable
from app.config import CentralServer
from app.contract.jobs import BatchReceipt
from app.contract.replies import Asked, ReplyNotBelieved, sign_reply, verify_reply
from app.contract.signing import Outgoing, sign
from app.http_central import HttpCentral
from app.http_exchange import Exchange, Incoming
from app.outbox import JobState
from app.sync import Sync
from central.clock import utc_now
from central.db.version import renew_epoch
from central.nonces import trust_the_clock
from central.reply_key import reply_key
from central.terminals import Nonce
from kiosk.command_line import main


@pytest.fixture
def road(shared_world: World, tmp_path: Path) -> Iterator[Road]:
    with road_to(shared_world, tmp_path / "terminal") as road:
        yield road


class Tampering(Exchange):
    """The wire with somebody on it: what comes back for a batch is what `change` makes of the true answer."""

    def __init__(self, true: Exchange, change: Callable[[Outgoing, Incoming], Incoming]) -> None:
        self.true, self.change = true, change
        self.batches: list[Incoming] = []

    def send(self, outgoing: Outgoing) -> Incoming:
        answer = self.true.send(outgoing)
        if not outgoing.url.endswith("/batches"):
            return answer
        self.batches.append(answer)
        return self.change(outgoing, answer)


def without(answer: Incoming, *names: str) -> Incoming:
    kept = {name: value for name, value in answer.headers.items() if name.lower() not in names}
    return replace(answer, headers=CaseInsensitiveDict(kept))


def signed_by_another(outgoing: Outgoing, answer: Incoming) -> Incoming:
    headers = {"Content-Type": "application/json"}
    asked = Asked(outgoing.method, outgoing.url, outgoing.headers)
    sign_reply(Ed25519PrivateKey.generate(), status=200, headers=headers, body=answer.body, asked=asked, now=utc_now())
    return replace(answer, headers=headers)


def altered(_: Outgoing, answer: Incoming) -> Incoming:
    return replace(answer, body=answer.body.replace(b'"applied"', b'"duplicate"'))


DAMAGES: dict[str, Callable[[Outgoing, Incoming], Incoming]] = {
    "unsigned": lambda _, answer: without(answer, "signature", "signature-input"),
    "without a digest": lambda _, answer: without(answer, "content-digest"),
    "signed by another key": signed_by_another,
    "changed body": altered,
    "changed status": lambda _, answer: replace(answer, status=304 if answer.status == 200 else 200),
    "plain": lambda _, answer: replace(answer, headers={"Content-Type": "application/json"}),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_answer_that_is_not_our_centres_proves_nothing(shared_world: World, road: Road, damage: str) -> None:
    road.central._exchange = Tampering(road.central._exchange, DAMAGES[damage])
    road.file("visit:1")
    batch = road.batch()

    answer = road.central.deliver(batch)

    assert answer == Unreachable(Cause.NOT_OUR_CENTRE if damage == "changed status" else Cause.REPLY_NOT_BELIEVED)
    assert road.outbox.counts()[JobState.DONE] == 0


def test_the_answer_to_another_request_proves_nothing(shared_world: World, road: Road) -> None:
    """A true receipt, kept by somebody on the wire and given as the answer to a later batch of the same jobs."""
    kept: list[Incoming] = []

    def earlier(_: Outgoing, answer: Incoming) -> Incoming:
        kept.append(answer)
        return kept[0]

    road.central._exchange = Tampering(road.central._exchange, earlier)
    road.file("visit:1")
    batch = road.batch()

    first, second = road.central.deliver(batch), road.central.deliver(batch)

    assert isinstance(first, Accepted)
    assert second == Unreachable(Cause.REPLY_NOT_BELIEVED)


def test_nothing_becomes_done_on_the_road_while_somebody_signs_with_another_key(
    shared_world: World, road: Road
) -> None:
    wire = Tampering(road.central._exchange, signed_by_another)
    road.central._exchange = wire
    for number in range(5):
        road.file(f"visit:{number}")
    walking = Sync(road.outbox, road.central, interval_seconds=0.05, errands=road.errands)

    walking._make_a_round()
    before = road.outbox.counts()[JobState.DONE]
    road.central._exchange = wire.true
    road.outbox.make_due(shared_world.clock())
    walking._make_a_round()

    assert (before, road.outbox.counts()[JobState.DONE], len(wire.batches)) == (0, 5, 1)


def test_a_receipt_from_another_life_of_the_centre_proves_nothing(shared_world: World, road: Road) -> None:
    """Signed and for this request, but with an epoch that the centre did not greet with."""
    key = reply_key(shared_world.centre.home.path)

    def of_another_life(outgoing: Outgoing, answer: Incoming) -> Incoming:
        receipt = BatchReceipt.model_validate_json(answer.body)
        body = receipt.model_copy(update={"server_epoch": "0" * 16}).model_dump_json().encode()
        headers = {"Content-Type": "application/json"}
        asked = Asked(outgoing.method, outgoing.url, outgoing.headers)
        sign_reply(key, status=200, headers=headers, body=body, asked=asked, now=shared_world.clock())
        return Incoming(200, headers, body)

    road.central._exchange = Tampering(road.central._exchange, of_another_life)
    road.file("visit:1")

    Sync(road.outbox, road.central, errands=road.errands)._make_a_round()

    assert road.outbox.counts()[JobState.DONE] == 0


def test_every_answer_of_the_api_is_signed_and_nothing_else_is(shared_world: World) -> None:
    paths = ["/v1/greeting", "/v1/credit/catalogue", "/v1/no-such-route", "/v1/blobs/x", "/v1/packs"]

    answers = [requests.get(shared_world.url + path, timeout=10) for path in paths]
    answers.append(requests.post(f"{shared_world.url}/v1/greeting", data=b"x" * 10, timeout=10))
    answers.append(requests.request("FOO", f"{shared_world.url}/v1/greeting", timeout=10))
    outside = requests.get(f"{shared_world.url}/v/DGXY1", timeout=10)

    signed = [
        {"signature", "signature-input", "content-digest"} <= {*map(str.lower, answer.headers)} for answer in answers
    ]
    assert all(signed), list(zip(answers, signed, strict=True))
    assert "Signature" not in outside.headers


def test_an_answer_to_nobody_is_no_answer_to_a_terminal(shared_world: World, road: Road) -> None:
    """Whoever greets unsigned gets a signed greeting, which is of no use against a terminal."""
    address = f"{shared_world.url}/v1/greeting"
    taken = requests.get(address, timeout=10)
    asking = Outgoing("GET", address, {"Content-Type": "application/json"})
    sign(asking, key=road.place.key, terminal_id="T0007")

    with pytest.raises(ReplyNotBelieved, match="reply-wrong"):
        verify_reply(
            reply_key(shared_world.centre.home.path).public_key(),
            status=200,
            headers=taken.headers,
            body=taken.content,
            asked=Asked("GET", address, asking.headers),
        )


def test_a_captured_request_is_refused_wherever_the_centres_clock_goes(world: World) -> None:
    """K26: forward until the nonce is forgotten, and back to when the request was made."""
    captured = [world.terminal.prepare("GET", "/v1/credit/catalogue") for _ in range(10)]
    assert {world.terminal.send(request).status for request in captured} == {200}

    answers = set()
    for away in (timedelta(minutes=11), timedelta(hours=1), timedelta(days=3650)):
        world.clock.forward(seconds=away.total_seconds())
        world.terminal.get("/v1/credit/catalogue")
        world.clock.forward(seconds=-away.total_seconds())
        answers |= {world.terminal.send(request).code for request in captured}

    assert answers == {"signature-replayed"}


def test_a_clock_that_ran_ahead_is_mended_by_an_operators_word(world: World) -> None:
    world.clock.forward(days=400)
    world.terminal.get("/v1/credit/catalogue")
    world.clock.forward(days=-400)
    shut_out = world.terminal.get("/v1/credit/catalogue").code

    with world.centre.database.writing() as session:
        trust_the_clock(session, world.clock())

    assert (shut_out, world.terminal.get("/v1/credit/catalogue").status) == ("signature-replayed", 200)


def test_the_operators_word_is_a_verb(central_home: Path) -> None:
    assert main(["central", "trust-clock", "--home", str(central_home)]) == 0


def test_nonces_are_forgotten_after_ten_minutes_and_not_kept_for_ever(world: World) -> None:
    for _ in range(5):
        world.terminal.get("/v1/credit/catalogue")
    world.clock.forward(minutes=12)
    world.terminal.get("/v1/credit/catalogue")

    with world.centre.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Nonce)) == 1


def test_a_terminal_with_any_clock_is_let_in_and_its_jobs_are_dated_by_the_centre(world: World, tmp_path: Path) -> None:
    with road_to(world, tmp_path / "terminal") as road:
        for days in (-20_000, -3_650, 3_650, 1, -1):
            clock = world.clock.now + timedelta(days=days)
            central = HttpCentral(CentralServer(url=world.url), road.place, clock=lambda clock=clock: clock)

            answer = central.credit_catalogue()

            assert isinstance(answer, Accepted), days
            assert abs(central.clock() - world.clock()) < timedelta(seconds=5)
            assert abs(central.clock.offset + timedelta(days=days)) < timedelta(seconds=5)


def test_a_centre_restored_from_a_backup_is_offered_everything_again(world: World, tmp_path: Path) -> None:
    with road_to(world, tmp_path / "terminal") as road:
        road.file("visit:1")
        walking = Sync(road.outbox, road.central, now=road.central.clock, errands=road.errands)
        walking._make_a_round()
        done = road.outbox.counts()[JobState.DONE]
        with world.centre.database.writing() as session:
            renew_epoch(session, world.clock(), world.clock())
        object.__setattr__(world.centre, "epoch", "f" * 16)

        walking._make_a_round()

        assert (done, road.outbox.counts()[JobState.DONE]) == (1, 1)
        assert [job.attempts for job in road.outbox.jobs()] == [2], "offered again, and known as a duplicate"


def test_a_refusal_at_the_door_is_believed_only_when_it_is_signed(shared_world: World, road: Road) -> None:
    """A gateway's 401 would otherwise keep a terminal out; ours does so because it is ours."""
    road.central.sign_with(Ed25519PrivateKey.generate())
    true = road.central.credit_catalogue()
    exchange = road.central._exchange

    class Stripping(Exchange):
        def __init__(self) -> None:
            pass

        def send(self, outgoing: Outgoing) -> Incoming:
            return without(exchange.send(outgoing), "signature")

    road.central._exchange = Stripping()

    assert true == Refused("signature-wrong", status=401)
    assert road.central.credit_catalogue() == Unreachable(Cause.REPLY_NOT_BELIEVED)
