"""THE CENTRE: reading what a terminal sends, before it takes effect: whether it is one of our items at all, and what it says."""

import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from pydantic import ValidationError

from app.contract.jobs import PAYLOADS, SCHEMA_VERSION, BatchItem, ItemStatus, JobKind
from app.contract.sealing import SealedBroken, aad_of, open_sealed
from app.contract.wire import Message
from central.storable import storable

MOST_KEY_CHARACTERS = 200


class Answered(Exception):
    """This item's answer is known before it takes effect."""

    def __init__(self, status: ItemStatus, code: str = "", expected_seq: int | None = None) -> None:
        super().__init__(status)
        self.status, self.code, self.expected_seq = status, code, expected_seq


def read(raw: dict[str, Any]) -> BatchItem:
    """Raises Answered for what can be no item of ours, now or later."""
    try:
        item = BatchItem.model_validate(raw)
    except ValidationError:
        known = raw.get("kind") in list(JobKind)
        raise Answered(ItemStatus.REJECTED, "item-malformed" if known else "kind-unknown") from None
    if not 0 < len(item.key) <= MOST_KEY_CHARACTERS or not storable(item):
        raise Answered(ItemStatus.REJECTED, "item-malformed")
    if item.schema_version != SCHEMA_VERSION:
        raise Answered(ItemStatus.REJECTED, "schema-version-unknown")
    if hashlib.sha256(item.sealed_payload).hexdigest() != item.payload_sha256:
        raise Answered(ItemStatus.REJECTED, "payload-hash-wrong")
    return item


def unseal(sealing_key: bytes, item: BatchItem) -> Message:
    """What the item says. Raises Answered where it is not sealed for this place, or says nothing of its kind."""
    place = aad_of(item.key, item.aggregate, item.seq, item.schema_version)
    try:
        plain = open_sealed(X25519PrivateKey.from_private_bytes(sealing_key), item.sealed_payload, place)
        payload = PAYLOADS[item.kind].model_validate_json(plain)
    except SealedBroken as broken:
        raise Answered(ItemStatus.REJECTED, broken.code) from None
    except ValidationError:
        raise Answered(ItemStatus.REJECTED, "payload-malformed") from None
    if not storable(payload):
        raise Answered(ItemStatus.REJECTED, "payload-malformed")
    return payload
