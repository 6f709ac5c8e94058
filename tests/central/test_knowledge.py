"""多渠道一标准 (A3.10): hotline, window and terminal say the same, and what they hear of it reaches its owner. Synthetic."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest
import requests
from central_world import START, World
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from protocol_world import Road, road_to
from staff_world import DEPARTMENT, OTHER_TOWN, Console, code_of, little_work, newcomer

from app.contract.entries import fingerprint
from app.contract.jobs import ItemResult, JobKind
from app.contract.knowledge import Channel, KnowledgeEntry
from app.contract.knowledge_feedback import FeedbackReason, KnowledgeFeedback
from app.contract.knowledge_search import KnowledgeAsked, KnowledgeFound, KnowledgeIndex
from app.on_hand import OnHand
from central.clock import day_of
from central.organisations.roles import Role
from central.packs.entries import publish_entries, withdraw_entry
from central.packs.grounds import ground_of
from central.packs.samples import sample_knowledge
from central.packs.service_knowledge import OWNERS, service_knowledge

TODAY = day_of(START)
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
ANSWERS = tuple(service_knowledge())
QUESTIONS = (
    "信用报告在哪里办",
    "企业注销要带什么材料",
    "xybg",
    "zhusuoshenbao",
    "信用保告",
    "查询码丢了",
    "公司没有网络交上去的诉求还算不算",
    "窗口让我多交材料怎么办",
    "credit report",
    "how do I get a credit report",
)


@pytest.fixture(scope="module")
def world(shared_world: World) -> Iterator[World]:
    with little_work():
        publish(shared_world, *ANSWERS)
        yield shared_world


@pytest.fixture(scope="module")
def road(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    with road_to(world, tmp_path_factory.mktemp("terminal") / "home") as road:
        yield road


def publish(world: World, *entries: KnowledgeEntry) -> None:
    with world.centre.database.reading() as session:
        publish_entries(world.centre, entries, KnowledgeEntry, ground_of(session, TODAY))


def knowledge(entry_id: str, **changes: Any) -> KnowledgeEntry:
    sample = next(sample_knowledge(1))
    said = {name: getattr(sample, name) for name in KnowledgeEntry.model_fields}
    return KnowledgeEntry.model_validate(said | {"id": entry_id} | changes)


def by_terminal_on_hand(world: World, road: Road) -> KnowledgeIndex:
    road.errands.packs.bring_up_to_date(road.central, world.clock())
    return OnHand(road.errands.packs, world.clock).knowledge.index(TODAY)


def asks(world: World, question: str, channel: Channel, person: Console | None = None) -> KnowledgeFound:
    asked = KnowledgeAsked(question=question, channel=channel, day=TODAY)
    if person is None:
        return KnowledgeFound.model_validate_json(world.terminal.post("/v1/knowledge/search", asked).body)
    bearer = {"Authorization": f"Bearer {person.token}"}
    answer = requests.post(
        f"{world.url}/v1/knowledge/search", json=asked.model_dump(mode="json"), headers=bearer, timeout=60
    )
    assert answer.status_code == 200, answer.text
    return KnowledgeFound.model_validate_json(answer.content)


def files(world: World, entry: KnowledgeEntry, **said: Any) -> ItemResult:
    """What a terminal heard of an answer, delivered."""
    words = {"useful": False, "reason": FeedbackReason.OUTDATED, "owner_unit": entry.owner_unit} | said
    payload = KnowledgeFeedback(
        answer=entry.id, version=entry.version, fingerprint=fingerprint(entry), given_at=world.clock(), **words
    )
    item = world.terminal.item(JobKind.KNOWLEDGE_FEEDBACK, payload, aggregate=f"answer:{secrets.token_hex(8)}")
    [result] = world.terminal.deliver(item)
    return result


@SQLITE
def test_same_question_has_one_answer_for_hotline_window_and_terminal(world: World, road: Road) -> None:
    person = newcomer(world).comes_in()
    held = by_terminal_on_hand(world, road)

    for question in QUESTIONS:
        hotline = asks(world, question, Channel.HOTLINE, person).answers
        window = asks(world, question, Channel.WINDOW, person).answers
        there = asks(world, question, Channel.TERMINAL).answers
        here = tuple((one.id, one.version, fingerprint(one)) for one in held.find(question, 5))
        said = [
            tuple((one.id, one.version, one.fingerprint) for one in channel) for channel in (hotline, window, there)
        ]

        assert here, question
        assert said == [here] * 3, question


@SQLITE
def test_expired_withdrawn_and_coming_answers_are_found_nowhere(world: World, road: Road) -> None:
    ended = knowledge("ZS-E-1", question="螺蛳粉店怎么开", valid_to=TODAY)
    gone = knowledge("ZS-E-2", question="螺蛳粉店要什么证")
    coming = knowledge("ZS-E-3", question="螺蛳粉店新办法", valid_from=TODAY + timedelta(days=1))
    publish(world, ended, gone, coming)
    withdraw_entry(world.centre, KnowledgeEntry, gone.id, "合成")
    person = newcomer(world).comes_in()

    today = {one.id for one in asks(world, "螺蛳粉店", Channel.HOTLINE, person).answers}
    held = {one.id for one in by_terminal_on_hand(world, road).find("螺蛳粉店")}
    tomorrow = OnHand(road.errands.packs, world.clock).knowledge.index(TODAY + timedelta(days=1))

    assert today == held == {ended.id}
    assert {one.id for one in tomorrow.find("螺蛳粉店")} == {coming.id}


@SQLITE
def test_answer_for_one_channel_or_one_town_stays_there(world: World) -> None:
    windows = knowledge("ZS-C-1", question="钻石加工备案", channels=(Channel.WINDOW,))
    towns = knowledge("ZS-C-2", question="钻石加工路线", town_code="441900110000")
    publish(world, windows, towns)

    assert {one.id for one in asks(world, "钻石加工", Channel.WINDOW).answers} == {windows.id}
    assert asks(world, "钻石加工", Channel.HOTLINE).answers == ()


def test_word_of_no_use_reaches_the_owner_who_answers_it_in_time(world: World) -> None:
    entry = next(one for one in ANSWERS if one.owner_unit == DEPARTMENT)
    result = files(world, entry)
    useful = files(world, entry, useful=True, reason=FeedbackReason.NONE)
    clerk = newcomer(world, DEPARTMENT, Role.HANDLER).comes_in()

    [listed] = [one for one in everything(clerk) if one["number"] == result.receipt]
    counted = {one["answer"]: one for one in clerk.get("knowledge/usefulness", unit=DEPARTMENT).json()["answers"]}
    done = clerk.post(f"knowledge/feedback/{result.receipt}/answer", {"action": "corrected", "reply": "已按新办法改"})
    again = clerk.post(f"knowledge/feedback/{result.receipt}/answer", {"action": "stands", "reply": "没有错"})
    thanked = clerk.post(f"knowledge/feedback/{useful.receipt}/answer", {"action": "stands", "reply": "谢谢"})

    assert (listed["answer"], listed["version"], listed["reason"]) == (entry.id, 1, "过时了")
    assert (listed["due_on"], listed["overdue"]) == ("2026-11-26", False)
    assert counted[entry.id]["useful"] >= 1
    assert counted[entry.id]["not_useful"] >= 1
    assert done.status_code == 200
    assert (code_of(again), code_of(thanked)) == ("feedback-answered",) * 2
    assert result.receipt not in {one["number"] for one in everything(clerk)}


def everything(clerk: Console) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = clerk.get("knowledge/feedback", unit=DEPARTMENT).json()["feedback"]
    return listed


@SQLITE
def test_hotline_and_window_pass_on_what_they_heard(world: World) -> None:
    entry = next(one for one in ANSWERS if one.owner_unit == DEPARTMENT)
    agent = newcomer(world, OTHER_TOWN, Role.WINDOW_STAFF).comes_in()
    clerk = newcomer(world, DEPARTMENT, Role.HANDLER).comes_in()
    said = {"answer": entry.id, "version": 1, "channel": Channel.HOTLINE, "useful": False, "reason": "和实际不一样"}

    noted = agent.post("knowledge/feedback", said | {"note": "来电说窗口要三份"}).json()
    unknown = agent.post("knowledge/feedback", said | {"version": 9})
    not_theirs = agent.post(f"knowledge/feedback/{noted['number']}/answer", {"action": "stands", "reply": "对的"})

    assert noted["due_on"] == "2026-11-26"
    [listed] = [one for one in everything(clerk) if one["number"] == noted["number"]]
    assert (listed["channel"], listed["note"]) == ("12345热线", "来电说窗口要三份")
    assert (code_of(unknown), code_of(not_theirs)) == ("answer-unknown", "role-lacking")


@SQLITE
def test_answer_that_has_gone_still_has_an_owner_to_hear_of_it(world: World) -> None:
    entry = knowledge("ZS-F-1", owner_unit=DEPARTMENT)
    publish(world, entry)
    withdraw_entry(world.centre, KnowledgeEntry, entry.id, "合成")

    result = files(world, entry)

    clerk = newcomer(world, DEPARTMENT, Role.HANDLER).comes_in()
    assert result.receipt in {one["number"] for one in everything(clerk)}


@SQLITE
@seed(8)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=70))
def test_no_question_brings_the_centre_out_of_its_words(world: World, question: str) -> None:
    answer = world.terminal.post("/v1/knowledge/search", {"question": question, "channel": "窗口"})

    assert answer.status in (200, 422)
    if answer.status == 422:
        assert answer.code == "message-malformed"


@SQLITE
def test_what_somebody_asked_stands_in_no_log_and_no_table(world: World, caplog: pytest.LogCaptureFixture) -> None:
    canary = "鹦鹉螺号潜水艇"

    asks(world, canary, Channel.WINDOW)

    lies = [path for path in world.centre.home.path.rglob("*") if path.is_file()]
    assert canary not in caplog.text
    assert not [path for path in lies if canary.encode() in path.read_bytes()]


def test_answers_that_come_with_the_program_are_enough_and_each_has_an_owner() -> None:
    published = list(islice(service_knowledge(), 1_000))

    assert len(published) >= 120
    assert len({one.id for one in published}) == len(published)
    assert {one.owner_unit for one in published} == set(OWNERS.values())
    assert all(one.english_question and one.english_answer for one in published)
    assert json.dumps([one.id for one in service_knowledge()]) == json.dumps([one.id for one in published])
