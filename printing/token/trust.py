"""Whose signatures count: a bundle of issuing keys, signed by the root, with a version that may only grow."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

from printing.token import cose

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

    def may_sign_at(self, moment: datetime) -> bool:
        return self.begins <= moment <= self.ends


@dataclass(frozen=True)
class TrustBundle:
    version: int
    issued_at: datetime
    next_update: datetime
    keys: Mapping[bytes, IssuingKey]


def issue(
    version: int, keys: list[IssuingKey], root_key: EllipticCurvePrivateKey, *, at: datetime, until: datetime
) -> bytes:
    """The bundle as it is handed out. `until` is when a terminal should have a newer one."""
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

    def take(self, bundle: bytes) -> TrustBundle:
        """Keep a newer bundle (the same again is no news). Raises BundleRefused, OSError."""
        offered = read(bundle, self._root_pem)
        if offered.version < self._highest():
            raise BundleRefused("older-than-ours")
        _write(self._path, bundle)
        _write(self._highest_path, json.dumps(offered.version).encode())
        return offered

    @property
    def _highest_path(self) -> Path:
        return self._path.with_suffix(".version")

    def _highest(self) -> int:
        """Kept beside the bundle, so that a damaged bundle does not open the way back."""
        held = self.current()
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
        keys[cose.key_id(key)] = IssuingKey(key, _moment(begins), _moment(ends))
    if type(said[VERSION]) is not int or said[VERSION] < 1:
        raise ValueError("version")
    return TrustBundle(said[VERSION], _moment(said[ISSUED]), _moment(said[NEXT_UPDATE]), keys)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _der(key: EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, also when the plug is pulled."""
    new = path.with_suffix(path.suffix + ".new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
