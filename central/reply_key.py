"""THE CENTRE: the key by which terminals know its answers: Ed25519, in the home, made once.

signing.key   32 raw bytes, 0600. Terminals hold its public half since their enrolment: one that is lost cannot be replaced without
              enrolling every terminal anew.
"""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from central.home import HomeMissing, alone_at, write_private

KEY_FILE = "signing.key"


def reply_key(home: Path) -> Ed25519PrivateKey:
    """The centre's own, made on the first call. Raises HomeMissing for one that is spoilt."""
    path = home / KEY_FILE
    if not path.exists():
        _make(home)
    try:
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    except ValueError:
        raise HomeMissing(f"{path} is no Ed25519 key of 32 bytes") from None


def _make(home: Path) -> None:
    with alone_at(home):
        if not (home / KEY_FILE).exists():
            write_private(home / KEY_FILE, Ed25519PrivateKey.generate().private_bytes_raw())
