"""The verify code: twelve characters that only the centre can make, and only for these very facts."""

import hmac

from central.keyed_hash import KeyedHash

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that nothing is misread off paper."""

CHARACTERS = 12
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def verify_code(keyed_hash: KeyedHash, canonical_facts: str) -> str:
    """The first 60 bits of an HMAC over the report's canonical JSON, as `XXXX-XXXX-XXXX`."""
    tag = keyed_hash.digest("verify-code", canonical_facts.encode())
    bits = int.from_bytes(tag[:8], "big") >> 4
    plain = "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(CHARACTERS)))
    return "-".join((plain[:4], plain[4:8], plain[8:]))


def same_code(said: str, code: str) -> bool:
    """Whether someone typed this code: small letters, O for 0, I or L for 1 and missing hyphens are forgiven."""
    return hmac.compare_digest(_plain(said).encode(), _plain(code).encode())


def _plain(code: str) -> str:
    return code.upper().translate(_MISREAD)
