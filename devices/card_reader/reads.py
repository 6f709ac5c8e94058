"""Which of a card's contents are read, besides its text and photo."""

from enum import StrEnum


class Read(StrEnum):
    """Each costs its frames' time on the wire, and the chip's: at 115,200 baud a new address 8 ms (2 ms where there is none)."""

    NEWEST_ADDRESS = "newest-address"
    BODY_NUMBER = "body-number"
    FINGERPRINTS = "fingerprints"
    """Whether the card has any; two of them cost 89 ms at 115,200 baud although they are thrown away."""
