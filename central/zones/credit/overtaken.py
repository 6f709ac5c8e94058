"""Which reports are overtaken: the same question, asked as of the same day, finds other records now (已被更新)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from central.clock import day_of
from central.zones.credit.facts import ReportFacts
from central.zones.credit.find import Question, find
from central.zones.credit.portrait import find_portrait
from central.zones.credit.rules import Period
from central.zones.credit.tables import CreditReport
from central.zones.credit.variants import VARIANTS

AS_OF_WHEN = frozenset({"domains", "feeds", "edition", "classes"})
"""What a source's delivery moves without news of anybody: a source that has delivered again has changed nothing."""


def is_overtaken(session: Session, report: CreditReport) -> bool:
    """Compared is what the report says; what reports of its time did not say yet cannot have changed."""
    said = json.loads(report.facts)
    facts = ReportFacts.model_validate(said)
    question = Question(
        facts.subject.uscc,
        tuple(row.domain for row in facts.findings.domains),
        Period(facts.period_from, facts.period_to),
        day_of(facts.generated_at),
    )
    found: dict[str, Any] = {"findings": find(session, question).model_dump(mode="json")}
    if facts.portrait is not None:
        whole = VARIANTS[facts.variant].shows_all
        found["portrait"] = find_portrait(session, question, whole=whole).model_dump(mode="json")
    return not all(_agree(said[part], found[part]) for part in found)


def _agree(said: Any, found: Any) -> bool:
    if isinstance(said, Mapping) and isinstance(found, Mapping):
        return all(_agree(said[name], found.get(name)) for name in said if name not in AS_OF_WHEN)
    if isinstance(said, list) and isinstance(found, list):
        return len(said) == len(found) and all(map(_agree, said, found))
    return bool(said == found)
