"""Which driver speaks over which connection: the one table that the terminal, the listing and the doctor build devices from.

A kind of device has a row for each connection; a row takes the options of that connection by name, as a terminal.toml names
them, and imports its driver only when it is called. `"none"` is a connection too: the hall has no such device.

    reader = wiring.CARD_READER.connect(asdict(settings.devices.card_reader))      # a CardReader, or None
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast, get_args, get_origin, get_type_hints

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
    from devices.page_printer.ticket import ColorMode, Sides

__all__ = ["BASIC", "KINDS", "NONE", "ConfigUnreadable", "Kind", "connect", "photo_decoder", "place_of"]

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
    try:
        signature(build).bind(**options)
        if "terminal" in options:
            raise TypeError("terminal is no option")
    except TypeError as wrong:
        raise ConfigUnreadable(f"{kind}: {wrong}") from None
    hints = get_type_hints(build)
    for name, value in options.items():
        if not _is_of(value, hints[name]):
            raise ConfigUnreadable(f"{kind}: {name} is of the wrong type")


def _is_of(value: object, hint: Any) -> bool:
    """True and false are no numbers here, though Python calls them so."""
    accepted = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    return not isinstance(value, bool) and any(isinstance(value, get_origin(each) or each) for each in accepted)


def _serial_card_reader(port: str, baud_rate: int | str = 115_200) -> CardReader:
    from devices.card_reader.sam_v_serial import SamVSerialReader

    return SamVSerialReader(port, baud_rate=None if isinstance(baud_rate, str) else baud_rate)


def _usb_card_reader(usb_id: str = "0400:c35a") -> CardReader:
    from devices.card_reader.sam_v_usb import SamVUsbReader

    vendor, _, product = usb_id.partition(":")
    return SamVUsbReader(vendor=int(vendor, 16), product=int(product, 16))


def _serial_scanner(port: str, baud_rate: int = 115_200) -> CodeScanner:
    from devices.code_scanner.serial_scanner import SerialScanner

    return SerialScanner(port, baud_rate=baud_rate)


def _keyboard_scanner(input: str, alt_codes: str = "bytes") -> CodeScanner:  # a technician's word
    from devices.code_scanner.evdev_scanner import EvdevScanner

    return EvdevScanner(input, alt_codes=alt_codes)


def _tcp_receipt_printer(host: str, port: int = 9100, model: str = "generic-80") -> ReceiptPrinter:
    from devices.receipt_printer.escpos_tcp import EscPosTcpPrinter
    from devices.receipt_printer.profiles import profile_of

    return EscPosTcpPrinter(host, port, profile_of(model))


def _serial_receipt_printer(
    port: str, baud_rate: int = 9600, flow: str = "software", model: str = "generic-80"
) -> ReceiptPrinter:
    from devices.receipt_printer.escpos_printer import EscPosPrinter
    from devices.receipt_printer.profiles import profile_of
    from devices.receipt_printer.serial_line import SerialLine
    from devices.serial_wire import Flow

    return EscPosPrinter(SerialLine(port, baud_rate, flow=Flow(flow)), profile_of(model))


def _usb_receipt_printer(port: str, model: str = "generic-80") -> ReceiptPrinter:
    from devices.receipt_printer.escpos_printer import EscPosPrinter
    from devices.receipt_printer.profiles import profile_of
    from devices.receipt_printer.usb_wire import UsbWire

    return EscPosPrinter(UsbWire(port), profile_of(model))


def _smart_card_reader(
    reader: str = "",
    staff_authorities: str = "",
    staff_roster: str = "",
    staff_revoked: str = "",
    *,
    terminal: str = "",
) -> SmartCardReader:
    from devices.smart_card.pcsc_reader import PcscReader
    from devices.smart_card.staff_trust import trust_from_files

    if not staff_authorities:
        return PcscReader(reader)
    revoked = Path(staff_revoked) if staff_revoked else None
    return PcscReader(reader, trust_from_files(terminal, Path(staff_authorities), Path(staff_roster), revoked))


def _ipp_printer(url: str, sides: str = "one-sided", color_mode: str = "", *, terminal: str = "") -> PagePrinter:
    from devices.page_printer.ipp_printer import IppPagePrinter

    return IppPagePrinter(
        url,
        sides=cast("Sides", sides),
        color_mode=cast("ColorMode", color_mode),
        user=_user(terminal),
        clears_at_start=bool(terminal),
    )


def _cups_queue(
    queue: str, server: str = "localhost:631", sides: str = "one-sided", color_mode: str = "", *, terminal: str = ""
) -> PagePrinter:
    from devices.page_printer.cups_queue import CupsQueuePrinter

    return CupsQueuePrinter(
        queue,
        server,
        sides=cast("Sides", sides),
        color_mode=cast("ColorMode", color_mode),
        user=_user(terminal),
        clears_at_start=bool(terminal),
    )


def _user(terminal: str) -> str:
    """Whose jobs they are, at the printer: each terminal has a name of its own there, because it clears its own jobs only."""
    return f"guanjia-{terminal}" if terminal else "guanjia"


def _evdev_keypad(
    input: str,  # a technician's word
    keys: Mapping[str, str] | None = None,
    plugged_in: str = "KEY_F15",
    pulled_out: str = "KEY_F16",
) -> Keypad:
    from devices.keypad.evdev_keypad import USUAL_KEYS, EvdevKeypad

    return EvdevKeypad(input, keys=keys or USUAL_KEYS, plugged_in=plugged_in, pulled_out=pulled_out)


def _evdev_presence_sensor(
    input: str,  # a technician's word
    sees: str = "SW_FRONT_PROXIMITY",
    near: int = 80,
    far: int = 100,
) -> PresenceSensor:
    from devices.presence_sensor.evdev_presence_sensor import EvdevPresenceSensor

    return EvdevPresenceSensor(input, sees=sees, near=near, far=far)


def _led_lamp(free: str = "", in_use: str = "", needs_staff: str = "") -> Lamp:
    from devices.lamp.led_lamp import LedLamp

    lights = {"free": free, "in-use": in_use, "needs-staff": needs_staff}
    return LedLamp({light: folder for light, folder in lights.items() if folder})


def _pipewire_sound(
    speaker: str = "",
    headphones: str = "",
    loudest_speaker_db: int | float = 0.0,
    loudest_headphones_db: int | float = 0.0,
) -> SoundOut:
    return _player("pw-play", speaker, headphones, loudest_speaker_db, loudest_headphones_db)


def _alsa_sound(
    speaker: str = "",
    headphones: str = "",
    loudest_speaker_db: int | float = 0.0,
    loudest_headphones_db: int | float = 0.0,
) -> SoundOut:
    return _player("aplay", speaker, headphones, loudest_speaker_db, loudest_headphones_db)


def _player_sound(
    command: Sequence[str],
    speaker: str = "",
    headphones: str = "",
    loudest_speaker_db: int | float = 0.0,
    loudest_headphones_db: int | float = 0.0,
) -> SoundOut:
    return _player(command, speaker, headphones, loudest_speaker_db, loudest_headphones_db)


def _player(
    player: str | Sequence[str], speaker: str, headphones: str, speaker_db: float, headphones_db: float
) -> SoundOut:
    from devices.sound.player_process import PlayerProcess

    return PlayerProcess(
        player,
        speaker=speaker,
        headphones=headphones,
        loudest_speaker_db=speaker_db,
        loudest_headphones_db=headphones_db,
    )


CARD_READER: Final = Kind[CardReader]("card-reader", {"serial": _serial_card_reader, "usb": _usb_card_reader})
SMART_CARD: Final = Kind[SmartCardReader]("smart-card", {"pcsc": _smart_card_reader})
CODE_SCANNER: Final = Kind[CodeScanner]("code-scanner", {"serial": _serial_scanner, "keyboard": _keyboard_scanner})
RECEIPT_PRINTER: Final = Kind[ReceiptPrinter](
    "receipt-printer", {"tcp": _tcp_receipt_printer, "serial": _serial_receipt_printer, "usb": _usb_receipt_printer}
)
PAGE_PRINTER: Final = Kind[PagePrinter]("page-printer", {"ipp": _ipp_printer, "cups": _cups_queue})
KEYPAD: Final = Kind[Keypad]("keypad", {"evdev": _evdev_keypad})
PRESENCE_SENSOR: Final = Kind[PresenceSensor]("presence-sensor", {"evdev": _evdev_presence_sensor})
LAMP: Final = Kind[Lamp]("lamp", {"led": _led_lamp})
SOUND: Final = Kind[SoundOut]("sound", {"pipewire": _pipewire_sound, "alsa": _alsa_sound, "player": _player_sound})


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
