"""What the terminal owes the centre about a visit: that it took place, and how it was rated. Nothing personal."""

import secrets
from datetime import datetime

from app.contract.jobs import JobKind, VisitCounted, VisitRated
from app.visit import Ending, Visit
from kiosk.service import JobDraft


def counted(visit: Visit, ending: Ending, at: datetime) -> JobDraft:
    figure = VisitCounted(
        visit=visit.id,
        service=visit.service,
        mode=visit.mode,
        language=visit.language,
        ended=ending,
        seconds=(at - visit.started_at).total_seconds(),
        at=at,
    )
    return JobDraft(JobKind.VISIT_COUNTED, f"visit:{visit.id}", figure)


def rated(service: str, stars: int, at: datetime) -> JobDraft:
    """Its token is opaque and unique: it ties the rating to one handling and to no person (K25)."""
    token = secrets.token_urlsafe(16)
    return JobDraft(
        JobKind.VISIT_RATED, f"rating:{token}", VisitRated(token=token, service=service, stars=stars, at=at)
    )
