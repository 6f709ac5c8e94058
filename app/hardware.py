"""What hangs on a terminal's wires: the sections [devices.…] of terminal.toml, one shape for each connection.

`connection` says how a device is connected, and with it which other options there are; "none" says that this hall has no such
device. The drivers themselves are unknown here: what a section says is handed to `devices.wiring` by the same names.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, get_args

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from app.toml_shape import FROM_THE_FILE

STRICT: Final = ConfigDict(extra="forbid", strict=True)

_PORT: Final = (
    "a serial port: its path such as /dev/ttyUSB0, its /dev/serial/by-id name, or usb:VENDOR:PRODUCT[:SERIAL]; "
    "a relative path starts at this file"
)
_INPUT: Final = "an input device: its path such as /dev/input/by-id/…-event-kbd, or usb:VENDOR:PRODUCT[:SERIAL]"
_IPP: Final = r"^(ipps?|https?)://[A-Za-z0-9.\[\]:_-]+(/.*)?$"

NodePath = Annotated[str, FROM_THE_FILE]
BaudRate = Literal[1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200]
_BAUD_RATE: Final = "bits a second: 1200, 2400, 4800, 9600, 19200, 38400, 57600 or 115200"

SamBaudRate = Literal["auto", 115_200, 57_600, 38_400, 19_200, 9600]
ReceiptModel = Literal[
    "generic-80",
    "generic-58",
    "epson-tm-t82",
    "epson-tm-t88",
    "epson-tm-t20",
    "xprinter-80",
    "rongta-rp326",
    "sprt-80",
    "sprt-58",
    "pos-5890",
]
_MODEL: Final = "one of " + ", ".join(get_args(ReceiptModel))


Sides = Literal["one-sided", "two-sided-long-edge", "two-sided-short-edge"]
_SIDES: Final = "one of " + ", ".join(get_args(Sides))
ColorMode = Literal["", "auto", "monochrome", "color"]
_COLOR_MODE: Final = '"monochrome", "color", "auto", or empty for what the printer is set to'

KeypadKey = Literal[
    "up",
    "down",
    "left",
    "right",
    "ok",
    "back",
    "help",
    "repeat",
    "louder",
    "softer",
    "faster",
    "slower",
    "language",
    "voice",
]


@dataclass(frozen=True, config=STRICT)
class NotHere:
    connection: Literal["none"] = Field(default="none", description="this hall has none")


@dataclass(frozen=True, config=STRICT)
class SerialCardReader:
    port: NodePath = Field(min_length=1, description=_PORT)
    connection: Literal["serial"] = Field(default="serial", description="on a serial port, or a USB adapter for one")
    baud_rate: SamBaudRate = Field(
        default=115_200, description='115200, 57600, 38400, 19200, 9600, or "auto" to find it out by trying'
    )


@dataclass(frozen=True, config=STRICT)
class UsbCardReader:
    connection: Literal["usb"] = Field(default="usb", description="straight on USB, without a serial port")
    usb_id: str = Field(
        default="0400:c35a",
        pattern=r"^[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}$",
        description="vendor and product as lsusb shows them, such as 0400:c35a",
    )


@dataclass(frozen=True, config=STRICT)
class PcscReader:
    connection: Literal["pcsc"] = Field(default="pcsc", description="through PC/SC (pcscd)")
    reader: str = Field(
        default="", description="part of the reader's name, as guanjia devices probe shows it; empty for any"
    )
    service: NodePath = Field(default="", description="socket of the PC/SC service; empty for this machine's own pcscd")
    staff_authorities: NodePath = Field(
        default="", description="PEM file of those who sign staff cards; empty: no staff card is believed"
    )
    staff_roster: NodePath = Field(
        default="", description="file with the number of a staff card in each line: those that count at this terminal"
    )
    staff_revoked: NodePath = Field(default="", description="the same for those that do not count any more, or empty")


@dataclass(frozen=True, config=STRICT)
class SerialScanner:
    port: NodePath = Field(min_length=1, description=_PORT)
    connection: Literal["serial"] = Field(default="serial", description="in CDC mode (virtual serial port), or RS-232")
    baud_rate: BaudRate = Field(default=115_200, description=f"{_BAUD_RATE}; in CDC mode any will do")


@dataclass(frozen=True, config=STRICT)
class KeyboardScanner:
    input: NodePath = Field(min_length=1, description=_INPUT)
    connection: Literal["keyboard"] = Field(
        default="keyboard", description="in keyboard mode; it is taken away from everything else on this machine"
    )
    alt_codes: Literal["bytes", "unicode"] = Field(
        default="bytes", description='what ALT and a number on the keypad mean: "bytes" or "unicode"'
    )


@dataclass(frozen=True, config=STRICT)
class TcpReceiptPrinter:
    connection: Literal["tcp"] = Field(default="tcp", description="on the network")
    host: str = Field(default="127.0.0.1", min_length=1, description="the receipt printer's host name or address")
    port: int = Field(default=9100, ge=1, le=65_535, description="its TCP port, 1 to 65535")
    model: ReceiptModel = Field(default="generic-80", description=_MODEL)


@dataclass(frozen=True, config=STRICT)
class SerialReceiptPrinter:
    port: NodePath = Field(min_length=1, description=_PORT)
    connection: Literal["serial"] = Field(default="serial", description="on a serial port, or a USB adapter for one")
    baud_rate: BaudRate = Field(default=9600, description=f"{_BAUD_RATE}; its self-test sheet says which")
    flow: Literal["software", "hardware", "none"] = Field(
        default="software", description='how it says that it is busy: "software" (XON/XOFF), "hardware" (CTS) or "none"'
    )
    model: ReceiptModel = Field(default="generic-80", description=_MODEL)


@dataclass(frozen=True, config=STRICT)
class UsbReceiptPrinter:
    port: NodePath = Field(
        min_length=1, description="/dev/usb/lp0, or usb:VENDOR:PRODUCT[:SERIAL] to find it under any number"
    )
    connection: Literal["usb"] = Field(default="usb", description="on USB, as a printer")
    model: ReceiptModel = Field(default="generic-80", description=_MODEL)


@dataclass(frozen=True, config=STRICT)
class IppPagePrinter:
    connection: Literal["ipp"] = Field(default="ipp", description="straight to the printer, which speaks IPP")
    url: str = Field(
        default="ipp://127.0.0.1:8631/ipp/print",
        pattern=_IPP,
        description="the A4 printer's IPP address, ipp:// or ipps://",
    )
    sides: Sides = Field(default="one-sided", description=_SIDES)
    color_mode: ColorMode = Field(default="", description=_COLOR_MODE)


@dataclass(frozen=True, config=STRICT)
class CupsPagePrinter:
    queue: str = Field(
        min_length=1,
        pattern=r"^[^\s/?#]+$",
        description="the name of a CUPS queue on this machine, as lpstat -e shows it",
    )
    connection: Literal["cups"] = Field(
        default="cups", description="through a CUPS queue, for printers that take no PDF or hang on USB"
    )
    server: str = Field(
        default="localhost:631", pattern=r"^[A-Za-z0-9.\[\]:-]+$", description="where cupsd listens, as host:port"
    )
    sides: Sides = Field(default="one-sided", description=_SIDES)
    color_mode: ColorMode = Field(default="", description=_COLOR_MODE)


@dataclass(frozen=True, config=STRICT)
class EvdevKeypad:
    input: NodePath = Field(min_length=1, description=_INPUT)
    connection: Literal["evdev"] = Field(
        default="evdev", description="a USB keypad; it is taken away from everything else on this machine"
    )
    keys: dict[str, KeypadKey] = Field(
        default_factory=dict,
        description='the kernel\'s name of each key and what it means, such as { KEY_F1 = "help" }: up, down, left, right, ok, '
        "back, help, repeat, louder, softer, faster, slower, language or voice; empty for the usual ones",
    )
    plugged_in: str = Field(
        default="KEY_F15", description="the key it sends when headphones are put in; empty where it has a real switch"
    )
    pulled_out: str = Field(default="KEY_F16", description="the key it sends when headphones are pulled out, or empty")


@dataclass(frozen=True, config=STRICT)
class EvdevPresenceSensor:
    input: NodePath = Field(min_length=1, description=_INPUT)
    connection: Literal["evdev"] = Field(default="evdev", description="a USB sensor that is an input device")
    sees: str = Field(
        default="SW_FRONT_PROXIMITY",
        pattern=r"^(SW|KEY|ABS)_[A-Z0-9_]+$",
        description="the kernel's name of what tells: a switch, a key, or ABS_DISTANCE",
    )
    near: int = Field(default=80, ge=0, description="for ABS_DISTANCE: somebody is there at this reading or less")
    far: int = Field(default=100, ge=0, description="for ABS_DISTANCE: nobody is there beyond this, at least near")


@dataclass(frozen=True, config=STRICT)
class LedLamp:
    connection: Literal["led"] = Field(default="led", description="lights of the kernel's LED class")
    free: NodePath = Field(
        default="", description="folder in /sys/class/leds that is lit while the terminal is free, or empty"
    )
    in_use: NodePath = Field(default="", description="folder that is lit while somebody uses it, or empty")
    needs_staff: NodePath = Field(default="", description="folder that is lit when staff is needed, or empty")


_SPEAKER: Final = "{} of the loudspeaker, empty for its own choice"
_HEADPHONES: Final = "{} of the headphones, empty for its own choice"
_SINK: Final = "the name PipeWire gives to the output"
_ALSA: Final = "the ALSA device, such as plughw:1,"
_LOUDEST: Final = "the loudest it may get, in dB below full: 0 or less"


@dataclass(frozen=True, config=STRICT)
class PipeWireSound:
    connection: Literal["pipewire"] = Field(default="pipewire", description="through PipeWire (pw-play)")
    speaker: str = Field(default="", description=_SPEAKER.format(_SINK))
    headphones: str = Field(default="", description=_HEADPHONES.format(_SINK))
    loudest_speaker_db: float = Field(default=0.0, le=0, ge=-60, description=_LOUDEST)
    loudest_headphones_db: float = Field(default=0.0, le=0, ge=-60, description=_LOUDEST)


@dataclass(frozen=True, config=STRICT)
class AlsaSound:
    connection: Literal["alsa"] = Field(default="alsa", description="straight to the sound card (aplay)")
    speaker: str = Field(default="", description=_SPEAKER.format(_ALSA))
    headphones: str = Field(default="", description=_HEADPHONES.format(_ALSA))
    loudest_speaker_db: float = Field(default=0.0, le=0, ge=-60, description=_LOUDEST)
    loudest_headphones_db: float = Field(default=0.0, le=0, ge=-60, description=_LOUDEST)


@dataclass(frozen=True, config=STRICT)
class PlayerSound:
    command: tuple[str, ...] = Field(
        min_length=1, description='a player that takes a WAV on its standard input, such as ["paplay", "-d", "{sink}"]'
    )
    connection: Literal["player"] = Field(default="player", description="through another program")
    speaker: str = Field(default="", description=_SPEAKER.format("what stands for {sink}"))
    headphones: str = Field(default="", description=_HEADPHONES.format("what stands for {sink}"))
    loudest_speaker_db: float = Field(default=0.0, le=0, ge=-60, description=_LOUDEST)
    loudest_headphones_db: float = Field(default=0.0, le=0, ge=-60, description=_LOUDEST)


@dataclass(frozen=True, config=STRICT)
class PhotoDecoder:
    """A vendor's library for the photo on the card; without one a photo stays what it is there."""

    library: NodePath = Field(default="", description="the vendor's shared library (.so), or empty: no photo is shown")
    symbol: str = Field(default="unpack", pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", description="the name of its function")
    form: Literal["memory", "file", "two-files"] = Field(
        default="memory", description='how it is called: "memory" (unpack), "file" (GetBmp) or "two-files" (Wlt2Bmp)'
    )
    number: int = Field(default=0, description="the number it wants besides the photo: its manual says which")


@dataclass(frozen=True, config=STRICT)
class Devices:
    card_reader: SerialCardReader | UsbCardReader | NotHere = Field(
        default=SerialCardReader("/dev/guanjia/card-reader"),
        discriminator="connection",
        description="the ID-card reader",
    )
    smart_card: PcscReader | NotHere = Field(
        default=NotHere(), discriminator="connection", description="social security cards and staff cards"
    )
    code_scanner: SerialScanner | KeyboardScanner | NotHere = Field(
        default=SerialScanner("/dev/guanjia/code-scanner"), discriminator="connection", description="the code scanner"
    )
    receipt_printer: TcpReceiptPrinter | SerialReceiptPrinter | UsbReceiptPrinter | NotHere = Field(
        default=TcpReceiptPrinter(), discriminator="connection", description="the receipt printer"
    )
    page_printer: IppPagePrinter | CupsPagePrinter | NotHere = Field(
        default=IppPagePrinter(), discriminator="connection", description="the A4 printer"
    )
    keypad: EvdevKeypad | NotHere = Field(
        default=NotHere(), discriminator="connection", description="the tactile keypad with its headphone socket"
    )
    presence_sensor: EvdevPresenceSensor | NotHere = Field(
        default=NotHere(), discriminator="connection", description="sees whether somebody stands there"
    )
    lamp: LedLamp | NotHere = Field(
        default=NotHere(), discriminator="connection", description="the lamp that says from afar how the terminal is"
    )
    sound: PipeWireSound | AlsaSound | PlayerSound | NotHere = Field(
        default=NotHere(), discriminator="connection", description="loudspeaker and headphones"
    )
