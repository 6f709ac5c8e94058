"""THE CENTRE, OUTBOUND: how a room says what it owes: in the transaction of what it follows from, so that neither is without the other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from central.db.database import insert_unless_there
from central.outbound.tables import HELD, WAITING, Delivery, FanOut


@dataclass(frozen=True)
class Owed:
    """`key` names this one thing for ever, here and at its receiver: derive it from what it follows from, and it is owed once.

    `topic` is a stable word, `subject` a number of ours, `content` what the receiver needs, as JSON.
    """

    key: str
    system: str
    topic: str
    subject: str
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)


def owe(session: Session, owed: Owed, now: datetime) -> bool:
    """Whether it is new: the same key is owed once, however often it is said."""
    return _write(session, owed, now, WAITING)


def fan_out(session: Session, key: str, branches: Sequence[Owed], then: Owed | None, now: datetime) -> bool:
    """All `branches` at once; `then` when the last of them has ended. Whether it is new."""
    row = {"id": key, "made_at": now, "then_id": then.key if then else None, "joined_at": None}
    if not insert_unless_there(session, FanOut, **row):
        return False
    for branch in branches:
        _write(session, branch, now, WAITING, fan_out_id=key)
    if then is not None:
        _write(session, then, now, HELD)
    return True


def _write(session: Session, owed: Owed, now: datetime, state: str, fan_out_id: str | None = None) -> bool:
    content = json.dumps(owed.content, ensure_ascii=False, sort_keys=True)
    return insert_unless_there(
        session,
        Delivery,
        id=owed.key,
        system=owed.system,
        topic=owed.topic,
        subject=owed.subject,
        content=content,
        content_sha256=hashlib.sha256(content.encode()).hexdigest(),
        state=state,
        fan_out_id=fan_out_id,
        made_at=now,
        due_at=now,
        lap=1,
        started_lap=0,
        attempts=0,
        unknowns=0,
        unclear=False,
        last_code="",
        reference="",
    )
