"""A new seal: its certificate under the root that is there, and a trust bundle of a higher version that says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.x509 import load_pem_x509_certificates

from central.clock import Clock
from central.home import ISSUERS, SEAL_DAYS, SEAL_NAME, TRUST, Home, HomeMissing, alone_at, open_home, write_private
from central.papers.issuers import Issuers
from central.papers.keys import SealMachine, fetched
from printing.certificates import make_seal_chain, make_seal_key
from printing.signing_key import FileKey
from printing.token import trust

BUNDLE_LIVES: Final = timedelta(days=7)
"""A terminal that has been offline for longer says that it cannot say."""


class RootElsewhere(Exception):
    """The root's key is not in this home: what only the root may sign is signed where that key is."""


def renew_keys(path: Path, clock: Clock, machine: SealMachine | None = None) -> Issuers:
    """A new seal for the centre at `path`: with a key of its own in a file, or with the key in a machine.

    Papers sealed before stay what they are. Raises HomeMissing, RootElsewhere, KeyUnusable (the machine's).
    """
    home = open_home(path, clock)
    if not home.root_key_pem:
        raise RootElsewhere
    key_pem = b"" if machine else make_seal_key()
    key = (fetched(home, machine) if machine else FileKey(key_pem)).public_key
    with alone_at(path):
        chain = make_seal_chain(home.root_pem, home.root_key_pem, SEAL_NAME, key, valid_days=SEAL_DAYS)
        renewed = home.issuers.renewed(key, clock(), _last_day(chain), in_a_machine=machine is not None)
        _write(home, chain, key_pem, renewed, clock())
    return renewed


def withdraw_earlier_keys(path: Path, clock: Clock) -> Issuers:
    """Of a key in other hands nothing is believed any more, also not what it signed before: those papers are to be made again.

    Raises HomeMissing, RootElsewhere.
    """
    home = open_home(path, clock)
    if not home.root_key_pem:
        raise RootElsewhere
    with alone_at(path):
        left = home.issuers.without_earlier()
        _write_issuers(home, left, clock())
    return left


def bundle(home: Home, now: datetime) -> bytes:
    """The trust bundle as of now; where the root's key lies elsewhere, the one that was made there. Raises HomeMissing."""
    if home.root_key_pem:
        return _signed(home, home.issuers, now)
    try:
        return (home.path / TRUST).read_bytes()
    except OSError:
        raise HomeMissing(f"{home.path / TRUST} missing, and no root-ca.key to make one with") from None


def leave_bundle(home: Home, now: datetime) -> None:
    """Write the trust bundle into the home: it is what a centre hands out from whose home the root's key has been taken away."""
    if home.root_key_pem:
        with alone_at(home.path):
            write_private(home.path / TRUST, _signed(home, home.issuers, now))


def _signed(home: Home, issuers: Issuers, now: datetime) -> bytes:
    root_key = FileKey(home.root_key_pem)
    return trust.issue(issuers.version, issuers.issuing_keys(), root_key, at=now, until=now + BUNDLE_LIVES)


def _write(home: Home, chain: bytes, key_pem: bytes, issuers: Issuers, now: datetime) -> None:
    """The key before its certificate and the bundle last: torn away in between, a centre says that its key is not the seal's."""
    if key_pem:
        write_private(home.path / "seal.key", key_pem)
    write_private(home.path / "seal.pem", chain)
    _write_issuers(home, issuers, now)
    if not key_pem:
        (home.path / "seal.key").unlink(missing_ok=True)


def _write_issuers(home: Home, issuers: Issuers, now: datetime) -> None:
    write_private(home.path / ISSUERS, issuers.model_dump_json(indent=1).encode())
    write_private(home.path / TRUST, _signed(home, issuers, now))


def _last_day(chain_pem: bytes) -> datetime:
    seal, *_ = load_pem_x509_certificates(chain_pem)
    return seal.not_valid_after_utc
