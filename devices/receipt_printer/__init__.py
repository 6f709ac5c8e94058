"""The receipt printer.

Driver: `escpos_printer.py`, ESC/POS over one of three wires: `tcp_wire.py` (9100, through python-escpos), `serial_line.py`,
`usb_wire.py`. What a model can do is a row of `profiles.py`.
"""

from typing import Protocol

from devices.receipt_printer.profiles import Profile
from devices.state import DeviceState

__all__ = ["Profile", "ReceiptPrinter"]


class ReceiptPrinter(Protocol):
    """A receipt printer on a wire. Calls block; a second receipt waits for the first, and `state` answers meanwhile."""

    @property
    def profile(self) -> Profile:
        """Its model: what a receipt for it is composed for."""
        ...

    def print_receipt(self, receipt: bytes) -> None:
        """Print one receipt, whole: look first, send, look again. Returns only when the printer says all is well afterwards.

        `receipt` is the finished ESC/POS byte string, cut included.
        Raises MediaEmpty, CoverOpen, CutterFault, PrinterFault (nothing was sent); DeviceAbsent, DeviceSilent (nothing was
        sent); OutcomeUnknown (bytes were sent and the printer then fell silent or reported a fault).
        """
        ...

    def state(self) -> DeviceState:
        """Ask the printer how it is (DLE EOT 1-4); busy while it prints. Silence is a fault, never `paper adequate`."""
        ...

    def close(self) -> None: ...
