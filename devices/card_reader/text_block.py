"""The 256 bytes of text on a card's chip, as a record: four layouts, told apart by one character.

UTF-16LE, fixed places, padded with spaces. The places follow GA/T 490 (residents) and the layouts of the residence permit for
Hong Kong, Macau and Taiwan residents and of the foreigners' cards of 2017 and 2023.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Final

from devices.card_reader.card import CardType, IdCard
from devices.card_reader.nations import NATIONS
from devices.errors import CardUnreadable

TEXT_BYTES: Final = 256
NO_END: Final = "长期"
SEXES: Final = {"0": "未知", "1": "男", "2": "女", "9": "未说明"}
"""GB/T 2261.1."""

_PADDING = " \0\u3000"
_TYPE_AT = 248
_TYPES = {"": CardType.RESIDENT, "J": CardType.HMT, "I": CardType.FOREIGNER_2017, "Y": CardType.FOREIGNER_2023}

_SHARED = {
    "name": (0, 30),
    "sex": (30, 2),
    "birth": (36, 16),
    "number": (122, 36),
    "valid_from": (188, 16),
    "valid_to": (204, 16),
}
_LAYOUTS: Mapping[CardType, Mapping[str, tuple[int, int]]] = {
    CardType.RESIDENT: _SHARED | {"nation": (32, 4), "address": (52, 70), "issuer": (158, 30)},
    CardType.HMT: _SHARED | {"address": (52, 70), "issuer": (158, 30)},
    CardType.FOREIGNER_2023: _SHARED | {"name_en": (52, 70), "name_en_rest": (220, 22), "country": (242, 6)},
    CardType.FOREIGNER_2017: {
        "name_en": (0, 120),
        "sex": (120, 2),
        "number": (122, 30),
        "country": (152, 6),
        "name": (158, 30),
        "valid_from": (188, 16),
        "valid_to": (204, 16),
        "birth": (220, 16),
    },
}


def parse_card(text: bytes, photo: bytes = b"") -> IdCard:
    """The record of one card. Raises CardUnreadable, naming the field that makes no sense and never what stands in it."""
    if len(text) != TEXT_BYTES:
        raise CardUnreadable("text-length")
    card_type = _TYPES.get(_stripped(text, "card_type", _TYPE_AT, 2))
    if card_type is None:
        raise CardUnreadable("card_type")
    read = {name: _characters(text, name, *place) for name, place in _LAYOUTS[card_type].items()}
    name_en = _name_en(read)
    valid_to = _clean(read, "valid_to")
    return IdCard(
        card_type=card_type,
        name=_name(_clean(read, "name") or name_en),
        name_en=name_en or None,
        sex=_sex(_clean(read, "sex")),
        nation=_nation(read),
        birth=_date(_clean(read, "birth"), "birth"),
        address=_clean(read, "address") or None,
        number=_number(_clean(read, "number"), card_type),
        issuer=_clean(read, "issuer") or None,
        valid_from=_date(_clean(read, "valid_from"), "valid_from"),
        valid_to=None if valid_to == NO_END else _date(valid_to, "valid_to"),
        long_term=valid_to == NO_END,
        photo=photo,
    )


def parse_appended_address(text: bytes) -> str | None:
    """The 70 bytes of an appended address; None where they are blank. Raises CardUnreadable."""
    return _stripped(text, "appended_address", 0, len(text)) or None


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character of a citizen's number (GB 11643, ISO 7064 MOD 11-2)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, weights, strict=True))
    return "10X98765432"[total % 11]


def _characters(text: bytes, field: str, offset: int, length: int) -> str:
    """One field as it stands, padding included. What cannot be shown on one line is not a card's text."""
    raw = text[offset : offset + length]
    decoded = raw.decode("utf-16-le", errors="replace")
    # Compared, not caught: the decoder's own exception would carry the card's bytes along.
    if decoded.encode("utf-16-le") != raw or not all(map(_is_text, decoded.strip(_PADDING))):
        raise CardUnreadable(field)
    return decoded


def _is_text(character: str) -> bool:
    """Rare characters may be private or newer than this Python's tables: only what is surely no letter is refused."""
    nonsense = character == "\ufffd" or (ord(character) & 0xFFFE) == 0xFFFE or "\ufdd0" <= character <= "\ufdef"
    return not nonsense and unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _stripped(text: bytes, field: str, offset: int, length: int) -> str:
    return _characters(text, field, offset, length).strip(_PADDING)


def _clean(read: Mapping[str, str], field: str) -> str:
    return read.get(field, "").strip(_PADDING)


def _name(name: str) -> str:
    if not name:
        raise CardUnreadable("name")
    return name


def _name_en(read: Mapping[str, str]) -> str:
    """The 2023 card cuts a long name in two wherever the first part is full, so a space at the cut belongs to the name."""
    first, rest = read.get("name_en", "").rstrip("\0\u3000"), read.get("name_en_rest", "")
    return (first + rest).strip(_PADDING)


def _sex(code: str) -> str:
    if code not in SEXES:
        raise CardUnreadable("sex")
    return SEXES[code]


def _nation(read: Mapping[str, str]) -> str | None:
    """A nation's name, a country's three letters, or, where no table knows it, the code as it stands."""
    code = _clean(read, "nation") or _clean(read, "country")
    return NATIONS.get(code, code) or None


def _date(written: str, field: str) -> date:
    if re.fullmatch("[0-9]{8}", written):
        try:
            return date(int(written[:4]), int(written[4:6]), int(written[6:]))
        except ValueError:
            written = ""
    raise CardUnreadable(field)


def _number(written: str, card_type: CardType) -> str:
    """Form and check digit. The 2017 foreigners' number (three letters, twelve digits) has no check digit."""
    if card_type is CardType.FOREIGNER_2017:
        sound = re.fullmatch("[A-Z]{3}[0-9]{12}", written) is not None
    else:
        sound = (
            re.fullmatch("[0-9]{17}[0-9Xx]", written) is not None and check_digit(written[:17]) == written[17].upper()
        )
    if not sound:
        raise CardUnreadable("number")
    return written.upper()
