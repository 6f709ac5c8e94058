"""Who plays which device in the simulated hall: one row each. A new simulator joins the hall by its row, and by nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from devices.simulators.escpos_printer import EscPosPrinter
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.keypad import Keypad
from devices.simulators.lamp import Lamp
from devices.simulators.pcscd_room import why_not
from devices.simulators.player import Player
from devices.simulators.presence_sensor import PresenceSensor
from devices.simulators.sam_module import SamModule
from devices.simulators.scanner import Scanner
from devices.simulators.smart_card_stage import SmartCardStage
from devices.simulators.wedge_scanner import WedgeScanner

PRINTED = "printed"


class Simulator(Protocol):
    """One device's other end. `start` may say where it is: a port's number, a path."""

    def start(self) -> object: ...

    def stop(self) -> None: ...

    def direct(self, directions: dict[str, Any], /) -> dict[str, Any]: ...

    def look(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Stand:
    """One simulator's place: what directions call its device, what hall.json calls its place (what `start` says, or else the
    device's name in the hall's folder; empty for one that is where it is in every hall), and the directions that are meant for
    it where they name no device."""

    device: str
    simulator: Simulator
    place: str
    verbs: Sequence[str] = ()


def stands(home: Path, *, paced: bool) -> list[Stand]:
    """The whole cast, none of them started."""
    printed = home / PRINTED
    return [
        Stand("card-reader", SamModule(home / "card-reader", paced=paced), "card_reader", ("place-card", "take-card")),
        Stand("code-scanner", Scanner(home / "code-scanner", paced=paced), "code_scanner", ("show-code",)),
        Stand("wedge-scanner", WedgeScanner(home / "wedge-scanner"), "wedge_scanner"),
        Stand("receipt-printer", EscPosPrinter(printed), "receipt_printer_port", ("cutter",)),
        Stand("page-printer", IppPrinter(printed), "page_printer_port"),
        Stand("keypad", Keypad(home / "keypad"), "keypad", ("press", "headphones")),
        Stand("presence-sensor", PresenceSensor(home / "presence-sensor"), "presence_sensor", ("presence",)),
        Stand("lamp", Lamp(home / "lamp"), "lamp"),
        Stand("sound", Player(home / "sound"), "player"),
        *_smart_card(),
    ]


def _smart_card() -> list[Stand]:
    """A reader with a pcscd of its own, where this machine can play one; elsewhere the hall has none, and the terminal neither."""
    if why_not():
        return []
    return [Stand("smart-card", SmartCardStage(), "smart_card", ("insert-card", "remove-card", "pcscd"))]
