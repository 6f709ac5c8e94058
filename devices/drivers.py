"""One function for each way of connecting a device: it takes the options of that connection as a terminal.toml names them.

A driver is imported when its function is called, and opens nothing yet. Whatever takes `terminal` is told the terminal's own id
where the terminal itself connects, and nothing where somebody only looks. Every one may raise ValueError or OSError for options
that cannot be; `wiring` is the table of them.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from devices.card_reader import CardReader
from devices.code_scanner import CodeScanner
from devices.keypad import Keypad
from devices.lamp import Lamp
from devices.page_printer import PagePrinter
from devices.presence_sensor import PresenceSensor
from devices.receipt_printer import ReceiptPrinter
from devices.smart_card import SmartCardReader
from devices.sound import SoundOut

if TYPE_CHECKING:
    from devices.page_printer.ticket import ColorMode, Sides


def serial_card_reader(port: str, baud_rate: int | str = 115_200) -> CardReader:
    from devices.card_reader.sam_v_serial import SamVSerialReader

    if isinstance(baud_rate, str) and baud_rate != "auto":
        raise ValueError(f'a rate, or "auto", not {baud_rate!r}')
    return SamVSerialReader(port, baud_rate=None if isinstance(baud_rate, str) else baud_rate)


def usb_card_reader(usb_id: str = "0400:c35a") -> CardReader:
    from devices.card_reader.sam_v_usb import SamVUsbReader

    vendor, _, product = usb_id.partition(":")
    return SamVUsbReader(vendor=int(vendor, 16), product=int(product, 16))


def serial_scanner(port: str, baud_rate: int = 115_200) -> CodeScanner:
    from devices.code_scanner.serial_scanner import SerialScanner

    return SerialScanner(port, baud_rate=baud_rate)


def keyboard_scanner(input: str, alt_codes: str = "bytes") -> CodeScanner:
    from devices.code_scanner.evdev_scanner import EvdevScanner

    return EvdevScanner(input, alt_codes=alt_codes)


def tcp_receipt_printer(host: str, port: int = 9100, model: str = "generic-80") -> ReceiptPrinter:
    from devices.receipt_printer.escpos_tcp import EscPosTcpPrinter
    from devices.receipt_printer.profiles import profile_of

    return EscPosTcpPrinter(host, port, profile_of(model))


def serial_receipt_printer(
    port: str, baud_rate: int = 9600, flow: str = "software", model: str = "generic-80"
) -> ReceiptPrinter:
    from devices.receipt_printer.escpos_printer import EscPosPrinter
    from devices.receipt_printer.profiles import profile_of
    from devices.receipt_printer.serial_line import SerialLine
    from devices.serial_wire import Flow

    return EscPosPrinter(SerialLine(port, baud_rate, flow=Flow(flow)), profile_of(model))


def usb_receipt_printer(port: str, model: str = "generic-80") -> ReceiptPrinter:
    from devices.receipt_printer.escpos_printer import EscPosPrinter
    from devices.receipt_printer.profiles import profile_of
    from devices.receipt_printer.usb_wire import UsbWire

    return EscPosPrinter(UsbWire(port), profile_of(model))


def smart_card_reader(
    reader: str = "",
    staff_authorities: str = "",
    staff_roster: str = "",
    staff_revoked: str = "",
    service: str = "",
    *,
    terminal: str = "",
) -> SmartCardReader:
    from devices.smart_card.pcsc_reader import PcscReader
    from devices.smart_card.staff_trust import trust_from_files

    if service:  # the PC/SC library asks for it once, in the environment alone, when it is first spoken to
        os.environ.setdefault("PCSCLITE_CSOCK_NAME", service)
    if not staff_authorities:
        return PcscReader(reader)
    revoked = Path(staff_revoked) if staff_revoked else None
    return PcscReader(reader, trust_from_files(terminal, Path(staff_authorities), Path(staff_roster), revoked))


def ipp_printer(url: str, sides: str = "one-sided", color_mode: str = "", *, terminal: str = "") -> PagePrinter:
    from devices.page_printer.ipp_printer import IppPagePrinter

    return IppPagePrinter(
        url,
        sides=cast("Sides", sides),
        color_mode=cast("ColorMode", color_mode),
        user=_user(terminal),
        clears_at_start=bool(terminal),
    )


def cups_queue(
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


def evdev_keypad(
    input: str,
    keys: Mapping[str, str] | None = None,
    plugged_in: str = "KEY_F15",
    pulled_out: str = "KEY_F16",
) -> Keypad:
    from devices.keypad.evdev_keypad import USUAL_KEYS, EvdevKeypad

    return EvdevKeypad(input, keys=keys or USUAL_KEYS, plugged_in=plugged_in, pulled_out=pulled_out)


def evdev_presence_sensor(
    input: str,
    sees: str = "SW_FRONT_PROXIMITY",
    near: int = 80,
    far: int = 100,
) -> PresenceSensor:
    from devices.presence_sensor.evdev_presence_sensor import EvdevPresenceSensor

    return EvdevPresenceSensor(input, sees=sees, near=near, far=far)


def led_lamp(free: str = "", in_use: str = "", needs_staff: str = "") -> Lamp:
    from devices.lamp.led_lamp import LedLamp

    lights = {"free": free, "in-use": in_use, "needs-staff": needs_staff}
    return LedLamp({light: folder for light, folder in lights.items() if folder})


def pipewire_sound(
    speaker: str = "",
    headphones: str = "",
    loudest_speaker_db: int | float = 0.0,
    loudest_headphones_db: int | float = 0.0,
) -> SoundOut:
    return _player("pw-play", speaker, headphones, loudest_speaker_db, loudest_headphones_db)


def alsa_sound(
    speaker: str = "",
    headphones: str = "",
    loudest_speaker_db: int | float = 0.0,
    loudest_headphones_db: int | float = 0.0,
) -> SoundOut:
    return _player("aplay", speaker, headphones, loudest_speaker_db, loudest_headphones_db)


def player_sound(
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
