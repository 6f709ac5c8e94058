"""THE CENTRE: what terminals deliver takes effect here, each item in one transaction, each key once for ever (reliability B.3)."""

import hashlib
import logging
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from pydantic import Field, ValidationError
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.contract.jobs import (
    MAX_ITEMS,
    PAYLOADS,
    SCHEMA_VERSION,
    BatchItem,
    BatchReceipt,
    ItemResult,
    ItemStatus,
    JobKind,
)
from app.contract.sealing import SealedBroken, aad_of, open_sealed
from app.contract.wire import Message
from central.centre import Centre
from central.effects import EffectRefused, Receipt
from central.inbox import Aggregate, InboxItem
from central.refusals import Refused
from central.storable import storable
from central.takers import take_payload
from central.terminals import Terminal

MOST_KEY_CHARACTERS = 200

log = logging.getLogger("central.intake")


class BatchEnvelope(Message):
    """A `Batch` whose items are looked at one by one: one that cannot be read never blocks the others."""

    incarnation: str = Field(max_length=64)
    items: tuple[dict[str, Any], ...] = Field(min_length=1, max_length=MAX_ITEMS)


class _Answered(Exception):
    """This item's answer is known before it takes effect."""

    def __init__(self, status: ItemStatus, code: str = "", expected_seq: int | None = None) -> None:
        super().__init__(status)
        self.status, self.code, self.expected_seq = status, code, expected_seq


def take_batch(centre: Centre, terminal_id: str, batch: BatchEnvelope) -> BatchReceipt:
    """One result per item, in the order they came. Raises Refused for an installation that is not the enrolled one."""
    _check_incarnation(centre, terminal_id, batch.incarnation)
    results = tuple(_answer(centre, terminal_id, raw) for raw in batch.items)
    return BatchReceipt(server_epoch=centre.epoch, server_time=centre.now(), results=results)


def _check_incarnation(centre: Centre, terminal_id: str, incarnation: str) -> None:
    with centre.database.reading() as session:
        if session.get_one(Terminal, terminal_id).incarnation != incarnation:
            raise Refused(409, "incarnation-other")


def _answer(centre: Centre, terminal_id: str, raw: dict[str, Any]) -> ItemResult:
    """Whatever becomes of one item stays with it: a defect of ours answers `retry` and the next one is taken."""
    try:
        item = _read(raw)
        status, receipt = _take_once_or_again(centre, terminal_id, item)
        return _result(raw, status, receipt=receipt.number, state=receipt.state)
    except _Answered as known:
        return _result(raw, known.status, code=known.code, expected_seq=known.expected_seq)
    except EffectRefused as refused:
        return _result(raw, ItemStatus.REJECTED, code=refused.code)
    except Exception as defect:
        log.error("item failed: %s", type(defect).__name__)
        return _result(raw, ItemStatus.RETRY, code="centre-error")


def _read(raw: dict[str, Any]) -> BatchItem:
    try:
        item = BatchItem.model_validate(raw)
    except ValidationError:
        known = raw.get("kind") in list(JobKind)
        raise _Answered(ItemStatus.REJECTED, "item-malformed" if known else "kind-unknown") from None
    if not 0 < len(item.key) <= MOST_KEY_CHARACTERS or not storable(item):
        raise _Answered(ItemStatus.REJECTED, "item-malformed")
    if item.schema_version != SCHEMA_VERSION:
        raise _Answered(ItemStatus.REJECTED, "schema-version-unknown")
    if hashlib.sha256(item.sealed_payload).hexdigest() != item.payload_sha256:
        raise _Answered(ItemStatus.REJECTED, "payload-hash-wrong")
    return item


def _take_once_or_again(centre: Centre, terminal_id: str, item: BatchItem) -> tuple[ItemStatus, Receipt]:
    try:
        return _take(centre, terminal_id, item)
    except IntegrityError:
        # The same item came in twice at one moment, and the other one won: now it is there to be compared with.
        return _take(centre, terminal_id, item)


def _take(centre: Centre, terminal_id: str, item: BatchItem) -> tuple[ItemStatus, Receipt]:
    with centre.database.writing() as session:
        aggregate = _locked(session, terminal_id, centre.home.keyed_hash.mark("aggregate", item.aggregate))
        known = session.get(InboxItem, item.key)
        if known is not None:
            return ItemStatus.DUPLICATE, _compare(known, terminal_id, item)
        _check_seq(aggregate, item)
        payload = _open(centre.home.sealing_key, item)
        receipt = take_payload(centre, session, payload, terminal_id)
        aggregate.last_seq = item.seq
        session.add(_inbox_row(centre, terminal_id, aggregate, item, receipt))
        return ItemStatus.APPLIED, receipt


def _locked(session: Session, terminal_id: str, mark: str) -> Aggregate:
    """The aggregate's row, held until this transaction ends, so that its items come in one after the other."""
    row = select(Aggregate).where(Aggregate.terminal_id == terminal_id, Aggregate.aggregate_mark == mark)
    found = session.scalars(row.with_for_update()).one_or_none()
    if found is None:
        session.execute(insert(Aggregate).values(terminal_id=terminal_id, aggregate_mark=mark, last_seq=0))
        found = session.scalars(row.with_for_update()).one()
    return found


def _compare(known: InboxItem, terminal_id: str, item: BatchItem) -> Receipt:
    """The receipt of an item that is here already. Another terminal's key is told nothing. Raises _Answered."""
    if known.terminal_id != terminal_id or known.payload_sha256 != item.payload_sha256:
        raise _Answered(ItemStatus.MISMATCH)
    return Receipt(known.receipt, known.state)


def _check_seq(aggregate: Aggregate, item: BatchItem) -> None:
    expected = aggregate.last_seq + 1
    if item.seq > expected:
        raise _Answered(ItemStatus.GAP, expected_seq=expected)
    if item.seq < expected:
        raise _Answered(ItemStatus.REJECTED, "seq-taken", expected_seq=expected)


def _open(sealing_key: bytes, item: BatchItem) -> Message:
    place = aad_of(item.key, item.aggregate, item.seq, item.schema_version)
    try:
        plain = open_sealed(X25519PrivateKey.from_private_bytes(sealing_key), item.sealed_payload, place)
        payload = PAYLOADS[item.kind].model_validate_json(plain)
    except SealedBroken as broken:
        raise _Answered(ItemStatus.REJECTED, broken.code) from None
    except ValidationError:
        raise _Answered(ItemStatus.REJECTED, "payload-malformed") from None
    if not storable(payload):
        raise _Answered(ItemStatus.REJECTED, "payload-malformed")
    return payload


def _inbox_row(centre: Centre, terminal_id: str, aggregate: Aggregate, item: BatchItem, receipt: Receipt) -> InboxItem:
    return InboxItem(
        key=item.key,
        terminal_id=terminal_id,
        aggregate_mark=aggregate.aggregate_mark,
        seq=item.seq,
        kind=item.kind,
        payload_sha256=item.payload_sha256,
        sealed_payload=item.sealed_payload,
        created_at=item.created_at,
        received_at=centre.now(),
        receipt=receipt.number,
        state=receipt.state,
    )


def _result(
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
