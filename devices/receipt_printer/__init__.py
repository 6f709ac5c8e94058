"""The receipt printer.

Driver: `escpos_tcp.py` (ESC/POS over TCP 9100 through python-escpos).
"""

from typing import Protocol

from devices.state import DeviceState

__all__ = ["ReceiptPrinter"]


class ReceiptPrinter(Protocol):
    """A receipt printer on a wire. Calls block; one thread of its own."""

    def print_receipt(self, receipt: bytes) -> None:
        """Print one receipt, whole: look first, send, look again. Returns only when the printer says all is well afterwards.

        `receipt` is the finished ESC/POS byte string, cut included.
        Raises MediaEmpty, CoverOpen, CutterFault, PrinterFault (nothing was sent); DeviceAbsent, DeviceSilent (nothing was
        sent); OutcomeUnknown (bytes were sent and the printer then fell silent or reported a fault).
        """
        ...

    def state(self) -> DeviceState:
        """Ask the printer how it is (DLE EOT 1-4). Silence is a fault, never `paper adequate`."""
        ...

    def close(self) -> None: ...
