"""What a paper's token says: enough to hold it against the sheet in hand, and no person in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import cbor2

from printing.token import cose

SUBJECT, EXPIRES, ISSUED = 2, 4, 6
"""RFC 8392, 3.1."""
PAPER: Final = -65_537
"""A private claim (RFC 8392, 9.1), all our facts in one list: a key of its own for each would cost five bytes each."""

HASH_BYTES: Final = 16
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Results:
    """How many domains were clean, had records, were left without a conclusion."""

    clean: int
    with_records: int
    no_conclusion: int


@dataclass(frozen=True)
class Claims:
    """`facts_hash` and `pages_root` are the first 128 bits of SHA-256: over the facts as the centre keeps them, and over the hashes of
    the pages. `status_index` is the paper's place in the status list. `uscc` is the firm's public code; there is no person."""

    number: str
    issued_at: datetime
    expires_at: datetime
    uscc: str = field(repr=False)
    period_from: date
    period_to: date
    results: Results
    pages: int
    facts_hash: bytes
    pages_root: bytes
    terminal: str
    status_index: int

    def encoded(self) -> bytes:
        """As a CWT claims set (RFC 8392), deterministic."""
        facts = [
            self.uscc,
            (self.period_from - _EPOCH).days,
            (self.period_to - _EPOCH).days,
            [self.results.clean, self.results.with_records, self.results.no_conclusion],
            self.pages,
            self.facts_hash,
            self.pages_root,
            self.terminal,
            self.status_index,
        ]
        claims = {
            SUBJECT: self.number,
            EXPIRES: int(self.expires_at.timestamp()),
            ISSUED: int(self.issued_at.timestamp()),
            PAPER: facts,
        }
        written: bytes = cbor2.dumps(claims, canonical=True)
        return written


def decode(payload: bytes) -> Claims:
    """Raises cose.NotOurs where a claim is missing, of another kind, or not possible."""
    found = cose.decoded(payload)
    try:
        return _claims(found)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise cose.NotOurs from None


def _claims(found: dict[Any, Any]) -> Claims:
    uscc, start, end, results, pages, facts_hash, pages_root, terminal, index = found[PAPER]
    texts, hashes_ = (found[SUBJECT], uscc, terminal), (facts_hash, pages_root)
    numbers = (found[EXPIRES], found[ISSUED], start, end, pages, index, *results)
    if not all(isinstance(text, str) and len(text) <= 64 for text in texts):
        raise ValueError("text")
    if not all(type(number) is int and number >= 0 for number in numbers) or pages < 1:
        raise ValueError("number")
    if not all(isinstance(hash_, bytes) and len(hash_) == HASH_BYTES for hash_ in hashes_):
        raise ValueError("hash")
    return Claims(
        number=found[SUBJECT],
        issued_at=datetime.fromtimestamp(found[ISSUED], UTC),
        expires_at=datetime.fromtimestamp(found[EXPIRES], UTC),
        uscc=uscc,
        period_from=_EPOCH + timedelta(days=start),
        period_to=_EPOCH + timedelta(days=end),
        results=Results(*results),
        pages=pages,
        facts_hash=facts_hash,
        pages_root=pages_root,
        terminal=terminal,
        status_index=index,
    )
