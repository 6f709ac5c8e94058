"""THE CENTRE, OUTBOUND: follow-ups of delivered items become deliveries, as soon as the plan says who carries their topic out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.follow_ups import FollowUp
from central.outbound.owing import Owed, owe

AT_ONCE = 200


def hand_over(session: Session, routes: Mapping[str, str], now: datetime) -> int:
    """How many. A key is made of the item's and the topic, so that another centre's worker at this moment owes nothing twice."""
    owed = select(FollowUp).where(FollowUp.done_at.is_(None), FollowUp.topic.in_(routes)).order_by(FollowUp.made_at)
    rows = session.scalars(owed.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for row in rows:
        key = hashlib.sha256(f"{row.item_key} {row.topic}".encode()).hexdigest()[:40]
        content = {"subject": row.subject, "recipient": row.recipient, "since": row.made_at.isoformat()}
        owe(session, Owed(key, routes[row.topic], row.topic, row.subject, content), now)
        row.done_at = now
    return len(rows)
