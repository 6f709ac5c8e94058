"""THE CENTRE: how it stands, in figures and open matters, for the operator and for whatever watches over it. Nobody's name, no code."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central import follow_ups
from central.backups import backed_up_until
from central.db.version import HEAD, Epoch
from central.inbox import InboxItem
from central.notices import Notice, open_notices
from central.outbound.tables import BY_HAND, WAITING, Delivery
from central.terminals import Terminal
from central.zones.appeals.tables import Appeal

DAY = timedelta(days=1)


def standing(session: Session, now: datetime) -> dict[str, Any]:
    """Moments as text. `double filings`: appeals of the last day that say the same as an earlier one; both are kept."""
    owed = follow_ups.owed(session)
    return {
        "step": HEAD,
        "life": _count(session, select(func.count()).select_from(Epoch)),
        "terminals": _count(session, select(func.count()).where(Terminal.revoked_at.is_(None))),
        "terminals stopped": _count(session, select(func.count()).where(Terminal.forked_at.is_not(None))),
        "items in the last day": _count(session, select(func.count()).where(InboxItem.received_at > now - DAY)),
        "double filings in the last day": _count(
            session, select(func.count()).where(Appeal.repeats != "", Appeal.received_at > now - DAY)
        ),
        "follow-ups owed": len(owed),
        "oldest follow-up": _said(owed[0].made_at if owed else None),
        "deliveries waiting": _count(session, select(func.count()).where(Delivery.state == WAITING)),
        "deliveries for a person": _count(session, select(func.count()).where(Delivery.state == BY_HAND)),
        "backed up until": _said(backed_up_until(session)),
        "notices": [_notice(notice) for notice in open_notices(session)],
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "number": notice.number,
        "matter": notice.matter,
        "terminal": notice.terminal_id,
        "about": notice.about,
        "times": notice.times,
        "first_at": _said(notice.first_at),
        "last_at": _said(notice.last_at),
    }


def _said(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _count(session: Session, question: Any) -> int:
    return int(session.scalar(question) or 0)
