"""What is owed to other systems: sent until it is believed, asked about where it must be, and left to a person where nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from central_world import CopiedHome, HandClock
from department import ANSWERS, CUTS, DROPS, FAILS, HANGS, LATER, REFUSES, Department, open_department
from outbound_world import found, states, write_plan
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from central import follow_ups
from central.centre import Centre
from central.effects import Follows
from central.inbox import InboxItem
from central.opening import open_centre
from central.outbound.by_hand import Finding, NotInTheLane, close, lane
from central.outbound.carrying import Carrier
from central.outbound.from_follow_ups import hand_over
from central.outbound.owing import Owed, fan_out, owe
from central.outbound.plan import PLAN_FILE, read_plan
from central.outbound.tables import Delivery, DeliveryFinding, FanOut
from central.plan_file import PlanUnusable
from central.settings import Settings
from central.terminals import Terminal

KEY = "a-delivery"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="module")
def opened_centre(copied_home: CopiedHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with copied_home(tmp_path_factory.mktemp("outbound") / "central") as home:
        opened = open_centre(Settings(home=home))
        yield opened
        opened.database.close()


@pytest.fixture
def centre(opened_centre: Centre, clock: HandClock) -> Iterator[Centre]:
    """It owes nothing yet, and its time is the test's."""
    with opened_centre.database.writing() as session:
        for table in (DeliveryFinding, Delivery, FanOut, follow_ups.FollowUp, InboxItem):
            session.execute(delete(table))
    yield replace(opened_centre, settings=replace(opened_centre.settings, clock=clock))
    (opened_centre.home.path / PLAN_FILE).unlink(missing_ok=True)


@pytest.fixture
def department(centre: Centre) -> Iterator[Department]:
    with open_department() as department:
        write_plan(centre.home.path, {"tax": department}, most_unknown=3)
        yield department


def test_what_is_owed_twice_arrives_once(centre: Centre, department: Department) -> None:
    assert _owe(centre)
    assert not _owe(centre)

    _carry(centre, times=2)

    assert department.effects == {KEY: 1}
    assert (found(centre, KEY).state, found(centre, KEY).reference) == ("done", f"D-{KEY}")


def test_what_is_owed_is_gone_with_its_transaction(centre: Centre) -> None:
    def owe_and_fail() -> None:
        with centre.database.writing() as session:
            owe(session, Owed(KEY, "tax", "topic", "1"), centre.now())
            session.add_all([_item(centre.now()), _item(centre.now())])

    with pytest.raises(IntegrityError):
        owe_and_fail()

    assert states(centre) == {}


@pytest.mark.parametrize("mood", [DROPS, FAILS])
def test_answer_that_was_lost_is_asked_for_with_the_same_key(centre: Centre, department: Department, mood: str) -> None:
    department.moods = [mood]
    _owe(centre)
    _carry(centre)
    assert found(centre, KEY).unclear

    department.moods = [ANSWERS]
    _carry(centre)

    assert (department.effects, found(centre, KEY).state) == ({KEY: 1}, "done")


@pytest.mark.parametrize("mood", [DROPS, FAILS, HANGS])
def test_receiver_without_keys_is_asked_before_it_is_sent_anything_again(
    centre: Centre, department: Department, mood: str
) -> None:
    department.keeps_keys, department.moods = False, [mood]
    write_plan(centre.home.path, {"tax": department})
    _owe(centre)
    _carry(centre)

    department.moods = [ANSWERS]
    _carry(centre)

    assert (department.effects, department.asked, found(centre, KEY).state) == ({KEY: 1}, 1, "done")


def test_receiver_without_keys_that_knows_nothing_is_sent_it_again(centre: Centre, department: Department) -> None:
    department.keeps_keys, department.moods = False, [CUTS]
    write_plan(centre.home.path, {"tax": department})
    _owe(centre)
    _carry(centre)

    department.moods = [ANSWERS]
    _carry(centre)

    assert (department.effects, department.asked) == ({KEY: 1}, 1)


def test_receiver_that_is_away_or_says_later_costs_nothing(centre: Centre, department: Department) -> None:
    department.moods = [LATER]
    _owe(centre)
    _carry(centre, times=5)
    busy = found(centre, KEY)
    department.shutdown()
    department.server_close()
    _carry(centre, times=5)
    away = found(centre, KEY)

    assert (busy.last_code, busy.unknowns, busy.state) == ("http-503", 0, "waiting")
    assert (away.last_code, away.unknowns, away.attempts, away.lap) == ("not-reached", 0, 10, 11)


def test_what_nobody_answers_for_is_left_to_a_person(centre: Centre, department: Department) -> None:
    department.moods = [CUTS]
    _owe(centre)

    _carry(centre, times=9)

    with centre.database.reading() as session:
        assert [row.id for row in lane(session)] == [KEY]
    assert (found(centre, KEY).attempts, found(centre, KEY).last_code) == (3, "no-answer")


def test_what_is_declined_is_left_to_a_person(centre: Centre, department: Department) -> None:
    department.moods = [REFUSES]
    _owe(centre)

    _carry(centre, times=2)

    assert (found(centre, KEY).state, found(centre, KEY).attempts) == ("by-hand", 1)


@pytest.mark.parametrize(("finding", "state"), [(Finding.ARRIVED, "closed"), (Finding.GIVEN_UP, "closed")])
def test_person_closes_it_by_name_and_with_a_reason(
    centre: Centre, department: Department, finding: Finding, state: str
) -> None:
    department.moods = [REFUSES]
    _owe(centre)
    _carry(centre)

    with centre.database.writing() as session:
        close(session, KEY, finding, "工号0042", "打电话问过", centre.now())

    with centre.database.reading() as session:
        told = session.scalars(select(DeliveryFinding)).one()
    assert (found(centre, KEY).state, told.by, told.found, told.code) == (state, "工号0042", finding.value, "http-422")
    assert found(centre, KEY).content == "{}"


