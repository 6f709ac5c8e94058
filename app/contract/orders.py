"""How a terminal answers the centre's orders, and how it changes its key.

POST /v1/terminals/{terminal_id}/orders/{order_id}   OrderReport → Noted
POST /v1/terminals/{terminal_id}/key                 NewKey → Noted

A new key is registered by a request that the old key signs, and proves itself by a signature of its own. The centre takes both keys
until the new one has signed a request; then the old one is gone. So an answer that got lost is asked for again, with either key.

Refusal codes: order-unknown (404), key-unproven (422), terminal-other (403).
"""

from datetime import datetime
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Base64Bytes, Field

from app.contract.wire import Bytes32, Message


class OrderOutcome(StrEnum):
    DONE = "done"
    UNSENT_JOBS = "unsent-jobs"
    """A wipe that was not to touch what the centre has not received, where there is such."""


class OrderReport(Message):
    outcome: OrderOutcome


class Noted(Message):
    at: datetime


class NewKey(Message):
    """`public_key` is raw Ed25519. `proof` is by its private half."""

    public_key: Bytes32
    proof: Base64Bytes = Field(repr=False)


def prove_new_key(new: Ed25519PrivateKey, old: Ed25519PublicKey, terminal_id: str) -> bytes:
    return new.sign(_proven_words(old, terminal_id))


def is_proven(new_key: NewKey, old: Ed25519PublicKey, terminal_id: str) -> bool:
    """Whether who registers the new key holds it, for this terminal and in place of this key."""
    try:
        Ed25519PublicKey.from_public_bytes(new_key.public_key).verify(new_key.proof, _proven_words(old, terminal_id))
    except (InvalidSignature, ValueError):
        return False
    return True


def _proven_words(old: Ed25519PublicKey, terminal_id: str) -> bytes:
    return b"guanjia key 1\n" + terminal_id.encode() + b"\n" + old.public_bytes_raw()
