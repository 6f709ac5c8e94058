"""What versions say, kept under its hash: the same text once, whoever says it, and none that could be changed unseen."""

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.contract.service_items import ServiceItem
from app.contract.wire import Message
from central.service_items.chunks import chunks
from central.service_items.states import TextDamaged
from central.service_items.tables import ServiceItemText


def written(said: Message) -> str:
    """One text for one content: what a version says, without what it leaves unsaid."""
    return said.model_dump_json(exclude_defaults=True)


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def keep(session: Session, texts: Iterable[str]) -> None:
    """Those that are not kept yet."""
    named = {sha256_of(text): text for text in texts}
    for some in chunks(sorted(named)):
        kept = set(session.scalars(select(ServiceItemText.sha256).where(ServiceItemText.sha256.in_(some))))
        rows = [{"sha256": sha256, "content": named[sha256]} for sha256 in some if sha256 not in kept]
        if rows:
            session.execute(insert(ServiceItemText), rows)


def texts_of(session: Session, hashes: Sequence[str]) -> dict[str, str]:
    """Hash → text. Raises TextDamaged where a text is not, or no longer, what its hash says."""
    found: dict[str, str] = {}
    for some in chunks(sorted(set(hashes))):
        rows = session.execute(
            select(ServiceItemText.sha256, ServiceItemText.content).where(ServiceItemText.sha256.in_(some))
        )
        found |= {sha256: content for sha256, content in rows}
    damaged = [sha256 for sha256 in set(hashes) if sha256_of(found.get(sha256, "")) != sha256]
    if damaged:
        raise TextDamaged(f"{len(damaged)} texts, {min(damaged)} the first")
    return found


def items_of(
    session: Session, hashes: Sequence[str], known: dict[str, ServiceItem] | None = None
) -> dict[str, ServiceItem]:
    """Hash → item. `known` are those read already in this piece of work; what is read now joins them. Raises TextDamaged."""
    known = {} if known is None else known
    missing = [sha256 for sha256 in hashes if sha256 not in known]
    for sha256, text in texts_of(session, missing).items():
        known[sha256] = ServiceItem.model_validate_json(text)
    return {sha256: known[sha256] for sha256 in hashes}
