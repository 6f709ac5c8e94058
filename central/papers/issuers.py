"""Whose signatures on papers count, since when and until when: what the trust bundle says, as the centre keeps it."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from printing.token.trust import IssuingKey

OVERLAP: Final = timedelta(days=1)
"""A centre that was not started anew yet still signs with the key before."""


def _is_a_key(encoded: str) -> str:
    if not isinstance(load_der_public_key(base64.b64decode(encoded)), EllipticCurvePublicKey):
        raise ValueError("not a P-256 key")
    return encoded


class Issuer(BaseModel):
    """`public_key`: SubjectPublicKeyInfo, DER, Base64."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    public_key: Annotated[str, AfterValidator(_is_a_key)]
    begins: AwareDatetime
    ends: AwareDatetime

    def holds(self, key: EllipticCurvePublicKey) -> bool:
        return self.public_key == encoded(key)

    def issuing_key(self) -> IssuingKey:
        key = load_der_public_key(base64.b64decode(self.public_key))
        assert isinstance(key, EllipticCurvePublicKey)  # noqa: S101 - as validated
        return IssuingKey(key, self.begins, self.ends)


class Issuers(BaseModel):
    """`version` grows with every change and never goes back: terminals refuse a bundle older than the one they hold.

    `in_a_machine`: the key of the seal in use lies behind PKCS #11; there is no file of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(ge=1)
    in_a_machine: bool = False
    keys: tuple[Issuer, ...] = Field(min_length=1)

    def renewed(self, key: EllipticCurvePublicKey, begins: datetime, ends: datetime, *, in_a_machine: bool) -> Issuers:
        """`key` signs from `begins` on; the keys before it end with the day, and what they signed goes on counting."""
        earlier = (
            issuer.model_copy(update={"ends": min(issuer.ends, begins + OVERLAP)})
            for issuer in self.keys
            if not issuer.holds(key)
        )
        return self._next((*earlier, issuer_of(key, begins, ends)), in_a_machine)

    def without_earlier(self) -> Issuers:
        """Only the key in use counts: an earlier one has fallen into other hands, and nothing that it signed is believed."""
        return self._next(self.keys[-1:], self.in_a_machine)

    def issuing_keys(self) -> tuple[IssuingKey, ...]:
        return tuple(issuer.issuing_key() for issuer in self.keys)

    def _next(self, keys: Iterable[Issuer], in_a_machine: bool) -> Issuers:
        return Issuers(version=self.version + 1, in_a_machine=in_a_machine, keys=tuple(keys))


def issuer_of(key: EllipticCurvePublicKey, begins: datetime, ends: datetime) -> Issuer:
    return Issuer(public_key=encoded(key), begins=begins, ends=ends)


def encoded(key: EllipticCurvePublicKey) -> str:
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode("ascii")
