"""The trail: every read of personal data by a person, and everything else that people do here, chained so that nothing can be changed,
taken out or cut off unseen. It is written in the transaction that reads: what is not on the trail was not read.

Entries of one database follow each other, so whoever writes one holds the trail's end until their transaction is over. Write it last.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.numbers import is_id_number
from central.db.database import insert_unless_there
from central.keyed_hash import KeyedHash
from central.organisations.roles import Reader
from central.organisations.sign_in_tables import TrailEntry, TrailHead

READ = "read"
_ONLY = 1
_BEGINNING = ""
_CHUNK = 1_000


class NotForTheTrail(ValueError):
    """A purpose is missing, or something personal stands where a number of ours belongs: a defect of whoever asks."""


def note_reading(
    session: Session, reader: Reader, subject_kind: str, subject_id: str, purpose: str, now: datetime
) -> None:
    """`reader` has this before them now, for this purpose. In a writing transaction, the one that reads. Raises NotForTheTrail.

    `subject_kind` is a word such as `case` or `person`, `subject_id` the record's number here.
    """
    note(session, reader.keyed_hash, reader.person_id, READ, subject_kind, subject_id, purpose, now)


def note(
    session: Session,
    keyed_hash: KeyedHash,
    who: str,
    what: str,
    subject_kind: str,
    subject_id: str,
    purpose: str,
    now: datetime,
) -> None:
    """Somebody did this. Raises NotForTheTrail."""
    if not purpose.strip() or any(is_id_number(word.upper()) for word in (subject_id, purpose)):
        raise NotForTheTrail(subject_kind)
    head = _held(session, keyed_hash)
    entry = TrailEntry(
        number=head.number + 1,
        at=now.astimezone(UTC),
        who=who,
        what=what,
        subject_kind=subject_kind,
        subject_id=subject_id,
        purpose=purpose,
    )
    entry.mark = _mark(keyed_hash, entry, head.mark)
    head.number, head.mark = entry.number, entry.mark
    head.seal = _seal(keyed_hash, head)
    session.add(entry)
    session.flush()


def first_broken(session: Session, keyed_hash: KeyedHash) -> int | None:
    """The number of the first entry that does not follow from the one before it, or that is missing; None while the trail holds."""
    number, before = 0, _BEGINNING
    for entry in _all(session):
        if entry.number != number + 1 or entry.mark != _mark(keyed_hash, entry, before):
            return number + 1
        number, before = entry.number, entry.mark
    head = session.get(TrailHead, _ONLY)
    if head is None:
        return 1 if number else None
    whole = (head.number, head.mark) == (number, before) and head.seal == _seal(keyed_hash, head)
    return None if whole else number + 1


def _held(session: Session, keyed_hash: KeyedHash) -> TrailHead:
    """The trail's end, ours until the transaction is over."""
    end = select(TrailHead).where(TrailHead.id == _ONLY).with_for_update().execution_options(populate_existing=True)
    head = session.scalars(end).one_or_none()
    if head is None:
        first = TrailHead(id=_ONLY, number=0, mark=_BEGINNING)
        insert_unless_there(session, TrailHead, id=_ONLY, number=0, mark=_BEGINNING, seal=_seal(keyed_hash, first))
        head = session.scalars(end).one()
    return head


def _all(session: Session) -> Iterator[TrailEntry]:
    """Oldest first, some at a time: the trail of a city's year does not fit into memory."""
    oldest = select(TrailEntry).order_by(TrailEntry.number).limit(_CHUNK)
    found = list(session.scalars(oldest))
    while found:
        yield from found
        for entry in found:
            session.expunge(entry)
        found = list(session.scalars(oldest.where(TrailEntry.number > found[-1].number)))


def _mark(keyed_hash: KeyedHash, entry: TrailEntry, before: str) -> str:
    said = [before, entry.number, entry.at.isoformat(), entry.who, entry.what]
    said += [entry.subject_kind, entry.subject_id, entry.purpose]
    return keyed_hash.mark("staff-trail", json.dumps(said, ensure_ascii=False))


def _seal(keyed_hash: KeyedHash, head: TrailHead) -> str:
    return keyed_hash.mark("staff-trail-end", json.dumps([head.number, head.mark]))
