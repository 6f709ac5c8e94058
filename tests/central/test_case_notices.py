"""Notices to applicants: each rings once whatever the gateway does, names nobody, and what nobody knows of waits for a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from case_world import HANDLER, OFFICE, OTHER, PARTICULARS, UNIT, WINDOW, Cases, cases_at
from central_world import CopiedHome
from outbound_world import QUICK
from sms_gateway import BABBLES, BUSY, CUTS, DROPS, FAILS, REFUSES, SimulatedGateway, gateway
from sqlalchemy import select
from sqlalchemy.orm import Session

from central.cases import notifying
from central.cases.acting import Wanted
from central.cases.notifying import ROUTE, TOPIC
from central.outbound.by_hand import Finding, close, lane
from central.outbound.carrying import Carrier
from central.outbound.plan import PLAN_FILE, read_plan
from central.outbound.tables import WAITING, Delivery

SYSTEM = "sms"
ONCE = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
"""What does not depend on the database."""


@pytest.fixture(scope="module")
def shared_cases(copied_home: CopiedHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cases]:
    with copied_home(tmp_path_factory.mktemp("notices") / "central") as home, cases_at(home) as cases:
        yield cases


@pytest.fixture
def cases(shared_cases: Cases) -> Cases:
    """Nothing of an earlier test is owed or untold, and it is ten in the morning."""
    shared_cases.on("2026-11-23")
    _hand_over(shared_cases)
    with shared_cases.centre.database.writing() as session:
        for row in session.scalars(select(Delivery).where(Delivery.state != "done")):
            row.state = "closed"
    return shared_cases


def test_applicant_is_told_of_each_step_once_and_of_nothing_that_staff_do_among_themselves(cases: Cases) -> None:
    with gateway() as sms:
        number = cases.open()
        cases.transfer(number, OTHER)
        cases.transfer(number, UNIT, by=OFFICE)
        cases.bring_to_done(number)

        _tell(cases, sms)
        _tell(cases, sms)

        said = [one["text"] for one in sms.messages.values()]
        assert len(said) == 4
        assert [
            words
            for words in ("已收件", "已受理，预计12月", "已准予", "已办结")
            if not any(words in text for text in said)
        ] == []
        assert set(sms.rang.values()) == {1}


@ONCE
def test_text_holds_the_cases_number_a_masked_telephone_and_nobody(cases: Cases) -> None:
    with gateway() as sms:
        number = cases.open()
        _tell(cases, sms)

        [message] = sms.messages.values()
        assert message["to"] == PARTICULARS.contact_mobile
        assert message["text"] == (
            f"【莞家自助】办件{number}已收件，受理结果另行通知。接收号码138****0001。查询请到自助终端或者拨打12345。"
        )
        secrets = (
            PARTICULARS.contact_mobile,
            PARTICULARS.applyer_name,
            PARTICULARS.applyer_page_code,
            "样例甲",
            "劳务派遣",
        )
        assert not [one for one in secrets if one in message["text"]]


def test_telephone_number_lies_sealed_while_it_waits_and_is_gone_afterwards(cases: Cases) -> None:
    with gateway() as sms:
        cases.open()
        _hand_over(cases)
        with cases.centre.database.reading() as session:
            row = session.scalars(select(Delivery).where(Delivery.topic == TOPIC, Delivery.state == WAITING)).one()
            assert list(json.loads(row.content)) == ["sealed"]
            assert PARTICULARS.contact_mobile not in repr(vars(row))

        _tell(cases, sms)

        with cases.centre.database.reading() as session:
            done = session.get_one(Delivery, row.id)
            assert (done.state, done.content, done.reference) == ("done", "{}", f"M-{row.id[:8]}")


@pytest.mark.parametrize("keeps_keys", [True, False], ids=["keeps keys", "is asked first"])
def test_telephone_rings_once_whatever_the_gateway_does(cases: Cases, keeps_keys: bool) -> None:
    with gateway(DROPS, CUTS, BUSY, FAILS, BABBLES, keeps_keys=keeps_keys) as sms:
        numbers = [cases.open() for _ in range(3)]

        _tell(cases, sms)

        assert sorted(sms.rang.values()) == [1] * len(numbers)
        assert bool(sms.asked) is not keeps_keys


@ONCE
def test_number_that_the_gateway_will_not_have_waits_for_a_person(cases: Cases) -> None:
    with gateway(REFUSES) as sms:
        cases.open()
        _tell(cases, sms)
        with cases.centre.database.reading() as session:
            [waiting] = lane(session)
        assert (waiting.last_code, sum(sms.rang.values())) == ("sms-number-unknown", 0)

        with cases.centre.database.writing() as session:
            close(session, waiting.id, Finding.GIVEN_UP, "王示例", "号码是空号，已电话联系窗口", cases.centre.now())

        _tell(cases, sms)
        assert sum(sms.rang.values()) == 0


@ONCE
def test_nobody_is_woken_at_night_and_is_told_in_the_morning(cases: Cases) -> None:
    with gateway() as sms:
        cases.on("2026-11-23", hour=22)
        cases.open()
        _tell(cases, sms)
        assert not sms.rang

        cases.on("2026-11-24", hour=8)
        _tell(cases, sms)

        assert list(sms.rang.values()) == [1]


@ONCE
def test_what_is_long_past_is_not_told_by_a_gateway_that_comes_later(cases: Cases) -> None:
    number = cases.open()
    cases.act(number, WINDOW, "accept")
    cases.on("2026-11-30")
    cases.act(number, HANDLER, "review")

    with gateway() as sms:
        _tell(cases, sms)

        assert not sms.rang


@ONCE
def test_who_left_no_mobile_number_is_sent_nothing(cases: Cases) -> None:
    with gateway() as sms:
        cases.open(particulars=replace_mobile(""))
        cases.open(particulars=replace_mobile("call me"))

        _tell(cases, sms)

        assert not sms.rang


@ONCE
def test_correction_says_by_when(cases: Cases) -> None:
    with gateway() as sms:
        number = cases.open()
        cases.act(number, WINDOW, Wanted("ask-correction", "章程缺页", materials=("公司章程",)))

        _tell(cases, sms)

        [text] = [one["text"] for one in sms.messages.values() if "补正" in one["text"]]
        due = cases.case(number).state_due
        assert due is not None
        assert f"请于{due.month}月{due.day}日" in text
        assert "章程" not in text


def replace_mobile(mobile: str) -> object:
    return PARTICULARS.model_copy(update={"contact_mobile": mobile})


def _write_plan(home: Path, sms: SimulatedGateway) -> None:
    kind = "idempotency-key" if sms.keeps_keys else "query-first"
    system = {"name": SYSTEM, "url": sms.url, "kind": kind, "speaks": "sms", **QUICK, "timeout_seconds": 20.0}
    (home / PLAN_FILE).write_text(json.dumps({"systems": [system], "routes": {ROUTE: SYSTEM}}), "utf-8")


def _hand_over(cases: Cases) -> None:
    def work(session: Session) -> int:
        return notifying.hand_over(session, cases.centre, {ROUTE: SYSTEM}, cases.centre.now())

    while cases.centre.database.write(work):
        pass


def _tell(cases: Cases, sms: SimulatedGateway) -> None:
    """As workers do: what is new is owed, and what is owed is carried until nothing waits."""
    _write_plan(cases.centre.home.path, sms)
    _hand_over(cases)
    carrier, started = Carrier(cases.centre, read_plan(cases.centre.home.path)), cases.clock.now
    for _ in range(50):
        with cases.centre.database.reading() as session:
            rows = select(Delivery.id).where(Delivery.state == WAITING, Delivery.system == SYSTEM)
            waiting = list(session.scalars(rows.order_by(Delivery.due_at, Delivery.id)))
        if not waiting:
            cases.clock.now = started
            return
        for key in waiting:
            carrier.carry(SYSTEM, key)
        cases.clock.forward(seconds=60)
    raise AssertionError("something still waits")
