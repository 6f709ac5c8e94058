"""Entering papers, and what becomes of them. Every change counts up, so that the list of those that stand is made anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from central.db.counters import last_number, next_number
from central.papers.tables import IssuedPaper
from printing.page_hashes import PageHashes, root
from printing.token.status_list import PaperStatus

PLACES: Final = "paper-status-index"
CHANGES: Final = "paper-status-changes"
HASH: Final = 32


def enter(session: Session, number: str, now: datetime) -> IssuedPaper:
    """Give a paper its place in the status list, inside the transaction that gives it its number."""
    paper = IssuedPaper(
        number=number,
        status_index=next_number(session, PLACES) - 1,
        issued_at=now,
        page_hashes=b"",
        revoked=False,
        void=False,
        overtaken=False,
    )
    session.add(paper)
    return paper


def entered(session: Session, number: str, issued_at: datetime) -> IssuedPaper:
    """The paper; one from before there was a list gets its place now."""
    return session.get(IssuedPaper, number) or enter(session, number, issued_at)


def revoke(session: Session, number: str, issued_at: datetime) -> None:
    _change(session, entered(session, number, issued_at), revoked=True)


def set_void(session: Session, number: str, void: bool, issued_at: datetime) -> None:
    _change(session, entered(session, number, issued_at), void=void)


def set_overtaken(session: Session, number: str, overtaken: bool, issued_at: datetime) -> None:
    _change(session, entered(session, number, issued_at), overtaken=overtaken)


def keep_pages(session: Session, number: str, hashes: PageHashes) -> None:
    """What each page says, so that a loose sheet can be told from a stranger's."""
    session.get_one(IssuedPaper, number).page_hashes = b"".join(hashes.pages)


def pages_of(paper: IssuedPaper) -> PageHashes | None:
    """None for a paper that was never laid out, or before pages were kept."""
    kept = paper.page_hashes
    if not kept:
        return None
    pages = tuple(kept[start : start + HASH] for start in range(0, len(kept), HASH))
    return PageHashes(pages, root(pages))


@dataclass(frozen=True)
class Standings:
    """All papers at one moment: how many there are, and which do not stand. `changes` grows with whatever moves."""

    papers: int
    changes: int
    fallen: Mapping[int, PaperStatus]


def mark(session: Session) -> tuple[int, int]:
    """Papers and changes so far: where both are as they were, the list is."""
    return last_number(session, PLACES), last_number(session, CHANGES)


def standings(session: Session) -> Standings:
    papers, changes = mark(session)
    fallen: Sequence[IssuedPaper] = session.scalars(
        select(IssuedPaper).where(or_(IssuedPaper.revoked, IssuedPaper.void, IssuedPaper.overtaken))
    ).all()
    return Standings(papers, changes, {paper.status_index: paper.status for paper in fallen})


def _change(session: Session, paper: IssuedPaper, **flags: bool) -> None:
    before = paper.status
    for name, value in flags.items():
        setattr(paper, name, value)
    if paper.status is not before:
        next_number(session, CHANGES)
