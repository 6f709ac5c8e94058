"""A staff card's own side, and the office that issues such cards: its number, its key and its certificate. Knows no reader."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from devices.simulators.smart_card_chip import (
    ATR_T1,
    GET_DATA,
    NO_SUCH_FILE,
    NO_SUCH_INSTRUCTION,
    NOT_ALLOWED,
    SELECT,
    WRONG_LENGTH,
    Chip,
    Command,
    Refusal,
)

APPLICATION: Final = bytes.fromhex("F0 47 55 41 4E 4A 49 41 53 01")
INTERNAL_AUTHENTICATE: Final = 0x88
_USE = x509.ObjectIdentifier("2.25.63421157924730586351827944380150")
_LONG = timedelta(days=365 * 5)


class StaffChip(Chip):
    """Shows `number` and `certificate` to anybody and signs challenges with `key`, which nobody can read out of it."""

    kind: ClassVar[str] = "staff"
    atr = ATR_T1

    def __init__(
        self,
        number: str,
        certificate: bytes,
        key: ec.EllipticCurvePrivateKey,
        *,
        version: int = 0x0100,
        holds_back: bool = False,
    ) -> None:
        super().__init__(holds_back=holds_back)
        self._number = number.encode("ascii")
        self._certificate = certificate
        self._key = key
        self._version = version
        self._selected = False

    def copy(self) -> "StaffChip":
        """All that this card shows, on a chip with a key of its own: the key is what cannot be read out."""
        other_key = ec.generate_private_key(ec.SECP256R1())
        return StaffChip(self._number.decode(), self._certificate, other_key, version=self._version)

    def reset(self) -> None:
        super().reset()
        self._selected = False

    def carry_out(self, asked: Command) -> bytes:
        if asked.ins == SELECT:
            return self._select(asked)
        if not self._selected:
            raise Refusal(NOT_ALLOWED)
        if asked.ins == GET_DATA:
            return self._show(asked.p1 << 8 | asked.p2)
        if asked.ins == INTERNAL_AUTHENTICATE:
            return self._prove(asked.content)
        raise Refusal(NO_SUCH_INSTRUCTION)

    def _select(self, asked: Command) -> bytes:
        self._selected = asked.p1 == 0x04 and asked.content == APPLICATION
        if not self._selected:
            raise Refusal(NO_SUCH_FILE)
        version = _tlv(b"\x9f\x08", self._version.to_bytes(2, "big"))
        return _tlv(b"\x6f", _tlv(b"\x84", APPLICATION) + _tlv(b"\xa5", version))

    def _show(self, tag: int) -> bytes:
        shown = {0xDF01: self._number, 0xDF02: self._certificate}
        if tag not in shown:
            raise Refusal(NO_SUCH_FILE)
        return shown[tag]

    def _prove(self, challenge: bytes) -> bytes:
        if len(challenge) != 64:
            raise Refusal(WRONG_LENGTH)
        own = secrets.token_bytes(16)
        words = b"guanjia staff card 1" + _tlv(b"", self._number) + challenge + own
        r, s = decode_dss_signature(self._key.sign(words, ec.ECDSA(SHA256())))
        return own + r.to_bytes(32, "big") + s.to_bytes(32, "big")


class StaffCardOffice:
    """An authority that signs staff cards. A `key` that is not given lives as long as this object; a city's lives in a safe."""

    def __init__(
        self, name: str = "测试发卡机构 TEST staff authority", key: ec.EllipticCurvePrivateKey | None = None
    ) -> None:
        self._key = key or ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        self._began = datetime.now(UTC) - timedelta(days=1)
        self.certificate = self._certify(self._name, self._key.public_key(), _authority(), self._began + 2 * _LONG)

    @property
    def pem(self) -> bytes:
        """What a terminal must be given to believe this office's cards."""
        return self.certificate.public_bytes(Encoding.PEM)

    def issue(self, number: str, *, valid_for: timedelta = _LONG, holds_back: bool = False) -> StaffChip:
        """Personalise a card: a new key, and a certificate that says whose number it stands for."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self.certify(number, key.public_key(), valid_for)
        return StaffChip(number, certificate, key, holds_back=holds_back)

    def certify(self, number: str, key: ec.EllipticCurvePublicKey, valid_for: timedelta = _LONG) -> bytes:
        """The certificate of one card, DER."""
        subject = x509.Name([x509.NameAttribute(x509.NameOID.SERIAL_NUMBER, number)])
        signed = self._certify(subject, key, _card(), self._began + timedelta(days=1) + valid_for)
        return signed.public_bytes(Encoding.DER)

    def _certify(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey,
        extensions: list[x509.ExtensionType],
        ends: datetime,
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._began)
            .not_valid_after(ends)
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=True)
        return builder.sign(self._key, SHA256())


def _authority() -> list[x509.ExtensionType]:
    return [x509.BasicConstraints(ca=True, path_length=0), _key_usage(signs_cards=True)]


def _card() -> list[x509.ExtensionType]:
    return [
        x509.BasicConstraints(ca=False, path_length=None),
        _key_usage(signs_cards=False),
        x509.ExtendedKeyUsage([_USE]),
    ]


def _key_usage(*, signs_cards: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_cards,
        key_cert_sign=signs_cards,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _tlv(tag: bytes, value: bytes) -> bytes:
    return tag + bytes((len(value),)) + value
