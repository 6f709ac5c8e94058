"""Which papers still stand: two bits for each, signed and dated (after the IETF's Token Status List, as a CWT)."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

import cbor2

from printing.signing_key import SigningKey
from printing.token import cose
from printing.token.trust import TrustBundle
from printing.token.whole_file import write_whole

TYPE: Final = "statuslist+cwt"
SUBJECT, EXPIRES, ISSUED, TIME_TO_LIVE, STATUS_LIST = 2, 4, 6, 65_534, 65_533
"""The registered claims of the Token Status List draft."""
BITS: Final = 2
MOST_PAPERS: Final = 4_000_000
_PER_BYTE = 8 // BITS


class PaperStatus(IntEnum):
    """The draft's 0 and 1; 2 is its `suspended`, which for a paper means that a newer one has taken its place; 3 is ours to use."""

    STANDS = 0
    REVOKED = 1
    SUPERSEDED = 2
    VOID = 3
    """Its printing was broken off: this sheet was never handed out."""


class ListRefused(ValueError):
    """`code`: not-a-list, not-trusted, older-than-ours (somebody hands out what stood before a revocation)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class StatusList:
    """As of `issued_at`; not to be believed beyond `expires_at`."""

    issued_at: datetime
    expires_at: datetime
    _bits: bytes

    def status(self, index: int) -> PaperStatus | None:
        """None for a paper that is newer than the list."""
        at, place = divmod(index, _PER_BYTE)
        return PaperStatus(self._bits[at] >> place * BITS & 3) if 0 <= at < len(self._bits) else None


def issue(
    statuses: Mapping[int, PaperStatus],
    papers: int,
    key: SigningKey,
    *,
    address: str,
    at: datetime,
    until: datetime,
) -> bytes:
    """The list over papers 0 to `papers` - 1; those that `statuses` does not name stand. Raises KeyUnusable."""
    bits = bytearray(-(-papers // _PER_BYTE))
    for index, status in statuses.items():
        bits[index // _PER_BYTE] |= status << index % _PER_BYTE * BITS
    said = {
        SUBJECT: address,
        EXPIRES: int(until.timestamp()),
        ISSUED: int(at.timestamp()),
        TIME_TO_LIVE: int((until - at).total_seconds()),
        STATUS_LIST: {"bits": BITS, "lst": zlib.compress(bytes(bits), 9)},
    }
    return cose.sign(cbor2.dumps(said, canonical=True), key, TYPE)


def read(message: bytes, bundle: TrustBundle) -> StatusList:
    """Raises ListRefused."""
    try:
        signed = cose.read(message, TYPE)
        said = cose.decoded(signed.payload)
        found = _list(said)
    except (ValueError, KeyError, TypeError, OverflowError, zlib.error):
        raise ListRefused("not-a-list") from None
    issuer = bundle.keys.get(signed.key_id)
    if issuer is None or not issuer.may_sign_at(found.issued_at) or not signed.is_signed_by(issuer.key):
        raise ListRefused("not-trusted")
    return found


class StatusStore:
    """The newest list this terminal has ever seen, in a file. It never goes back to an older one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def current(self, bundle: TrustBundle) -> StatusList | None:
        """None where none was taken yet, the file is damaged, or whoever signed it is no longer trusted."""
        try:
            return read(self._path.read_bytes(), bundle)
        except (OSError, ListRefused):
            return None

    def held(self) -> bytes:
        """The list as it was handed out, whatever it is worth now; empty where there is none."""
        try:
            return self._path.read_bytes()
        except OSError:
            return b""

    def take(self, message: bytes, bundle: TrustBundle) -> StatusList:
        """Keep a newer list; the same again is no news. Raises ListRefused, OSError."""
        offered, held = read(message, bundle), self.current(bundle)
        if held and offered.issued_at < held.issued_at:
            raise ListRefused("older-than-ours")
        write_whole(self._path, message)
        return offered


def _list(said: dict[Any, Any]) -> StatusList:
    if said[STATUS_LIST]["bits"] != BITS:
        raise ValueError("bits")
    inflater = zlib.decompressobj()
    bits = inflater.decompress(said[STATUS_LIST]["lst"], MOST_PAPERS // _PER_BYTE)
    if inflater.unconsumed_tail:  # a small list that swells without end
        raise ValueError("lst")
    return StatusList(datetime.fromtimestamp(said[ISSUED], UTC), datetime.fromtimestamp(said[EXPIRES], UTC), bits)
