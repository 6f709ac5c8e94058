"""Cards as the hall's stage properties: sample fields written onto a chip. Knows no reader."""

import json
from collections.abc import Mapping
from typing import Final, NamedTuple

from resources import path

Fields = Mapping[str, str]

TEXT_BYTES: Final = 256
ADDRESS_BYTES: Final = 70
PHOTO: Final = bytes(1_024)
FINGERPRINT: Final = bytes(range(256)) * 2
"""One of a card's fingerprints: nobody's, and easy to find again where it should not be."""
BANK_CARD: Final = "bank-card"

_PERSON = (
    ("name", 0, 30),
    ("sex", 30, 2),
    ("birth", 36, 16),
    ("number", 122, 36),
    ("valid_from", 188, 16),
    ("valid_to", 204, 16),
)
_PLACES: Final = {
    "resident": (*_PERSON, ("nation", 32, 4), ("address", 52, 70), ("issuer", 158, 30)),
    "hmt": (
        *_PERSON,
        ("address", 52, 70),
        ("issuer", 158, 30),
        ("pass_number", 220, 18),
        ("issue_count", 238, 4),
        ("type_mark", 248, 2),
    ),
    "foreigner_2017": (
        ("name_en", 0, 120),
        ("sex", 120, 2),
        ("number", 122, 30),
        ("nation", 152, 6),
        ("name", 158, 30),
        ("valid_from", 188, 16),
        ("valid_to", 204, 16),
        ("birth", 220, 16),
        ("version", 236, 4),
        ("issuer_code", 240, 8),
        ("type_mark", 248, 2),
    ),
    "foreigner_2023": (
        *_PERSON,
        ("renewals", 32, 4),
        ("name_en_1", 52, 70),
        ("name_en_2", 220, 22),
        ("nation", 242, 6),
        ("type_mark", 248, 2),
        ("link", 250, 6),
    ),
}
_TYPE_MARKS = {"hmt": "J", "foreigner_2017": "I", "foreigner_2023": "Y"}
_ENGLISH_NAME_PART_1 = 35


class Chip(NamedTuple):
    """What is on one card. A card of another kind, a bank's, has no text."""

    text: bytes
    new_address: bytes = b""
    fingerprints: bytes = b""
    body_number: bytes = bytes(16)
    photo: bytes = PHOTO


def sample_cards() -> dict[str, Fields]:
    """The cards of people who do not exist, by the names that stage directions use."""
    cards: dict[str, Fields] = json.loads(path("samples", "cards.json").read_text("utf-8"))["cards"]
    return cards


def chip(fields: Fields) -> Chip:
    """One chip. Besides the text's fields: `appended_address`, `fingerprints` (how many, 0 to 2) and `body_number` (hex).

    Raises ValueError as `text_block` does.
    """
    address = fields.get("appended_address", "")
    return Chip(
        text=text_block(fields),
        new_address=_padded(address, ADDRESS_BYTES) if address else b"",
        fingerprints=FINGERPRINT * int(fields.get("fingerprints", "0")),
        body_number=bytes.fromhex(fields.get("body_number", "00" * 16)),
    )


def text_block(fields: Fields) -> bytes:
    """One chip's text. Raises ValueError for a card type that does not exist or a text that does not fit its place."""
    card_type = fields.get("card_type", "resident")
    if card_type not in _PLACES:
        raise ValueError(f"no such card type: {card_type}")
    name_en = fields.get("name_en", "")
    written = {
        **fields,
        "name_en_1": name_en[:_ENGLISH_NAME_PART_1],
        "name_en_2": name_en[_ENGLISH_NAME_PART_1:],
        "type_mark": _TYPE_MARKS.get(card_type, ""),
    }
    block = bytearray(" ".encode("utf-16-le") * (TEXT_BYTES // 2))
    for field, offset, length in _PLACES[card_type]:
        text = str(written.get(field, "")).encode("utf-16-le")
        if len(text) > length:
            raise ValueError(f"{field} does not fit the chip")
        block[offset : offset + len(text)] = text
    return bytes(block)


def _padded(text: str, length: int) -> bytes:
    if len(text) * 2 > length:
        raise ValueError("the new address does not fit the chip")
    return text.ljust(length // 2).encode("utf-16-le")
