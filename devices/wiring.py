"""Which driver speaks over which connection: the one table that the terminal, the listing and the doctor build devices from.

A kind of device has a row for each connection; a row takes the options of that connection by name, as a terminal.toml names
them, and imports its driver only when it is called. `"none"` is a connection too: the hall has no such device.

    reader = wiring.CARD_READER.connect(asdict(settings.devices.card_reader))      # a CardReader, or None
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from inspect import Parameter, signature
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, get_args, get_origin, get_type_hints

from devices import drivers
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

if TYPE_CHECKING:
    from devices.card_reader.photo import PhotoDecoder

__all__ = ["BASIC", "KINDS", "NONE", "ConfigUnreadable", "Kind", "connect", "not_among", "photo_decoder", "place_of"]

_WHERE: Final = ("host", "port", "url", "queue", "usb_id", "input", "reader", "speaker", "headphones", "free")

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

    def connect(self, settings: Settings, *, terminal: str = "") -> Device_co | None:
        """The driver that `settings` describe (`connection` and its options), or None where the hall has no such device.

        Opens nothing: a driver does that by itself when it is first asked. `terminal` is the terminal's own id, where it is the
        terminal itself that connects: its driver may put right what a crash left; whoever only looks must not.
        Raises ConfigUnreadable.
        """
        options = dict(settings)
        connection = options.pop("connection", self.usual)
        if connection == NONE and not options:
            return None
        build = self.drivers.get(str(connection))
        if build is None:
            raise ConfigUnreadable(f"{self.name}: no connection {connection!r}")
        _refuse_misfits(self.name, build, options)
        try:
            return build(**options, **_for_the_terminal(build, terminal))
        except (ValueError, OSError) as wrong:
            raise ConfigUnreadable(f"{self.name}: {wrong}") from None

    @property
    def usual(self) -> str:
        """The connection that is meant where none is named."""
        return next(iter(self.drivers), NONE) if self.name in BASIC else NONE


def photo_decoder(settings: Settings) -> "PhotoDecoder | None":
    """The vendor's library that `settings` describe (`library`, `symbol`, `form`, `number`); None where none is named.

    Raises ConfigUnreadable where there is no such file.
    """
    library = Path(str(settings["library"]))
    if not settings["library"]:
        return None
    from devices.card_reader.photo import DecoderForm, PhotoDecoder

    if not library.is_file():
        raise ConfigUnreadable("photo_decoder: no such library")
    form = DecoderForm(str(settings["form"]))
    return PhotoDecoder(library, str(settings["symbol"]), form, int(str(settings["number"])))


def place_of(settings: Settings) -> str:
    """Where a device is: the address, port or name that its connection goes to; empty where it needs none."""
    return ":".join(str(settings[option]) for option in _WHERE if settings.get(option))


def _for_the_terminal(build: Callable[..., object], terminal: str) -> dict[str, str]:
    return {"terminal": terminal} if "terminal" in signature(build).parameters else {}


def _refuse_misfits(kind: str, build: Callable[..., object], options: Settings) -> None:
    """A configuration that the terminal has read fits; this is for one that nobody has looked at yet."""
    known = {name: option for name, option in signature(build).parameters.items() if name != "terminal"}
    for stranger in sorted(options.keys() - known.keys()):
        raise ConfigUnreadable(f"{kind}: {not_among(stranger, known)}")
    for name, option in known.items():
        if option.default is Parameter.empty and name not in options:
            raise ConfigUnreadable(f"{kind}: {name} is missing")
    hints = get_type_hints(build)
    for name, value in options.items():
        if not _is_of(value, hints[name]):
            raise ConfigUnreadable(f"{kind}: {name} is of the wrong type")


def not_among(stranger: str, known: Iterable[str]) -> str:
    """That there is no such key, and the nearest one that there is."""
    nearest = get_close_matches(stranger, known, n=1)
    return f"no {stranger!r}" + (f"; did you mean {nearest[0]}?" if nearest else "")


def _is_of(value: object, hint: Any) -> bool:
    """True and false are no numbers here, though Python calls them so."""
    accepted = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    return not isinstance(value, bool) and any(isinstance(value, get_origin(each) or each) for each in accepted)


CARD_READER: Final = Kind[CardReader](
    "card-reader", {"serial": drivers.serial_card_reader, "usb": drivers.usb_card_reader}
)
SMART_CARD: Final = Kind[SmartCardReader]("smart-card", {"pcsc": drivers.smart_card_reader})
CODE_SCANNER: Final = Kind[CodeScanner](
    "code-scanner", {"serial": drivers.serial_scanner, "keyboard": drivers.keyboard_scanner}
)
RECEIPT_PRINTER: Final = Kind[ReceiptPrinter](
    "receipt-printer",
    {"tcp": drivers.tcp_receipt_printer, "serial": drivers.serial_receipt_printer, "usb": drivers.usb_receipt_printer},
)
PAGE_PRINTER: Final = Kind[PagePrinter]("page-printer", {"ipp": drivers.ipp_printer, "cups": drivers.cups_queue})
KEYPAD: Final = Kind[Keypad]("keypad", {"evdev": drivers.evdev_keypad})
PRESENCE_SENSOR: Final = Kind[PresenceSensor]("presence-sensor", {"evdev": drivers.evdev_presence_sensor})
LAMP: Final = Kind[Lamp]("lamp", {"led": drivers.led_lamp})
SOUND: Final = Kind[SoundOut](
    "sound", {"pipewire": drivers.pipewire_sound, "alsa": drivers.alsa_sound, "player": drivers.player_sound}
)


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


def connect(kind: str, settings: Settings, *, terminal: str = "") -> Supervised | None:
    """The driver of a device whose kind is known only by name; see `Kind.connect`."""
    return KINDS[kind].connect(settings, terminal=terminal)
