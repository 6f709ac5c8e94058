"""THE PAPER: who holds a key: a file for the demonstration, a signature machine behind PKCS #11 in production. Neither gives it away."""

from __future__ import annotations

from threading import Lock
from typing import Any, Protocol

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

_UNCOMPRESSED = 4
_COORDINATE = 32


class KeyUnusable(Exception):
    """`code`: not-a-key (no P-256 key there), no-such-key, machine-unreachable. What stands in the key never gets here."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SigningKey(Protocol):
    """An ECDSA P-256 key. Thread-safe."""

    @property
    def public_key(self) -> EllipticCurvePublicKey: ...

    def sign(self, message: bytes) -> bytes:
        """The signature over SHA-256 of `message`, as DER (RFC 3279, 2.2.3). Raises KeyUnusable."""
        ...


class FileKey:
    """A key from a PEM file, parsed once and kept in memory."""

    def __init__(self, pem: bytes) -> None:
        """Raises ValueError for anything but an unencrypted P-256 key."""
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
            raise ValueError("a signing key is a P-256 key")
        self._key = key

    @property
    def public_key(self) -> EllipticCurvePublicKey:
        return self._key.public_key()

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message, ECDSA(hashes.SHA256()))


class Pkcs11Key:
    """A key that never leaves its machine. `module` is the machine's PKCS #11 library; the token and the key are found by their labels.

    One session is kept; a session that has died (the machine was restarted) is opened anew, once, before a signature is refused.
    """

    def __init__(self, module: str, *, token: str, key: str, pin: str) -> None:
        """Raises KeyUnusable."""
        self._module, self._token, self._label, self._pin = module, token, key, pin
        self._turn = Lock()
        self._key = self._found()
        self._public_key = self._read_public_key()

    @property
    def public_key(self) -> EllipticCurvePublicKey:
        return self._public_key

    def sign(self, message: bytes) -> bytes:
        digest = hashes.Hash(hashes.SHA256())
        digest.update(message)
        raw = self._sign_digest(digest.finalize())
        r, s = raw[: len(raw) // 2], raw[len(raw) // 2 :]
        return encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))

    def close(self) -> None:
        """End the session; with the last one the machine forgets the login."""
        with self._turn:
            self._session.close()

    def _sign_digest(self, digest: bytes) -> bytes:
        import pkcs11

        with self._turn:
            for last in (False, True):
                try:
                    signature: bytes = self._key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)
                except pkcs11.PKCS11Error:
                    if last:
                        raise KeyUnusable("machine-unreachable") from None
                    self._key = self._found()
                else:
                    break
        return signature

    def _found(self) -> Any:
        # Imported here: a centre whose keys are files starts without it.
        import pkcs11

        try:
            self._session = self._opened(pkcs11.lib(self._module).get_token(token_label=self._token))
            return self._session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self._label)
        except pkcs11.NoSuchToken:
            raise KeyUnusable("no-such-key") from None
        except pkcs11.NoSuchKey:
            self._session.close()
            raise KeyUnusable("no-such-key") from None
        except (pkcs11.PKCS11Error, RuntimeError, OSError):
            raise KeyUnusable("machine-unreachable") from None

    def _opened(self, token: Any) -> Any:
        """A login holds for the whole process (PKCS #11, 5.6): where another key of ours has made it, the PIN is not asked for again."""
        import pkcs11

        try:
            return token.open(user_pin=self._pin)
        except pkcs11.UserAlreadyLoggedIn:
            return token.open()

    def _read_public_key(self) -> EllipticCurvePublicKey:
        """From the public half in the token: CKA_EC_POINT is an OCTET STRING around the uncompressed point."""
        import pkcs11

        try:
            half = self._session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=self._label)
            point = bytes(half[pkcs11.Attribute.EC_POINT])[-(1 + 2 * _COORDINATE) :]
        except pkcs11.PKCS11Error:
            raise KeyUnusable("no-such-key") from None
        if len(point) != 1 + 2 * _COORDINATE or point[0] != _UNCOMPRESSED:
            raise KeyUnusable("not-a-key")
        x, y = int.from_bytes(point[1 : 1 + _COORDINATE], "big"), int.from_bytes(point[1 + _COORDINATE :], "big")
        return EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
