"""What the plan promises (models 2.0.8): one file a plan, `resources/targets/plan-YEAR.json`. Operators are the plan's own: 超 is >, 不少于
is >=, 不高于 is <=; 力争 and 争取 are aspirations, and never shown as failed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from operator import eq, ge, gt, le, lt
from typing import Final, Literal

from pydantic import Field

from app.contract.wire import Message
from resources import path

Operator = Literal[">", ">=", "<=", "<", "="]
HOLDS: Final[dict[str, Callable[[Fraction, Fraction], bool]]] = {">": gt, ">=": ge, "<=": le, "<": lt, "=": eq}


class Formula(StrEnum):
    """How a figure is made of its numerator and its denominator."""

    COUNT = "count"
    VALUE = "value"
    SHARE = "share"
    """In per cent."""
    GROWTH = "growth"
    """Of the numerator over the denominator, in per cent."""
    DIFFERENCE = "difference"
    WORST = "worst"
    """The numerator is the worst of as many as the denominator says."""


class Target(Message):
    """`computed`: by what the centre reckons it from its own records; `imported`: it cannot. `source_phrase`: the plan, in short."""

    id: str = Field(pattern=r"^[A-D][0-9]?\.[0-9s]+[a-c]?$")
    zone: str
    lead_unit: str
    name: str
    english: str
    operator: Operator
    value: Decimal
    unit: str
    kind: Literal["约束", "力争"]
    due: date
    formula: Formula
    numerator: str
    denominator: str
    computed: str
    source_phrase: str
    verified: bool


class Plan(Message):
    plan: str
    year: int
    targets: tuple[Target, ...]


@cache
def plan_of(year: int) -> Plan | None:
    """None where nobody has written one down."""
    file = path("targets", f"plan-{year}.json")
    return Plan.model_validate_json(file.read_text("utf-8")) if file.exists() else None


def figure(formula: Formula, numerator: Decimal, denominator: Decimal | None) -> Fraction | None:
    """Exact, so that 90 % is not more than 90 %. None over nothing: an empty denominator makes no figure, neither 0 nor 100."""
    above, below = Fraction(numerator), Fraction(denominator) if denominator is not None else Fraction(0)
    match formula:
        case Formula.COUNT | Formula.VALUE:
            return above
        case Formula.DIFFERENCE:
            return above - below if denominator is not None else None
        case _ if below <= 0:
            return None
        case Formula.SHARE:
            return above / below * 100
        case Formula.GROWTH:
            return (above / below - 1) * 100
        case Formula.WORST:
            return above


def is_met(target: Target, reached: Fraction) -> bool:
    return HOLDS[target.operator](reached, Fraction(target.value))
