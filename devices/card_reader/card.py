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
    appended_address: str | None = field(default=None, repr=False)
    """Where the holder has moved to since the card was made, by the chip's newest entry."""
    address_is_current: bool = field(default=False, repr=False)
    """Whether the chip was asked for a newer address and answered, if only that it has none."""
    body_number: str | None = field(default=None, repr=False)
    """The chip's own number in hexadecimal, where the reader was told to ask for it."""
    has_fingerprints: bool | None = field(default=None, repr=False)
    """None where nobody asked. The prints themselves are dropped as they are read."""

    @property
    def newest_address(self) -> str | None:
        """The address that counts: the appended one where there is one."""
        return self.appended_address or self.address

    def expired_on(self, day: date) -> bool:
        """Whether the card's term has ended before `day`; the last day itself still counts."""
        return self.valid_to is not None and self.valid_to < day
