"""SAM_V over a serial line: 8N1, at one of five rates."""

from collections.abc import Collection
from contextlib import suppress
from typing import Final

from devices.card_reader.questions import SET_BAUD_RATE
from devices.card_reader.reads import Read
from devices.card_reader.sam_v import USUAL_READS, SamVReader, in_service
from devices.errors import DeviceSilent, LineNoise
from devices.serial_wire import SerialWire

BAUD_RATES: Final = tuple(SET_BAUD_RATE)
"""Those that a module can be set to, the usual one first."""

_SETTING_PATIENCE: Final = 1.0


class SamVSerialReader(SamVReader):
    """A CardReader on a serial port, e.g. `/dev/ttyUSB0`.

    The port is opened by the first call. Unplugged, every call raises DeviceAbsent; plugged in again, the next one works.
    With `baud_rate=None` the rate is found out by trying, anew whenever the module has fallen silent.
    """

    def __init__(
        self,
        port: str,
        *,
        baud_rate: int | None = 115_200,
        reads: Collection[Read] = USUAL_READS,
        poll_interval: float = 0.3,
        answer_timeout: float = 3.0,
    ) -> None:
        self._port = port
        first, *others = (SerialWire(port, rate) for rate in (BAUD_RATES if baud_rate is None else (baud_rate,)))
        super().__init__(
            first, otherwise=others, reads=reads, poll_interval=poll_interval, answer_timeout=answer_timeout
        )

    def set_baud_rate(self, rate: int) -> None:
        """Have the module and this driver speak at one of BAUD_RATES from now on.

        Raises OutOfService where the module will not, DeviceSilent or LineNoise where it is not found at the new rate.
        """
        with self._conversation():
            # The answer may be lost although the module has obeyed: whether it has is heard at the new rate.
            with suppress(DeviceSilent, LineNoise):
                in_service(self._link.ask_once(SET_BAUD_RATE[rate], _SETTING_PATIENCE))
            self._link.turn_to(SerialWire(self._port, rate))