def test_only_a_person_has_it_sent_again(centre: Centre, department: Department) -> None:
    department.moods = [CUTS]
    _owe(centre)
    _carry(centre, times=9)
    department.moods = [ANSWERS]
    _carry(centre)
    assert department.effects == {}

    with centre.database.writing() as session:
        close(session, KEY, Finding.SEND_AGAIN, "工号0042", "对方查无此件", centre.now())
    _carry(centre)

    assert (department.effects, found(centre, KEY).state) == ({KEY: 1}, "done")


@pytest.mark.parametrize(("by", "reason"), [("", "打电话问过"), ("工号0042", " ")])
def test_nobody_closes_it_without_a_name_or_a_reason(
    centre: Centre, department: Department, by: str, reason: str
) -> None:
    department.moods = [REFUSES]
    _owe(centre)
    _carry(centre)

    with pytest.raises(ValueError, match="who found it out"), centre.database.writing() as session:
        close(session, KEY, Finding.ARRIVED, by, reason, centre.now())


def test_what_waits_for_nobody_cannot_be_closed(centre: Centre) -> None:
    _owe(centre)

    with pytest.raises(NotInTheLane), centre.database.writing() as session:
        close(session, KEY, Finding.ARRIVED, "工号0042", "打电话问过", centre.now())


def test_what_another_process_may_be_sending_is_put_off(
    centre: Centre, department: Department, clock: HandClock
) -> None:
    _owe(centre)
    with centre.database.writing() as session:
        session.get_one(Delivery, KEY).sending_since = clock()

    _carry(centre)
    assert (department.effects, found(centre, KEY).lap) == ({}, 2)
    clock.forward(minutes=5)
    _carry(centre)

    assert department.effects == {KEY: 1}


def test_join_waits_for_every_branch_and_comes_once(centre: Centre, department: Department) -> None:
    branches = [Owed(f"b{number}", "tax", "branch", "1") for number in range(3)]
    with centre.database.writing() as session:
        fan_out(session, "whole", branches, Owed("join", "tax", "join", "1"), centre.now())
    for number in (0, 1):
        _carry(centre, f"b{number}")
    assert found(centre, "join").state == "held"

    _carry(centre, "b2", times=2)
    _carry(centre, "join", times=2)

    assert department.order == ["b0", "b1", "b2", "join"]
    assert states(centre) == {"done": 4}


def test_branch_that_a_person_closes_lets_the_others_go_on(centre: Centre, department: Department) -> None:
    department.moods = [REFUSES]
    with centre.database.writing() as session:
        fan_out(session, "whole", [Owed("b0", "tax", "branch", "1")], Owed("join", "tax", "join", "1"), centre.now())
    _carry(centre, "b0")

    with centre.database.writing() as session:
        close(session, "b0", Finding.GIVEN_UP, "工号0042", "企业撤回", centre.now())

    assert found(centre, "join").state == "waiting"


def test_follow_up_of_an_item_is_handed_over_once(centre: Centre) -> None:
    with centre.database.writing() as session:
        session.merge(_terminal(centre.now()))
        session.flush()
        session.add(_item(centre.now()))
        session.flush()
        follow_ups.note(session, "item", Follows("appeal-hand-over", "SQ1", "市政数局"), centre.now())
        follow_ups.note(session, "item", Follows("nobody-carries-this", "SQ1", "市政数局"), centre.now())
    routes = {"appeal-hand-over": "tax"}

    handed = [centre.database.write(lambda session: hand_over(session, routes, centre.now())) for _ in range(2)]

    assert handed == [1, 0]
    assert states(centre) == {"waiting": 1}
    with centre.database.reading() as session:
        assert [row.topic for row in follow_ups.owed(session)] == ["nobody-carries-this"]


def test_plan_that_cannot_be_meant_says_so(centre: Centre) -> None:
    (centre.home.path / PLAN_FILE).write_text('{"systems": [{"name": "tax"}]}', "utf-8")

    with pytest.raises(PlanUnusable, match=r"outbound\.json"):
        read_plan(centre.home.path)


def test_nothing_personal_shows_in_a_delivery(centre: Centre) -> None:
    with centre.database.writing() as session:
        owe(session, Owed(KEY, "tax", "topic", "1", {"name": "张合成"}), centre.now())

    assert "张合成" not in repr(found(centre, KEY)) + repr(Owed(KEY, "tax", "topic", "1", {"name": "张合成"}))


def _owe(centre: Centre) -> bool:
    with centre.database.writing() as session:
        return owe(session, Owed(KEY, "tax", "topic", "1", {"number": 1}), centre.now())


def _carry(centre: Centre, key: str = KEY, times: int = 1) -> None:
    """What a worker does in that many laps."""
    carrier = Carrier(centre, read_plan(centre.home.path))
    for _ in range(times):
        carrier.carry("tax", key)


def _item(now: datetime) -> InboxItem:
    return InboxItem(
        key="item",
        terminal_id="T0009",
        filed_no=1,
        incarnation="once",
        aggregate_mark="mark",
        seq=1,
        kind="appeal-filed",
        payload_sha256="0" * 64,
        sealed_payload=b"",
        created_at=now,
        received_at=now,
        receipt="{}",
        state="applied",
    )


def _terminal(now: datetime) -> Terminal:
    return Terminal(terminal_id="T0009", site="合成大厅", public_key=b"", incarnation="once", enrolled_at=now)
