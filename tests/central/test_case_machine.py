"""A case against a simple model of itself: whatever people and nights do to it, in any order, both say the same, and the record holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from case_world import (
    APPLICANT,
    APPROVER,
    HANDLER,
    ITEM,
    OFFICE,
    OTHER,
    UNIT,
    WINDOW,
    Cases,
    cases_at,
    code_of,
)
from central_world import START, CopiedHome
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from central.calendar.pack import shipped_calendar
from central.cases.acting import Actor, Wanted
from central.cases.nightly import run_clocks
from central.clock import day_of

EVIDENCE = ("佐证-1",)
STEPS: dict[str, tuple[Actor, Wanted, dict[str, str]]] = {
    "ask-correction": (WINDOW, Wanted("ask-correction", "缺", materials=("公司章程",)), {"RECEIVED": "SUPPLEMENT"}),
    "correct": (APPLICANT, Wanted("correct", materials=("公司章程",)), {"SUPPLEMENT": "RECEIVED"}),
    "accept": (WINDOW, Wanted("accept"), {"RECEIVED": "ACCEPTED"}),
    "withdraw": (APPLICANT, Wanted("withdraw"), {"RECEIVED": "WITHDRAWN", "SUPPLEMENT": "WITHDRAWN"}),
    "review": (HANDLER, Wanted("review"), {"ACCEPTED": "REVIEW"}),
    "begin-special": (
        HANDLER,
        Wanted("begin-special", "核查", EVIDENCE, special_procedure="现场勘察"),
        {"REVIEW": "PAUSED"},
    ),
    "end-special": (HANDLER, Wanted("end-special", evidence=EVIDENCE), {"PAUSED": "REVIEW"}),
    "approve": (APPROVER, Wanted("approve"), {"REVIEW": "APPROVED"}),
    "reject": (APPROVER, Wanted("reject", "不符合条件", EVIDENCE), {"REVIEW": "REJECTED"}),
    "deliver-decision": (
        WINDOW,
        Wanted("deliver-decision", evidence=EVIDENCE),
        {"APPROVED": "DONE", "REJECTED": "DONE"},
    ),
    "rate-badly": (APPLICANT, Wanted("rate-badly", "慢"), {"DONE": "RECTIFYING"}),
    "rectified": (HANDLER, Wanted("rectified", "已改", EVIDENCE), {"RECTIFYING": "VERIFYING"}),
    "send-back": (OFFICE, Wanted("send-back", "没有改"), {"VERIFYING": "RECTIFYING"}),
    "close": (OFFICE, Wanted("close", "属实", EVIDENCE), {"VERIFYING": "ARCHIVED"}),
}
TRANSFERABLE = {"RECEIVED", "ACCEPTED", "REVIEW", "APPROVED", "REJECTED", "RECTIFYING"}
RUNNING = {"ACCEPTED", "REVIEW"}
PROMISE = ITEM.promise_days


@dataclass
class Model:
    """A case in a few words: no tables, and days counted one at a time."""

    state: str
    since: date
    unit: str = UNIT
    units: list[str] = field(default_factory=lambda: [UNIT])
    asked: bool = False
    accepted: date | None = None
    paused: date | None = None
    paused_days: int = 0
    deeds: int = 1

    def promise(self) -> date | None:
        if self.state not in RUNNING or self.accepted is None:
            return None
        return working_day(self.accepted, PROMISE + self.paused_days)

    def enter(self, state: str, today: date, accepted_on: date | None = None) -> None:
        if state in RUNNING and self.accepted is None:
            self.accepted = accepted_on or today
        if state == "PAUSED":
            self.paused = today
        if self.paused and state == "REVIEW":
            self.paused_days += len([day for day in days(self.paused, today) if shipped_calendar().works(day)])
            self.paused = None
        self.state, self.since = state, today
        self.deeds += 1


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]


def working_day(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= shipped_calendar().works(day)
    return day


class CaseMachine(RuleBasedStateMachine):
    cases: Cases

    @initialize()
    def begin(self) -> None:
        self.cases.clock.now = START
        self.number = self.cases.open()
        self.model = Model("RECEIVED", self.today)

    @property
    def today(self) -> date:
        return day_of(self.cases.clock())

    @rule(name=st.sampled_from(sorted(STEPS)))
    def step(self, name: str) -> None:
        actor, wanted, ways = STEPS[name]
        mine = replace(actor, unit_id=self.model.unit) if actor.unit_id == UNIT else actor

        code = code_of(lambda: self.cases.act(self.number, mine, wanted))

        if self.model.state not in ways:
            assert code == "case-step-not-now"
        elif name == "ask-correction" and self.model.asked:
            assert code == "correction-asked-already"
        else:
            assert code == ""
            self.model.asked = self.model.asked or name == "ask-correction"
            self.model.enter(ways[self.model.state], self.today)

    @rule(unit=st.sampled_from([UNIT, OTHER, "U-3"]))
    def hand_on(self, unit: str) -> None:
        code = code_of(lambda: self.cases.transfer(self.number, unit))

        if self.model.state not in TRANSFERABLE:
            assert code == "case-step-not-now"
        elif unit == self.model.unit:
            assert code == "transfer-to-itself"
        else:
            assert code == ""
            self.model.unit = unit
            self.model.units.append(unit)
            self.model.deeds += 1

    @rule(nights=st.integers(1, 12))
    def nights_go_by(self, nights: int) -> None:
        for _ in range(nights):
            self.cases.clock.forward(days=1)
            before = self.cases.names(self.number).count("escalate")
            run_clocks(self.cases.centre)
            self.model.deeds += self.cases.names(self.number).count("escalate") - before
            self._by_silence()

    def _by_silence(self) -> None:
        began = self.model.since
        if self.model.state == "RECEIVED" and self.today > working_day(began, 5):
            self.model.enter("ACCEPTED", self.today, began)
        elif self.model.state == "SUPPLEMENT" and self.today > working_day(began, 15):
            self.model.enter("WITHDRAWN", self.today)

    @invariant()
    def both_say_the_same(self) -> None:
        case = self.cases.case(self.number)
        assert (case.state, case.assignee_unit, case.revision) == (self.model.state, self.model.unit, self.model.deeds)
        assert case.transfers == len(self.model.units) - 1
        assert case.accepted_on == self.model.accepted
        if self.model.state in RUNNING:
            assert case.promise_date == self.model.promise()
            assert case.promise_provisional == (case.promise_date is not None and case.promise_date.year > 2026)
        triples = zip(self.model.units, self.model.units[1:], self.model.units[2:], strict=False)
        assert case.bounced == any(first == third for first, _, third in triples)

    def teardown(self) -> None:
        assert [one for one in self.cases.broken() if one.project_no == self.number] == []


@pytest.fixture(scope="module")
def cases(copied_home: CopiedHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cases]:
    with copied_home(tmp_path_factory.mktemp("machine") / "central") as home, cases_at(home) as cases:
        yield cases


def _run(cases: Cases, examples: int, steps: int) -> None:
    machine = type("Machine", (CaseMachine,), {"cases": cases})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_case_does_what_its_model_does(cases: Cases) -> None:
    _run(cases, examples=4, steps=12)


@pytest.mark.soak
@pytest.mark.timeout(3_600)
def test_case_does_what_its_model_does_at_length(cases: Cases) -> None:
    _run(cases, examples=150, steps=40)
