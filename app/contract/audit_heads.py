"""How a terminal's diary is witnessed: its head goes up with each batch, and the centre's countersignature comes back.

The terminal says how long its diary is, its last hash, and what stands today at the place the centre witnessed last. The centre
compares: a shorter diary was cut, another hash at that place means that something before it was changed. It signs what follows from
what it has witnessed before, and only that; so a diary written anew as a whole shows at the next batch, on both sides.
"""

from datetime import datetime
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Base64Bytes, Field

from app.contract.wire import Message

_HASH = r"^[0-9a-f]{64}$"


class AuditHead(Message):
    """`broken`: the diary does not hold in itself; then `entries` and `head` are of its last sound entry. `witnessed` is the length
    of the diary at the last witness this terminal holds (0: none); `hash_there` is the hash that stands at that place in the diary
    now, empty where it no longer reaches so far."""

    entries: int = Field(ge=0, le=2**31 - 1)
    head: str = Field(pattern=_HASH)
    broken: bool = False
    witnessed: int = Field(default=0, ge=0, le=2**31 - 1)
    hash_there: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")


class AuditVerdict(StrEnum):
    FOLLOWS = "follows"
    """What was sent follows from what was witnessed before, and is witnessed itself now."""
    SAY_AGAIN = "say-again"
    """The terminal compared with an older witness than ours: a receipt was lost. Ours is in this answer."""
    BROKEN = "broken"
    """What was witnessed is no longer in the diary. Ours is in this answer; it stays until the terminal is enrolled anew."""


class AuditWitness(Message):
    """What the centre has seen of this diary, signed: of `entries` entries the last had the hash `head`."""

    verdict: AuditVerdict
    entries: int = Field(ge=0, le=2**31 - 1)
    head: str = Field(pattern=_HASH)
    at: datetime
    signature: Base64Bytes = Field(repr=False)


def countersign(
    key: Ed25519PrivateKey,
    *,
    terminal_id: str,
    incarnation: str,
    verdict: AuditVerdict,
    entries: int,
    head: str,
    at: datetime,
) -> bytes:
    """The signature of an AuditWitness."""
    return key.sign(_signed_words(terminal_id, incarnation, verdict, entries, head, at))


def is_countersigned(key: Ed25519PublicKey, witness: AuditWitness, *, terminal_id: str, incarnation: str) -> bool:
    """Whether the centre said so of this installation of this terminal."""
    words = _signed_words(terminal_id, incarnation, witness.verdict, witness.entries, witness.head, witness.at)
    try:
        key.verify(witness.signature, words)
    except InvalidSignature:
        return False
    return True


def _signed_words(
    terminal_id: str, incarnation: str, verdict: AuditVerdict, entries: int, head: str, at: datetime
) -> bytes:
    """No word holds a line break, so that no two witnesses share the same bytes."""
    return "\n".join(
        ("guanjia audit 1", terminal_id, incarnation, verdict, str(entries), head, at.isoformat())
    ).encode()
