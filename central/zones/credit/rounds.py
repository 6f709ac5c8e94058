"""Going round the enterprises that have reports: where anything was delivered about one, its reports are looked at again.

An enterprise is known by a digest of all that the sources say about it. The digest is kept when its first report is made, so that
a round reads much and writes little; and a round takes a second at most and goes on from there the next time.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any, Final

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.db.base import Base
from central.db.database import Database
from central.db.parameters import Parameter
from central.papers.register import set_overtaken
from central.zones.credit.claims import BELIEVED
from central.zones.credit.overtaken import is_overtaken
from central.zones.credit.tables import CreditReport, Penalty, PublicationRule, Repair

SECONDS: Final = 1.0
CHUNK: Final = 100
"""Enterprises at a time."""


class LastLook(Base):
    """What the sources said about an enterprise (`subject` is its USCC) when its reports were last looked at, as a digest."""

    __tablename__ = "credit_last_looks"

    subject: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]


def remember(session: Session, uscc: str) -> None:
    """An enterprise's first report has just been made: until something else is delivered, it need not be looked at again."""
    made = session.scalar(select(func.count()).select_from(CreditReport).where(CreditReport.uscc == uscc))
    if made == 1 and session.get(LastLook, uscc) is None:
        session.add(LastLook(subject=uscc, digest=_digests(session, [uscc])[uscc]))


class Rounds:
    """One caller at a time."""

    def __init__(self) -> None:
        self._after = ""

    def go_on(self, database: Database, now: datetime) -> None:
        """To the end of the round, or as far as a second goes. Looked at are reports that a terminal may still vouch for."""
        deadline, since = monotonic() + SECONDS, now - BELIEVED
        while monotonic() < deadline:
            with database.reading() as session:
                subjects = _watched(session, since, self._after)
                changed = _changed(session, subjects)
            for uscc, digest in changed.items():
                database.write(partial(_look, uscc=uscc, digest=digest, since=since))
                self._after = uscc
                if monotonic() > deadline:
                    return
            self._after = subjects[-1] if len(subjects) == CHUNK else ""
            if not self._after:
                return


def _watched(session: Session, since: datetime, after: str) -> Sequence[str]:
    return session.scalars(
        select(CreditReport.uscc)
        .where(CreditReport.generated_at > since, CreditReport.revoked_at.is_(None), CreditReport.uscc > after)
        .distinct()
        .order_by(CreditReport.uscc)
        .limit(CHUNK)
    ).all()


def _changed(session: Session, subjects: Sequence[str]) -> dict[str, str]:
    """The enterprises about which something was delivered since they were looked at, in order, with what is said now."""
    looks = session.execute(select(LastLook.subject, LastLook.digest).where(LastLook.subject.in_(subjects)))
    known = {subject: digest for subject, digest in looks}
    return {uscc: digest for uscc, digest in _digests(session, subjects).items() if known.get(uscc) != digest}


def _look(session: Session, *, uscc: str, digest: str, since: datetime) -> None:
    mine = select(CreditReport).where(CreditReport.uscc == uscc, CreditReport.generated_at > since)
    for report in session.scalars(mine).all():
        set_overtaken(session, report.report_no, is_overtaken(session, report), report.generated_at)
    session.merge(LastLook(subject=uscc, digest=digest))


def _digests(session: Session, subjects: Sequence[str]) -> dict[str, str]:
    """Over every row that any source has delivered about an enterprise, and over the rules by which rows are shown."""
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
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.name.startswith("credit_") and "uscc" in table.c and table.name != CreditReport.__tablename__
    ]


def _rules(session: Session) -> Iterable[Any]:
    for table in (PublicationRule.__table__, Parameter.__table__):
        yield from (tuple(row) for row in session.execute(select(table).order_by(*table.primary_key)))


def _digest(texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode() + b"\n")
    return digest.hexdigest()
