"""The ID-card reader: what the hall may ask of it, whatever the wire.

Drivers: `sam_v_serial.py` (SAM_V over a serial line), `sam_v_usb.py` (over USB bulk transfers). The record is `card.IdCard`; what
is read besides text and photo is chosen by `reads.Read`. A vendor's decoder makes a picture of the photo: `photo.PhotoDecoder`.
"""

from typing import Protocol, runtime_checkable

from devices.card_reader.card import CardType, IdCard
from devices.state import DeviceState

__all__ = ["CardReader", "CardType", "IdCard", "TellsRemoval"]


class CardReader(Protocol):
    """A reader on a wire. All calls block; each device is used from one thread of its own.

    Errors are those of `devices.errors`, already translated.
    """

    def read_card(self, timeout: float) -> IdCard:
        """Wait up to `timeout` seconds for a card that has newly come into the field, and read it whole.

        A card left lying after a read is not read again and is not mistaken for a new one.
        Raises WaitExpired, Cancelled, CardRemoved, WrongCard, SuspectCard, CardUnreadable, LineNoise, DeviceSilent,
        DeviceAbsent, OutOfService.
        """
        ...

    def sam_id(self) -> str:
        """The security module's number as printed on it: `05.03-20100101-0000012345-1234567890`."""
        ...

    def state(self) -> DeviceState:
        """Ask the module how it is, now."""
        ...

    def cancel(self) -> None:
        """From any thread: end a wait that is under way. It raises Cancelled there."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class TellsRemoval(Protocol):
    """A reader that a card is put into, over PC/SC, knows when it is pulled out; one that a card is laid upon does not."""

    def wait_for_removal(self, timeout: float) -> None:
        """Returns as soon as the card that was read is out, or the reader is gone. Raises WaitExpired, Cancelled."""
        ...
