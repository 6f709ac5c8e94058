"""The chip that lies on the reader: found, selected, read; and what each of the module's status words means for it."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final, NoReturn

from devices.card_reader.card import IdCard
from devices.card_reader.frames import Answer
from devices.card_reader.questions import BODY_NUMBER, FIND, NEWEST_ADDRESS, READ, READ_ALL, RESET, SELECT, Question
from devices.card_reader.reads import Read
from devices.card_reader.record import Record, full_record, short_record
from devices.card_reader.sam_link import SamLink
from devices.card_reader.status_words import (
    CARD_IS_GONE,
    COMMAND_REFUSED,
    FOUND,
    NO_CARD,
    NO_CONTENT,
    SUCCESS,
    UNKNOWN_ERROR,
    VERDICTS,
    VERDICTS_AFTER_TRYING_AGAIN,
)
from devices.card_reader.text_block import parse_appended_address, parse_card
from devices.errors import (
    CardRemoved,
    CardUnreadable,
    DeviceAbsent,
    DeviceError,
    DeviceSilent,
    LineNoise,
    OutOfService,
    SuspectCard,
)

_AFTERWARDS_PATIENCE: Final = 0.2
_EXTRAS_PATIENCE: Final = 0.5
"""Seconds for what is read besides the record: nobody shall wait long for what most cards do not have."""


class FindAgain(Exception):
    """The card was found and could not be worked with. It may lie better in a moment; `verdict` stands if it never does."""

    def __init__(self, verdict: DeviceError) -> None:
        super().__init__()
        self.verdict = verdict


class Chip:
    """What may be done with the card in the field. Every call may raise DeviceError and FindAgain."""

    def __init__(self, link: SamLink, reads: Collection[Read]) -> None:
        self._link = link
        self._reads = frozenset(reads)

    def is_found(self, patience: float) -> bool:
        """Whether a card is in the field that the module shows us."""
        answer = self._link.ask(FIND, patience)
        if answer.status != NO_CARD:
            self._judge(answer, FOUND)
        return answer.status == FOUND

    def is_still_found(self) -> bool:
        """Whether this module goes on finding a card that it has read. What cannot be known is taken for yes."""
        try:
            return self._link.ask_once(FIND, _AFTERWARDS_PATIENCE).status != NO_CARD
        except DeviceError:
            return True

    def read(self) -> IdCard:
        """The whole card. What is read besides the record never costs the record: it stays unknown where it cannot be had."""
        self._ask(SELECT)
        record = self._record()
        card = replace(parse_card(record.text, record.photo), has_fingerprints=record.has_fingerprints)
        if Read.NEWEST_ADDRESS in self._reads:
            card = self._with_newest_address(card)
        if Read.BODY_NUMBER in self._reads:
            card = replace(card, body_number=self._body_number())
        return card

    def _record(self) -> Record:
        """A module or a card that knows nothing of fingerprints is asked for the short record."""
        if Read.FINGERPRINTS not in self._reads:
            return short_record(self._ask(READ).content)
        answer = self._ask(READ_ALL, NO_CONTENT, COMMAND_REFUSED)
        if answer.status == SUCCESS:
            return full_record(answer.content)
        has_none = False if answer.status == NO_CONTENT else None
        return short_record(self._ask(READ).content)._replace(has_fingerprints=has_none)

    def _with_newest_address(self, card: IdCard) -> IdCard:
        answer = self._extra(NEWEST_ADDRESS)
        if answer is None or answer.status not in (SUCCESS, NO_CONTENT):
            return card
        try:
            address = parse_appended_address(answer.content)
        except CardUnreadable:
            return card
        return replace(card, appended_address=address, address_is_current=True)

    def _body_number(self) -> str | None:
        answer = self._extra(BODY_NUMBER)
        return answer.content.hex() if answer is not None and answer.status == SUCCESS else None

    def _extra(self, question: Question) -> Answer | None:
        """The answer to a question that a module need not know. Raises SuspectCard: that is about the card, whatever was asked."""
        try:
            answer = self._link.ask_unless_silent(question, _EXTRAS_PATIENCE)
        except (DeviceAbsent, DeviceSilent, LineNoise):
            return None
        if VERDICTS.get(answer.status) is SuspectCard:
            self._judge(answer, SUCCESS)
        return answer

    def _ask(self, question: Question, *also_good: int) -> Answer:
        """The module answered a moment ago, so its silence now is about the card."""
        try:
            answer = self._link.ask(question)
        except DeviceSilent:
            raise CardRemoved("silence") from None
        if question is not SELECT and answer.status in CARD_IS_GONE:
            self._is_gone(answer)
        if answer.status not in also_good:
            self._judge(answer, SUCCESS)
        return answer

    def _is_gone(self, answer: Answer) -> NoReturn:
        """A module may give a record once only; where the line has spoilt it, a card that still lies there is read anew."""
        removed = CardRemoved(_status(answer))
        if self._link.asked_again and self.is_still_found():
            raise FindAgain(removed)
        raise removed

    def _judge(self, answer: Answer, expected: int) -> None:
        if answer.status == expected:
            return
        verdict = VERDICTS.get(answer.status)
        if verdict is not None:
            raise verdict(_status(answer))
        if answer.status == UNKNOWN_ERROR:
            self._link.ask(RESET)
        verdict = VERDICTS_AFTER_TRYING_AGAIN.get(answer.status, OutOfService)
        raise FindAgain(verdict(_status(answer)))


def _status(answer: Answer) -> str:
    return f"status-{answer.status:02x}"
