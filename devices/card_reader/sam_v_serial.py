"""SAM_V over a serial line (115,200 baud, 8N1, unless the module was set otherwise)."""

from devices.card_reader.sam_v import SamVReader
from devices.serial_wire import SerialWire


class SamVSerialReader(SamVReader):
    """A CardReader on a serial port, e.g. `/dev/ttyUSB0`.

    The port is opened by the first call. Unplugged, every call raises DeviceAbsent; plugged in again, the next one works.
    """

    def __init__(
        self, port: str, *, baud_rate: int = 115_200, poll_interval: float = 0.3, answer_timeout: float = 3.0
    ) -> None:
        super().__init__(SerialWire(port, baud_rate), poll_interval=poll_interval, answer_timeout=answer_timeout)
