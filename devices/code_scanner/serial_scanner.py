"""A code scanner in CDC or RS-232 mode: what it types ends with CR, LF or both, or with 80 ms of silence."""

from devices.code_scanner.framing import SILENCE, Framing
from devices.code_scanner.listening_scanner import ListeningScanner
from devices.serial_wire import SerialWire, condition_of


class SerialScanner(ListeningScanner):
    """A CodeScanner on a serial port. The port is opened by the first call and opened anew after a replug."""

    def __init__(self, port: str, *, baud_rate: int = 115_200, silence: float = SILENCE) -> None:
        super().__init__(SerialWire(port, baud_rate), _Bytes(silence), condition_of)


class _Bytes(Framing):
    def opened(self) -> None:
        """A serial port has nothing to be asked."""
