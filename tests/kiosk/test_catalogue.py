"""All there is to come for is known: by zone, by stage, in both languages; what cannot be done here says where it can."""

from __future__ import annotations

import re

import pytest

from devices.state import Condition, DeviceState
from kiosk import catalogue
from kiosk.door import Surroundings
from kiosk.menu import SERVICES, STAGE, ZONES, Menu
from kiosk.service import Facility
from kiosk.words import say

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ALL_WELL = Surroundings(online=True)


def chinese(text: str, *values: object) -> str:
    return say("zh", text, *values)


def rows_of(zone: str, around: Surroundings = ALL_WELL) -> list[dict[str, object]]:
    return Menu().service_rows(zone, around, chinese)


def test_the_plan_has_eighty_services_and_each_zone_its_own() -> None:
    planned = catalogue.listed()

    assert len(planned) == len({one.id for one in planned}) == 80
    assert {one.zone for one in planned} == {row.id for row in ZONES} | {""}
    assert all(re.fullmatch(r"S\d{3}", one.id) for one in planned)


def test_every_service_has_a_stage_and_every_stage_a_service() -> None:
    stages = {row.id for row in catalogue.stages()}

    assert {stage for one in catalogue.listed() for stage in one.stages} == stages
    assert all(one.stages for one in catalogue.listed())


def test_every_word_that_is_shown_has_english() -> None:
    shown = [text for one in catalogue.listed() for text in (one.title, one.hint, one.where)]
    shown += [text for row in catalogue.stages() for text in (row.title, row.hint)]

    missing = [text for text in shown if text not in catalogue.english() or CHINESE.search(catalogue.english()[text])]

    assert missing == []


def test_what_has_another_name_here_is_done_by_a_service_there_is() -> None:
    named = {one.done_by for one in catalogue.listed() if one.done_by}

    assert named <= {service.id for service in SERVICES}
    assert all(one.words and one.hint and one.where for one in catalogue.listed())


@pytest.mark.parametrize("zone", [*(row.id for row in ZONES), *(STAGE + row.id for row in catalogue.stages())])
def test_what_is_open_comes_first_and_what_is_not_says_where_else(zone: str) -> None:
    rows = rows_of(zone)

    closed = [bool(row["closed"]) for row in rows]
    assert rows
    assert closed == sorted(closed)
    assert all(row["where"] for row in rows if row["closed"])
    assert not any(row["where"] for row in rows if not row["closed"])


def test_only_what_works_now_is_offered() -> None:
    cut = Surroundings(online=False)
    broken = Surroundings(online=True, devices={Facility.CARD_READER: DeviceState("card-reader", Condition.BROKEN)})

    def offered(around: Surroundings) -> set[object]:
        return {row["id"] for zone in ZONES for row in rows_of(zone.id, around) if not row["closed"]}

    assert {"S901", "S902"} & offered(cut) == set()
    assert "S101" in offered(cut)
    assert {"S901", "S101"} & offered(broken) == set()


def test_a_zone_is_open_while_anything_people_come_for_is() -> None:
    open_ones = {row["id"] for row in Menu().zone_rows(ALL_WELL, chinese) if not row["closed"]}

    assert open_ones == {"appeals", "items", "licences", "credit"}


def test_a_closed_zone_gives_the_reason_of_its_own_services() -> None:
    rows = {row["id"]: row["reason"] for row in Menu().zone_rows(Surroundings(online=False), chinese)}

    assert rows["credit"] == "网络不通，暂时办不了"
    assert rows["tax"] == "这台机暂不办理"
