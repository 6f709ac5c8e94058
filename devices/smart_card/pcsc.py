"""Readers and cards as they come and go: what is known of them at any moment, and waiting until it is different."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from devices.smart_card.pcsc_lite import ReaderStatus
from devices.smart_card.watching import LOOK, Watching

PCSCD_SILENT: Final = "pcscd-silent"
"""pcscd is there and says nothing: frozen, or stuck in a reader's driver."""

_DOUBT = 1.1
"""Seconds beyond LOOK without a word."""


@dataclass(frozen=True)
class CardIn:
    """A card in a reader. Each putting in has a number of its own, so that no card is taken for the one before it."""

    reader: str
    number: int
    mute: bool = False
    atr: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Picture:
    """All that is known now. `trouble` says why there is nothing to read with (no-pcscd, no-reader, …), empty where all is well."""

    trouble: str = ""
    cards: tuple[CardIn, ...] = ()

    def shows(self, card: CardIn) -> bool:
        """Whether it has been in all the time."""
        return any(one.number == card.number for one in self.cards)


class CardWatch:
    """Watches the readers whose names contain `name_part`, through pcscd's stops and starts. Any call from any thread.

    The watching begins with the first question and ends with `close`; asked again, it begins again.
    """

    def __init__(self, name_part: str = "") -> None:
        self._name_part = name_part
        self._changed = threading.Condition()
        self._watching: Watching | None = None
        self._known: Picture | None = None
        self._register = Register()

    def picture(self, patience: float = 0.0) -> Picture | None:
        """What is known now; None where the first look has not ended within `patience` seconds."""
        with self._changed:
            watching = self._under_way()
            self._changed.wait_for(lambda: self._known is not None, patience)
            return self._seen(watching)

    def wait_for(self, happened: Callable[[Picture], bool], deadline: float) -> Picture | None:
        """The first picture of which `happened` is true; None where there is none until time.monotonic() reaches `deadline`."""
        with self._changed:
            while True:
                picture = self._seen(self._under_way())
                if picture is not None and happened(picture):
                    return picture
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                # That pcscd has frozen is told by nobody.
                self._changed.wait(min(left, LOOK / 2))

    def stir(self) -> None:
        """Let every wait look again at what it waits for."""
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        """End the watching, within a moment; where pcscd is frozen, its thread ends when pcscd does."""
        with self._changed:
            watching, self._watching, self._known = self._watching, None, None
        if watching:
            watching.end()

    def _under_way(self) -> Watching:
        if self._watching is None:
            self._watching = Watching(self._name_part, self._hear)
            self._watching.start()
        return self._watching

    def _seen(self, watching: Watching) -> Picture | None:
        if time.monotonic() - watching.last_word > LOOK + _DOUBT:
            return Picture(PCSCD_SILENT)
        return self._known

    def _hear(self, watching: Watching, trouble: str, statuses: list[ReaderStatus]) -> None:
        """On the watching thread. What an ended one still says is nobody's."""
        with self._changed:
            if watching is not self._watching:
                return
            self._known = Picture(trouble, self._register.cards(trouble, statuses))
            self._changed.notify_all()


class Register:
    """Gives each card its number.

    A reader or a pcscd that was away cannot say whether a card was changed meanwhile. The same kind of card in the same reader
    then counts as the one that was there, so that what was read and left lying is not read for the next visitor.
    """

    def __init__(self) -> None:
        self._cards: dict[str, CardIn] = {}
        self._events: dict[str, int] = {}
        self._last_number = 0

    def cards(self, trouble: str, statuses: list[ReaderStatus]) -> tuple[CardIn, ...]:
        for away in set(self._events) - {status.reader for status in statuses}:
            del self._events[away]
        if trouble:
            return ()
        for status in statuses:
            self._note(status)
        return tuple(self._cards[status.reader] for status in statuses if status.reader in self._cards)

    def _note(self, status: ReaderStatus) -> None:
        card, event = self._cards.get(status.reader), self._events.get(status.reader)
        if not status.present:
            self._cards.pop(status.reader, None)
        elif card is None and event == status.event:
            # pcscd has seen the card and not yet counted it: told in a moment, as a change.
            return
        elif card is None or not _is_the_same(card, event, status):
            self._last_number += 1
            self._cards[status.reader] = CardIn(status.reader, self._last_number, status.mute, status.atr)
        self._events[status.reader] = status.event


def _is_the_same(card: CardIn, event: int | None, status: ReaderStatus) -> bool:
    """By pcscd's count; where reader or pcscd was away there is no count, and the card's kind must do."""
    if event is not None:
        return event == status.event
    return (card.mute, card.atr) == (status.mute, status.atr)
