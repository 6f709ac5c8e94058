"""Procedures are data: those that come with the program hold, and whatever is wrong with another is told, all of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from central.cases.procedures import ProcedureFaulty, parse_procedure, read_folder, shipped
from resources import path

Said = dict[str, Any]


@pytest.fixture
def said() -> Said:
    found: Said = json.loads(path("procedures", "generic-1.json").read_text("utf-8"))
    return found


def faults(said: Said) -> tuple[str, ...]:
    with pytest.raises(ProcedureFaulty) as refused:
        parse_procedure(json.dumps(said, ensure_ascii=False), "generic-1.json")
    return refused.value.faults


def test_procedures_that_come_with_the_program_hold() -> None:
    assert {"generic", "theme"} <= set(shipped())


def test_the_generic_procedure_has_the_states_of_the_field() -> None:
    procedure, _ = shipped()["generic"]
    words = [state.words.zh for state in procedure.states.values()]

    named = (
        "暂存 待同步 已收件 待补正 已受理 审查中 中止计时 准予 制证中 不予许可 不予受理 撤回 办结 已评价 整改中 归档"
    )
    assert set(named.split()) <= set(words)


def test_every_limit_has_its_source() -> None:
    limits = [
        state.clock.limit for procedure, _ in shipped().values() for state in procedure.states.values() if state.clock
    ]

    assert all(limit.source for limit in limits if limit)
    assert any(limit.verified for limit in limits if limit)
    assert any(not limit.verified for limit in limits if limit)


CLOSES = "closes without the applicant's word or a follow-up by a second person"


def _take_words(said: Said) -> None:
    said["states"]["REVIEW"]["words"]["en"] = " "


def _unknown_role(said: Said) -> None:
    said["transitions"]["approve"]["by"] = ["mayor"]


def _nobody(said: Said) -> None:
    said["transitions"]["approve"]["by"] = []


def _no_way_in(said: Said) -> None:
    said["states"]["LOST"] = said["states"]["CERT"]


def _no_way_out(said: Said) -> None:
    del said["transitions"]["make-certificate"], said["transitions"]["deliver-decision"]


def _two_that_lead_in_a_circle(said: Said) -> None:
    said["transitions"]["close"]["to"] = "RECTIFYING"
    for name in ("archive", "archive-unrated"):
        del said["transitions"][name]
    said["states"]["ARCHIVED"]["final"] = False


def _unknown_state(said: Said) -> None:
    said["transitions"]["approve"]["to"] = "GRANTED"


def _left_final_state(said: Said) -> None:
    said["states"]["DONE"]["final"] = True


def _pause_for_no_listed_reason(said: Said) -> None:
    said["transitions"]["begin-special"]["needs"] = ["reason"]


def _clock_that_runs_again(said: Said) -> None:
    said["transitions"]["send-back"]["to"] = "REVIEW"


def _forgotten_clock(said: Said) -> None:
    said["transitions"]["end-special"]["to"] = "RECEIVED"


def _expiry_by_nobody(said: Said) -> None:
    said["states"]["RECEIVED"]["clock"]["on_expiry"] = "accept"


def _clock_without_limit(said: Said) -> None:
    del said["states"]["RECEIVED"]["clock"]["limit"]


def _escalation_to_nobody(said: Said) -> None:
    said["states"]["RECTIFYING"]["clock"]["escalate"][0]["to"] = "neighbour"


def _escalations_out_of_order(said: Said) -> None:
    said["business_escalate"][0]["overdue_days"] = 9


def _second_person_of_nothing(said: Said) -> None:
    said["transitions"]["close"]["not_the_doer_of"] = ["repair"]


def _closed_on_staffs_word(said: Said) -> None:
    said["transitions"]["archive-unrated"]["needs"] = []


def _closed_by_whoever_did_it(said: Said) -> None:
    said["transitions"]["close"]["not_the_doer_of"] = []


def _rated_by_staff(said: Said) -> None:
    said["transitions"]["rate-well"]["by"] = ["applicant", "window-staff"]


def _correction_without_list(said: Said) -> None:
    said["transitions"]["ask-correction"]["needs"] = ["reason"]


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (_take_words, "state REVIEW: no words in en"),
        (_unknown_role, "transition approve: unknown role mayor"),
        (_nobody, "transition approve: nobody may make it"),
        (_no_way_in, "state LOST: cannot be reached"),
        (_no_way_out, "state APPROVED: has no way out to an end"),
        (_two_that_lead_in_a_circle, "state RECTIFYING: has no way out to an end"),
        (_unknown_state, "transition approve: unknown state GRANTED"),
        (_left_final_state, "state DONE: is final and is left"),
        (_pause_for_no_listed_reason, "transition begin-special: pauses the business clock without a listed procedure"),
        (_clock_that_runs_again, "transition send-back: lets a business clock run that is over"),
        (_forgotten_clock, "transition end-special: forgets a business clock that runs"),
        (_expiry_by_nobody, "state RECEIVED: the centre cannot make accept when the limit has passed"),
        (_clock_without_limit, "state RECEIVED: its clock has one limit, its own or the special procedure's"),
        (_escalation_to_nobody, "state RECTIFYING: unknown role neighbour"),
        (_escalations_out_of_order, "business_escalate: escalations do not follow one another"),
        (_second_person_of_nothing, "transition close: unknown transition repair"),
        (_closed_on_staffs_word, f"transition archive-unrated: {CLOSES}"),
        (_closed_by_whoever_did_it, f"transition close: {CLOSES}"),
        (_rated_by_staff, f"transition archive: {CLOSES}"),
        (_correction_without_list, "correction: ask-correction does not ask for materials"),
    ],
)
def test_fault_is_told(said: Said, spoil: Callable[[Said], None], fault: str) -> None:
    spoil(said)

    assert fault in faults(said)


def test_all_faults_are_told_at_once(said: Said) -> None:
    for spoil in (_take_words, _unknown_role, _no_way_in, _escalation_to_nobody):
        spoil(said)

    assert len(faults(said)) == 5


def test_file_that_is_no_procedure_is_told_field_by_field(said: Said) -> None:
    said["version"] = "two"
    said["surprise"] = 1

    assert [fault.split(":")[0] for fault in faults(said)] == ["version", "surprise"]


def test_name_that_stands_twice_is_no_procedure() -> None:
    with pytest.raises(ProcedureFaulty, match="twice"):
        parse_procedure('{"id": "a", "id": "b"}', "a-1.json")


def test_faults_of_every_file_of_a_folder_are_told(said: Said, tmp_path: Path) -> None:
    _take_words(said)
    for name in ("generic-1.json", "generic-2.json"):
        (tmp_path / name).write_text(json.dumps(said), "utf-8")

    with pytest.raises(ProcedureFaulty) as refused:
        read_folder(tmp_path)

    assert len(refused.value.faults) == 2


def test_file_is_named_after_what_it_holds(said: Said, tmp_path: Path) -> None:
    (tmp_path / "generic-2.json").write_text(json.dumps(said), "utf-8")

    with pytest.raises(ProcedureFaulty, match=r"generic-2\.json: holds generic-1"):
        read_folder(tmp_path)
