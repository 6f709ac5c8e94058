"""The centre's word on this terminal's diary, kept beside it (app.contract.audit_heads).

audit.witness.json   the last witness as the centre signed it

The diary's own chain shows an edit, a deletion and a new order. A cut end, and a diary that was written anew as a whole, show against
what the centre has witnessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from app.audit import AuditLog, Verdict, hash_at, verify_chain
from app.contract.audit_heads import AuditHead, AuditVerdict, AuditWitness, is_countersigned
from app.enrolment import Enrolment
from app.private_files import write_private

DIARY: Final = "audit.jsonl"
WITNESS: Final = "audit.witness.json"


@dataclass(frozen=True)
class DiaryStanding:
    """How the diary on the disk stands against itself and against what the centre has witnessed. `witnessed` is None before the
    centre has; `centre_says` is its verdict on the last head it was sent."""

    chain: Verdict
    witnessed: int | None
    agrees: bool
    centre_says: AuditVerdict | None

    @property
    def holds(self) -> bool:
        return self.chain.holds and self.agrees and self.centre_says is not AuditVerdict.BROKEN


class DiaryWitness:
    """Says how far the diary has come, keeps what the centre answers. One thread."""

    def __init__(self, home: Path, place: Enrolment, diary: AuditLog) -> None:
        self._home, self._place, self._diary = home, place, diary

    def head(self) -> AuditHead:
        """What goes up with the next batch. Raises OSError."""
        chain = self._diary.look()
        known = read_witness(self._home, self._place)
        witnessed = known.entries if known else 0
        return AuditHead(
            entries=chain.entries,
            head=chain.head,
            broken=chain.broken_at is not None,
            witnessed=witnessed,
            hash_there=hash_at(self._home / DIARY, witnessed),
        )

    def note(self, witness: AuditWitness | None) -> None:
        """Keep the centre's word; one that it did not sign is none. Raises OSError."""
        if witness is not None and _is_the_centres(witness, self._place):
            write_private(self._home / WITNESS, witness.model_dump_json().encode())


def standing(home: Path, place: Enrolment) -> DiaryStanding:
    """How the diary at `home` stands now, walked from its first line. Raises OSError."""
    witness = read_witness(home, place)
    if witness is None:
        return DiaryStanding(verify_chain(home / DIARY), None, agrees=True, centre_says=None)
    chain = verify_chain(home / DIARY)
    agrees = witness.entries == 0 or hash_at(home / DIARY, witness.entries) == witness.head
    return DiaryStanding(chain, witness.entries, agrees, witness.verdict)


def read_witness(home: Path, place: Enrolment) -> AuditWitness | None:
    """The last witness, if the centre signed it for this installation."""
    try:
        witness = AuditWitness.model_validate_json((home / WITNESS).read_bytes())
    except (OSError, ValidationError):
        return None
    return witness if _is_the_centres(witness, place) else None


def _is_the_centres(witness: AuditWitness, place: Enrolment) -> bool:
    key = Ed25519PublicKey.from_public_bytes(place.signing_public_key)
    return is_countersigned(key, witness, terminal_id=place.terminal_id, incarnation=place.incarnation)
