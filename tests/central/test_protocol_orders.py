"""What the centre orders, its terminals do: lock, unlock, wipe by two people, rotate-key; and who is revoked is out at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from central_world import World
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from protocol_world import SITE, Operator, Road, road_to, walked
from staff_world import CITY, somebody

from app.audit import verify_chain
from app.central import Accepted, Refused
from app.contract.orders import NewKey, OrderOutcome, OrderReport, prove_new_key
from app.contract.wire import OrderKind
from app.enrolment import load
from app.enrolment_by_code import enrol_by_code
from app.keys import NEW_KEY_FILE
from app.orders import FILE, is_locked
from app.outbox import JobState
from central.invitations import invite
from central.operators import HasAnother, OperatorUnknown, add_operator, remove_operator
from central.organisations.people import end_post, posts_at
from central.organisations.roles import Role
from central.terminal_orders import OrderGiven, OrderSignature, draw_up, sign_order, standing_orders
from central.terminals import Terminal, revoke_terminal
from kiosk.command_line import main


@pytest.fixture
def world(shared_world: World) -> World:
    """One centre for all: each test lets its terminal in anew, and an order is for one installation."""
    return shared_world


@pytest.fixture
def road(world: World, tmp_path: Path) -> Iterator[Road]:
    with road_to(world, tmp_path / "terminal") as road:
        yield road


@pytest.fixture
def one(world: World) -> Operator:
    return Operator(world)


@pytest.fixture
def other(world: World) -> Operator:
    return Operator(world)


def became(world: World, order_id: str) -> str | None:
    with world.centre.database.reading() as session:
        return session.get_one(OrderGiven, order_id).outcome


def second(order_id: str, operator: Operator) -> int:
    with operator.world.centre.database.writing() as session:
        order = session.get_one(OrderGiven, order_id)
        return sign_order(session, order, operator.name, operator.key.sign(order.words()), operator.world.clock())


def test_a_locked_terminal_keeps_what_it_owes_and_delivers_it(world: World, road: Road, one: Operator) -> None:
    road.file("visit:1")
    heard: list[bool] = []
    road.errands.orders.listen(heard.append)
    order = one.order(OrderKind.LOCK)

    road.greet()

    assert (heard, is_locked(road.home), became(world, order)) == ([True], True, "done")
    assert road.outbox.counts()[JobState.READY] == 1
    assert isinstance(road.central.deliver(road.batch()), Accepted)


def test_a_lock_outlives_a_restart_and_an_unlock_ends_it(world: World, road: Road, one: Operator) -> None:
    one.order(OrderKind.LOCK)
    road.greet()
    road.outbox.close()

    with walked(world, road.home, road.place) as again:
        locked = again.errands.orders.locked
        one.order(OrderKind.UNLOCK)
        again.greet()

        assert (locked, again.errands.orders.locked) == (True, False)


def test_an_order_is_carried_out_once_however_often_its_report_is_lost(world: World, road: Road, one: Operator) -> None:
    one.order(OrderKind.LOCK)
    greeting = road.central.greet()
    assert isinstance(greeting, Accepted)

    for _ in range(3):
        road.errands.greeted(greeting.value)

    chain = verify_chain(road.home / "audit.jsonl")
    assert (chain.entries, chain.holds) == (1, True)
    assert b"order-lock" in (road.home / "audit.jsonl").read_bytes()


def test_an_order_comes_with_a_receipt_too(world: World, road: Road, one: Operator) -> None:
    one.order(OrderKind.LOCK)

    road.deliver("visit:1")

    assert is_locked(road.home)


def test_a_spoilt_file_of_orders_locks(road: Road) -> None:
    (road.home / FILE).write_bytes(b'{"locked": fal')

    assert is_locked(road.home)


def test_a_wipe_waits_for_a_second_person(world: World, road: Road, one: Operator, other: Operator) -> None:
    road.deliver("visit:1")
    road.outbox.settle([], [], world.clock())
    road.file("visit:2")
    order = one.order(OrderKind.WIPE, even_unsent=True)

    road.greet()
    alone = len(road.outbox.jobs())
    lacking = second(order, other)
    road.greet()

    assert (alone, lacking, len(road.outbox.jobs())) == (2, 0, 0)
    assert became(world, order) == "done"
    assert is_locked(road.home), "what is wiped is out of service"
    assert b"order-wipe" in (road.home / "audit.jsonl").read_bytes()


def test_one_person_with_two_signatures_is_one_person(world: World, road: Road, one: Operator) -> None:
    road.file("visit:1")
    order = one.order(OrderKind.WIPE, even_unsent=True)

    lacking = second(order, one)
    road.greet()

    assert (lacking, len(road.outbox.jobs())) == (1, 1)


def test_a_wipe_spares_what_the_centre_lacks_unless_it_says_so(
    world: World, road: Road, one: Operator, other: Operator
) -> None:
    road.file("visit:1")
    order = one.order(OrderKind.WIPE)
    second(order, other)

    road.greet()

    assert len(road.outbox.jobs()) == 1
    assert became(world, order) == "unsent-jobs"


def test_numbers_go_on_after_a_wipe(world: World, road: Road, one: Operator, other: Operator) -> None:
    road.file("visit:1")
    second(one.order(OrderKind.WIPE, even_unsent=True), other)
    road.greet()

    road.file("visit:1")

    assert [job.seq for job in road.outbox.jobs()] == [2]


def test_a_row_written_past_everybody_orders_nothing(world: World, road: Road, one: Operator) -> None:
    order = one.order(OrderKind.LOCK)
    with world.centre.database.writing() as session:
        session.get_one(OrderGiven, order).kind = OrderKind.WIPE.value
        forged = OrderSignature(order_id=order, operator=one.name, signature=bytes(64), signed_at=world.clock())
        session.merge(forged)

    road.greet()

    assert not (road.home / FILE).exists()


def test_what_a_removed_operator_signed_counts_no_more(world: World, road: Road, one: Operator) -> None:
    one.order(OrderKind.LOCK)
    with world.centre.database.writing() as session:
        remove_operator(session, one.name, world.clock())

    road.greet()

    assert not is_locked(road.home)
    with pytest.raises(OperatorUnknown):
        one.order(OrderKind.LOCK)


def test_whoever_is_enrolled_in_its_place_is_not_wiped_for_a_stolen_terminal(
    world: World, road: Road, one: Operator, other: Operator, tmp_path: Path
) -> None:
    second(one.order(OrderKind.WIPE, even_unsent=True), other)

    with road_to(world, tmp_path / "replacement") as replacement:
        replacement.file("visit:1")
        replacement.greet()

        assert len(replacement.outbox.jobs()) == 1


def test_a_revoked_terminal_is_refused_at_once_every_time_and_still_hears_its_orders(
    world: World, road: Road, one: Operator
) -> None:
    assert isinstance(road.central.credit_catalogue(), Accepted)
    with world.centre.database.writing() as session:
        revoke_terminal(session, "T0007", world.clock())
    order = one.order(OrderKind.LOCK)

    answers = {road.central.credit_catalogue() for _ in range(100)}
    road.greet()

    assert answers == {Refused("terminal-unknown", status=401)}
    assert is_locked(road.home)
    assert became(world, order) is None, "nothing it says is taken any more"


def test_an_order_turns_the_key_and_the_old_one_is_gone(world: World, road: Road, one: Operator) -> None:
    old = road.place.key
    order = one.order(OrderKind.ROTATE_KEY)

    road.greet()

    assert became(world, order) == "done"
    assert isinstance(road.central.credit_catalogue(), Accepted)
    assert load(road.home).key.private_bytes_raw() != old.private_bytes_raw()
    assert not (road.home / NEW_KEY_FILE).exists()
    road.central.sign_with(old)
    assert road.central.credit_catalogue() == Refused("signature-wrong", status=401)


def test_a_rotation_whose_answer_is_lost_ends_well_with_either_key(world: World, road: Road) -> None:
    old, new = road.place.key, Ed25519PrivateKey.generate()
    registration = NewKey.model_construct(
        public_key=new.public_key().public_bytes_raw(), proof=prove_new_key(new, old.public_key(), "T0007")
    )

    assert isinstance(road.central.register_key(registration), Accepted)
    assert isinstance(road.central.register_key(registration), Accepted), "asked again with the old key"
    road.central.sign_with(new)
    assert isinstance(road.central.register_key(registration), Accepted), "and once more with the new one"
    road.central.sign_with(old)
    assert road.central.credit_catalogue() == Refused("signature-wrong", status=401)


def test_a_key_that_does_not_prove_itself_is_not_taken(world: World, road: Road) -> None:
    new = Ed25519PrivateKey.generate()
    for_another = prove_new_key(new, road.place.key.public_key(), "T0008")

    answer = road.central.register_key(
        NewKey.model_construct(public_key=new.public_key().public_bytes_raw(), proof=for_another)
    )

    assert answer == Refused("key-unproven", status=422)
    with world.centre.database.reading() as session:
        kept = session.get_one(Terminal, "T0007").public_key
    assert kept == road.place.key.public_key().public_bytes_raw()


def test_another_terminals_orders_and_key_are_none_of_ones_business(world: World, road: Road, one: Operator) -> None:
    order = one.order(OrderKind.LOCK, "T0003")
    report = OrderReport(outcome=OrderOutcome.DONE)

    assert road.central.report_order(order, report) == Refused("order-unknown", status=404)
    answered = world.terminal.post(f"/v1/terminals/T0007/orders/{order}", report)
    assert (answered.status, answered.code) == (403, "terminal-other")
    assert became(world, order) is None


def test_the_verbs_of_two_operators_wipe(
    world: World, road: Road, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(world.centre.settings.home)]
    somebody(world, "OP-B", CITY, Role.OPERATOR)
    for name, badge in (("a", "P02"), ("b", "OP-B")):
        key = Ed25519PrivateKey.generate()
        (tmp_path / name).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (tmp_path / f"{name}.pub").write_bytes(public)
        words = ["central", "add-operator", *home, "--name", name, "--public-key", str(tmp_path / f"{name}.pub")]
        words += ["--badge", badge]
        assert main(words) == 0
    road.file("visit:1")
    capfd.readouterr()
    by = ["--operator", "a", "--key", str(tmp_path / "a")]

    assert main(["central", "order-terminal", "wipe", *home, "--terminal", "T0007", "--even-unsent", *by]) == 0
    order = capfd.readouterr().out.strip()
    assert (
        main(["central", "sign-order", *home, "--order", order, "--operator", "b", "--key", str(tmp_path / "a")]) == 1
    )
    assert "not their key" in capfd.readouterr().err
    assert (
        main(["central", "sign-order", *home, "--order", order, "--operator", "b", "--key", str(tmp_path / "b")]) == 0
    )
    road.greet()

    capfd.readouterr()
    assert main(["central", "list-orders", *home]) == 0
    assert "wipe        a+b  done" in capfd.readouterr().out
    assert road.outbox.jobs() == []


def test_enrolling_again_ends_a_rotation_under_way(world: World, road: Road) -> None:
    new = Ed25519PrivateKey.generate()
    proof = prove_new_key(new, road.place.key.public_key(), "T0007")
    road.central.register_key(NewKey.model_construct(public_key=new.public_key().public_bytes_raw(), proof=proof))

    enrol_by_code(road.home, world.url, invite(world.centre, "T0007", SITE))

    road.central.sign_with(new)
    assert road.central.credit_catalogue() == Refused("signature-wrong", status=401)


def test_operator_signs_while_they_hold_the_post_and_not_a_day_longer(world: World, road: Road) -> None:
    person, key = somebody(world, "OP-C", CITY, Role.OPERATOR), Ed25519PrivateKey.generate()
    with world.centre.database.writing() as session:
        add_operator(session, "工号C", key.public_key().public_bytes_raw(), world.clock(), person)
        [post] = posts_at(session, person, world.centre.today())
        end_post(session, post.id, world.centre.today(), "test", world.clock())
        terminal = session.get_one(Terminal, "T0007")
        in_time = draw_up(session, terminal, OrderKind.LOCK, world.clock())
        lacking = sign_order(session, in_time, "工号C", key.sign(in_time.words()), world.clock())
    world.clock.forward(days=1)

    with world.centre.database.writing() as session:
        terminal = session.get_one(Terminal, "T0007")
        late = draw_up(session, terminal, OrderKind.UNLOCK, world.clock())
        with pytest.raises(OperatorUnknown):
            sign_order(session, late, "工号C", key.sign(late.words()), world.clock())
        standing = [order.kind for order in standing_orders(session, terminal)]

    assert (lacking, standing) == (0, [OrderKind.LOCK])


def test_nobody_signs_with_two_keys(world: World) -> None:
    person = somebody(world, "OP-D", CITY, Role.OPERATOR)
    keys = [Ed25519PrivateKey.generate().public_key().public_bytes_raw() for _ in range(2)]

    with world.centre.database.writing() as session:
        add_operator(session, "工号D", keys[0], world.clock(), person)
        with pytest.raises(HasAnother):
            add_operator(session, "工号D2", keys[1], world.clock(), person)
        remove_operator(session, "工号D", world.clock())
        add_operator(session, "工号D3", keys[1], world.clock(), person)
