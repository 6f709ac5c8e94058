"""THE CENTRE, PREFILL: a contested value: taken in as a terminal delivers it, routed to the unit that keeps it, settled there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.prefill import PrefillContested
from app.contract.sealing import open_sealed, seal
from central.centre import Centre
from central.clock import day_of
from central.db.counters import next_number
from central.effects import EffectRefused, Follows, Receipt
from central.organisations.roles import Act, Reader, require
from central.organisations.trail import note, note_reading
from central.prefill.tables import DataCorrection, PrefillAsking, PrefillOrigin
from central.refusals import Refused

TOPIC: Final = "data-correction"
RECEIVED: Final = "待核对"
SUBJECT: Final = "data-correction"


class Finding(StrEnum):
    CORRECTED = "corrected"
    """The source had it wrong, and has it right now."""
    STANDS = "stands"
    """The source has it right; the reason says why."""


def take_contest(
    session: Session, centre: Centre, contested: PrefillContested, terminal_id: str, now: datetime
) -> Receipt:
    """Raises EffectRefused for a value that was never told to this terminal."""
    asking = session.get(PrefillAsking, contested.asking)
    origin = session.get(PrefillOrigin, (contested.asking, contested.path))
    if asking is None or origin is None or asking.terminal_id != terminal_id:
        raise EffectRefused("prefill-unknown")
    day = f"{day_of(now):%Y%m%d}"
    number = f"GZ{day}{next_number(session, f'correction:{day}'):06d}"
    public = centre.home.sealing_public_key
    session.add(
        DataCorrection(
            number=number,
            asking_id=asking.id,
            path=contested.path,
            system=origin.system,
            dataset=origin.dataset,
            as_of=origin.as_of,
            unit_id=origin.unit_id,
            own_sealed=seal(public, contested.own_value.encode(), number.encode()),
            reason=contested.reason,
            contested_at=contested.contested_at,
            received_at=now,
            settled_at=None,
            settled_by="",
            finding="",
            finding_reason="",
        )
    )
    return Receipt(number, RECEIVED, (Follows(TOPIC, number, origin.unit_id),))


def waiting(session: Session, unit_id: str, after: str, most: int) -> list[tuple[DataCorrection, PrefillAsking]]:
    """What a unit has to look into, by number."""
    rows = select(DataCorrection, PrefillAsking).join(PrefillAsking, PrefillAsking.id == DataCorrection.asking_id)
    open_ones = rows.where(
        DataCorrection.unit_id == unit_id, DataCorrection.settled_at.is_(None), DataCorrection.number > after
    )
    return [(one, asking) for one, asking in session.execute(open_ones.order_by(DataCorrection.number).limit(most))]


def own_value(session: Session, centre: Centre, reader: Reader, number: str, now: datetime) -> tuple[str, str]:
    """The enterprise and what it says itself, for whoever looks into it; that they saw it is on the trail. Raises Refused."""
    correction = _open_one(session, reader, number)
    asking = session.get_one(PrefillAsking, correction.asking_id)
    note_reading(session, reader, SUBJECT, number, "look-into-it", now)
    return asking.uscc, open_sealed(centre.home.unsealing_key, correction.own_sealed, number.encode()).decode()


def settle(
    session: Session, centre: Centre, reader: Reader, number: str, finding: Finding, reason: str, now: datetime
) -> None:
    """The unit has looked; what the applicant said is kept no longer. Raises Refused."""
    correction = _open_one(session, reader, number)
    correction.settled_at, correction.settled_by = now, reader.person_id
    correction.finding, correction.finding_reason, correction.own_sealed = finding, reason, b""
    note(session, centre.home.keyed_hash, reader.person_id, "settled", SUBJECT, number, finding.value, now)


def _open_one(session: Session, reader: Reader, number: str) -> DataCorrection:
    """Another unit's is as unknown as one that never was, and one that is settled is settled. Raises Refused."""
    correction = session.get(DataCorrection, number, with_for_update=True)
    if correction is None:
        require(session, reader, Act.SETTLE_CORRECTIONS, None)
        raise Refused(404, "correction-unknown")
    require(session, reader, Act.SETTLE_CORRECTIONS, correction.unit_id)
    if correction.settled_at is not None:
        raise Refused(409, "correction-settled")
    return correction
