"""Which driver speaks over which connection: the one table that the terminal, the listing and the doctor build devices from.

A kind of device has a row for each connection; a row takes the options of that connection by name, as a terminal.toml names
them, and imports its driver only when it is called. `"none"` is a connection too: the hall has no such device.

    reader = wiring.CARD_READER.connect(asdict(settings.devices.card_reader))      # a CardReader, or None
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar, get_origin, get_type_hints

from devices.card_reader import CardReader
from devices.code_scanner import CodeScanner
from devices.errors import DeviceError
from devices.keypad import Keypad
from devices.lamp import Lamp
from devices.page_printer import PagePrinter
from devices.presence_sensor import PresenceSensor
from devices.receipt_printer import ReceiptPrinter
from devices.smart_card import SmartCardReader
from devices.sound import SoundOut
from devices.supervisor import Supervised

__all__ = ["BASIC", "KINDS", "NONE", "ConfigUnreadable", "Kind", "connect", "place_of"]

_WHERE: Final = ("host", "port", "url", "queue", "usb_id", "input", "reader")

Device_co = TypeVar("Device_co", bound=Supervised, covariant=True)
Settings = Mapping[str, object]

NONE: Final = "none"
BASIC: Final = frozenset({"card-reader", "code-scanner", "receipt-printer", "page-printer"})
"""What every hall has unless it says otherwise; anything else is there only where the configuration names its connection."""


class ConfigUnreadable(DeviceError):
    """There is no such file, or what it says of a device cannot be; the first argument says which."""

    code = "config-unreadable"


@dataclass(frozen=True)
class Kind(Generic[Device_co]):
    """One kind of device and the drivers it may have, by connection."""

    name: str
    drivers: Mapping[str, Callable[..., Device_co]]

    def connect(self, settings: Settings) -> Device_co | None:
        """The driver that `settings` describe (`connection` and its options), or None where the hall has no such device.

        Opens nothing: a driver does that by itself when it is first asked. Raises ConfigUnreadable.
        """
        options = dict(settings)
        connection = options.pop("connection", self.usual)
        if connection == NONE and not options:
            return None
        build = self.drivers.get(str(connection))
        if build is None:
            raise ConfigUnreadable(f"{self.name}: no connection {connection!r}")
        _refuse_misfits(self.name, build, options)
        return build(**options)

    @property
    def usual(self) -> str:
        """The connection that is meant where none is named."""
        return next(iter(self.drivers), NONE) if self.name in BASIC else NONE


def place_of(settings: Settings) -> str:
    """Where a device is: the address, port or name that its connection goes to; empty where it needs none."""
    return ":".join(str(settings[option]) for option in _WHERE if settings.get(option))


def _refuse_misfits(kind: str, build: Callable[..., object], options: Settings) -> None:
    """A configuration that the terminal has read fits; this is for one that nobody has looked at yet."""
    try:
        inspect.signature(build).bind(**options)
    except TypeError as wrong:
        raise ConfigUnreadable(f"{kind}: {wrong}") from None
    expected = get_type_hints(build)
    for name, value in options.items():
        kind_of_value = get_origin(expected[name]) or expected[name]
        if not isinstance(value, kind_of_value) or (isinstance(value, bool) and kind_of_value is not bool):
            raise ConfigUnreadable(f"{kind}: {name} is no {kind_of_value.__name__}")


def _serial_card_reader(port: str, baud_rate: int = 115_200) -> CardReader:
    from devices.card_reader.sam_v_serial import SamVSerialReader

    return SamVSerialReader(port, baud_rate=baud_rate)


def _serial_scanner(port: str, baud_rate: int = 115_200) -> CodeScanner:
    from devices.code_scanner.serial_scanner import SerialScanner

    return SerialScanner(port, baud_rate=baud_rate)


def _tcp_receipt_printer(host: str, port: int = 9100) -> ReceiptPrinter:
    from devices.receipt_printer.escpos_tcp import EscPosTcpPrinter

    return EscPosTcpPrinter(host, port)


def _ipp_printer(url: str) -> PagePrinter:
    from devices.page_printer.ipp_printer import IppPagePrinter

    return IppPagePrinter(url)


CARD_READER: Final = Kind[CardReader]("card-reader", {"serial": _serial_card_reader})
SMART_CARD: Final = Kind[SmartCardReader]("smart-card", {})
CODE_SCANNER: Final = Kind[CodeScanner]("code-scanner", {"serial": _serial_scanner})
RECEIPT_PRINTER: Final = Kind[ReceiptPrinter]("receipt-printer", {"tcp": _tcp_receipt_printer})
PAGE_PRINTER: Final = Kind[PagePrinter]("page-printer", {"ipp": _ipp_printer})
KEYPAD: Final = Kind[Keypad]("keypad", {})
PRESENCE_SENSOR: Final = Kind[PresenceSensor]("presence-sensor", {})
LAMP: Final = Kind[Lamp]("lamp", {})
SOUND: Final = Kind[SoundOut]("sound", {})


_ALL: Final[tuple[Kind[Supervised], ...]] = (
    CARD_READER,
    SMART_CARD,
    CODE_SCANNER,
    RECEIPT_PRINTER,
    PAGE_PRINTER,
    KEYPAD,
    PRESENCE_SENSOR,
    LAMP,
    SOUND,
)
KINDS: Final[Mapping[str, Kind[Supervised]]] = {kind.name: kind for kind in _ALL}
"""Every kind by its name, in the order in which they are listed."""


def connect(kind: str, settings: Settings) -> Supervised | None:
    """The driver of a device whose kind is known only by name; see `Kind.connect`."""
    return KINDS[kind].connect(settings)
