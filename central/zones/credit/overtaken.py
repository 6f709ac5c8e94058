"""Which reports are overtaken: the same question, asked as of the same day, finds other records now (已被更新)."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.clock import day_of
from central.db.base import Base
from central.db.parameters import Parameter
from central.papers.register import set_overtaken
from central.zones.credit.claims import BELIEVED
from central.zones.credit.facts import ReportFacts
from central.zones.credit.find import Question, find
from central.zones.credit.portrait import find_portrait
from central.zones.credit.rules import Period
from central.zones.credit.tables import CreditReport, Penalty, PublicationRule, Repair
from central.zones.credit.variants import VARIANTS

AS_OF_WHEN = frozenset({"domains", "feeds", "edition", "classes"})
"""What a source's delivery moves without news of anybody: a source that has delivered again has changed nothing."""

CHUNK = 500


class LastLook(Base):
    """What the sources said about an enterprise when its reports were last looked at, as a digest."""

    __tablename__ = "credit_last_looks"

    subject: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]


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


def review(session: Session, now: datetime) -> None:
    """Look again at every report that a terminal may still vouch for, where anything at all was delivered about its enterprise."""
    since = now - BELIEVED
    watched = select(CreditReport.uscc).where(CreditReport.generated_at > since, CreditReport.revoked_at.is_(None))
    subjects = sorted(set(session.scalars(watched)))
    for start in range(0, len(subjects), CHUNK):
        _review(session, subjects[start : start + CHUNK], since)


def _review(session: Session, subjects: Sequence[str], since: datetime) -> None:
    known = {look.subject: look for look in session.scalars(select(LastLook).where(LastLook.subject.in_(subjects)))}
    for uscc, digest in _digests(session, subjects).items():
        look = known.get(uscc)
        if look is not None and look.digest == digest:
            continue
        for report in session.scalars(
            select(CreditReport).where(CreditReport.uscc == uscc, CreditReport.generated_at > since)
        ):
            set_overtaken(session, report.report_no, is_overtaken(session, report), report.generated_at)
        session.merge(LastLook(subject=uscc, digest=digest))


def _agree(said: Any, found: Any) -> bool:
    if isinstance(said, Mapping) and isinstance(found, Mapping):
        return all(_agree(said[name], found.get(name)) for name in said if name not in AS_OF_WHEN)
    if isinstance(said, list) and isinstance(found, list):
        return len(said) == len(found) and all(map(_agree, said, found))
    return bool(said == found)


def _digests(session: Session, subjects: Sequence[str]) -> dict[str, str]:
    """One digest an enterprise, over every row that any source has delivered about it and over the rules by which rows are shown."""
    rows: defaultdict[str, list[str]] = defaultdict(list)
    for table in _sources():
        for row in session.execute(select(table).where(table.c.uscc.in_(subjects))).mappings():
            rows[row["uscc"]].append(repr((table.name, tuple(row.values()))))
    repaired = select(Penalty.uscc, Repair.__table__).join(Repair).where(Penalty.uscc.in_(subjects))
    for uscc, *values in session.execute(repaired):
        rows[uscc].append(repr(("repair", values)))
    rules = _digest(map(repr, _rules(session)))
    return {uscc: _digest((rules, *sorted(rows[uscc]))) for uscc in subjects}


def _sources() -> list[Table]:
    ours = {CreditReport.__tablename__}
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.name.startswith("credit_") and "uscc" in table.c and table.name not in ours
    ]


def _rules(session: Session) -> Iterable[Any]:
    for table in (PublicationRule.__table__, Parameter.__table__):
        yield from (tuple(row) for row in session.execute(select(table).order_by(*table.primary_key)))


def _digest(texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode() + b"\n")
    return digest.hexdigest()
