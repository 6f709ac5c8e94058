"""What happens to a message on a bad line."""

import random
from collections import deque

KINDS = ("flip", "cut", "split", "junk", "silence")


class Noise:
    """Damages the next messages: a bit flipped, the end cut off, split in two, junk before it, or nothing left of it."""

    def __init__(self, seed: int = 0) -> None:
        self._ordered: deque[str] = deque()
        self._chance = random.Random(seed)  # noqa: S311 - a simulation wants the same damage each time

    def order(self, kind: str, times: int = 1) -> None:
        """Raises ValueError for a kind that there is not."""
        if kind not in KINDS:
            raise ValueError(f"no such noise: {kind}")
        self._ordered.extend([kind] * times)

    def damage(self, message: bytes) -> list[bytes]:
        """The pieces that get through of it."""
        if not self._ordered or not message:
            return [message]
        at = self._chance.randrange(len(message))
        match self._ordered.popleft():
            case "flip":
                bit = 1 << self._chance.randrange(8)
                return [message[:at] + bytes((message[at] ^ bit,)) + message[at + 1 :]]
            case "cut":
                return [message[:at]]
            case "split":
                return [message[:at], message[at:]]
            case "junk":
                return [self._chance.randbytes(1 + at % 40), message]
        return []
