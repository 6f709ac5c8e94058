"""Prefilling at the centre: sources that are late, gone, lying or silent; what is on record; and where a contested value goes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from application_world import application, file
from central_world import Answered, CopiedHome, World, running
from data_brain import (
    ANSWERS,
    BABBLES,
    CUTS,
    DRIBBLES,
    FAILS,
    HANGS,
    KNOWS_NOBODY,
    TOKEN,
    SimulatedDataBrain,
    data_brain,
)
from item_world import on_the_books, sample
from sqlalchemy import select
from staff_world import code_of, little_work, newcomer

from app.central import Accepted
from app.contract.jobs import ItemStatus, JobKind
from app.contract.prefill import AgreedPurpose, PrefillAsked, PrefillContested, Prefilled, PrefilledField, Standing
from app.contract.service_forms import DIALECT
from app.prefill import form_at_hand
from app.visit import Holder
from central.cases.exchange import particulars_of
from central.cases.tables import Case
from central.follow_ups import FollowUp
from central.organisations.roles import Role
from central.organisations.sign_in_tables import TrailEntry
from central.organisations.trail import first_broken
from central.plan_file import PlanUnusable
from central.prefill.asking import ASKED
from central.prefill.plan import PLAN_FILE, read_plan
from central.prefill.tables import DataCorrection, PrefillAsking, PrefillOrigin
from central.seeding.named import CLEAN_USCC
from kiosk.command_line import main

UNIT, OTHER_UNIT = "DG-SJJ", "DG-RSJ"
PATIENT, HASTY = 30.0, 0.4
"""How long a form waits for all that is known of it: longer than any load of this machine, and not."""
ONCE = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)


def field_of(title: str, purpose: str, source: str, name: str, **limits: Any) -> dict[str, Any]:
    prefill = {"source": source, "field": name}
    return {"type": "string", "title": title, "x-purpose": purpose, "x-prefill": prefill} | limits


FORM: dict[str, Any] = {
    "$schema": DIALECT,
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "entity_name": field_of("企业名称", "identify", "licence", "entity_name", maxLength=100),
        "staff": field_of("职工人数", "decide", "register", "staff", type="integer", minimum=0),
        "site": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"area": field_of("面积", "decide", "register", "area", type="number", minimum=0)},
        },
        "agent": field_of("经办人", "identify", "id-card", "name"),
        "phone": field_of("电话", "contact", "visitor", "", pattern=r"^1\d{10}$"),
    },
}
ITEM = sample(number=3, level=0, form=FORM)


@dataclass
class Brained:
    """A centre whose register is a simulated data brain, and whose licences are its own enterprises."""

    world: World
    brain: SimulatedDataBrain

    def asked(self, *purposes: AgreedPurpose, **changes: Any) -> PrefillAsked:
        agreed = purposes or (AgreedPurpose.IDENTIFY, AgreedPurpose.DECIDE)
        said = {"asking": secrets.token_hex(16), "grant": self.world.grant(service=ITEM.task_code)}
        said |= {"task_code": ITEM.task_code, "purposes": agreed, "agreed_at": self.world.clock()} | changes
        return PrefillAsked.model_validate(said)

    def answers(self, asked: PrefillAsked) -> Answered:
        return self.world.terminal.post(f"/v1/terminals/{self.world.terminal.terminal_id}/prefill", asked)

    def told(self, asked: PrefillAsked | None = None) -> dict[str, PrefilledField]:
        answered = self.answers(asked or self.asked())
        assert answered.status == 200, answered
        return {one.path: one for one in Prefilled.model_validate_json(answered.body).fields}

    def contest(self, asked: PrefillAsked, path: str = "staff", own: str = "61") -> str:
        """The number of what comes of it, or the code by which it was refused."""
        payload = PrefillContested(
            asking=asked.asking, path=path, own_value=own, reason="上季度已变", contested_at=self.world.clock()
        )
        terminal = self.world.terminal
        item = terminal.item(JobKind.PREFILL_CONTESTED, payload, aggregate=f"contest:{secrets.token_hex(8)}")
        [result] = terminal.deliver(item)
        return result.receipt if result.status is ItemStatus.APPLIED else result.code


@contextmanager
def _brained(home: Path, most_seconds: float) -> Iterator[Brained]:
    with data_brain() as brain, little_work():
        (home / "brain-token").write_text(TOKEN + "\n", "utf-8")
        own = {
            "name": "own",
            "title": "登记系统（演示）",
            "kind": "enterprises",
            "unit_id": UNIT,
            "serves": ["licence"],
        }
        other = {"name": "brain", "title": "数据大脑（合成）", "kind": "http", "unit_id": UNIT, "serves": ["register"]}
        other |= {"url": brain.url, "token_file": str(home / "brain-token"), "at_once": 2}
        (home / PLAN_FILE).write_text(json.dumps({"systems": [own, other], "most_seconds": most_seconds}), "utf-8")
        with running(home) as world:
            on_the_books(world, ITEM)
            yield Brained(world, brain)


@pytest.fixture(scope="module")
def shared_brained(copied_home: CopiedHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Brained]:
    with copied_home(tmp_path_factory.mktemp("brained") / "central") as home, _brained(home, PATIENT) as brained:
        yield brained


@pytest.fixture
def brained(shared_brained: Brained) -> Brained:
    brain = shared_brained.brain
    brain.mood, brain.known, brain.unasked, brain.as_of = ANSWERS, {"staff": 42, "area": 120.5}, {}, "2026-11-20"
    brain.goodbye.clear()
    brain.asked.clear()
    brain.tokens.clear()
    return shared_brained


def test_each_value_says_where_it_comes_from(brained: Brained) -> None:
    told = brained.told()

    staff, name = told["staff"], told["entity_name"]
    assert (staff.value, staff.system, staff.dataset, str(staff.as_of)) == (
        42,
        "数据大脑（合成）",
        "合成登记库",
        "2026-11-20",
    )
    assert staff.unit == "市市场监管局"
    assert (told["site/area"].value, name.system) == (120.5, "登记系统（演示）")


@ONCE
def test_source_is_told_the_purpose_and_only_what_may_be_asked(brained: Brained) -> None:
    brained.told()

    [question] = brained.brain.asked
    assert question["uscc"] == CLEAN_USCC
    assert [(one["name"], one["purpose"]) for one in question["wanted"]] == [("staff", "decide"), ("area", "decide")]
    assert brained.brain.tokens == [f"Bearer {TOKEN}"]


@ONCE
def test_source_whose_purpose_nobody_agreed_to_is_not_asked_at_all(brained: Brained) -> None:
    told = brained.told(brained.asked(AgreedPurpose.IDENTIFY))

    assert (told["staff"].standing, told["entity_name"].standing) == (Standing.NOT_AGREED, Standing.FILLED)
    assert brained.brain.asked == []


@ONCE
@pytest.mark.parametrize(
    ("mood", "standing"),
    [
        (FAILS, Standing.UNREACHABLE),
        (CUTS, Standing.UNREACHABLE),
        (BABBLES, Standing.UNREACHABLE),
        (KNOWS_NOBODY, Standing.NO_RECORD),
    ],
)
def test_source_in_a_bad_way_leaves_its_fields_empty_and_the_others_full(
    brained: Brained, mood: str, standing: Standing
) -> None:
    brained.brain.mood = mood

    told = brained.told()

    assert (told["staff"].standing, told["staff"].value) == (standing, None)
    assert told["entity_name"].standing is Standing.FILLED


@ONCE
def test_source_that_hangs_or_dribbles_is_waited_for_no_longer_than_the_plan_says(central_home: Path) -> None:
    with _brained(central_home, HASTY) as brained:
        for mood in (HANGS, DRIBBLES):
            brained.brain.mood = mood

            told = brained.told()

            assert (told["staff"].standing, told["staff"].value) == (Standing.LATE, None)


@ONCE
def test_one_slow_source_is_not_waited_for_by_everybody(brained: Brained) -> None:
    """There is room for two at once; whoever comes then is told so at once, and has the rest of the form."""
    brained.brain.mood = HANGS
    others = [Thread(target=brained.answers, args=(brained.asked(),)) for _ in range(2)]
    for one in others:
        one.start()
    until = monotonic() + 60
    while len(brained.brain.asked) < 2 and monotonic() < until:
        sleep(0.01)

    told = brained.told()

    brained.brain.goodbye.set()
    for one in others:
        one.join()
    assert told["staff"].standing is Standing.LATE
    assert told["entity_name"].standing is Standing.FILLED


@ONCE
@pytest.mark.parametrize("value", ["forty-two", -1, True, 4.5])
def test_value_that_the_form_would_not_take_is_not_filled_in(brained: Brained, value: Any) -> None:
    brained.brain.known["staff"] = value

    assert brained.told()["staff"].standing is Standing.UNFIT


@ONCE
def test_data_from_tomorrow_are_not_believed(brained: Brained) -> None:
    brained.brain.as_of = "2026-11-24"

    assert brained.told()["staff"].standing is Standing.UNFIT


@ONCE
def test_what_nobody_asked_for_goes_nowhere(brained: Brained) -> None:
    brained.brain.unasked = {"phone": "13800000000", "agent": "测试乙"}

    assert set(brained.told()) == {"entity_name", "staff", "site/area"}


def test_asking_is_on_the_trail_before_its_answer_and_no_value_is_kept(brained: Brained) -> None:
    asked = brained.asked()
    brained.brain.mood, brained.brain.known = ANSWERS, {"staff": 987654321}

    brained.told(asked)

    with brained.world.centre.database.reading() as session:
        entries = list(session.scalars(select(TrailEntry).where(TrailEntry.subject_id == asked.asking)))
        row = session.get_one(PrefillAsking, asked.asking)
        origins = list(session.scalars(select(PrefillOrigin).where(PrefillOrigin.asking_id == asked.asking)))
        assert [(one.who, one.what) for one in entries] == [("terminal:T0003", ASKED)]
        assert f"{ITEM.task_code}: decide,identify" in entries[0].purpose
        assert (row.uscc, row.fields, row.with_source, row.from_card, row.filled) == (CLEAN_USCC, 5, 4, 1, 2)
        kept = " ".join(str(value) for one in (row, *origins) for value in vars(one).values())
        assert first_broken(session, brained.world.centre.home.keyed_hash) is None
    assert "987654321" not in kept
    assert asked.grant not in kept


@ONCE
def test_refused_asking_asks_nobody(brained: Brained) -> None:
    wrong = [brained.asked(grant="nobody's"), brained.asked(fields=("phone",)), brained.asked(task_code="9" * 30)]

    codes = [brained.answers(one).code for one in wrong]

    assert codes == ["grant-unknown", "prefill-field-unknown", "service-item-unknown"]
    assert brained.brain.asked == []


@ONCE
def test_no_terminal_asks_in_anothers_name(brained: Brained) -> None:
    answered = brained.world.terminal.post("/v1/terminals/T0009/prefill", brained.asked())

    assert (answered.status, answered.code) == (403, "terminal-other")


def test_contested_value_reaches_the_unit_that_keeps_it(brained: Brained) -> None:
    asked = brained.asked()
    brained.told(asked)

    number = brained.contest(asked)

    with brained.world.centre.database.reading() as session:
        row = session.get_one(DataCorrection, number)
        assert (row.unit_id, row.path, row.system, row.dataset) == (UNIT, "staff", "brain", "合成登记库")
        assert b"61" not in row.own_sealed
        follow = session.scalars(select(FollowUp).where(FollowUp.subject == number)).one()
        assert (follow.topic, follow.recipient) == ("data-correction", UNIT)


def test_only_what_was_told_here_can_be_contested(brained: Brained) -> None:
    asked = brained.asked()
    brained.told(asked)

    assert brained.contest(asked, path="phone") == "prefill-unknown"
    assert brained.contest(brained.asked()) == "prefill-unknown"


def test_unit_looks_at_the_own_value_on_record_and_settles_it_once(brained: Brained) -> None:
    asked = brained.asked()
    brained.told(asked)
    number = brained.contest(asked, own="73")
    clerk = newcomer(brained.world, unit=UNIT).comes_in()

    listed = clerk.get("prefill/corrections", unit=UNIT).json()["corrections"]
    seen = clerk.post(f"prefill/corrections/{number}/value")
    done = clerk.post(f"prefill/corrections/{number}/settle", {"finding": "corrected", "reason": "已按社保数据更正"})
    again = clerk.post(f"prefill/corrections/{number}/value")

    assert number in [one["number"] for one in listed]
    assert "73" not in json.dumps(listed[-1], ensure_ascii=False)
    assert seen.json() == {"uscc": CLEAN_USCC, "own_value": "73"}
    assert (done.status_code, again.status_code, code_of(again)) == (200, 409, "correction-settled")
    with brained.world.centre.database.reading() as session:
        assert session.get_one(DataCorrection, number).own_sealed == b""
        what = select(TrailEntry.what).where(TrailEntry.subject_id == number).order_by(TrailEntry.number)
        assert list(session.scalars(what)) == ["read", "settled"]


@ONCE
def test_another_units_people_neither_see_nor_settle_it(brained: Brained) -> None:
    asked = brained.asked()
    brained.told(asked)
    number = brained.contest(asked)
    stranger = newcomer(brained.world, unit=OTHER_UNIT).comes_in()
    bank = newcomer(brained.world, unit="DG-BANK1", role=Role.BANK).comes_in()

    answers = [
        stranger.get("prefill/corrections", unit=UNIT),
        stranger.post(f"prefill/corrections/{number}/value"),
        stranger.post(f"prefill/corrections/{number}/settle", {"finding": "stands", "reason": "没有变"}),
        bank.post(f"prefill/corrections/{number}/value"),
    ]

    assert [code_of(one) for one in answers] == ["unit-other", "unit-other", "unit-other", "role-lacking"]


def test_own_answer_goes_with_the_application_beside_what_was_prefilled(brained: Brained) -> None:
    world, asked = brained.world, brained.asked()
    told = Prefilled.model_validate_json(brained.answers(asked).body)
    form, _ = form_at_hand(FORM, Holder("测试甲", ""), Accepted(told)).contested("staff", "61", "", world.clock())
    own = {"entity_name": "东莞市改名有限公司(合成)", "staff": 61, "site": {"area": 120.5}}

    filed = application(
        ITEM, world.clock(), situation={"who": "self"}, answers=own, prefilled=form.beside_the_answers()
    )
    result = file(world.terminal, filed)

    assert result.status is ItemStatus.APPLIED, result
    with world.centre.database.reading() as session:
        kept = particulars_of(world.centre, session.get_one(Case, result.receipt))
    beside = {one.path: (one.prefilled, one.contested, one.asking) for one in kept.prefilled}
    assert kept.answers["staff"] == 61
    assert beside["staff"] == (42, True, asked.asking)
    assert not beside["site/area"][1]


def test_share_of_a_form_is_what_filled_itself_in_of_all_it_asks(
    brained: Brained, capsys: pytest.CaptureFixture[str]
) -> None:
    with brained.world.centre.database.writing() as session:
        for row in session.scalars(select(PrefillAsking)):
            row.task_version = 99  # what other tests asked is of another version
    brained.told()
    brained.brain.mood = FAILS
    brained.told()
    clerk = newcomer(brained.world).comes_in()

    shares = {(one["task_code"], one["task_version"]): one for one in clerk.get("prefill/shares").json()["shares"]}
    status = main(["central", "prefill-shares", "--json", "--home", str(brained.world.centre.settings.home)])

    share = shares[ITEM.task_code, ITEM.task_version]
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    # three by others and one off the card, then one and one, of five fields asked twice
    assert (share["askings"], share["filled"], share["from_card"], share["share"]) == (2, 4, 1, "0.6000")
    assert status == 0
    assert share in printed


@pytest.mark.parametrize(
    "wrong",
    [
        {"systems": [{"name": "x1", "title": "t", "kind": "http", "unit_id": "u", "serves": ["register"]}]},
        {"systems": [{"name": "x1", "title": "t", "kind": "enterprises", "unit_id": "u", "serves": ["visitor"]}]},
        {"systems": [{"name": n, "title": "t", "kind": "enterprises", "unit_id": "u", "serves": ["register"]} for n in ("x1", "x2")]},
        {"most_seconds": 0},
    ],
)  # fmt: skip
def test_plan_that_cannot_be_meant_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    (tmp_path / PLAN_FILE).write_text(json.dumps(wrong), "utf-8")

    with pytest.raises(PlanUnusable):
        read_plan(tmp_path)
