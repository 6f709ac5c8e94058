"""THE CENTRE: which room looks again at which papers, before it is said which of them stand."""

from datetime import datetime

from sqlalchemy.orm import Session

from central.zones.credit import overtaken


def review(session: Session, now: datetime) -> None:
    """Inside the caller's writing transaction."""
    overtaken.review(session, now)
