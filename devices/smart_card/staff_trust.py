"""Whose staff cards a terminal believes: the authorities that sign them, and the roster of those that count here."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.utils import CryptographyDeprecationWarning

from devices.errors import StaffCardRefused

STAFF_CARD_USE: Final = x509.ObjectIdentifier("2.25.63421157924730586351827944380150")
"""Extended key usage of a staff card's certificate, and of no other: a certificate for anything else opens nothing here."""
CARD_NUMBER: Final = re.compile("[0-9A-Z](?:[0-9A-Z-]{2,30})[0-9A-Z]")

LONGEST_CERTIFICATE: Final = 2_048
_NO_CERTIFICATE = (
    *(ValueError, TypeError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType),
    # A warning where warnings are errors: the certificate breaks RFC 5280, which ours never do.
    CryptographyDeprecationWarning,
)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class StaffTrust:
    """`terminal` is this terminal's own id: an answer given to one terminal is worth nothing at another.

    `authorities` are the certificates of those who may sign cards, more than one while keys change. `roster` holds the numbers
    of the cards that count at this terminal, `revoked` those that do not count any more, whatever the roster says. Both are
    asked at every reading, so a collection that changes is heeded at once. Without authorities nobody is believed.
    """

    terminal: str
    authorities: Sequence[x509.Certificate] = ()
    roster: Collection[str] = ()
    revoked: Collection[str] = ()
    clock: Callable[[], datetime] = field(default=_now, repr=False)

    def key_of(self, number: str, certificate: bytes) -> EllipticCurvePublicKey:
        """The public key that an authority says belongs to card `number`. Raises StaffCardRefused; its argument says why."""
        claimed = _parsed(certificate)
        if not any(self._signed(claimed, authority) for authority in self.authorities):
            raise StaffCardRefused("unknown-authority")
        _check_purpose(claimed)
        if _number_in(claimed) != number:
            raise StaffCardRefused("other-number")
        if not _is_valid(claimed, self.clock()):
            raise StaffCardRefused("out-of-date")
        if number in self.revoked or number not in self.roster:
            raise StaffCardRefused("not-on-the-roster")
        return _p256_key(claimed)

    def _signed(self, claimed: x509.Certificate, authority: x509.Certificate) -> bool:
        try:
            claimed.verify_directly_issued_by(authority)
            _p256_key(authority)
        except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm, StaffCardRefused):
            return False
        return (
            isinstance(claimed.signature_hash_algorithm, SHA256)
            and _is_valid(authority, self.clock())
            and _may_sign(authority)
        )


def trust_from_files(terminal: str, authorities: Path, roster: Path, revoked: Path | None = None) -> StaffTrust:
    """`authorities` is a PEM file of one or more certificates; the lists have a card number in each line, `#` begins a remark.

    Raises OSError, and ValueError for a file that is not of that form.
    """
    return StaffTrust(
        terminal,
        x509.load_pem_x509_certificates(authorities.read_bytes()),
        _numbers(roster),
        _numbers(revoked) if revoked else frozenset(),
    )


def _numbers(listed: Path) -> frozenset[str]:
    lines = (line.partition("#")[0].strip() for line in listed.read_text("utf-8").splitlines())
    numbers = frozenset(filter(None, lines))
    if not all(map(CARD_NUMBER.fullmatch, numbers)):
        raise ValueError(f"{listed.name} holds a line that is no card number")
    return numbers


def _parsed(certificate: bytes) -> x509.Certificate:
    try:
        if len(certificate) <= LONGEST_CERTIFICATE:
            parsed = x509.load_der_x509_certificate(certificate)
            # The extensions are parsed only when they are asked for.
            _ = parsed.extensions, parsed.subject, parsed.issuer
            return parsed
    except _NO_CERTIFICATE:
        pass
    raise StaffCardRefused("certificate")


def _check_purpose(claimed: x509.Certificate) -> None:
    """A card, made for this, and not an authority itself."""
    try:
        uses = claimed.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        signs = claimed.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
        is_authority = claimed.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        raise StaffCardRefused("other-purpose") from None
    if list(uses) != [STAFF_CARD_USE] or not signs or is_authority:
        raise StaffCardRefused("other-purpose")


def _may_sign(authority: x509.Certificate) -> bool:
    try:
        is_authority = authority.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        return is_authority and authority.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return False


def _number_in(claimed: x509.Certificate) -> str:
    numbers = claimed.subject.get_attributes_for_oid(x509.NameOID.SERIAL_NUMBER)
    return str(numbers[0].value) if len(numbers) == 1 else ""


def _is_valid(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc


def _p256_key(certificate: x509.Certificate) -> EllipticCurvePublicKey:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise StaffCardRefused("other-key")
    return key
