"""What a route of the cases may ask for: who acts, and that the same request is carried out once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import Depends, Header, Request
from sqlalchemy.orm import Session

from app.contract.cases import IDEMPOTENCY_KEY, CaseShown
from app.contract.wire import Message
from central.cases.acting import Actor
from central.cases.procedure import Role
from central.cases.tables import CaseRequest
from central.db.database import insert_unless_there
from central.refusals import Refused

FindActor = Callable[[Request], Actor | None]
"""Who has signed in. Whoever builds the centre sets `app.state.find_actor`; before that, nobody acts on a case."""

NoteReading = Callable[[Request, Session, str, str, datetime], None]
"""Writes down that who has signed in reads this case, and for what. Set with `find_actor`: where nobody writes, nobody reads."""

NOT_GIVEN = frozenset({Role.SYSTEM.value, Role.TERMINAL.value})
"""Roles that no sign-in gives."""


def _actor(request: Request) -> Actor:
    """Raises Refused."""
    find: FindActor | None = getattr(request.app.state, "find_actor", None)
    found = find(request) if find is not None else None
    if found is None:
        raise Refused(401, "actor-unknown")
    return Actor(found.person_id, found.unit_id, found.roles - NOT_GIVEN)


def _key(idempotency_key: Annotated[str, Header(max_length=80)] = "") -> str:
    """Raises Refused."""
    if not re.fullmatch(IDEMPOTENCY_KEY, idempotency_key):
        raise Refused(422, "idempotency-key-missing")
    return idempotency_key


def _note_reading(request: Request) -> Callable[[Session, str, str, datetime], None]:
    """Raises Refused."""
    note: NoteReading | None = getattr(request.app.state, "note_reading", None)
    if note is None:
        raise Refused(401, "actor-unknown")
    return partial(note, request)


TheActor = Annotated[Actor, Depends(_actor)]
TheKey = Annotated[str, Depends(_key)]
TheTrail = Annotated[Callable[[Session, str, str, datetime], None], Depends(_note_reading)]


def once(
    session: Session,
    actor: Actor,
    key: str,
    asked: tuple[str, Message],
    now: datetime,
    work: Callable[[], CaseShown],
) -> CaseShown:
    """`work`, unless it was done under this key before: then what was answered then. `asked` is the address and the message.

    Raises Refused where the key stands for other words; what `work` raises, and then nothing is kept.
    """
    address, message = asked
    sha256 = hashlib.sha256(f"{address}\n{message.model_dump_json()}".encode()).hexdigest()
    row = {"actor_id": actor.person_id, "key": key}
    if not insert_unless_there(session, CaseRequest, **row, sha256=sha256, reply="", at=now):
        known = session.get_one(CaseRequest, (actor.person_id, key))
        if known.sha256 != sha256:
            raise Refused(422, "idempotency-key-reused")
        return CaseShown.model_validate_json(known.reply)
    reply = work()
    session.get_one(CaseRequest, (actor.person_id, key)).reply = reply.model_dump_json()
    return reply
