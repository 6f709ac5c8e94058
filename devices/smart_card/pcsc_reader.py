"""The reader's slot in the hall: waits for a card, reads it as what it should be, says what went wrong in the hall's words."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Final, TypeVar

from devices.errors import (
    Cancelled,
    CardMute,
    CardRemoved,
    CardUnreadable,
    DeviceAbsent,
    DeviceClaimed,
    DeviceError,
    DeviceSilent,
    StaffCardRefused,
    WaitExpired,
)
from devices.serial_wire import condition_of
from devices.smart_card import SocialSecurityCard, StaffCard, social_security, staff_card
from devices.smart_card.apdu import Transmit
from devices.smart_card.conversation import Conversation
from devices.smart_card.pcsc import PCSCD_SILENT, CardIn, CardWatch, Picture
from devices.smart_card.pcsc_lite import (
    CARD_GONE,
    CARD_SAYS_NOTHING,
    IN_OTHER_HANDS,
    READER_GONE,
    SERVICE_GONE,
    PcscFailure,
)
from devices.smart_card.staff_trust import StaffTrust
from devices.smart_card.watching import NO_PCSCD, NO_READER
from devices.state import Condition, DeviceState

DEVICE: Final = "smart-card"
FIRST_LOOK: Final = 1.2
"""Seconds in which pcscd must have said something the first time it is asked."""
AFTERTHOUGHT: Final = 0.7
"""Seconds in which pcscd notices that a card which fell silent in mid-sentence is out: readers are asked every 0.4 s."""

CARD_HANGS: Final = "card-hangs"
"""Reader or card has not ended a conversation that nobody waits for any more."""

Heard = TypeVar("Heard")


class PcscReader:
    """A SmartCardReader: every reader of this machine whose name contains `reader_name_part`.

    A machine with a reader for security modules (PSAM) needs a part that leaves that one out. `answer_timeout` bounds the whole
    conversation with a card, and so how much longer than `timeout` a reading may take. A card that has been spoken to is not spoken
    to again before it has been out, whatever came of it: it may be the last visitor's. Without `staff_trust` no staff card is
    believed. Nothing is opened before the first call; pcscd and readers may come and go.
    """

    def __init__(
        self, reader_name_part: str = "", staff_trust: StaffTrust | None = None, *, answer_timeout: float = 5.0
    ) -> None:
        self._watch = CardWatch(reader_name_part)
        self._trust = staff_trust
        self._answer_timeout = answer_timeout
        self._turn = threading.Lock()
        self._cancelled = threading.Event()
        self._dealt_with: dict[str, int] = {}
        """By reader, the number of the last card that was read or refused."""
        self._last: Conversation[object] | None = None

    def read_social_security_card(self, timeout: float) -> SocialSecurityCard:
        """See SmartCardReader."""
        return self._read(social_security.read, timeout)

    def read_staff_card(self, timeout: float) -> StaffCard:
        """See SmartCardReader. Raises StaffCardRefused("no-authority") for any card where the terminal knows no authority."""
        trust = self._trust
        if trust is None:
            return self._read(_believe_nobody, timeout)
        return self._read(partial(staff_card.read, trust=trust), timeout)

    def wait_for_removal(self, timeout: float) -> None:
        """See SmartCardReader. Cards put in after this call are not waited for."""
        deadline = time.monotonic() + timeout
        with self._in_turn(deadline):
            before = self._watch.picture(min(timeout, FIRST_LOOK)) or Picture()
            if not self._wait(lambda now: not any(map(now.shows, before.cards)), deadline):
                raise WaitExpired

    def state(self) -> DeviceState:
        """Ready while pcscd answers and has a reader; which cards are in it is no matter."""
        if self._turn.locked():
            return _state(Condition.BUSY)
        trouble = self._trouble()
        return _state(condition_of(trouble), trouble) if trouble else _state(Condition.READY)

    def cancel(self) -> None:
        """See SmartCardReader."""
        self._cancelled.set()
        self._watch.stir()

    def close(self) -> None:
        """End what is under way, and the watching."""
        self.cancel()
        with self._turn:
            self._watch.close()

    # --- a card comes -----------------------------------------------------------------------------------------------------------

    @contextmanager
    def _in_turn(self, deadline: float) -> Iterator[None]:
        if not self._turn.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise DeviceClaimed("in-use")
        try:
            self._cancelled.clear()
            yield
        finally:
            self._turn.release()

    def _read(self, script: Callable[[Transmit], Heard], timeout: float) -> Heard:
        deadline = time.monotonic() + timeout
        with self._in_turn(deadline):
            card = self._await_card(deadline)
            self._dealt_with[card.reader] = card.number
            if card.mute:
                raise CardMute
            return self._converse(card, script)

    def _await_card(self, deadline: float) -> CardIn:
        """A card that has not been dealt with yet."""
        last = self._last
        if last and not self._wait(lambda _: last.over, deadline):
            raise DeviceSilent(CARD_HANGS)
        now = self._wait(lambda now: bool(now.trouble or self._new_cards(now)), deadline)
        if now is None and self._watch.picture() is not None:
            raise WaitExpired
        if now is None or now.trouble:
            raise _trouble_in_words(now)
        return self._new_cards(now)[0]

    def _new_cards(self, now: Picture) -> list[CardIn]:
        return [card for card in now.cards if card.number > self._dealt_with.get(card.reader, 0)]

    def _wait(self, happened: Callable[[Picture], bool], deadline: float) -> Picture | None:
        """See CardWatch.wait_for. Raises Cancelled."""
        picture = self._watch.wait_for(lambda now: self._cancelled.is_set() or happened(now), deadline)
        if self._cancelled.is_set():
            raise Cancelled
        return picture

    # --- it is spoken to --------------------------------------------------------------------------------------------------------

    def _converse(self, card: CardIn, script: Callable[[Transmit], Heard]) -> Heard:
        self._last = conversation = Conversation(card.reader, script, self._watch.stir)
        conversation.start()
        try:
            self._wait(lambda now: conversation.over or not now.shows(card), time.monotonic() + self._answer_timeout)
            if conversation.over:
                return self._outcome(conversation, card)
        finally:
            conversation.forget()
        self._check_still_in(card)
        raise DeviceSilent(CARD_HANGS)

    def _outcome(self, conversation: Conversation[Heard], card: CardIn) -> Heard:
        try:
            return conversation.outcome()
        except PcscFailure as failure:
            meaning = _meaning(failure.code)
        except CardUnreadable as unreadable:
            meaning = unreadable
        if isinstance(meaning, CardUnreadable | CardMute):
            # A card that is pulled in mid-sentence seems damaged first: the reader notices a moment later that it is out.
            self._wait(lambda now: not now.shows(card), time.monotonic() + AFTERTHOUGHT)
            self._check_still_in(card)
        raise meaning

    def _check_still_in(self, card: CardIn) -> None:
        """Raises CardRemoved, or what is wrong with the reader."""
        now = self._watch.picture()
        if now is None or now.trouble:
            raise _trouble_in_words(now)
        if not now.shows(card):
            raise CardRemoved

    def _trouble(self) -> DeviceError | None:
        now = self._watch.picture(FIRST_LOOK)
        if now is None or now.trouble:
            return _trouble_in_words(now)
        return DeviceSilent(CARD_HANGS) if self._last and not self._last.over else None


def _believe_nobody(_: Transmit) -> StaffCard:
    raise StaffCardRefused("no-authority")


def _trouble_in_words(now: Picture | None) -> DeviceError:
    trouble = now.trouble if now else PCSCD_SILENT
    return DeviceSilent(trouble) if trouble == PCSCD_SILENT else DeviceAbsent(trouble)


def _meaning(code: int) -> DeviceError:
    meanings: tuple[tuple[frozenset[int], DeviceError], ...] = (
        (CARD_GONE, CardRemoved()),
        (CARD_SAYS_NOTHING, CardMute()),
        (IN_OTHER_HANDS, DeviceClaimed("by-another-program")),
        (READER_GONE, DeviceAbsent(NO_READER)),
        (SERVICE_GONE, DeviceAbsent(NO_PCSCD)),
    )
    return next((meaning for codes, meaning in meanings if code in codes), CardUnreadable("no-exchange"))


def _state(condition: Condition, trouble: DeviceError | None = None) -> DeviceState:
    """The particular reason (no-pcscd, no-reader, …) is the detail."""
    reasons, detail = ((trouble.code,), str(trouble)) if trouble else ((), "")
    return DeviceState(DEVICE, condition, reasons, checked_at=datetime.now(UTC), detail=detail)
