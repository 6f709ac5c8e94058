"""A bad rating is put right by somebody else's word; satisfaction counts who rated; every number of the plan comes to something."""

from __future__ import annotations

import secrets
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from central_world import World
from sqlalchemy import select
from test_central_appeals import appeal

from app.contract.jobs import ItemResult, ItemStatus, JobKind, VisitCounted, VisitRated
from central.cases import desk
from central.cases.acting import Actor, Wanted
from central.cases.exchange import particulars_of
from central.cases.tables import Case
from central.ratings.figures import RatingFigures, figures
from central.refusals import Refused
from central.targets.figures import OWN_RECORDS, Figure, TargetFigure, seed_year
from central.targets.figures import figures as target_figures
from central.targets.registry import Formula, Target, figure, is_met, plan_of
from central.zones.appeals.tables import Appeal

HANDLER, OFFICE = frozenset({"handler"}), frozenset({"coordination-office"})


def rate(
    world: World, stars: int, *, token: str = "", staff: bool = False, service: str = "S901", **more: object
) -> ItemResult:
    rated = VisitRated(
        token=token or secrets.token_hex(8), service=service, stars=stars, staff_present=staff, at=world.clock(), **more
    )  # type: ignore[arg-type]  # aspects and words
    (result,) = world.terminal.deliver(
        world.terminal.item(JobKind.VISIT_RATED, rated, aggregate=f"rating:{secrets.token_hex(8)}")
    )
    return result


def handle(world: World, times: int) -> None:
    for _ in range(times):
        counted = VisitCounted(
            visit=secrets.token_hex(8),
            service="S901",
            mode="self",
            language="zh",
            ended="done",
            seconds=60,
            at=world.clock(),
        )
        world.terminal.deliver(
            world.terminal.item(JobKind.VISIT_COUNTED, counted, aggregate=f"visit:{secrets.token_hex(8)}")
        )


def month(world: World) -> RatingFigures:
    with world.centre.database.reading() as session:
        return figures(session, world.centre, "2026-11")


def rectifications(world: World) -> list[Case]:
    with world.centre.database.reading() as session:
        return list(session.scalars(select(Case).where(Case.procedure == "rectification")))


def test_satisfaction_is_of_who_rated_and_says_how_many_did(world: World) -> None:
    handle(world, 5)
    for stars in (5, 3, 2):
        rate(world, stars)
    rate(world, 5, staff=True)

    total = month(world).total

    assert (total.handled, total.rated, total.satisfied, total.bad, total.flagged) == (5, 3, 2, 1, 1)
    assert (total.satisfaction, total.response) == ("0.6667", "0.6000")


def test_nobody_rated_is_no_figure(world: World) -> None:
    handle(world, 2)

    total = month(world).total

    assert (total.satisfaction, total.response) == (None, "0.0000")


def test_token_rates_once(world: World) -> None:
    token = secrets.token_hex(8)

    first, again = rate(world, 5, token=token), rate(world, 1, token=token)

    assert (first.status, again.status, again.code) == (ItemStatus.APPLIED, ItemStatus.REJECTED, "rating-token-used")
    assert (month(world).total.rated, rectifications(world)) == (1, [])


@pytest.mark.parametrize(("stars", "staff", "opened"), [(1, False, 1), (2, False, 1), (3, False, 0), (1, True, 0)])
def test_only_a_bad_active_rating_is_to_be_put_right(world: World, stars: int, staff: bool, opened: int) -> None:
    rate(world, stars, staff=staff)

    assert len(rectifications(world)) == opened


def test_rectification_has_its_owner_its_clock_and_what_was_said(world: World) -> None:
    rate(world, 1, aspects=("等得太久",), words="打印机坏了没人管")

    (case,) = rectifications(world)

    said = particulars_of(world.centre, case)
    assert (case.state, case.org_name, str(case.state_due)) == ("RECTIFYING", "市发展改革局", "2026-12-14")
    assert said.answers == {"stars": 1, "aspects": ["等得太久"], "words": "打印机坏了没人管"}
    assert "打印机" not in case.project_name + case.task_name


def test_who_put_it_right_does_not_close_it(world: World) -> None:
    rate(world, 1)
    act(world, Wanted("rectified", "换了打印机", evidence=("照片-1",)), "P-1", HANDLER)

    with pytest.raises(Refused) as refused:
        act(world, Wanted("close", "回访属实", evidence=("电话-1",)), "P-1", HANDLER | OFFICE)
    act(world, Wanted("close", "回访属实", evidence=("电话-1",)), "P-2", OFFICE)

    (case,) = rectifications(world)
    assert refused.value.refusal.code == "second-person-needed"
    assert case.state == "CLOSED"


def act(world: World, wanted: Wanted, person: str, roles: frozenset[str]) -> None:
    (case,) = rectifications(world)
    actor = Actor(person, case.assignee_unit, roles)
    world.centre.database.write(
        lambda session: desk.act(session, world.centre, case.project_no, case.revision, wanted, actor)
    )


# ---- targets ----


