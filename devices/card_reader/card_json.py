"""A card as one JSON object, for programs that ask on the command line."""

from datetime import date

from devices.card_reader.card import CardType, IdCard
from devices.card_reader.text_block import NO_END

_WITH_ENGLISH_NAME = (CardType.FOREIGNER_2017, CardType.FOREIGNER_2023)


def to_json(card: IdCard) -> dict[str, str | None]:
    """Exactly the card's text: dates in ISO 8601 or `长期`, null where the card has no such field.

    `name_en` and `appended_address` are there only for the cards that have one. The photo is not part of it.
    """
    names = {"name": card.name}
    if card.card_type in _WITH_ENGLISH_NAME:
        names["name_en"] = card.name_en or ""
    appended = {"appended_address": card.appended_address} if card.appended_address else {}
    return {
        "card_type": card.card_type.value,
        **names,
        "sex": card.sex,
        "nation": card.nation,
        "birth": _iso(card.birth),
        "address": card.address,
        **appended,
        "number": card.number,
        "issuer": card.issuer,
        "valid_from": _iso(card.valid_from),
        "valid_to": NO_END if card.long_term else _iso(card.valid_to),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
