"""Sealing a job to the centre: whoever holds the terminal's disk cannot read what was filed, the terminal itself included.

    sealed = "GJS1" · length of alg (1 byte) · alg (ASCII) · ephemeral X25519 public key (32 bytes) · AES-GCM ciphertext and tag

A fresh key pair per message makes key and nonce unique, so the nonce comes out of the same derivation (RFC 5869). The header
is authenticated. `alg` stands in the bytes so that SM2/SM3/SM4 can take its place (GB/T 39786) without a new format.
"""

import json

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ALG = "X25519-HKDF-SHA256-AES256GCM"

_MAGIC = b"GJS1"
_HEADER = _MAGIC + bytes([len(ALG)]) + ALG.encode("ascii")
_PUBLIC_KEY_BYTES = 32
_AES_KEY_BYTES = 32
_NONCE_BYTES = 12


class SealedBroken(Exception):
    """These bytes do not open: changed, cut, sealed to someone else, or for another place (`aad`). Says nothing of the content."""

    code = "sealed-broken"


def seal(public_key_raw: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """`plaintext` readable by the holder of the private key alone, and only together with the same `aad`.

    Raises ValueError when `public_key_raw` is no X25519 public key of 32 bytes.
    """
    recipient = X25519PublicKey.from_public_bytes(public_key_raw)
    ephemeral = X25519PrivateKey.generate()
    ephemeral_raw = ephemeral.public_key().public_bytes_raw()
    key, nonce = _key_and_nonce(ephemeral.exchange(recipient), ephemeral_raw, public_key_raw)
    header = _HEADER + ephemeral_raw
    return header + AESGCM(key).encrypt(nonce, plaintext, header + aad)


def open_sealed(private_key: X25519PrivateKey, sealed: bytes, aad: bytes) -> bytes:
    """The plaintext given to `seal`. Raises SealedBroken for anything else than the untouched bytes with the same `aad`."""
    header, ciphertext = _split(sealed)
    ephemeral_raw = header[len(_HEADER) :]
    try:
        shared = private_key.exchange(X25519PublicKey.from_public_bytes(ephemeral_raw))
        key, nonce = _key_and_nonce(shared, ephemeral_raw, private_key.public_key().public_bytes_raw())
        return AESGCM(key).decrypt(nonce, ciphertext, header + aad)
    except (InvalidTag, ValueError):
        raise SealedBroken("sealed bytes do not open with this key in this place") from None


def aad_of(key: str, aggregate: str, seq: int, schema_version: int) -> bytes:
    """What binds a sealed payload to its place in the queue; JSON, so that no two places share the same bytes."""
    return json.dumps([key, aggregate, seq, schema_version], separators=(",", ":")).encode("ascii")


def _split(sealed: bytes) -> tuple[bytes, bytes]:
    if not sealed.startswith(_HEADER):
        raise SealedBroken(f"not sealed with {ALG}")
    header_length = len(_HEADER) + _PUBLIC_KEY_BYTES
    return sealed[:header_length], sealed[header_length:]


def _key_and_nonce(shared: bytes, ephemeral_raw: bytes, recipient_raw: bytes) -> tuple[bytes, bytes]:
    derived = HKDF(
        algorithm=hashes.SHA256(),
        length=_AES_KEY_BYTES + _NONCE_BYTES,
        salt=None,
        info=_HEADER + ephemeral_raw + recipient_raw,
    ).derive(shared)
    return derived[:_AES_KEY_BYTES], derived[_AES_KEY_BYTES:]
