"""What a service declares at the door, and what it decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from app.visit import IdentityLevel

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.contract.jobs import JobKind, JobPayload
    from kiosk.hands import Hands
    from kiosk.shell.flow import Flow
    from kiosk.shell.shell import Shell

Zone = Literal["common", "appeals", "policies", "items", "licences", "lowrisk", "tax", "finance", "jobs", "credit"]


class OfflineClass(StrEnum):
    """What is left of a service when the wire is cut (domain: services)."""

    O0_FULL = "O0"
    O1_LAST_KNOWN = "O1"
    O2_QUEUED = "O2"
    O3_CLOSED = "O3"


class Facility(StrEnum):
    """What a service may need of the terminal: the centre, or a device by its name."""

    CENTRE = "centre"
    CARD_READER = "card-reader"
    SMART_CARD = "smart-card"
    CODE_SCANNER = "code-scanner"
    PAGE_PRINTER = "page-printer"
    RECEIPT_PRINTER = "receipt-printer"
    KEYPAD = "keypad"
    PRESENCE_SENSOR = "presence-sensor"
    LAMP = "lamp"
    SOUND = "sound"


@dataclass(frozen=True)
class Needs:
    """`facilities` must work for the tile to be open; `wishes` are used when they work and done without when not."""

    identity: IdentityLevel
    offline: OfflineClass
    facilities: frozenset[Facility] = frozenset()
    wishes: frozenset[Facility] = frozenset()


@dataclass(frozen=True)
class Service:
    """One row of the menu. `alternative` is the id of the service to offer while this one is closed.

    One that `has_own_door` is opened from the home page too, and does not keep its zone's tile open by itself.
    """

    id: str
    zone: Zone
    title: str
    hint: str
    needs: Needs
    flow: str
    """`package.module:Class` of its flow, which is not loaded before the first frame."""
    alternative: str = ""
    has_own_door: bool = False
    english: tuple[str, str] = ("", "")
    """Title and hint of a service that was declared; those of the others stand in kiosk/words."""

    def load_flow(self) -> Callable[[Shell, Hands], Flow]:
        """Its flow's class. The first time it takes a while (the report's some 0.3 s): bootstrap asks before any visitor does."""
        module, name = self.flow.split(":")
        flow: Callable[[Shell, Hands], Flow] = getattr(import_module(module), name)
        return flow


@dataclass(frozen=True)
class JobDraft:
    """Something we will owe the centre once it is filed."""

    kind: JobKind
    aggregate: str
    payload: JobPayload = field(repr=False)
