"""What this hall has: every device that its configuration names, by kind; what it does not name is not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from kiosk.service import Facility

if TYPE_CHECKING:
    from devices.card_reader import CardReader
    from devices.code_scanner import CodeScanner
    from devices.keypad import Keypad
    from devices.lamp import Lamp
    from devices.page_printer import PagePrinter
    from devices.presence_sensor import PresenceSensor
    from devices.receipt_printer import ReceiptPrinter
    from devices.smart_card import SmartCardReader
    from devices.sound import SoundOut
    from devices.supervisor import Supervised


@dataclass(frozen=True)
class Fittings:
    """The drivers themselves. A field is named as the device is, with `_` for `-`; None: this hall has no such device."""

    card_reader: CardReader | None = None
    smart_card: SmartCardReader | None = None
    code_scanner: CodeScanner | None = None
    receipt_printer: ReceiptPrinter | None = None
    page_printer: PagePrinter | None = None
    keypad: Keypad | None = None
    presence_sensor: PresenceSensor | None = None
    lamp: Lamp | None = None
    sound: SoundOut | None = None
    knows_staff: bool = True
    """Whether `smart_card` has been told whose staff cards it may believe."""

    @property
    def staff_reader(self) -> SmartCardReader | None:
        """Where a member of staff proves who they are; None where that cannot be done here."""
        return self.smart_card if self.knows_staff else None

    def by_name(self) -> dict[str, Supervised]:
        """Those that are there, for the supervisor."""
        named = {name.replace("_", "-"): getattr(self, name) for name in DEVICES}
        return {name: device for name, device in named.items() if device is not None}

    def facilities(self) -> frozenset[Facility]:
        """What a service may count on here, as far as devices go; whether it works is another question."""
        return frozenset({Facility.CENTRE, *map(Facility, self.by_name())})


DEVICES = tuple(field.name for field in fields(Fittings) if field.name != "knows_staff")


def fit_out(configured: object, terminal: str) -> Fittings:
    """Build every driver that the `devices` part of `terminal`'s configuration describes. Opens nothing.

    Raises ConfigUnreadable for a connection that no driver speaks.
    """
    from devices import wiring

    def driver(field_name: str) -> Any:
        section = getattr(configured, field_name, None)
        name = field_name.replace("_", "-")
        return wiring.connect(name, _settings(section), terminal=terminal) if section is not None else None

    knows_staff = bool(getattr(getattr(configured, "smart_card", None), "staff_authorities", ""))
    return Fittings(**{name: driver(name) for name in DEVICES}, knows_staff=knows_staff)


def _settings(section: object) -> Mapping[str, object]:
    if is_dataclass(section) and not isinstance(section, type):
        return asdict(section)
    raise TypeError("a device's section of the configuration is a record")
