"""The five messages of a case at the provincial exchange: each sent once, sealed while it waits, its receipt kept, doubts a person's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from case_world import APPLICANT, PARTICULARS, WINDOW, Cases, cases_at
from central_world import CopiedHome
from department import ANSWERS, CUTS, DROPS, FAILS, LATER, REFUSES, Department, open_department
from outbound_world import write_plan
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.cases import CaseMessageShown
from central.cases import exchanging, seeing
from central.cases.acting import Wanted
from central.cases.exchanging import ROUTE
from central.cases.tables import Case
from central.outbound.by_hand import Finding, close, lane
from central.outbound.carrying import Carrier
from central.outbound.plan import Plan, read_plan
from central.outbound.tables import WAITING, Delivery

SYSTEM = "province"
ASK = Wanted("ask-correction", "章程缺页", materials=("公司章程",))
BRING = Wanted("correct", materials=("公司章程",))


@pytest.fixture(scope="module")
def cases(copied_home: CopiedHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cases]:
    with copied_home(tmp_path_factory.mktemp("exchange") / "central") as home, cases_at(home) as cases:
        yield cases


def test_five_messages_arrive_once_each_with_a_receipt(cases: Cases) -> None:
    with _province(cases) as province:
        number = cases.open(handed_in=(("营业执照", "a" * 64),))
        cases.act(number, WINDOW, ASK)
        cases.act(number, APPLICANT, BRING)
        cases.bring_to_done(number)

        _tell(cases)

        said = _said(province, number)
        assert set(province.effects.values()) == {1}
        assert Counter(kind for kind, _ in said) == {
            "case.basic": 1,
            "case.process": 8,
            "case.correction": 1,
            "case.attachment": 2,
            "case.result": 1,
        }
        basic = dict(said)["case.basic"]
        assert (basic["cd_operation"], basic["particulars"]["applyer_name"]) == ("I", PARTICULARS.applyer_name)
        handed_in = [content for kind, content in said if content.get("material")]
        assert [(one["attachment"], one["material"]) for one in handed_in] == [("a" * 64, "营业执照")]
        shown = _shown(cases, number)
        assert {one.state for one in shown} == {"done"}
        assert {one.receipt for one in shown} == {f"D-{key[:12]}" for key in _keys(province, number)}
        assert all(one.received_at is not None for one in shown)


def test_what_was_told_is_not_told_again_and_what_is_new_is(cases: Cases) -> None:
    with _province(cases) as province:
        number = cases.open()
        _tell(cases)
        before = list(_said(province, number))

        cases.act(number, WINDOW, "accept")
        _tell(cases)
        _tell(cases)

        after = _said(province, number)
        new = [(kind, content["cd_operation"], content["cd_batch"]) for kind, content in after[len(before) :]]
        assert [kind for kind, _ in before] == ["case.basic", "case.process"]
        assert sorted(new) == [("case.basic", "U", "2"), ("case.process", "I", "2")]


def test_correction_is_told_when_it_is_asked_for_and_again_when_it_has_come(cases: Cases) -> None:
    with _province(cases) as province:
        number = cases.open()
        cases.act(number, WINDOW, ASK)
        _tell(cases)

        cases.act(number, APPLICANT, BRING)
        _tell(cases)

        told = [content for kind, content in _said(province, number) if kind == "case.correction"]
        assert [(one["cd_operation"], one["answered_at"] is None) for one in told] == [("I", True), ("U", False)]


@pytest.mark.parametrize("keeps_keys", [True, False], ids=["keeps-keys", "is-asked-first"])
def test_exchange_at_its_worst_has_every_message_once(cases: Cases, keeps_keys: bool) -> None:
    moods = [ANSWERS] * 4 + [CUTS, DROPS, FAILS, LATER]
    with _province(cases, moods, keeps_keys=keeps_keys) as province:
        numbers = [cases.open() for _ in range(2)]
        for number in numbers:
            cases.act(number, WINDOW, "accept")

        _tell(cases)

        assert set(province.effects.values()) == {1}
        assert all({one.state for one in _shown(cases, number)} == {"done"} for number in numbers)
        assert bool(province.asked) is not keeps_keys


def test_what_the_exchange_will_not_have_waits_for_a_person_and_is_sent_again_on_their_word(cases: Cases) -> None:
    with _province(cases, [REFUSES]) as province:
        number = cases.open()
        _tell(cases)
        with cases.centre.database.writing() as session:
            left = [row.id for row in lane(session) if row.subject == number]
            for key in left:
                close(session, key, Finding.SEND_AGAIN, "工号1", "字段已补", cases.centre.now())
        refused = _shown(cases, number)

        province.moods = [ANSWERS]
        _tell(cases)

        assert len(left) == 2
        assert {one.receipt for one in refused} == {""}
        assert {one.state for one in _shown(cases, number)} == {"done"}


def test_nothing_is_owed_where_no_exchange_is_named_and_everything_later(cases: Cases) -> None:
    number = cases.open()
    cases.bring_to_done(number)
    with cases.centre.database.writing() as session:
        nothing = exchanging.hand_over(session, cases.centre, {}, cases.centre.now())

    with _province(cases) as province:
        _tell(cases)

        assert nothing == 0
        assert len(_said(province, number)) == 1 + 6 + 1 + 1


def test_nobody_shows_while_it_waits(cases: Cases) -> None:
    with _province(cases):
        number = cases.open()
        _hand_over(cases)

        with cases.centre.database.reading() as session:
            waiting = list(session.scalars(select(Delivery).where(Delivery.subject == number)))
            kept = repr([vars(row) for row in waiting])
        _tell(cases)

        assert len(waiting) == 2
        assert not any(secret in kept for secret in (PARTICULARS.contact_mobile, PARTICULARS.applyer_page_code))


@contextmanager
def _province(cases: Cases, moods: list[str] | None = None, *, keeps_keys: bool = True) -> Iterator[Department]:
    """The exchange's own end, in the centre's plan."""
    with open_department(moods or [ANSWERS], keeps_keys=keeps_keys) as province:
        write_plan(cases.centre.home.path, {SYSTEM: province})
        yield province


def _hand_over(cases: Cases) -> None:
    def work(session: Session) -> int:
        return exchanging.hand_over(session, cases.centre, {ROUTE: SYSTEM}, cases.centre.now())

    while cases.centre.database.write(work):
        pass


def _tell(cases: Cases) -> None:
    """As workers do: what is new is owed, and what is owed is carried until nothing waits."""
    _hand_over(cases)
    plan: Plan = read_plan(cases.centre.home.path)
    carrier = Carrier(cases.centre, plan)
    for _ in range(100):
        with cases.centre.database.reading() as session:
            rows = select(Delivery.id).where(Delivery.state == WAITING, Delivery.system == SYSTEM)
            waiting = list(session.scalars(rows.order_by(Delivery.due_at, Delivery.id)))
        if not waiting:
            return
        for key in waiting:
            carrier.carry(SYSTEM, key)
        cases.clock.forward(seconds=10)
    raise AssertionError("something still waits")


def _said(province: Department, number: str) -> list[tuple[str, dict[str, object]]]:
    """What the exchange has of a case, in the order in which it came."""
    return [
        (said["topic"], said["content"]) for key in province.order if (said := province.said[key])["subject"] == number
    ]


def _keys(province: Department, number: str) -> list[str]:
    return [key for key in province.order if province.said[key]["subject"] == number]


def _shown(cases: Cases, number: str) -> tuple[CaseMessageShown, ...]:
    with cases.centre.database.reading() as session:
        return seeing.shown(session, session.get_one(Case, number)).exchange
