"""THE PAPER: signed data (CMS, RFC 5652): what a seal and a time stamp are, bound to the one certificate that made them (RFC 5035)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates

from printing import der
from printing.signing_key import SigningKey

DATA: Final = "1.2.840.113549.1.7.1"
SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
SIGNING_TIME: Final = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE: Final = "1.2.840.113549.1.9.16.2.47"
TIME_STAMP: Final = "1.2.840.113549.1.9.16.2.14"
SHA256: Final = der.sequence(der.identifier("2.16.840.1.101.3.4.2.1"), der.NULL)
ECDSA_WITH_SHA256: Final = der.sequence(der.identifier("1.2.840.10045.4.3.2"))


class Signatory:
    """Who signs: a key, wherever it is held, its certificate, and those above it that are handed on with every signature."""

    def __init__(self, key: SigningKey, chain_pem: bytes) -> None:
        """`chain_pem`: the key's certificate first. The root is not handed on: whoever checks has it. Raises ValueError."""
        own, *above = load_pem_x509_certificates(chain_pem)
        self._key = key
        encoded = own.public_bytes(Encoding.DER)
        handed_on = (one.public_bytes(Encoding.DER) for one in above if one.issuer != one.subject)
        self._certificates = der.within(0, encoded, *handed_on)
        self._named = der.sequence(own.issuer.public_bytes(), der.integer(own.serial_number))
        binding = der.sequence(der.sequence(der.sequence(der.octets(sha256(encoded).digest()))))
        self._bound = _attribute(SIGNING_CERTIFICATE, binding)
        self.subject = own.subject.public_bytes()

    def detached(self, digest: bytes, stamp: Callable[[bytes], bytes] | None = None) -> bytes:
        """The signature over what has this SHA-256, without it; `stamp` gives a time stamp token for the signature itself.

        As PAdES wants it (ETSI EN 319 142-1, 6.3): it names no time of its own. Raises KeyUnusable, and what `stamp` raises.
        """
        kind = der.identifier(DATA)
        signer = self._signer(kind, digest, (), stamp)
        return self._signed(1, der.sequence(kind), signer, self._certificates)

    def around(self, content_type: str, content: bytes, at: datetime, *, certificates: bool) -> bytes:
        """`content` with the signature over it, made `at`. Raises KeyUnusable."""
        kind = der.identifier(content_type)
        said = (_attribute(SIGNING_TIME, der.utc_time(at)),)
        signer = self._signer(kind, sha256(content).digest(), said, None)
        whole = der.sequence(kind, der.within(0, der.octets(content)))
        return self._signed(3, whole, signer, self._certificates if certificates else b"")

    def _signer(
        self, kind: bytes, digest: bytes, said: tuple[bytes, ...], stamp: Callable[[bytes], bytes] | None
    ) -> bytes:
        attributes = der.set_of(
            _attribute(CONTENT_TYPE, kind), _attribute(MESSAGE_DIGEST, der.octets(digest)), self._bound, *said
        )
        signature = self._key.sign(attributes)
        added = der.within(1, _attribute(TIME_STAMP, stamp(signature))) if stamp else b""
        # What is signed is the set; where it stands its tag is another (5.4).
        in_place = bytes((der.WITHIN,)) + attributes[1:]
        parts = (der.integer(1), self._named, SHA256, in_place, ECDSA_WITH_SHA256, der.octets(signature), added)
        return der.sequence(*parts)

    def _signed(self, version: int, content: bytes, signer: bytes, certificates: bytes) -> bytes:
        data = der.sequence(der.integer(version), der.set_of(SHA256), content, certificates, der.set_of(signer))
        return der.sequence(der.identifier(SIGNED_DATA), der.within(0, data))


def _attribute(kind: str, value: bytes) -> bytes:
    return der.sequence(der.identifier(kind), der.set_of(value))
