"""What hangs on a terminal's wires: the sections [devices.…] of terminal.toml, one shape for each connection.

`connection` says how a device is connected, and with it which other options there are; "none" says that this hall has no such
device. The drivers themselves are unknown here: what a section says is handed to `devices.wiring` by the same names.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

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

BaudRate = Literal[1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200]
SamBaudRate = Literal[9600, 19_200, 38_400, 57_600, 115_200]
NodePath = Annotated[str, FROM_THE_FILE]


@dataclass(frozen=True, config=STRICT)
class NotHere:
    connection: Literal["none"] = Field(default="none", description="this hall has none")


@dataclass(frozen=True, config=STRICT)
class SerialCardReader:
    port: NodePath = Field(min_length=1, description=_PORT)
    connection: Literal["serial"] = Field(default="serial", description="on a serial port, or a USB adapter for one")
    baud_rate: SamBaudRate = Field(default=115_200, description="115200, 57600, 38400, 19200 or 9600")


@dataclass(frozen=True, config=STRICT)
class SerialScanner:
    port: NodePath = Field(min_length=1, description=_PORT)
    connection: Literal["serial"] = Field(default="serial", description="in CDC mode (virtual serial port), or RS-232")
    baud_rate: BaudRate = Field(default=115_200, description="one of the usual rates, 1200 to 115200; CDC takes any")


@dataclass(frozen=True, config=STRICT)
class TcpReceiptPrinter:
    connection: Literal["tcp"] = Field(default="tcp", description="on the network")
    host: str = Field(default="127.0.0.1", min_length=1, description="the receipt printer's host name or address")
    port: int = Field(default=9100, ge=1, le=65_535, description="its TCP port, 1 to 65535")


@dataclass(frozen=True, config=STRICT)
class IppPagePrinter:
    connection: Literal["ipp"] = Field(default="ipp", description="straight to the printer, which speaks IPP")
    url: str = Field(
        default="ipp://127.0.0.1:8631/ipp/print",
        pattern=_IPP,
        description="the A4 printer's IPP address, ipp:// or ipps://",
    )


@dataclass(frozen=True, config=STRICT)
class Devices:
    card_reader: SerialCardReader | NotHere = Field(
        default=SerialCardReader("/dev/guanjia/card-reader"),
        discriminator="connection",
        description="the ID-card reader",
    )
    code_scanner: SerialScanner | NotHere = Field(
        default=SerialScanner("/dev/guanjia/code-scanner"), discriminator="connection", description="the code scanner"
    )
    receipt_printer: TcpReceiptPrinter | NotHere = Field(
        default=TcpReceiptPrinter(), discriminator="connection", description="the receipt printer"
    )
    page_printer: IppPagePrinter | NotHere = Field(
        default=IppPagePrinter(), discriminator="connection", description="the A4 printer"
    )
