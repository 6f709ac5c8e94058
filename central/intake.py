"""THE CENTRE: what terminals deliver takes effect here, each item in one transaction, each key once for ever (reliability B.3)."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.contract.audit_heads import AuditHead
from app.contract.jobs import MAX_ITEMS, BatchItem, BatchReceipt, ItemResult, ItemStatus
from app.contract.wire import Message
from central import follow_ups
from central.backups import backed_up_until
from central.centre import Centre
from central.db.database import DatabaseAway, insert_unless_there
from central.effects import EffectDeferred, EffectRefused, Receipt
from central.inbox import Aggregate, InboxItem
from central.installations import FORKED, Forked, check_installation, stop_both
from central.items import MOST_KEY_CHARACTERS, Answered, read, unseal
from central.refusals import Refused
from central.takers import take_payload

log = logging.getLogger("central.intake")


class BatchEnvelope(Message):
    """A `Batch` whose items are looked at one by one: one that cannot be read never blocks the others."""

    incarnation: str = Field(max_length=64)
    items: tuple[dict[str, Any], ...] = Field(min_length=1, max_length=MAX_ITEMS)
    audit: AuditHead | None = None


def take_batch(centre: Centre, terminal_id: str, batch: BatchEnvelope) -> BatchReceipt:
    """One result per item, in the order they came.

    Raises Refused for an installation that is not the enrolled one, or not the only one; DatabaseAway. What was taken of the batch
    before stays taken: sent again, it is a duplicate.
    """
    check_installation(centre, terminal_id, batch.incarnation)
    try:
        results = tuple(answer_item(centre, terminal_id, batch.incarnation, raw) for raw in batch.items)
    except Forked:
        stop_both(centre, terminal_id, batch.incarnation)
        raise Refused(409, FORKED) from None
    with centre.database.reading() as session:
        until = backed_up_until(session)
    return BatchReceipt(server_epoch=centre.epoch, server_time=centre.now(), results=results, backed_up_until=until)


def answer_item(centre: Centre, terminal_id: str, incarnation: str, raw: dict[str, Any]) -> ItemResult:
    """Whatever becomes of one item stays with it: a defect of ours answers `retry` and the next one is taken.

    Raises Forked, DatabaseAway: neither is this item's doing, and nothing may be held against it.
    """
    try:
        item = read(raw)
        status, receipt = centre.database.write(
            lambda session: _take(centre, session, terminal_id, incarnation, item),
        )
        return result_of(raw, status, receipt=receipt.number, state=receipt.state)
    except Answered as known:
        return result_of(raw, known.status, code=known.code, expected_seq=known.expected_seq)
    except EffectRefused as refused:
        return result_of(raw, ItemStatus.REJECTED, code=refused.code)
    except EffectDeferred as deferred:
        return result_of(raw, ItemStatus.RETRY, code=deferred.code)
    except (DatabaseAway, Forked):
        raise
    except Exception as defect:
        log.error("item failed: %s", type(defect).__name__)
        return result_of(raw, ItemStatus.RETRY, code="centre-error")


def _take(
    centre: Centre, session: Session, terminal_id: str, incarnation: str, item: BatchItem
) -> tuple[ItemStatus, Receipt]:
    """Inside one writing transaction: the key is looked for, the aggregate is held, the item takes effect with all that follows."""
    place = _Place(terminal_id, centre.home.keyed_hash.mark("aggregate", item.aggregate))
    known, before = session.get(InboxItem, item.key), None
    if known is None:
        before = _hold(session, place, item.seq)
        # Whoever held it before us may have brought this very item.
        known = session.get(InboxItem, item.key) if before is not None else None
    if known is not None:
        return ItemStatus.DUPLICATE, _compare(known, terminal_id, item)
    _check_place(session, terminal_id, incarnation, item, before or 0)
    # The clock is looked at after the aggregate is held: a backup that holds back every intake knows what was received before it.
    now = centre.now()
    receipt = take_payload(centre, session, unseal(centre.home.sealing_key, item), terminal_id)
    session.add(_inbox_row(place, incarnation, item, receipt, now))
    session.flush()
    if before is not None:
        session.execute(update(Aggregate).where(*place.row).values(last_seq=item.seq))
    for follows in receipt.follows:
        follow_ups.note(session, item.key, follows, now)
    return ItemStatus.APPLIED, receipt


@dataclass(frozen=True)
class _Place:
    """One aggregate of one terminal."""

    terminal_id: str
    mark: str

    @property
    def row(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return Aggregate.terminal_id == self.terminal_id, Aggregate.aggregate_mark == self.mark


def _hold(session: Session, place: _Place, seq: int) -> int | None:
    """How far the aggregate has come, held until this transaction ends, so that its items come in one after the other. None where it
    begins with this item: most do, and then nobody has to be waited for. Raises Answered where it would begin in its middle."""
    named = {"terminal_id": place.terminal_id, "aggregate_mark": place.mark}
    if seq == 1 and insert_unless_there(session, Aggregate, **named, last_seq=1):
        return None
    held = session.scalars(select(Aggregate.last_seq).where(*place.row).with_for_update()).one_or_none()
    if held is None:
        raise Answered(ItemStatus.GAP, expected_seq=1)
    return held


def _compare(known: InboxItem, terminal_id: str, item: BatchItem) -> Receipt:
    """The receipt of an item that is here already. Another terminal's key is told nothing. Raises Answered."""
    if known.terminal_id != terminal_id or known.payload_sha256 != item.payload_sha256:
        raise Answered(ItemStatus.MISMATCH)
    return Receipt(known.receipt, known.state)


