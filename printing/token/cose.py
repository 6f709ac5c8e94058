"""COSE_Sign1 with ES256 (RFC 9052, RFC 9053): one algorithm in, one algorithm out, so that nobody can talk us into a weaker one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from printing.signing_key import SigningKey

TAG: Final = 18
ES256: Final = -7
ALGORITHM, KEY_ID, TYPE = 1, 4, 16
_HALF: Final = 32
LONGEST: Final = 1_048_576
"""Bytes of the longest message that is looked at."""


class NotOurs(ValueError):
    """No COSE_Sign1 message of the kind we write. What was found is not kept."""


@dataclass(frozen=True)
class Signed:
    """A message whose form is right. Its signature counts only after `is_signed_by`."""

    key_id: bytes
    payload: bytes
    type: str
    _protected: bytes
    _signature: bytes

    def is_signed_by(self, key: EllipticCurvePublicKey) -> bool:
        r, s = int.from_bytes(self._signature[:_HALF], "big"), int.from_bytes(self._signature[_HALF:], "big")
        try:
            key.verify(encode_dss_signature(r, s), _to_be_signed(self._protected, self.payload), ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


def key_id(key: EllipticCurvePublicKey) -> bytes:
    """The first 8 bytes of SHA-256 over the public key (SubjectPublicKeyInfo, DER)."""
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).digest()[:8]


def sign(payload: bytes, key: SigningKey, type_: str) -> bytes:
    """The whole message, tagged. `type_` (RFC 9596) keeps a signature over one kind of message from passing for another's.

    Raises KeyUnusable.
    """
    protected = cbor2.dumps({ALGORITHM: ES256, KEY_ID: key_id(key.public_key), TYPE: type_}, canonical=True)
    r, s = decode_dss_signature(key.sign(_to_be_signed(protected, payload)))
    signature = r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")
    message: bytes = cbor2.dumps(cbor2.CBORTag(TAG, [protected, {}, payload, signature]), canonical=True)
    return message


def read(message: bytes, type_: str) -> Signed:
    """The parts of a message of this type. Raises NotOurs for anything else, whatever the bytes are."""
    try:
        protected, payload, signature = _parts(_decoded(message))
        headers = _decoded(protected)
        kid, said = headers[KEY_ID], headers.get(TYPE)
    except NotOurs:
        raise
    except Exception:  # a hostile message may make the decoder do anything; the answer is no
        raise NotOurs from None
    if headers.get(ALGORITHM) != ES256 or said != type_ or not isinstance(kid, bytes) or len(kid) != 8:
        raise NotOurs
    return Signed(kid, payload, type_, protected, signature)


def decoded(payload: bytes) -> dict[Any, Any]:
    """A signed payload as a map. Raises NotOurs."""
    try:
        found = _decoded(payload)
    except Exception:
        raise NotOurs from None
    if not isinstance(found, dict):
        raise NotOurs
    return found


def _parts(message: Any) -> tuple[bytes, bytes, bytes]:
    match message:
        case cbor2.CBORTag(tag=18, value=[bytes(protected), dict(unprotected), bytes(payload), bytes(signature)]):
            if not unprotected and len(signature) == 2 * _HALF:
                return protected, payload, signature
    raise NotOurs


def _decoded(written: bytes) -> Any:
    """One CBOR item in its one deterministic form (RFC 8949, 4.2), and nothing behind it."""
    if len(written) > LONGEST:
        raise NotOurs
    found = cbor2.loads(written)
    if cbor2.dumps(found, canonical=True) != written:
        raise NotOurs
    return found


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    structure: bytes = cbor2.dumps(["Signature1", protected, b"", payload])
    return structure
