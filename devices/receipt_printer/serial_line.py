"""A receipt printer on a serial line, which holds us back while it is busy."""

from typing import ClassVar

from devices.serial_wire import Flow, SerialWire

BITS_PER_OCTET = 10
"""8N1: a start bit, eight of the octet, a stop bit."""


class SerialLine:
    """A printer on a serial port, named as `devices.ports` says. Stays open: closing it drops DTR, which resets some printers.

    `flow`: how the printer says that its buffer is full. Its own switches must say the same, and should let it do so for a full
    buffer only: one that also holds us back when its paper is out cannot be asked why.
    """

    stays_open: ClassVar[bool] = True

    def __init__(self, port: str, baud_rate: int = 9600, *, flow: Flow = Flow.SOFTWARE) -> None:
        self._wire = SerialWire(port, baud_rate, flow=flow)
        self.octets_per_second = baud_rate / BITS_PER_OCTET

    def open(self) -> None:
        self._wire.open()

    def send(self, octets: bytes, timeout: float) -> None:
        self._wire.send(octets, timeout + len(octets) / self.octets_per_second)

    def receive(self, timeout: float) -> bytes:
        return self._wire.receive(timeout)

    def abandon(self) -> None:
        self._wire.discard_output()
        self._wire.close()

    def close(self) -> None:
        self._wire.close()
