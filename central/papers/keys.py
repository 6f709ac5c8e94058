"""How the centre comes to its signing key: a file in its home, or a machine behind PKCS #11 whose PIN it was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.x509 import load_pem_x509_certificates

from central.home import Home
from printing.signing_key import FileKey, KeyUnusable, Pkcs11Key, SigningKey
from printing.time_stamp import TimeStampAuthority


@dataclass(frozen=True)
class SealMachine:
    """`module` is the machine's PKCS #11 library; token and key are found by their labels."""

    module: str
    token: str
    key: str
    pin: str = field(repr=False)


class LateKey:
    """A key that is fetched when it is first needed: letting a terminal in needs none, and no machine then has to run."""

    def __init__(self, fetch: Callable[[], SigningKey]) -> None:
        self._fetch, self._turn = fetch, Lock()
        self._held: SigningKey | None = None

    @property
    def public_key(self) -> EllipticCurvePublicKey:
        return self._key().public_key

    def sign(self, message: bytes) -> bytes:
        return self._key().sign(message)

    def _key(self) -> SigningKey:
        with self._turn:
            if self._held is None:
                self._held = self._fetch()
            return self._held


def paper_key(home: Home, machine: SealMachine | None) -> LateKey:
    """The key that seals papers and signs their tokens. Its first use raises KeyUnusable: also where it is not the seal's own."""
    return LateKey(lambda: _the_seals_own(fetched(home, machine), home))


def time_stamps(home: Home) -> TimeStampAuthority:
    """The home's own authority; it goes by the machine's clock."""
    return TimeStampAuthority(FileKey(home.tsa_key_pem), home.tsa_chain_pem)


def fetched(home: Home, machine: SealMachine | None) -> SigningKey:
    """Raises KeyUnusable."""
    if machine:
        return Pkcs11Key(machine.module, token=machine.token, key=machine.key, pin=machine.pin)
    if not home.seal_key_pem:
        raise KeyUnusable("no-such-key")
    try:
        return FileKey(home.seal_key_pem)
    except ValueError:
        raise KeyUnusable("not-a-key") from None


def _the_seals_own(key: SigningKey, home: Home) -> SigningKey:
    """A key that the seal's certificate does not name would make papers that nobody believes."""
    seal, *_ = load_pem_x509_certificates(home.seal_chain_pem)
    if seal.public_key() != key.public_key:
        raise KeyUnusable("not-the-seals-key")
    return key
