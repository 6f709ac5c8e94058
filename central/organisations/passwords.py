"""Passwords: argon2id (RFC 9106), and as much work for a name that nobody has as for one that somebody has."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

FEWEST_CHARACTERS = 12
MOST_CHARACTERS = 200
AT_ONCE = 4
"""Each takes 19 MiB while it is hashed; a crowd at the door waits its turn and does not fill the memory."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
_gate = BoundedSemaphore(AT_ONCE)


def hashed(password: str) -> str:
    with _gate:
        return _HASHER.hash(password)


def opens(kept: str, password: str) -> bool:
    """Whether this is the password; `kept` empty for nobody's, which takes as long and is never right."""
    nobodys = _nobodys()
    with _gate:
        try:
            return _HASHER.verify(kept or nobodys, password) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    """What is worked on where there is no account; no password opens it, because nobody looks at whether it did."""
    return _HASHER.hash("no password of anybody")


def outdated(kept: str) -> bool:
    """Hashed with less work than we take now: to be hashed again while the password is at hand."""
    return _HASHER.check_needs_rehash(kept)


def good_enough(password: str, badge: str) -> bool:
    """Long, and not the badge over and over; nothing else is asked (NIST SP 800-63B §3.1.1.2)."""
    long_enough = FEWEST_CHARACTERS <= len(password) <= MOST_CHARACTERS
    return long_enough and len(set(password)) >= 4 and badge.lower() not in password.lower()
