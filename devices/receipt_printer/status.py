"""What an ESC/POS printer says of itself: its bytes back to us, told apart and put into words. Pure; no wire.

What may come back differs in its fixed bits: DLE EOT 0xx1xx10, GS r 0xx0xxxx, Automatic Status Back 0xx1xx00 and three bytes
0xx0xxxx more, a block 0x37 … NUL.
"""

from dataclasses import dataclass

from devices.errors import CoverOpen, CutterFault, MediaEmpty, PrinterError, PrinterFault

STATUS_QUESTIONS = (1, 2, 3, 4)
"""DLE EOT n: printer, cause of being offline, cause of error, roll sensors."""

OFFLINE_OR_WAITING = 0x28
"""DLE EOT 1: something keeps the printer from printing, and 2 to 4 say what."""

ERROR, ANY_CAUSE = 0x40, 0x6C
"""DLE EOT 2: there is an error; DLE EOT 3: which."""

LONGEST_BLOCK = 64
AUTOMATIC_STATUS_LENGTH = 4

_FAULTS = (
    # question, mask, fact; worst first, since the first is the one a screen speaks of
    (2, 0x04, "cover-open"),
    (2, 0x20, "media-empty"),
    (4, 0x60, "media-empty"),
    (3, 0x08, "cutter-fault"),
    (3, 0x20, "unrecoverable"),
    (3, 0x04, "recoverable"),
    (3, 0x40, "head-hot"),
    (1, 0x20, "waiting-for-recovery"),
)
_OFFLINE = 0x08
"""DLE EOT 1. Whatever keeps it from printing takes it offline too: a fact of its own only where nothing else is told."""

_ERRORS = {"cover-open": CoverOpen, "media-empty": MediaEmpty, "cutter-fault": CutterFault}


@dataclass(frozen=True)
class Look:
    """The four answers to DLE EOT 1-4, as the printer gave them at one moment."""

    answers: tuple[int, int, int, int]

    @property
    def faults(self) -> tuple[str, ...]:
        """What keeps it from printing, worst first."""
        found = (fact for question, mask, fact in _FAULTS if self.answers[question - 1] & mask)
        error_without_a_cause = self.answers[1] & ERROR and not self.answers[2] & ANY_CAUSE
        causes = (*dict.fromkeys(found), *(("other",) if error_without_a_cause else ()))
        return causes or (("offline",) if self.answers[0] & _OFFLINE else ())

    @property
    def warnings(self) -> tuple[str, ...]:
        """The roll's near-end sensor (0x0C), as long as there is paper at all."""
        near_end = self.answers[3] & 0x0C and "media-empty" not in self.faults
        return ("media-low",) if near_end else ()

    def error(self) -> PrinterError | None:
        """The worst fault as an error ready to be raised; None where all is well."""
        if not self.faults:
            return None
        return _ERRORS.get(self.faults[0], PrinterFault)(*self.faults)


def is_status(reply: bytes) -> bool:
    """Whether these bytes answer a DLE EOT: one byte with the fixed bits 0xx1xx10."""
    return len(reply) == 1 and reply[0] & 0x93 == 0x12


def is_sensor_status(reply: bytes) -> bool:
    """Whether these bytes answer a GS r 1: one byte with the fixed bits 0xx0xxxx."""
    return len(reply) == 1 and reply[0] & 0x90 == 0x00


def is_automatic_status(reply: bytes) -> bool:
    """Whether the printer said this unasked (GS a, switched on by a switch of its own): it answers no question."""
    return len(reply) == AUTOMATIC_STATUS_LENGTH and _begins_automatic_status(reply[0]) and not reply[1] & 0x90


def is_block(reply: bytes) -> bool:
    """Whether this is a block that answers GS ( H, DLE DC4 fn 8 or their like."""
    return len(reply) > 1 and reply[0] == 0x37


def is_talk(reply: bytes) -> bool:
    """Whether a printer may say this although nobody asked it just now. What answers nothing and is none of this is noise."""
    return is_status(reply) or is_automatic_status(reply) or is_block(reply)


def take_reply(received: bytearray) -> bytes:
    """Take the next whole reply off the front; empty while there is none yet.

    A block that does not end within 64 bytes is no block, and what goes on unlike an automatic status is none: then the first
    byte is given out alone.
    """
    length = _length_of_first_reply(received)
    reply = bytes(received[:length])
    del received[:length]
    return reply


def _begins_automatic_status(octet: int) -> bool:
    return octet & 0x93 == 0x10


def _length_of_first_reply(received: bytearray) -> int:
    if not received:
        return 0
    if received[0] == 0x37:
        end = received.find(0, 0, LONGEST_BLOCK)
        return end + 1 if end >= 0 else 0 if len(received) < LONGEST_BLOCK else 1
    if _begins_automatic_status(received[0]):
        rest = received[1:AUTOMATIC_STATUS_LENGTH]
        if any(octet & 0x90 for octet in rest):
            return 1
        return AUTOMATIC_STATUS_LENGTH if len(rest) == AUTOMATIC_STATUS_LENGTH - 1 else 0
    return 1
