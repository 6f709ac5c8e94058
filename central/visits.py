"""THE CENTRE: visits as figures, and their ratings. No person, no enterprise."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.contract.jobs import VisitCounted, VisitRated
from central.centre import Centre
from central.clock import day_of
from central.db.base import Base
from central.db.counters import next_number
from central.effects import EffectRefused, Receipt
from central.ratings.rectifying import WORST_TWO, open_rectification


class Rating(Base):
    """One rating for one handling (GB/T 39734): `token` is used once."""

    __tablename__ = "ratings"

    token: Mapped[str] = mapped_column(primary_key=True)
    rating_no: Mapped[str] = mapped_column(unique=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"))
    service: Mapped[str]
    stars: Mapped[int]
    staff_present: Mapped[bool]
    rated_at: Mapped[datetime]
    received_at: Mapped[datetime]


class VisitFigure(Base):
    __tablename__ = "visit_figures"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit: Mapped[str]
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"))
    service: Mapped[str]
    mode: Mapped[str]
    language: Mapped[str]
    ended: Mapped[str]
    seconds: Mapped[float]
    ended_at: Mapped[datetime]
    received_at: Mapped[datetime]


def take_rating(session: Session, centre: Centre, rated: VisitRated, terminal_id: str, now: datetime) -> Receipt:
    """A bad one is to be put right. What was given while staff were signed in says nothing of what the visitor thinks: it is kept, so
    that it shows how often that is tried, and counted nowhere. Raises EffectRefused when this handling has been rated before."""
    if session.get(Rating, rated.token) is not None:
        raise EffectRefused("rating-token-used")
    day = f"{day_of(now):%Y%m%d}"
    rating_no = f"PJ{day}-{next_number(session, f'rating:{day}'):04d}"
    session.add(
        Rating(
            token=rated.token,
            rating_no=rating_no,
            terminal_id=terminal_id,
            service=rated.service,
            stars=rated.stars,
            staff_present=rated.staff_present,
            rated_at=rated.at,
            received_at=now,
        )
    )
    if rated.staff_present:
        return Receipt(rating_no, "有工作人员在场，不计入")
    if rated.stars <= WORST_TWO:
        open_rectification(session, centre, rated, rating_no)
    return Receipt(rating_no, "已评价")


def take_figure(session: Session, counted: VisitCounted, terminal_id: str, now: datetime) -> Receipt:
    """One row per item: a visit that went through two services is counted in both."""
    session.add(
        VisitFigure(
            visit=counted.visit,
            terminal_id=terminal_id,
            service=counted.service,
            mode=counted.mode,
            language=counted.language,
            ended=counted.ended,
            seconds=counted.seconds,
            ended_at=counted.at,
            received_at=now,
        )
    )
    return Receipt(counted.visit, "已统计")
