"""What is said to a staff card: it shows its number and certificate, and proves that it holds the key. See decision 0005."""

import hashlib
import secrets
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from devices.errors import CardUnreadable, StaffCardRefused, WrongCard
from devices.smart_card import StaffCard
from devices.smart_card.apdu import Card, Transmit, command
from devices.smart_card.staff_trust import CARD_NUMBER, StaffTrust

APPLICATION: Final = bytes.fromhex("F0 47 55 41 4E 4A 49 41 53 01")
"""F0: a proprietary identifier that nobody registers (ISO/IEC 7816-5 8.2.2); then "GUANJIAS" and 01."""
VERSION: Final = 1
PURPOSE: Final = b"guanjia staff card 1"

NONCE_BYTES: Final = 32
_CARD_NONCE_BYTES, _HALF_SIGNATURE = 16, 32

_SELECT, _GET_DATA, _INTERNAL_AUTHENTICATE = 0xA4, 0xCA, 0x88
_NUMBER, _CERTIFICATE = (0xDF, 0x01), (0xDF, 0x02)
_ALL = 256

_FCI, _FCI_NAME, _FCI_PROPRIETARY, _FCI_VERSION = b"\x6f", b"\x84", b"\xa5", b"\x9f\x08"


def read(transmit: Transmit, trust: StaffTrust) -> StaffCard:
    """The card's number, once it has proved that the key is in it.

    Raises WrongCard (no such application), StaffCardRefused (not believed, and why), CardUnreadable, and what `transmit` raises.
    """
    card = Card(transmit)
    _select_application(card)
    number = _number(_shown(card, _NUMBER))
    key = trust.key_of(number, _shown(card, _CERTIFICATE))
    nonce = secrets.token_bytes(NONCE_BYTES)
    terminal = hashlib.sha256(trust.terminal.encode()).digest()
    card_nonce, signature = _answer(card, nonce + terminal)
    try:
        key.verify(signature, signed_words(number, nonce, terminal, card_nonce), ECDSA(SHA256()))
    except InvalidSignature:
        raise StaffCardRefused("wrong-answer") from None
    return StaffCard(number)


def signed_words(number: str, nonce: bytes, terminal: bytes, card_nonce: bytes) -> bytes:
    """What the card signs: what it is for, who it is, our nonce, this terminal, and a nonce of its own."""
    name = number.encode("ascii")
    return PURPOSE + bytes((len(name),)) + name + nonce + terminal + card_nonce


def _select_application(card: Card) -> None:
    reply = card.send(command(_SELECT, 0x04, 0x00, APPLICATION, le=_ALL))
    if not reply.ok:
        raise WrongCard("not-a-staff-card")
    if _version(reply.content) != VERSION:
        raise StaffCardRefused("other-version")


def _version(fci: bytes) -> int:
    """6F { 84 application, A5 { 9F08 version, two bytes } }: the first byte of the version is the one that must be known."""
    inner = _value(fci, _FCI)
    name = _FCI_NAME + bytes((len(APPLICATION),)) + APPLICATION
    if not inner.startswith(name):
        raise CardUnreadable("application")
    version = _value(_value(inner[len(name) :], _FCI_PROPRIETARY), _FCI_VERSION)
    if len(version) != 2:
        raise CardUnreadable("version")
    return version[0]


def _value(octets: bytes, tag: bytes) -> bytes:
    """The value of the one object that `octets` are: `tag`, a length below 128, and nothing behind."""
    head = len(tag) + 1
    if (
        not octets.startswith(tag)
        or len(octets) < head
        or octets[len(tag)] > 127
        or len(octets) != head + octets[len(tag)]
    ):
        raise CardUnreadable("application")
    return octets[head:]


def _shown(card: Card, tag: tuple[int, int]) -> bytes:
    reply = card.send(command(_GET_DATA, *tag, le=_ALL))
    if not reply.ok:
        raise StaffCardRefused("not-personalised")
    return reply.content


def _number(octets: bytes) -> str:
    number = octets.decode("ascii", errors="replace")
    if CARD_NUMBER.fullmatch(number) is None:
        raise CardUnreadable("number")
    return number


def _answer(card: Card, challenge: bytes) -> tuple[bytes, bytes]:
    """The card's nonce, and its signature as two numbers of 32 bytes, made into the form that is verified."""
    reply = card.send(command(_INTERNAL_AUTHENTICATE, 0x00, 0x00, challenge, le=_ALL))
    if not reply.ok:
        raise StaffCardRefused("no-answer")
    if len(reply.content) != _CARD_NONCE_BYTES + 2 * _HALF_SIGNATURE:
        raise CardUnreadable("answer")
    card_nonce, r, s = (
        reply.content[:_CARD_NONCE_BYTES],
        reply.content[_CARD_NONCE_BYTES:-_HALF_SIGNATURE],
        reply.content[-_HALF_SIGNATURE:],
    )
    return card_nonce, encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
