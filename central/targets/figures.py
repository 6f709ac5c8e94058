"""What each target comes to: from the centre's own records where they say something of the year, else from what was imported."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contract.wire import Message
from central.cases.tables import Case, CaseEvent
from central.centre import Centre
from central.clock import DONGGUAN
from central.ratings.figures import SATISFIED
from central.service_items.themes import themes_at
from central.targets.registry import Plan, Target, figure, is_met
from central.visits import Rating
from resources import path

FOLDER: Final = "targets"
OWN: Final = "本市系统的记录"
NONE_YET: Final = "还没有来源"


class Figure(Message):
    """A number that somebody else has counted: `denominator` None where the figure has none."""

    numerator: Decimal
    denominator: Decimal | None


class ImportedYear(Message):
    """One file in the centre's home, `targets/YEAR.json`: who says so, and as of when."""

    year: int
    source: str
    as_of: date
    figures: dict[str, Figure]


class TargetFigure(Target):
    """`reached` has four decimals; None over nothing. `standing`: met | missed | aspired (力争, not reached) | unknown."""

    measured: Decimal | None = None
    over: Decimal | None = None
    reached: str | None = None
    standing: Literal["met", "missed", "aspired", "unknown"] = "unknown"
    source: str = NONE_YET
    as_of: date | None = None


class TargetFigures(Message):
    plan: str
    year: int
    targets: tuple[TargetFigure, ...]


def figures(session: Session, centre: Centre, plan: Plan) -> TargetFigures:
    imported = imported_year(centre.home.path, plan.year)
    rows = tuple(_row(session, target, plan.year, imported, centre.today()) for target in plan.targets)
    return TargetFigures(plan=plan.plan, year=plan.year, targets=rows)


def imported_year(home: Path, year: int) -> ImportedYear | None:
    file = home / FOLDER / f"{year}.json"
    return ImportedYear.model_validate_json(file.read_text("utf-8")) if file.exists() else None


def seed_year(home: Path, year: int) -> bool:
    """The synthetic year, where nobody has put another there. Whether it was put there now."""
    sample, file = path("targets", f"sample-year-{year}.json"), home / FOLDER / f"{year}.json"
    if file.exists() or not sample.exists():
        return False
    file.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(sample.read_text("utf-8"), "utf-8")
    os.replace(fresh, file)
    return True


def _row(session: Session, target: Target, year: int, imported: ImportedYear | None, today: date) -> TargetFigure:
    own = OWN_RECORDS.get(target.computed)
    counted = own(session, year) if own else None
    if counted is not None:
        return _figure(target, counted, OWN, min(today, date(year, 12, 31)))
    if imported is not None and target.id in imported.figures:
        return _figure(target, imported.figures[target.id], f"导入：{imported.source}", imported.as_of)
    return TargetFigure(**target.model_dump())


def _figure(target: Target, counted: Figure, source: str, as_of: date) -> TargetFigure:
    reached = figure(target.formula, counted.numerator, counted.denominator)
    standing: Literal["met", "missed", "aspired", "unknown"] = "unknown"
    if reached is not None:
        missed: Literal["missed", "aspired"] = "aspired" if target.kind == "力争" else "missed"
        standing = "met" if is_met(target, reached) else missed
    return TargetFigure(
        **target.model_dump(),
        measured=counted.numerator,
        over=counted.denominator,
        reached=f"{float(reached):.4f}" if reached is not None else None,
        standing=standing,
        source=source,
        as_of=as_of,
    )


# ---- the centre's own records; None where they say nothing of the year ----


def _appeals_solved(session: Session, year: int) -> Figure | None:
    """Of what was due in the year, what the enterprise itself has confirmed: what was only explained counts as not solved."""
    due = (Case.procedure == "appeal", Case.promise_date >= date(year, 1, 1), Case.promise_date <= date(year, 12, 31))
    confirmed = select(CaseEvent.project_no).where(
        CaseEvent.event_name == "confirm", CaseEvent.actor_role == "applicant"
    )
    whole = session.scalar(select(func.count()).select_from(Case).where(*due)) or 0
    solved = select(func.count()).select_from(Case).where(*due, Case.project_no.in_(confirmed))
    return _figure_of(session.scalar(solved) or 0, whole)


def _appeals_satisfaction(session: Session, year: int) -> Figure | None:
    """Active ratings only: who did not rate is not satisfied for all that, and what staff stood by at counts nowhere."""
    first, after = (datetime.combine(date(one, 1, 1), time(), DONGGUAN) for one in (year, year + 1))
    active = (
        Rating.service == "S101", Rating.staff_present.is_(False), Rating.rated_at >= first, Rating.rated_at < after
    )  # fmt: skip
    whole = session.scalar(select(func.count()).select_from(Rating).where(*active)) or 0
    satisfied = select(func.count()).select_from(Rating).where(*active, Rating.stars >= SATISFIED)
    return _figure_of(session.scalar(satisfied) or 0, whole)


def _themes(session: Session, year: int) -> Figure | None:
    active = len(themes_at(session, date(year, 12, 31)))
    return Figure(numerator=Decimal(active), denominator=None) if active else None


def _figure_of(part: int, whole: int) -> Figure | None:
    return Figure(numerator=Decimal(part), denominator=Decimal(whole)) if whole else None


OWN_RECORDS: Mapping[str, Callable[[Session, int], Figure | None]] = {
    "appeals-solved": _appeals_solved,
    "appeals-satisfaction": _appeals_satisfaction,
    "themes": _themes,
}
