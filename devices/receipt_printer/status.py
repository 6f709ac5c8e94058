"""What an ESC/POS printer says of itself: its bytes back to us, told apart and put into words. Pure; no wire."""

from dataclasses import dataclass

from devices.errors import CoverOpen, CutterFault, MediaEmpty, PrinterError, PrinterFault

STATUS_QUESTIONS = (1, 2, 3, 4)
"""DLE EOT n: printer, cause of being offline, cause of error, roll sensors."""

LONGEST_BLOCK = 64

_FAULTS = (
    # question, mask, fact; worst first, since the first is the one a screen speaks of
    (2, 0x04, "cover-open"),
    (2, 0x20, "media-empty"),
    (4, 0x60, "media-empty"),
    (3, 0x08, "cutter-fault"),
    (3, 0x20, "unrecoverable"),
    (3, 0x04, "recoverable"),
    (3, 0x40, "head-hot"),
    (2, 0x40, "other"),
    (1, 0x20, "waiting-for-recovery"),
    (1, 0x08, "offline"),
)
_ERRORS = {"cover-open": CoverOpen, "media-empty": MediaEmpty, "cutter-fault": CutterFault}


@dataclass(frozen=True)
class Look:
    """The four answers to DLE EOT 1-4, as the printer gave them at one moment."""

    answers: tuple[int, int, int, int]

    @property
    def faults(self) -> tuple[str, ...]:
        """What keeps it from printing, worst first."""
        found = (fact for question, mask, fact in _FAULTS if self.answers[question - 1] & mask)
        return tuple(dict.fromkeys(found))

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
    """Whether these bytes answer a DLE EOT: one byte with the fixed bits 0xx1xx10 (an Automatic Status Back has 0xx1xx00)."""
    return len(reply) == 1 and reply[0] & 0x93 == 0x12


def is_sensor_status(reply: bytes) -> bool:
    """Whether these bytes answer a GS r 1: one byte with the fixed bits 0xx0xxxx."""
    return len(reply) == 1 and reply[0] & 0x90 == 0x00


def take_reply(received: bytearray) -> bytes:
    """Take the next whole reply off the front: a block (0x37 … NUL) or a single byte; empty while there is none yet.

    A block that does not end within 64 bytes is no block: its first byte is given out alone.
    """
    length = _length_of_first_reply(received)
    reply = bytes(received[:length])
    del received[:length]
    return reply


def _length_of_first_reply(received: bytearray) -> int:
    if not received or received[0] != 0x37:
        return len(received[:1])
    end = received.find(0, 0, LONGEST_BLOCK)
    if end >= 0:
        return end + 1
    return 0 if len(received) < LONGEST_BLOCK else 1
