"""THE CENTRE: one-way marks of what must be recognised again but not kept: identity numbers, codes, grants."""

import hashlib
import hmac


class KeyedHash:
    """HMAC-SHA-256 under a key of its own for each purpose, so that marks of different purposes can never be matched."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 32:
            raise ValueError("the hash key has at least 32 bytes")
        self._secret = secret

    def digest(self, purpose: str, content: bytes) -> bytes:
        """32 bytes."""
        key = hmac.digest(self._secret, purpose.encode(), hashlib.sha256)
        return hmac.digest(key, content, hashlib.sha256)

    def mark(self, purpose: str, text: str) -> str:
        """64 hexadecimal digits."""
        return self.digest(purpose, text.encode()).hex()
