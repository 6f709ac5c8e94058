"""THE CENTRE: its home folder and the keys in it, made once, readable by their owner only.

root-ca.pem root-ca.key   the demonstration root: terminals hold its certificate
seal.pem seal.key         the seal's chain and key (ECDSA P-256)
sealing.key               X25519, raw: opens what terminals seal for the centre
hash.key                  32 random bytes: verify codes, holders' numbers and query codes are hashed under keys derived from it
"""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from central.keyed_hash import KeyedHash

SEAL_NAME = "信用莞家演示专用章（合成）"
SEAL_DAYS = 730
KEY_FILES = ("root-ca.pem", "root-ca.key", "seal.pem", "seal.key", "sealing.key", "hash.key")


class HomeMissing(Exception):
    """There is no centre at this folder yet, or its keys are not all there."""


@dataclass(frozen=True)
class Home:
    """The keys of one centre. Hidden in repr."""

    path: Path
    root_pem: bytes = field(repr=False)
    seal_key_pem: bytes = field(repr=False)
    seal_chain_pem: bytes = field(repr=False)
    sealing_key: bytes = field(repr=False)
    keyed_hash: KeyedHash = field(repr=False)


def open_home(path: Path) -> Home:
    """The centre that lives at `path`. Raises HomeMissing."""
    absent = [name for name in KEY_FILES if not (path / name).is_file()]
    if absent:
        raise HomeMissing(f"{path} is no centre's home: {', '.join(absent)} missing")
    return Home(
        path=path,
        root_pem=(path / "root-ca.pem").read_bytes(),
        seal_key_pem=(path / "seal.key").read_bytes(),
        seal_chain_pem=(path / "seal.pem").read_bytes(),
        sealing_key=(path / "sealing.key").read_bytes(),
        keyed_hash=KeyedHash((path / "hash.key").read_bytes()),
    )


def make_home(path: Path) -> Home:
    """The centre at `path`, its keys made where there are none. A key that exists is never written over.

    Raises HomeMissing where only some of the keys are there: making new ones would orphan what the old ones sealed.
    """
    present = [name for name in KEY_FILES if (path / name).exists()]
    if not present:
        _make_keys(path)
    return open_home(path)


def _make_keys(path: Path) -> None:
    # Imported here: a centre with keys starts without paying for certificate making.
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from printing.certificates import make_chain

    chain = make_chain(SEAL_NAME, valid_days=SEAL_DAYS)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_private(path / "root-ca.pem", chain.root_pem)
    _write_private(path / "root-ca.key", chain.root_key_pem)
    _write_private(path / "seal.pem", chain.seal_chain_pem)
    _write_private(path / "seal.key", chain.seal_key_pem)
    _write_private(path / "sealing.key", X25519PrivateKey.generate().private_bytes_raw())
    _write_private(path / "hash.key", secrets.token_bytes(32))


def _write_private(path: Path, content: bytes) -> None:
    """Mode 0600 from the first byte on, and on the disk before we go on."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
