"""THE CENTRE: its home folder and the keys in it, made once, readable by their owner only.

root-ca.pem root-ca.key   the demonstration root: terminals hold its certificate; where its key lies elsewhere, nothing is renewed here
seal.pem seal.key         the seal's chain and key (ECDSA P-256): seals papers, signs their tokens and the list of those that stand
tsa.pem tsa.key           the time stamp authority's chain and key
issuers.json trust.cose   whose signatures count, and the same as signed by the root (central/papers)
sealing.key               X25519, raw: opens what terminals seal for the centre
hash.key                  32 random bytes: verify codes, holders' numbers and query codes are hashed under keys derived from it
signing.key               Ed25519, made when it is first needed: signs what the centre answers terminals (central/reply_key)
operators.log             what operators did here (central/actions)
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from central.clock import Clock, utc_now
from central.keyed_hash import KeyedHash
from central.papers.issuers import Issuers, issuer_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

SEAL_NAME = "信用莞家演示专用章（合成）"
TSA_NAME = "信用莞家演示时间戳（合成）"
SEAL_DAYS = 730
KEY_FILES = ("root-ca.pem", "root-ca.key", "seal.pem", "seal.key", "sealing.key", "hash.key")
ISSUERS, TRUST = "issuers.json", "trust.cose"
A_LITTLE_BEHIND = timedelta(hours=1)


class HomeMissing(Exception):
    """There is no centre at this folder yet, or its keys are not all there."""


@dataclass(frozen=True)
class Home:
    """The keys of one centre. Hidden in repr. A key that lies elsewhere is empty here."""

    path: Path
    root_pem: bytes = field(repr=False)
    root_key_pem: bytes = field(repr=False)
    seal_key_pem: bytes = field(repr=False)
    seal_chain_pem: bytes = field(repr=False)
    tsa_key_pem: bytes = field(repr=False)
    tsa_chain_pem: bytes = field(repr=False)
    sealing_key: bytes = field(repr=False)
    keyed_hash: KeyedHash = field(repr=False)
    issuers: Issuers = field(repr=False)

    @property
    def unsealing_key(self) -> X25519PrivateKey:
        """Opens what was sealed to this centre."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        return X25519PrivateKey.from_private_bytes(self.sealing_key)

    @property
    def sealing_public_key(self) -> bytes:
        """To which terminals, and we ourselves, seal what only this centre shall open. 32 raw bytes."""
        return self.unsealing_key.public_key().public_bytes_raw()


def open_home(path: Path, clock: Clock = utc_now) -> Home:
    """The centre that lives at `path`; what a home from an earlier version lacks is made. Raises HomeMissing."""
    _check(path)
    _complete(path, clock())
    return Home(
        path=path,
        root_pem=(path / "root-ca.pem").read_bytes(),
        root_key_pem=_read_if_there(path / "root-ca.key"),
        seal_key_pem=_read_if_there(path / "seal.key"),
        seal_chain_pem=(path / "seal.pem").read_bytes(),
        tsa_key_pem=(path / "tsa.key").read_bytes(),
        tsa_chain_pem=(path / "tsa.pem").read_bytes(),
        sealing_key=(path / "sealing.key").read_bytes(),
        keyed_hash=KeyedHash((path / "hash.key").read_bytes()),
        issuers=_issuers(path),
    )


def make_home(path: Path, clock: Clock = utc_now) -> Home:
    """The centre at `path`, its keys made where there are none. A key that exists is never written over.

    Raises HomeMissing where only some of the keys are there: making new ones would orphan what the old ones sealed.
    """
    present = [name for name in KEY_FILES if (path / name).exists()]
    if not present:
        _make_keys(path)
    return open_home(path, clock)


@contextmanager
def alone_at(path: Path) -> Iterator[None]:
    """Nobody else makes or renews keys at this home meanwhile. Waits for who does."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def write_private(path: Path, content: bytes) -> None:
    """Mode 0600 from the first byte on, whole or not at all, and on the disk before we go on."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _check(path: Path) -> None:
    absent = [name for name in KEY_FILES if not (path / name).is_file() and not _may_be_elsewhere(path, name)]
    if absent:
        raise HomeMissing(f"{path} is no centre's home: {', '.join(absent)} missing")


def _may_be_elsewhere(path: Path, name: str) -> bool:
    """In service the root's key is locked away, and the seal's may lie in a machine."""
    if name == "seal.key":
        return (path / ISSUERS).is_file() and _issuers(path).in_a_machine
    return name == "root-ca.key"


def _issuers(path: Path) -> Issuers:
    try:
        return Issuers.model_validate_json((path / ISSUERS).read_bytes())
    except (OSError, ValidationError):
        raise HomeMissing(f"{path / ISSUERS} cannot be read") from None


def _read_if_there(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _complete(path: Path, now: datetime) -> None:
    """A home from the version before has neither a time stamp authority nor a list of issuers."""
    complete = ((path / name).is_file() for name in ("tsa.pem", "tsa.key", ISSUERS))
    if all(complete):
        return
    with alone_at(path):
        if not ((path / "tsa.pem").is_file() and (path / "tsa.key").is_file()):
            _make_time_stamp_keys(path)
        if not (path / ISSUERS).is_file():
            _write_first_issuers(path, now)


def _make_time_stamp_keys(path: Path) -> None:
    from printing.certificates import make_time_stamp_chain

    root_key = _read_if_there(path / "root-ca.key")
    if not root_key:
        raise HomeMissing(f"{path} is no centre's home: tsa.pem missing, and no root-ca.key to make one with")
    chain, key = make_time_stamp_chain((path / "root-ca.pem").read_bytes(), root_key, TSA_NAME, valid_days=SEAL_DAYS)
    write_private(path / "tsa.key", key)
    write_private(path / "tsa.pem", chain)


def _write_first_issuers(path: Path, now: datetime) -> None:
    """The seal that is there, from its own first day or from now, whichever is earlier: the centre's clock may not be the machine's."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.x509 import load_pem_x509_certificates

    seal, *_ = load_pem_x509_certificates((path / "seal.pem").read_bytes())
    key = seal.public_key()
    if not isinstance(key, EllipticCurvePublicKey):
        raise HomeMissing(f"{path / 'seal.pem'} names no elliptic curve key")
    begins = min(seal.not_valid_before_utc, now - A_LITTLE_BEHIND)
    first = Issuers(version=1, keys=(issuer_of(key, begins, seal.not_valid_after_utc),))
    write_private(path / ISSUERS, first.model_dump_json(indent=1).encode())


def _make_keys(path: Path) -> None:
    # Imported here: a centre with keys starts without paying for certificate making.
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from printing.certificates import make_chain

    chain = make_chain(SEAL_NAME, valid_days=SEAL_DAYS)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(path / "root-ca.pem", chain.root_pem)
    write_private(path / "root-ca.key", chain.root_key_pem)
    write_private(path / "seal.pem", chain.seal_chain_pem)
    write_private(path / "seal.key", chain.seal_key_pem)
    write_private(path / "sealing.key", X25519PrivateKey.generate().private_bytes_raw())
    write_private(path / "hash.key", secrets.token_bytes(32))
