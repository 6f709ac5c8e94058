"""THE CENTRE: how far each terminal's diary was seen, and that it has only grown since (app.contract.audit_heads)."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.contract.audit_heads import AuditHead, AuditVerdict, AuditWitness, countersign
from central.db.base import Base
from central.notices import Matter, tell


class DiarySeen(Base):
    """The last head that followed from the one before, by installation. `broken_at`: since when it no longer does."""

    __tablename__ = "diaries_seen"

    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"), primary_key=True)
    incarnation: Mapped[str] = mapped_column(primary_key=True)
    entries: Mapped[int]
    head: Mapped[str]
    seen_at: Mapped[datetime]
    broken_at: Mapped[datetime | None]


def witness(
    session: Session,
    key: Ed25519PrivateKey,
    terminal_id: str,
    incarnation: str,
    head: AuditHead,
    now: datetime,
) -> AuditWitness:
    """Compare a head with what was seen before, keep it where it follows, and sign what stands now. Once broken, broken it stays."""
    seen = session.get(DiarySeen, (terminal_id, incarnation), with_for_update=True)
    if seen is None:
        seen = DiarySeen(terminal_id=terminal_id, incarnation=incarnation, entries=0, head=head.head, seen_at=now)
        session.add(seen)
    verdict = _judge(seen, head)
    if verdict is AuditVerdict.FOLLOWS:
        seen.entries, seen.head, seen.seen_at = head.entries, head.head, now
    if verdict is AuditVerdict.BROKEN and seen.broken_at is None:
        seen.broken_at = now
        tell(session, Matter.DIARY_BROKEN, terminal_id, incarnation, now)
    return _signed(key, terminal_id, incarnation, verdict, seen)


def _judge(seen: DiarySeen, head: AuditHead) -> AuditVerdict:
    if seen.broken_at is not None or head.broken or head.entries < seen.entries:
        return AuditVerdict.BROKEN
    if seen.entries == 0:
        return AuditVerdict.FOLLOWS
    if head.entries == seen.entries:
        return AuditVerdict.FOLLOWS if head.head == seen.head else AuditVerdict.BROKEN
    if head.witnessed != seen.entries:
        return AuditVerdict.SAY_AGAIN
    return AuditVerdict.FOLLOWS if head.hash_there == seen.head else AuditVerdict.BROKEN


def _signed(
    key: Ed25519PrivateKey, terminal_id: str, incarnation: str, verdict: AuditVerdict, seen: DiarySeen
) -> AuditWitness:
    signature = countersign(
        key,
        terminal_id=terminal_id,
        incarnation=incarnation,
        verdict=verdict,
        entries=seen.entries,
        head=seen.head,
        at=seen.seen_at,
    )
    return AuditWitness.model_construct(
        verdict=verdict, entries=seen.entries, head=seen.head, at=seen.seen_at, signature=signature
    )
