"""Everything that the security module may be asked (GA 467, GA/T 467-2019): each request, and what a good answer to it looks like."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from devices.card_reader.frames import Answer, request
from devices.card_reader.record import ADDRESS_BYTES, is_full_record, is_record, without_fingerprints
from devices.card_reader.status_words import FOUND, SUCCESS


class Question(NamedTuple):
    """A request, the shape of a good answer to it, and what of that answer is kept.

    The shape keeps a late answer to an earlier question, and with it an earlier card, from being taken for this one's.
    """

    request: bytes
    good: Callable[[Answer], bool]
    kept: Callable[[bytes], bytes] = bytes

    def is_answered_by(self, answer: Answer) -> bool:
        return self.good(answer) or answer.status not in (SUCCESS, FOUND)


def _success_of(*lengths: int) -> Callable[[Answer], bool]:
    return lambda answer: answer.status == SUCCESS and len(answer.content) in lengths


RESET: Final = Question(request(0x10, 0xFF), _success_of(0))
STATUS: Final = Question(request(0x11, 0xFF), _success_of(0))
SAM_ID: Final = Question(request(0x12, 0xFF), _success_of(16))
FIND: Final = Question(request(0x20, 0x01), lambda answer: answer.status == FOUND)
SELECT: Final = Question(request(0x20, 0x02), _success_of(8))
READ: Final = Question(request(0x30, 0x01), lambda answer: answer.status == SUCCESS and is_record(answer.content))
READ_ALL: Final = Question(
    request(0x30, 0x10),
    lambda answer: answer.status == SUCCESS and is_full_record(answer.content),
    kept=without_fingerprints,
)
"""Text, photo and fingerprints; the fingerprints' bytes go no further than the link."""
NEWEST_ADDRESS: Final = Question(request(0x30, 0x03), _success_of(ADDRESS_BYTES))
BODY_NUMBER: Final = Question(request(0x30, 0x05), _success_of(16, 24))
"""The chip's own number. No document says how long it is; the card keeps 8 and 16 bytes of such numbers (GA/T 490)."""

_RATE_PARAMETERS: Final = {115_200: 0, 57_600: 1, 38_400: 2, 19_200: 3, 9_600: 4}
SET_BAUD_RATE: Final[Mapping[int, Question]] = {
    rate: Question(request(0x60, parameter), _success_of(0)) for rate, parameter in _RATE_PARAMETERS.items()
}
"""By bits a second, the fastest first. The answer still comes at the old rate."""
