"""What is read off an identity card. It never shows its fields by accident."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class CardType(StrEnum):
    RESIDENT = "resident"
    HMT = "hmt"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"


@dataclass(frozen=True)
class IdCard:
    """One card's text. Hidden in repr: personal data must not reach a log by way of an f-string.

    `valid_to` is None for 长期 (no end). `photo` is the opaque 1,024 bytes of WLT, never decoded here, never kept.
    """

    card_type: CardType
    name: str = field(repr=False)
    sex: str = field(repr=False)
    birth: date | None = field(repr=False)
    number: str = field(repr=False)
    valid_from: date | None = field(repr=False)
    valid_to: date | None = field(repr=False)
    long_term: bool = field(default=False, repr=False)
    name_en: str | None = field(default=None, repr=False)
    nation: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    issuer: str | None = field(default=None, repr=False)
    photo: bytes = field(default=b"", repr=False)

    def expired_on(self, day: date) -> bool:
        """Whether the card's term has ended before `day`; the last day itself still counts."""
        return self.valid_to is not None and self.valid_to < day
