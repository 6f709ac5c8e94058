"""The module's status words (SW3), and what each means for the one who stands there."""

from typing import Final

from devices.errors import CardRemoved, CardUnreadable, DeviceError, OutOfService, SuspectCard, WrongCard

SUCCESS: Final = 0x90
FOUND: Final = 0x9F
REQUEST_GARBLED: Final = frozenset({0x10, 0x11, 0xFF})
"""The module saw a wrong check or a wrong length: it is the line's fault, not the question's."""

NO_CARD: Final = 0x80
NO_CONTENT: Final = 0x91
"""The card has nothing of this kind: no error where it need not have it (an appended address, fingerprints)."""
COMMAND_REFUSED: Final = 0x21
"""The module does not know this command, or not in this order."""
CARD_IS_GONE: Final = frozenset({NO_CARD, 0x81, 0x41})
UNKNOWN_ERROR: Final = 0x24

VERDICTS: Final[dict[int, type[DeviceError]]] = {
    0x23: OutOfService,
    0x31: SuspectCard,
    0x32: SuspectCard,
    0x33: SuspectCard,
    0x37: SuspectCard,
    0x3F: CardUnreadable,
    0x40: WrongCard,
    0x41: CardRemoved,
    0x60: OutOfService,
    0x66: OutOfService,
    NO_CONTENT: CardUnreadable,
}
"""Status words that settle the matter at once."""

VERDICTS_AFTER_TRYING_AGAIN: Final[dict[int, type[DeviceError]]] = {
    COMMAND_REFUSED: OutOfService,
    UNKNOWN_ERROR: OutOfService,
    0x47: CardRemoved,
    NO_CARD: CardRemoved,
    0x81: WrongCard,
}
"""Status words that are worth another find; this is what they mean if they come every time."""
