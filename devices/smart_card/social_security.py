"""What is said to a social security card, and what may be read off it without a PIN; a PIN is never asked for, nor sent.

The application SSSE has two record files: EF05 about the card, EF06 about its holder. Records are read by short file identifier,
or, on cards that do not know that form, by tag.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Final

from devices.card_reader.text_block import SEXES, check_digit
from devices.errors import CardUnreadable, WrongCard
from devices.smart_card import SocialSecurityCard
from devices.smart_card.apdu import Card, Reply, Transmit, command

APPLICATION: Final = "sx1.sh.社会保障".encode("gb18030")

_SELECT, _READ_RECORD = 0xA4, 0xB2
_ABOUT_CARD, _ABOUT_HOLDER = 5, 6

# Record number in its file, and the length of its value in bytes.
_CARD_RECORDS: Final = {
    "identification": (1, 16),
    "version": (3, 4),
    "issued": (5, 4),
    "valid_to": (6, 4),
    "number": (7, 9),
}
_NUMBER, _NAME = (1, 18), (2, 30)
_SEX_FIRST_GENERATION, _SEX = (3, 1), (4, 1)
_TAGS: Final = {"number": (0x08, 18), "name": (0x09, 30), "sex": (0x0A, 1)}

_NO_SUCH_APPLICATION: Final = frozenset({0x6A82, 0x6A81, 0x6A86, 0x6A87, 0x6D00, 0x6E00, 0x6700, 0x6999})
_NOT_HERE: Final = frozenset({0x6A82, 0x6A83, 0x6A81, 0x6A86, 0x6A88, 0x6981, 0x6986, 0x6B00, 0x6D00, 0x6700})
_PIN_WANTED: Final = frozenset({0x6982, 0x6985, 0x6983, 0x6984})

_PADDING = "\0 \u3000"
_NO_DATE = {"00000000", "ffffffff", "99999999"}

Records = Mapping[str, bytes]


def read(transmit: Transmit) -> SocialSecurityCard:
    """Raises WrongCard (no such application), CardUnreadable (its argument names the field), and what `transmit` raises."""
    card = Card(transmit)
    _select_application(card)
    about_card = _about_card(card)
    generation = _version(about_card.get("version", b""))
    holder = _holder_by_file(card, generation) or _holder_by_tag(card)
    if holder is None:
        raise CardUnreadable("number")
    return SocialSecurityCard(
        name=_name(holder["name"]),
        number=_citizen_number(holder["number"]),
        sex=_sex(holder.get("sex", b"")),
        card_number=_text(about_card.get("number", b""), "card_number"),
        region=_region(about_card.get("identification", b"")),
        generation=generation,
        issued=_date(about_card.get("issued", b""), "issued"),
        valid_to=_date(about_card.get("valid_to", b""), "valid_to"),
    )


# --- what is said ---------------------------------------------------------------------------------------------------------------


def _select_application(card: Card) -> None:
    reply = card.send(command(_SELECT, 0x04, 0x00, APPLICATION))
    if reply.status in _NO_SUCH_APPLICATION:
        raise WrongCard("not-a-social-security-card")
    if not reply.ok:
        raise CardUnreadable("application")


def _about_card(card: Card) -> Records:
    """The records there are: a card may have fewer, and says so."""
    found = {name: _by_file(card, _ABOUT_CARD, *place) for name, place in _CARD_RECORDS.items()}
    return {name: value for name, value in found.items() if value is not None}


def _holder_by_file(card: Card, generation: str) -> Records | None:
    number = _by_file(card, _ABOUT_HOLDER, *_NUMBER)
    if number is None:
        return None
    name = _by_file(card, _ABOUT_HOLDER, *_NAME)
    sex = _by_file(card, _ABOUT_HOLDER, *(_SEX_FIRST_GENERATION if generation < "2" else _SEX)) if generation else None
    return {"number": number, "name": name or b"", "sex": sex or b""}


def _holder_by_tag(card: Card) -> Records | None:
    file = bytes((0xEF, _ABOUT_HOLDER))
    if not any(card.send(command(_SELECT, p1, 0x00, file)).ok for p1 in (0x02, 0x00)):
        return None
    found = {
        name: _record(card, command(_READ_RECORD, tag, 0x00, le=2 + length), length)
        for name, (tag, length) in _TAGS.items()
    }
    return {name: value or b"" for name, value in found.items()} if found["number"] is not None else None


def _by_file(card: Card, file: int, record: int, length: int) -> bytes | None:
    return _record(card, command(_READ_RECORD, record, file << 3 | 0b100, le=2 + length), length)


def _record(card: Card, words: bytes, length: int) -> bytes | None:
    """The value of one record, or None where the card has none. A record is a tag, a length and at most that many bytes."""
    reply = card.send(words)
    if not reply.ok:
        _check_absence(reply)
        return None
    if not 2 <= len(reply.content) <= 2 + length or len(reply.content) != 2 + reply.content[1]:
        raise CardUnreadable("record")
    return reply.content[2:]


def _check_absence(reply: Reply) -> None:
    """Raises CardUnreadable for a record that is there and not for us."""
    if reply.status in _PIN_WANTED:
        raise CardUnreadable("pin-wanted")
    if reply.status not in _NOT_HERE:
        raise CardUnreadable("refused")


# --- what it means --------------------------------------------------------------------------------------------------------------


def _text(value: bytes, field: str) -> str:
    """GB18030 without its padding. What cannot be shown on one line is not a card's text."""
    decoded = value.rstrip(b"\xff").decode("gb18030", errors="replace").strip(_PADDING)
    # Replaced and looked for, not caught: the decoder's own exception would carry the card's bytes along.
    if "\ufffd" in decoded or any(
        unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in decoded
    ):
        raise CardUnreadable(field)
    return decoded


def _name(value: bytes) -> str:
    name = _text(value, "name")
    if not name:
        raise CardUnreadable("name")
    return name


def _citizen_number(value: bytes) -> str:
    """GB 11643: form, a date that exists, check digit."""
    number = _text(value, "number").upper()
    if re.fullmatch("[0-9]{17}[0-9X]", number) is None or check_digit(number[:17]) != number[17]:
        raise CardUnreadable("number")
    _calendar_date(number[6:14], "number")
    return number


def _sex(value: bytes) -> str:
    code = _text(value, "sex")
    if code and code not in SEXES:
        raise CardUnreadable("sex")
    return SEXES.get(code, "")


def _region(identification: bytes) -> str:
    region = identification[:3].hex()
    if not re.fullmatch("[0-9]*", region):
        raise CardUnreadable("region")
    return region


def _version(value: bytes) -> str:
    version = _text(value, "generation")
    if version and re.fullmatch(r"[0-9]\.[0-9]{2}", version) is None:
        raise CardUnreadable("generation")
    return version


def _date(value: bytes, field: str) -> date | None:
    """Four bytes of binary-coded decimals."""
    digits = value.hex()
    return None if not digits or digits in _NO_DATE else _calendar_date(digits, field)


def _calendar_date(digits: str, field: str) -> date:
    if re.fullmatch("[0-9]{8}", digits):
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            digits = ""
    raise CardUnreadable(field)
