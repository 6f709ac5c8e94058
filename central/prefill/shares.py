"""THE CENTRE, PREFILL: 自动填充率, form by form, from what was asked and what was filled (A2.8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contract.prefill import FormShare
from central.prefill.tables import DataCorrection, PrefillAsking

FOUR_DECIMALS: Final = Decimal("0.0001")


def shares(session: Session, after: tuple[str, int], most: int) -> list[FormShare]:
    """Each form of which anything was ever asked, by task code and version, behind `after`."""
    code, version = PrefillAsking.task_code, PrefillAsking.task_version
    rows = select(
        code,
        version,
        func.max(PrefillAsking.fields),
        func.max(PrefillAsking.with_source),
        func.max(PrefillAsking.from_card),
        func.count(),
        func.sum(PrefillAsking.filled),
    )
    behind = (code > after[0]) | ((code == after[0]) & (version > after[1]))
    page = rows.where(behind).group_by(code, version).order_by(code, version).limit(most)
    found = session.execute(page).all()
    contested = _contested(session, {row[0] for row in found})
    return [_share(*row, contested=contested.get((row[0], row[1]), 0)) for row in found]


def _share(
    task_code: str,
    task_version: int,
    fields: int,
    with_source: int,
    from_card: int,
    askings: int,
    filled: int,
    *,
    contested: int,
) -> FormShare:
    filled_in = Decimal(int(filled) + from_card * askings)
    return FormShare(
        task_code=task_code,
        task_version=task_version,
        fields=fields,
        with_source=with_source,
        from_card=from_card,
        askings=askings,
        filled=int(filled),
        contested=contested,
        share=str((filled_in / max(1, fields * askings)).quantize(FOUR_DECIMALS)),
    )


def _contested(session: Session, codes: set[str]) -> dict[tuple[str, int], int]:
    code, version = PrefillAsking.task_code, PrefillAsking.task_version
    rows = select(code, version, func.count()).join(DataCorrection, DataCorrection.asking_id == PrefillAsking.id)
    of_these = rows.where(code.in_(codes)).group_by(code, version)
    return {(found, number): count for found, number, count in session.execute(of_these)}
