"""What was held before the window lately: a scanner that repeats what still lies there has been shown it once."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

SAME_SHOWING: Final = 2.0
"""Seconds within which the same code again is still the same showing of it."""


@dataclass
class Showing:
    """One code, from when it was first seen until it had been away for two seconds."""

    seen_at: float
    is_delivered: bool = False


class Showings:
    """Kept by keyed hashes: the codes themselves are the visitors'."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)
        self._lately: dict[bytes, Showing] = {}

    def see(self, raw: bytes, now: float) -> Showing:
        """The showing that this sight belongs to: the one under way, or a new one."""
        self._lately = {mark: showing for mark, showing in self._lately.items() if now - showing.seen_at < SAME_SHOWING}
        mark = hashlib.blake2b(raw, key=self._key).digest()
        showing = self._lately.setdefault(mark, Showing(now))
        showing.seen_at = now
        return showing
