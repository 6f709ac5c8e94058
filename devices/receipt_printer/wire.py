"""What the receipt printer's driver asks of a wire, whichever of the three it is."""

from typing import ClassVar, Protocol


class Wire(Protocol):
    """Bytes to and from one printer. One thread at a time calls it.

    Every call may raise DeviceAbsent, whose first argument, where there is one, is a stable word (see `devices.words`).
    """

    stays_open: ClassVar[bool]
    """Whether it is kept open between two receipts; a wire that is not serves others meanwhile, and is opened anew."""

    @property
    def octets_per_second(self) -> float:
        """How fast bytes travel; infinite where that is not worth counting."""
        ...

    def open(self) -> None:
        """See to it that the wire is open, and that it leads to the printer that is plugged in now."""
        ...

    def send(self, octets: bytes, timeout: float) -> None:
        """Hand over all octets. Raises DeviceSilent where the printer has stopped taking them for `timeout` seconds."""
        ...

    def receive(self, timeout: float) -> bytes:
        """What has arrived, waiting up to `timeout` seconds for the first byte; empty when nothing came."""
        ...

    def abandon(self) -> None:
        """Let go at once, and take back what has been handed over and has not left: it must not come out later."""
        ...

    def close(self) -> None:
        """Let go; the next `open` opens it again."""
        ...
