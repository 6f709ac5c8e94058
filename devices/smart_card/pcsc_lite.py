"""pcsc-lite, as far as we need it, with types: every call either gives what it is for or raises PcscFailure.

By `smartcard.scard` alone: pyscard's own monitors end for good when pcscd ends. A call may block for as long as pcscd does,
without the interpreter's lock; whoever must not wait calls from a thread of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from smartcard import scard

Context = int

NOTIFICATION: Final = r"\\?PnP?\Notification"
"""The reader that stands for readers coming and going."""
MOST_READERS: Final = 15
"""pcsc-lite has sixteen places in all; one of them is for NOTIFICATION."""

UNAWARE: Final[int] = scard.SCARD_STATE_UNAWARE
_COUNTER: Final = 16
"""Bits below pcscd's count of this reader's card events, in the high word of a state."""

SERVICE_GONE: Final[frozenset[int]] = frozenset(
    {
        scard.SCARD_E_NO_SERVICE,
        scard.SCARD_E_SERVICE_STOPPED,
        scard.SCARD_E_INVALID_HANDLE,
        scard.SCARD_F_COMM_ERROR,
        scard.SCARD_F_INTERNAL_ERROR,
    }
)
READER_GONE: Final[frozenset[int]] = frozenset({scard.SCARD_E_UNKNOWN_READER, scard.SCARD_E_READER_UNAVAILABLE})
CARD_GONE: Final[frozenset[int]] = frozenset({scard.SCARD_W_REMOVED_CARD, scard.SCARD_E_NO_SMARTCARD})
CARD_SAYS_NOTHING: Final[frozenset[int]] = frozenset(
    {scard.SCARD_W_UNRESPONSIVE_CARD, scard.SCARD_W_UNPOWERED_CARD, scard.SCARD_W_UNSUPPORTED_CARD}
)
IN_OTHER_HANDS: Final[frozenset[int]] = frozenset({scard.SCARD_E_SHARING_VIOLATION})
NOT_ALLOWED: Final[frozenset[int]] = frozenset({scard.SCARD_W_SECURITY_VIOLATION, scard.SCARD_E_NO_ACCESS})


class PcscFailure(Exception):
    """pcsc-lite's return code. Never leaves this room: the driver says what it means."""

    def __init__(self, code: int) -> None:
        super().__init__(f"{code:#010x}")
        self.code = code


class ReaderStatus(NamedTuple):
    """One reader as pcscd sees it; `state` goes back into the next wait."""

    reader: str
    state: int
    atr: bytes

    @property
    def present(self) -> bool:
        return bool(self.state & scard.SCARD_STATE_PRESENT)

    @property
    def mute(self) -> bool:
        """A card is in and its chip gave no answer to reset."""
        return bool(self.state & scard.SCARD_STATE_MUTE)

    @property
    def usable(self) -> bool:
        return not self.state & (scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_UNKNOWN)

    @property
    def event(self) -> int:
        """pcscd's count of cards put into and taken out of this reader: another count, another card."""
        return self.state >> _COUNTER


@contextmanager
def context() -> Iterator[Context]:
    """A line to pcscd."""
    line: int = _given(scard.SCardEstablishContext(scard.SCARD_SCOPE_USER))
    try:
        yield line
    finally:
        scard.SCardReleaseContext(line)


def readers(line: Context) -> list[str]:
    """The readers' names as pcscd calls them."""
    try:
        code, names = scard.SCardListReaders(line, [])
    except SystemError:
        # pyscard, of a line that has become invalid between two calls.
        code, names = scard.SCARD_E_INVALID_HANDLE, []
    if code == scard.SCARD_E_NO_READERS_AVAILABLE:
        return []
    _check(code)
    return list(names)


def await_change(line: Context, known: Mapping[str, int], timeout: float) -> list[ReaderStatus]:
    """Wait up to `timeout` seconds until a reader is not in its `known` state, or readers come or go (NOTIFICATION).

    All of them as they are now; none where nothing changed in that time. `cancel` ends it like time that has run out.
    """
    code, found = scard.SCardGetStatusChange(line, int(timeout * 1000), list(known.items()))
    if code in (scard.SCARD_E_TIMEOUT, scard.SCARD_E_CANCELLED):
        return []
    _check(code)
    return [ReaderStatus(name, state & ~scard.SCARD_STATE_CHANGED, bytes(atr)) for name, state, atr in found]


def cancel(line: Context) -> None:
    """End an `await_change` on this line that has begun; one that is about to begin is not ended."""
    scard.SCardCancel(line)


class Contact:
    """A powered card, alone ours. Raises PcscFailure."""

    def __init__(self, line: Context, reader: str) -> None:
        either = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        code, self._handle, protocol = scard.SCardConnect(line, reader, scard.SCARD_SHARE_EXCLUSIVE, either)
        _check(code)
        self.is_t0: bool = protocol == scard.SCARD_PROTOCOL_T0
        self._wrapping = scard.SCARD_PCI_T0 if self.is_t0 else scard.SCARD_PCI_T1

    def transmit(self, command: bytes) -> bytes:
        return bytes(_given(scard.SCardTransmit(self._handle, self._wrapping, list(command))))

    def close(self) -> None:
        """Take the power from the card: what it was told is forgotten."""
        scard.SCardDisconnect(self._handle, scard.SCARD_UNPOWER_CARD)


def _given(answer: Sequence[Any]) -> Any:
    _check(answer[0])
    return answer[1]


def _check(code: int) -> None:
    if code != scard.SCARD_S_SUCCESS:
        raise PcscFailure(code)
