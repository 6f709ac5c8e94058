"""Secrets that a person copies from a screen once: no two characters that look alike."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
GROUPS, OF = 4, 4


def readable_secret() -> str:
    """79 bits, e.g. `k7wm-3dqa-xh2p-9btc`."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(OF)) for _ in range(GROUPS))
