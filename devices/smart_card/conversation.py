"""A conversation with one card on a thread of its own: however long a reader hangs, whoever waits for it does not."""

import threading
from collections.abc import Callable
from contextlib import closing
from typing import Generic, TypeVar

from devices.smart_card import pcsc_lite
from devices.smart_card.apdu import Transmit, without_le

Heard_co = TypeVar("Heard_co", covariant=True)


class Conversation(Generic[Heard_co]):
    """Powers the card in `reader`, has `script` speak to it alone, takes the power away, then calls `ended`."""

    def __init__(self, reader: str, script: Callable[[Transmit], Heard_co], ended: Callable[[], None]) -> None:
        self._reader = reader
        self._script = script
        self._ended = ended
        self._over = threading.Event()
        self._forgotten = False
        self._heard: Heard_co | None = None
        self._failure: Exception | None = None

    def start(self) -> None:
        threading.Thread(target=self._talk, name="smart-card conversation", daemon=True).start()

    @property
    def over(self) -> bool:
        """Not yet, while the reader has not let go of it, although nobody may be waiting any more."""
        return self._over.is_set()

    def outcome(self) -> Heard_co:
        """What the script heard, or raises what it raised. Only once it is over, and not forgotten."""
        if self._failure:
            raise self._failure
        if self._heard is None:
            raise RuntimeError("nothing was heard")
        return self._heard

    def forget(self) -> None:
        """Keep nothing of what was heard, nor of what may still be heard."""
        self._forgotten = True
        self._heard = self._failure = None

    def _talk(self) -> None:
        try:
            with pcsc_lite.context() as line, closing(pcsc_lite.Contact(line, self._reader)) as contact:
                self._heard = self._script(_transmit_to(contact))
        except Exception as failure:
            # Whatever it is, it is raised where the conversation was asked for.
            self._failure = failure
        if self._forgotten:
            self.forget()
        self._over.set()
        self._ended()


def _transmit_to(contact: pcsc_lite.Contact) -> Transmit:
    if contact.is_t0:
        return lambda words: contact.transmit(without_le(words))
    return contact.transmit
