"""An appeal at the centre: its number, its unit, its first deadline, and what its query code shows."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, date, datetime, time
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from central_world import START, Terminal, World, holder_of
from sqlalchemy import select

from app.contract.appeal import AppealFiled, AppealProgress, AppealState, EnterpriseEvidence, Topic
from app.contract.jobs import ItemResult, ItemStatus, JobKind
from central.calendar.pack import publish_calendar
from central.clock import DONGGUAN, day_of
from central.clock_run import recount_appeals
from central.enterprises import TOWNS
from central.notices import open_notices
from central.query_windows import MOST_QUERIES
from central.seeding.named import CLEAN_USCC, DIRTY_USCC
from central.seeding.rules import UNITS
from central.zones.appeals.deadlines import contact_due
from central.zones.appeals.tables import Appeal, LeadUnit
from resources import path as resource

PHONE = "13800000001"


def test_appeal_gets_its_number_and_its_unit(world: World) -> None:
    (result,) = _file(world.terminal, appeal(grant=world.grant(service="S101")))

    assert (result.status, result.receipt, result.state) == (ItemStatus.APPLIED, "QG20261123000001", "已收件")
    kept = _kept(world)
    assert (kept.town, kept.lead_unit, kept.needs_check) == ("寮步镇", "寮步镇人社分局", False)
    assert kept.entity_name == "东莞市测试精密五金有限公司(合成)"


def test_progress_opens_by_the_query_code(world: World) -> None:
    filed = appeal(grant=world.grant(service="S101"))
    (result,) = _file(world.terminal, filed)

    answered = world.terminal.post("/v1/appeals/progress", {"query_code": filed.query_code})

    progress = AppealProgress.model_validate_json(answered.body)
    assert (progress.appeal_no, progress.state, progress.topic) == (result.receipt, AppealState.RECEIVED, Topic.LABOUR)
    assert progress.received_at == START
    assert progress.contact_due == datetime(2026, 11, 24, 17, 30, tzinfo=DONGGUAN)
    assert (
        progress.steps[0].text
        == "已收件，由寮步镇人社分局主办；11月24日 17:30 前与您联系（时限暂定，以业务主管单位确认为准）"
    )
    assert progress.contact_due_provisional


def test_progress_speaks_english_too(world: World) -> None:
    filed = appeal(evidence=EnterpriseEvidence.STATED)
    _file(world.terminal, filed)

    answered = world.terminal.post("/v1/appeals/progress", {"query_code": filed.query_code})

    words = AppealProgress.model_validate_json(answered.body).steps[0].english
    assert words.startswith("Received. 寮步镇人社分局 is in charge and will contact you by 24 Nov, 17:30 (provisional")
    assert words.endswith("The enterprise's identity is still to be checked")


def test_code_nobody_holds_opens_nothing(shared_world: World) -> None:
    answered = shared_world.terminal.post("/v1/appeals/progress", {"query_code": "000000000000"})

    assert (answered.status, answered.code) == (404, "appeal-unknown")


def test_guessing_codes_is_stopped_for_the_terminal_that_guesses(world: World) -> None:
    guesses = [
        world.terminal.post("/v1/appeals/progress", {"query_code": f"{n:012d}"}).code for n in range(MOST_QUERIES)
    ]
    refused = world.terminal.post("/v1/appeals/progress", {"query_code": "999999999999"})
    other = world.enrol("T0004")
    elsewhere = other.post("/v1/appeals/progress", {"query_code": "999999999999"})
    world.clock.forward(seconds=60)
    later = world.terminal.post("/v1/appeals/progress", {"query_code": "999999999999"})

    assert set(guesses) == {"appeal-unknown"}
    assert (refused.status, refused.code) == (429, "too-many-queries")
    assert (elsewhere.code, later.code) == ("appeal-unknown", "appeal-unknown")
    other.session.close()


def test_enterprise_known_by_statement_only_is_marked_for_checking(world: World) -> None:
    _file(world.terminal, appeal(evidence=EnterpriseEvidence.STATED))

    assert _kept(world).needs_check


def test_grant_for_another_service_proves_nothing_here(world: World) -> None:
    _file(world.terminal, appeal(grant=world.grant(service="S901")))

    assert _kept(world).needs_check


def test_enterprise_nobody_knows_is_taken_marked_and_routed_by_the_hall(world: World) -> None:
    (result,) = _file(
        world.terminal, appeal(uscc="91441900MA0TE5T99X", entity_name="某厂(合成)", evidence=EnterpriseEvidence.STATED)
    )

    kept = _kept(world)
    assert result.status is ItemStatus.APPLIED
    assert (kept.entity_name, kept.town, kept.needs_check) == ("某厂(合成)", "寮步镇", True)
    assert kept.lead_unit == "寮步镇人社分局"


def test_grant_that_ran_out_while_the_wire_was_cut_still_proves_the_enterprise(world: World) -> None:
    filed = appeal(grant=world.grant(service="S101"))
    world.clock.forward(days=3)

    _file(world.terminal, filed)

    assert not _kept(world).needs_check


@pytest.mark.parametrize("changes", [{"uscc": DIRTY_USCC}, {"holder": holder_of("li")}, {"grant": "invented"}])
def test_grant_for_something_else_proves_nothing(world: World, changes: dict[str, Any]) -> None:
    _file(world.terminal, appeal(**({"grant": world.grant(service="S101")} | changes)))

    assert _kept(world).needs_check


def test_same_text_within_a_day_is_flagged_and_kept(world: World) -> None:
    _file(world.terminal, appeal())
    world.clock.forward(hours=23)
    _file(world.terminal, appeal(matters=("  缺 60 人",)))

    assert [one.repeats for one in _all(world)] == ["", "QG20261123000001"]


def test_same_text_after_a_day_or_of_another_enterprise_is_not_flagged(world: World) -> None:
    _file(world.terminal, appeal())
    _file(world.terminal, appeal(uscc=DIRTY_USCC))
    world.clock.forward(hours=24)
    _file(world.terminal, appeal(terminal_submitted_at=world.clock()))

    assert [one.repeats for one in _all(world)] == ["", "", ""]


def test_query_code_that_is_taken_is_rejected(world: World) -> None:
    filed = appeal()
    _file(world.terminal, filed)

    (result,) = _file(world.terminal, filed, aggregate="appeal:again")

    assert (result.status, result.code) == (ItemStatus.REJECTED, "query-code-taken")


def test_person_and_phone_and_code_are_kept_only_masked_or_sealed(world: World) -> None:
    filed = appeal()
    _file(world.terminal, filed)

    kept = _kept(world)
    on_disk = b"".join(path.read_bytes() for path in world.centre.settings.home.rglob("*") if path.is_file())
    assert (kept.holder_masked, kept.phone_masked) == ("张××", "138****0001")
    for secret in (filed.holder.number, filed.phone, filed.query_code):
        assert secret.encode() not in on_disk


def test_every_town_has_a_unit_for_every_topic(shared_world: World) -> None:
    with shared_world.centre.database.reading() as session:
        units = {(row.town, row.topic) for row in session.scalars(select(LeadUnit))}

    assert units == {(town, topic) for town in TOWNS for topic in Topic}
    assert set(UNITS) == set(Topic)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-20", "2026-11-23"),
        ("2026-11-21", "2026-11-23"),
        ("2026-09-18", "2026-09-20"),
        ("2026-09-24", "2026-09-28"),
        ("2026-09-30", "2026-10-08"),
    ],
)
def test_contact_is_due_by_the_working_calendar(world: World, received: str, due: str) -> None:
    """20 September 2026 is a Sunday that is worked; from the first to the seventh of October nobody is there."""
    moment = datetime.combine(date.fromisoformat(received), time(10), DONGGUAN)

    with world.centre.database.reading() as session:
        found = contact_due(session, world.centre.home.path, moment)

    assert (day_of(found.at).isoformat(), found.calendar_open) == (due, False)


def test_contact_in_a_year_nobody_has_arranged_says_who_decides(world: World) -> None:
    world.clock.now = datetime(2026, 12, 31, 2, 0, tzinfo=UTC)
    filed = appeal()
    _file(world.terminal, filed)

    progress = _progress(world, filed)

    assert progress.contact_due == datetime(2027, 1, 4, 17, 30, tzinfo=DONGGUAN)
    assert progress.contact_due_provisional
    assert "1月4日 17:30 前与您联系（时限暂定，以国务院办公厅放假安排为准）" in progress.steps[0].text
    assert "provisional: the State Council's holiday arrangement decides" in progress.steps[0].english


def test_new_calendar_moves_the_day_and_the_enterprise_is_told(world: World, tmp_path: Path) -> None:
    """As if the fourth of January 2027 became free for New Year."""
    world.clock.now = datetime(2026, 12, 31, 2, 0, tzinfo=UTC)
    filed = appeal()
    _file(world.terminal, filed)
    arranged = copytree(resource("calendar"), tmp_path / "calendar") / "2027.json"
    year = json.loads(arranged.read_text("utf-8"))
    year |= {"provisional": False, "version": "2027.1"}
    year["holidays"].append({"date": "2027-01-04", "name": "元旦"})
    arranged.write_text(json.dumps(year, ensure_ascii=False), "utf-8")
    with world.centre.database.writing() as session:
        publish_calendar(session, world.centre, tmp_path / "calendar")

    moved = [recount_appeals(world.centre), recount_appeals(world.centre)]

    progress = _progress(world, filed)
    assert moved == [1, 0]
    assert progress.contact_due == datetime(2027, 1, 5, 17, 30, tzinfo=DONGGUAN)
    assert "1月4日 17:30 前与您联系（时限暂定" in progress.steps[0].text
    assert "原定1月4日前联系，改为1月5日 17:30 前与您联系（时限暂定，以业务主管单位确认为准）" in progress.steps[1].text
    assert "by 5 Jan, 17:30 instead of 4 Jan" in progress.steps[1].english
    with world.centre.database.reading() as session:
        (notice,) = open_notices(session)
    assert (notice.matter, notice.about) == ("due-moved", "calendar 2")


def _progress(world: World, filed: AppealFiled) -> AppealProgress:
    answered = world.terminal.post("/v1/appeals/progress", {"query_code": filed.query_code})
    return AppealProgress.model_validate_json(answered.body)


def appeal(**changes: Any) -> AppealFiled:
    wanted: dict[str, Any] = {
        "query_code": f"{secrets.randbelow(10**12):012d}",
        "local_no": "T03-1123-017",
        "uscc": CLEAN_USCC,
        "evidence": EnterpriseEvidence.GRANT if changes.get("grant") else EnterpriseEvidence.STATED,
        "holder": holder_of("zhang"),
        "topic": Topic.LABOUR,
        "matters": ("缺60人",),
        "headcount": 60,
        "phone": PHONE,
        "terminal_submitted_at": START,
    }
    return AppealFiled(**(wanted | changes))


def _file(terminal: Terminal, filed: AppealFiled, aggregate: str = "") -> tuple[ItemResult, ...]:
    return terminal.deliver(
        terminal.item(JobKind.APPEAL_FILED, filed, aggregate=aggregate or f"appeal:{filed.query_code}")
    )


def _all(world: World) -> list[Appeal]:
    with world.centre.database.reading() as session:
        return list(session.scalars(select(Appeal).order_by(Appeal.appeal_no)))


def _kept(world: World) -> Appeal:
    (only,) = _all(world)
    return only