def target(operator: str, value: str) -> Target:
    plan = plan_of(2022)
    assert plan is not None
    return plan.targets[0].model_copy(update={"operator": operator, "value": Decimal(value)})


@pytest.mark.parametrize(
    ("operator", "reached", "met"),
    [(">", 90, False), (">=", 90, True), ("<=", 90, True), ("<", 90, False), ("=", 90, True), (">", 91, True)],
)
def test_boundary_is_the_plans_own(operator: str, reached: int, met: bool) -> None:
    assert is_met(target(operator, "90"), Fraction(reached)) is met


def test_exactly_nine_tenths_is_not_more_than_nine_tenths() -> None:
    reached = figure(Formula.SHARE, Decimal(63), Decimal(70))

    assert reached == 90
    assert not is_met(target(">", "90"), reached)


@pytest.mark.parametrize("formula", [Formula.SHARE, Formula.GROWTH, Formula.WORST])
def test_over_nothing_there_is_no_figure(formula: Formula) -> None:
    assert figure(formula, Decimal(0), Decimal(0)) is None
    assert figure(formula, Decimal(5), None) is None


def test_operators_are_the_plans() -> None:
    plan = plan_of(2022)
    assert plan is not None
    said = {one.id: f"{one.operator} {one.value}" for one in plan.targets}

    assert (said["A1.10"], said["A1.11"], said["A1.12"]) == ("> 90", "> 95", "> 11")
    assert (said["A2.13"], said["A2.14"], said["A2.16"]) == (">= 4000", ">= 1000000", ">= 15000")
    assert (said["A3.4"], said["A3.16"], said["A3.17"], said["A8.5"]) == (">= 100", ">= 90", "= 100", ">= 97")
    assert (said["A7.19"], said["A7.20"], said["A8.7b"], said["A9.11"]) == ("<= 1", "> 30000000", "> 1300", ">= 10")
    assert len({one.id for one in plan.targets}) == len(plan.targets)


def test_every_number_of_the_seeded_year_is_counted(world: World) -> None:
    before = _all(world)

    seeded = seed_year(Path(world.centre.home.path), 2022)

    after = _all(world)
    assert seeded
    assert all(one.source == "还没有来源" and one.standing == "unknown" for one in before if one.id == "A7.6")
    assert [one.id for one in after if one.reached is None or one.measured is None or one.as_of is None] == []
    assert {one.id for one in after if bool(one.denominator) != (one.over is not None)} == set()
    assert {one.id for one in after if one.standing == "missed"} == set()
    assert {one.id for one in after if one.standing == "aspired"} == {"A6.14"}
    assert not seed_year(Path(world.centre.home.path), 2022)


def test_centres_own_records_come_before_what_was_imported(world: World) -> None:
    """Solved is what the enterprise has confirmed; what waits for its word, and what staff say in its stead, is due and not solved."""
    numbers = [file_appeal(world, place) for place in range(3)]
    for number in numbers[:2]:
        step(world, number, "assign", "P-1", HANDLER)
        for wanted in (
            Wanted("contact", evidence=("通话-1",)),
            "begin",
            Wanted("propose", "办好了", evidence=("函-1",)),
        ):
            step(world, number, wanted, "P-1", HANDLER)
    step(world, numbers[0], "confirm", "", frozenset({"applicant"}))
    for stars in (5, 4, 1):
        rate(world, stars, service="S101")
    rate(world, 5, service="S101", staff=True)

    with world.centre.database.reading() as session:
        solved = OWN_RECORDS["appeals-solved"](session, 2026)
        satisfied = OWN_RECORDS["appeals-satisfaction"](session, 2026)
        another_year = OWN_RECORDS["appeals-solved"](session, 2022)

    assert (solved, satisfied) == (counted(1, 2), counted(2, 3))
    assert another_year is None


def counted(part: int, whole: int) -> Figure:
    return Figure(numerator=Decimal(part), denominator=Decimal(whole))


def file_appeal(world: World, place: int) -> str:
    filed = appeal(query_code=f"{place:012d}", words=f"第 {place} 件", grant=world.grant(service="S101"))
    (result,) = world.terminal.deliver(
        world.terminal.item(JobKind.APPEAL_FILED, filed, aggregate=f"appeal:{filed.query_code}")
    )
    with world.centre.database.reading() as session:
        return session.scalars(select(Appeal.project_no).where(Appeal.appeal_no == result.receipt)).one() or ""


def step(world: World, number: str, wanted: Wanted | str, person: str, roles: frozenset[str]) -> None:
    with world.centre.database.reading() as session:
        case = session.get_one(Case, number)
    said = Wanted(wanted) if isinstance(wanted, str) else wanted
    actor = Actor(person or case.applicant_id, case.assignee_unit, roles)
    world.centre.database.write(lambda session: desk.act(session, world.centre, number, case.revision, said, actor))


def _all(world: World) -> tuple[TargetFigure, ...]:
    plan = plan_of(2022)
    assert plan is not None
    with world.centre.database.reading() as session:
        return target_figures(session, world.centre, plan).targets
