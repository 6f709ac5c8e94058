"""What a visitor wrote in their own words at the centre: kept for whoever handles the appeal, and every look on record."""

from __future__ import annotations

import json

import pytest
from central_world import World
from pydantic import ValidationError
from sqlalchemy import select
from test_central_appeals import _file, _kept, appeal

from app.contract.appeal import MOST_WORDS, AppealFiled, EnterpriseEvidence
from app.contract.jobs import ItemStatus
from central.zones.appeals.tables import Appeal
from kiosk.command_line import main

WORDS = "房东要求年底前搬走，希望帮忙协调"
PLACE = "东莞市寮步镇横坑社区"


def test_words_and_place_are_kept(world: World) -> None:
    (result,) = _file(world.terminal, appeal(evidence=EnterpriseEvidence.STATED, words=WORDS, place=PLACE))

    kept = _kept(world)

    assert result.status is ItemStatus.APPLIED
    assert (kept.words, kept.place) == (WORDS, PLACE)


def test_other_words_are_another_appeal(world: World) -> None:
    _file(world.terminal, appeal(evidence=EnterpriseEvidence.STATED, words=WORDS))
    _file(world.terminal, appeal(evidence=EnterpriseEvidence.STATED, words="另外一件事"))
    _file(world.terminal, appeal(evidence=EnterpriseEvidence.STATED, words=" " + WORDS))

    with world.centre.database.reading() as session:
        rows = session.scalars(select(Appeal).order_by(Appeal.appeal_no)).all()
        repeats = [row.repeats for row in rows]

    assert repeats[:2] == ["", ""]
    assert repeats[2] == rows[0].appeal_no


@pytest.mark.parametrize("words", ["字" * (MOST_WORDS + 1), "a\x1b[31m", "a\u202eb", "一\n二"])
def test_words_that_steer_or_run_over_are_refused(words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        appeal(words=words)

    assert words not in str(refused.value)


def test_words_are_in_no_repr() -> None:
    filed = appeal(words=WORDS, place=PLACE)

    assert WORDS not in repr(filed)
    assert PLACE not in repr(filed)


def test_a_terminal_that_sends_no_words_is_understood() -> None:
    said = json.loads(appeal().model_dump_json())
    del said["words"], said["place"]

    assert AppealFiled.model_validate(said).words == ""


def test_whoever_handles_the_appeal_can_read_it_and_the_look_is_on_record(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    (result,) = _file(world.terminal, appeal(evidence=EnterpriseEvidence.STATED, words=WORDS, place=PLACE))
    home = str(world.centre.home.path)

    status = main(["central", "show-appeal", result.receipt, "--home", home, "--json"])
    shown = json.loads(capfd.readouterr().out)
    main(["central", "actions", "--home", home, "--json"])
    record = json.loads(capfd.readouterr().out)

    assert status == 0
    assert (shown["words"], shown["place"], shown["appeal_no"]) == (WORDS, PLACE, result.receipt)
    assert ("show-appeal", result.receipt) in {(row["what"], row["about"]) for row in record}
    assert "13800000001" not in json.dumps(shown)


def test_an_appeal_that_is_not_there_is_said_so(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    status = main(["central", "show-appeal", "QG20260101000001", "--home", str(world.centre.home.path)])

    assert status == 1
    assert "there is no appeal QG20260101000001" in capfd.readouterr().err
