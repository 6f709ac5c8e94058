"""Listens to a wire all the time, on a thread of its own: what comes when nobody asked is heard too, and known to be old."""

import threading
from typing import Final, Protocol

from devices.errors import DeviceError, DeviceSilent

REOPENED_AFTER: Final = 0.5
"""Seconds between two attempts at a wire that is not there."""
LONGEST_WAIT: Final = 3600.0
_ANSWERED_WITHIN = 2.0
_MOST_PIECES_AT_ONCE = 64


class Wire(Protocol):
    """Bytes that may be unplugged; `wake` from any thread, the rest from one at a time. All may raise DeviceError."""

    def open(self) -> None: ...

    def receive(self, timeout: float) -> bytes: ...

    def wake(self) -> None: ...

    def close(self) -> None: ...


class Ear(Protocol):
    """Told on the listening thread."""

    def opened(self) -> None:
        """The wire is open, at first or again. May raise DeviceError."""

    def heard(self, piece: bytes) -> None:
        """Something came; nothing (empty) when `patience` ran out, or for no reason at all."""

    def lost(self, error: DeviceError, /) -> None:
        """The wire was open and is not any more."""

    def patience(self) -> float:
        """Seconds after which `heard` is to be called although nothing came."""
        ...


class Listener:
    """Keeps `wire` open from `start` to `close`, over unplug and replug. Every call may come from any thread."""

    def __init__(self, wire: Wire, ear: Ear, name: str) -> None:
        self._wire = wire
        self._ear = ear
        self._name = name
        self._changed = threading.Condition(threading.RLock())
        self._thread: threading.Thread | None = None
        self._ending = threading.Event()
        self._asked = self._answered = 0
        self._trouble: DeviceError | None = None

    def start(self) -> None:
        """Begin to listen, if that is not so already."""
        with self._changed:
            if self._thread is None or not self._thread.is_alive():
                self._ending = threading.Event()
                self._thread = threading.Thread(
                    target=self._listen, args=(self._ending,), name=f"{self._name} listening", daemon=True
                )
                self._thread.start()

    def catch_up(self) -> None:
        """See to it that the wire is open, and that all which came before this call has been heard.

        Before `start` it only opens it. Raises the DeviceError that stands against it.
        """
        with self._changed:
            if self._thread is None:
                self._wire.open()
                return
            self._asked += 1
            ticket = self._asked
            self._wake()
            if not self._changed.wait_for(lambda: self._answered >= ticket or self._ending.is_set(), _ANSWERED_WITHIN):
                raise DeviceSilent("does-not-open")
            trouble = self._trouble
        if trouble is not None:
            raise type(trouble)(*trouble.args)

    def wake(self) -> None:
        """Have `heard` called soon, with or without something to hear."""
        with self._changed:
            self._asked += 1
            self._wake()

    def close(self) -> None:
        """End the thread and let go of the wire; either may begin again."""
        with self._changed:
            thread, self._thread = self._thread, None
            self._ending.set()
            self._wake()
        if thread is None:
            self._wire.close()
        elif thread is not threading.current_thread():
            thread.join(_ANSWERED_WITHIN)

    def _wake(self) -> None:
        self._changed.notify_all()
        self._wire.wake()

    def _listen(self, ending: threading.Event) -> None:
        is_open = False
        while not ending.is_set():
            ticket = self._asked
            try:
                is_open = is_open or self._open()
                if ticket != self._answered:
                    self._hear_all()
                self._answer(ticket, None)
                # A wake may have been used up by whatever received last.
                is_wanted = ending.is_set() or self._asked != ticket
                self._ear.heard(self._wire.receive(0 if is_wanted else self._ear.patience()))
            except DeviceError as error:
                if is_open:
                    self._ear.lost(error)
                else:
                    self._answer(ticket, error)
                # What was lost may be there again already, and whoever asks is to be told how it is now.
                self._rest(0.02 if is_open else REOPENED_AFTER)
                is_open = False
        self._wire.close()

    def _open(self) -> bool:
        self._wire.open()
        self._ear.opened()
        return True

    def _hear_all(self) -> None:
        for _ in range(_MOST_PIECES_AT_ONCE):
            piece = self._wire.receive(0)
            if not piece:
                break
            self._ear.heard(piece)
        self._wire.open()

    def _answer(self, ticket: int, trouble: DeviceError | None) -> None:
        with self._changed:
            self._answered, self._trouble = ticket, trouble
            self._changed.notify_all()

    def _rest(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._ending.is_set() or self._asked != self._answered, seconds)