def _check_place(session: Session, terminal_id: str, incarnation: str, item: BatchItem, before: int) -> None:
    """Raises Answered where an item before it is missing, Forked where another one has its place or its number."""
    expected = before + 1
    if item.seq > expected:
        raise Answered(ItemStatus.GAP, expected_seq=expected)
    if item.seq < expected or _is_taken(session, terminal_id, incarnation, item.filed_no):
        raise Forked


def _is_taken(session: Session, terminal_id: str, incarnation: str, filed_no: int | None) -> bool:
    """None is what terminals say that do not number their jobs yet."""
    same = select(InboxItem.key).where(
        InboxItem.terminal_id == terminal_id,
        InboxItem.incarnation == incarnation,
        InboxItem.filed_no == filed_no,
    )
    return filed_no is not None and session.scalars(same).first() is not None


def _inbox_row(place: _Place, incarnation: str, item: BatchItem, receipt: Receipt, received_at: datetime) -> InboxItem:
    return InboxItem(
        key=item.key,
        terminal_id=place.terminal_id,
        incarnation=incarnation,
        filed_no=item.filed_no,
        aggregate_mark=place.mark,
        seq=item.seq,
        kind=item.kind,
        payload_sha256=item.payload_sha256,
        sealed_payload=item.sealed_payload,
        created_at=item.created_at,
        received_at=received_at,
        receipt=receipt.number,
        state=receipt.state,
    )


def result_of(
    raw: dict[str, Any],
    status: ItemStatus,
    *,
    receipt: str = "",
    state: str = "",
    code: str = "",
    expected_seq: int | None = None,
) -> ItemResult:
    return ItemResult(
        key=_said(raw, "key"),
        payload_sha256=_said(raw, "payload_sha256"),
        status=status,
        receipt=receipt,
        state=state,
        code=code,
        expected_seq=expected_seq,
    )


def _said(raw: dict[str, Any], name: str) -> str:
    """What the terminal called its item, so that it recognises the answer; nothing where it said nothing sensible."""
    value = raw.get(name)
    return value if isinstance(value, str) and len(value) <= MOST_KEY_CHARACTERS else ""
