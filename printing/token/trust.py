"""Whose signatures count: a bundle of issuing keys, signed by the root, with a version that may only grow."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from printing.signing_key import SigningKey
from printing.token import cose
from printing.token.whole_file import write_whole

TYPE: Final = "guanjia-trust"
VERSION, ISSUED, NEXT_UPDATE, KEYS = 1, 2, 3, 4


class BundleRefused(ValueError):
    """`code`: not-a-bundle, not-by-our-root, older-than-ours (a rollback: somebody hands out what was withdrawn)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class IssuingKey:
    """A key that may sign papers between two moments."""

    key: EllipticCurvePublicKey
    begins: datetime
    ends: datetime

    @property
    def key_id(self) -> bytes:
        return cose.key_id(self.key)

    def may_sign_at(self, moment: datetime) -> bool:
        return self.begins <= moment <= self.ends


@dataclass(frozen=True)
class TrustBundle:
    version: int
    issued_at: datetime
    next_update: datetime
    keys: Mapping[bytes, IssuingKey]


def issue(version: int, keys: Sequence[IssuingKey], root_key: SigningKey, *, at: datetime, until: datetime) -> bytes:
    """The bundle as it is handed out. `until` is when a terminal should have a newer one. Raises KeyUnusable."""
    rows = [[_der(key.key), int(key.begins.timestamp()), int(key.ends.timestamp())] for key in keys]
    said = {VERSION: version, ISSUED: int(at.timestamp()), NEXT_UPDATE: int(until.timestamp()), KEYS: rows}
    return cose.sign(cbor2.dumps(said, canonical=True), root_key, TYPE)


def read(bundle: bytes, root_pem: bytes) -> TrustBundle:
    """Raises BundleRefused. `root_pem` holds one or more certificates; any of them may have signed."""
    try:
        signed = cose.read(bundle, TYPE)
        roots = [certificate.public_key() for certificate in x509.load_pem_x509_certificates(root_pem)]
    except ValueError:
        raise BundleRefused("not-a-bundle") from None
    if not any(isinstance(root, EllipticCurvePublicKey) and signed.is_signed_by(root) for root in roots):
        raise BundleRefused("not-by-our-root")
    try:
        return _bundle(cose.decoded(signed.payload))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BundleRefused("not-a-bundle") from None


class TrustStore:
    """The newest bundle this terminal has ever seen, in a file. It never goes back to an older one."""

    def __init__(self, path: Path, root_pem: bytes) -> None:
        self._path, self._root_pem = path, root_pem

    def current(self) -> TrustBundle | None:
        """None where none was taken yet, or the file is damaged: then nothing is trusted until the next update."""
        try:
            return read(self._path.read_bytes(), self._root_pem)
        except (OSError, BundleRefused):
            return None

    def held(self) -> bytes:
        """The bundle as it was handed out; empty where there is none that counts."""
        return self._path.read_bytes() if self.current() else b""

    def take(self, bundle: bytes) -> TrustBundle:
        """Keep a newer bundle: of a higher version, or of the same and issued later. Raises BundleRefused, OSError."""
        offered, held = read(bundle, self._root_pem), self.current()
        if offered.version < self._highest(held):
            raise BundleRefused("older-than-ours")
        if held and (held.version, held.issued_at) >= (offered.version, offered.issued_at):
            return held
        # The number first: a plug pulled between the two leaves the older bundle, and no way back behind the newer one.
        write_whole(self._highest_path, json.dumps(offered.version).encode())
        write_whole(self._path, bundle)
        return offered

    @property
    def _highest_path(self) -> Path:
        return self._path.with_suffix(".version")

    def _highest(self, held: TrustBundle | None) -> int:
        """Kept beside the bundle, so that a damaged bundle does not open the way back."""
        try:
            written = json.loads(self._highest_path.read_bytes())
        except (OSError, ValueError):
            written = 0
        return max(held.version if held else 0, written if type(written) is int else 0)


def _bundle(said: dict[Any, Any]) -> TrustBundle:
    keys = {}
    for der, begins, ends in said[KEYS]:
        key = serialization.load_der_public_key(der)
        if not isinstance(key, EllipticCurvePublicKey):
            raise ValueError("key")
        issuing = IssuingKey(key, _moment(begins), _moment(ends))
        keys[issuing.key_id] = issuing
    if type(said[VERSION]) is not int or said[VERSION] < 1:
        raise ValueError("version")
    return TrustBundle(said[VERSION], _moment(said[ISSUED]), _moment(said[NEXT_UPDATE]), keys)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _der(key: EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
