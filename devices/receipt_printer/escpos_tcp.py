"""The receipt printer's driver over TCP, as most halls have it."""

from devices.receipt_printer.escpos_printer import EscPosPrinter
from devices.receipt_printer.profiles import EPSON_80, EndProof, Profile

__all__ = ["EndProof", "EscPosTcpPrinter"]


class EscPosTcpPrinter(EscPosPrinter):
    """A receipt printer at host and port; see `EscPosPrinter`."""

    def __init__(
        self,
        host: str,
        port: int = 9100,
        profile: Profile = EPSON_80,
        *,
        answer_timeout: float = 1.5,
        finish_timeout: float = 20.0,
        end_proof: EndProof | None = None,
    ) -> None:
        from devices.receipt_printer.tcp_wire import TcpWire

        super().__init__(
            TcpWire(host, port, connect_timeout=answer_timeout),
            profile,
            answer_timeout=answer_timeout,
            finish_timeout=finish_timeout,
            end_proof=end_proof,
        )
