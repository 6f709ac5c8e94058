"""Which declared services stand in the menu, and why some of them are closed. Off the GUI thread: packs are read here. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final

from app.contract.declared_services import DeclaredService, Identity, Offline
from app.contract.service_items import ServiceItem, offered_on_terminals
from app.packs import PackShelf, PacksTooOld
from app.visit import IdentityLevel
from kiosk.item_guides import NOT_ON_TERMINALS, WITHDRAWN
from kiosk.service import Facility, Needs, OfflineClass, Service

if TYPE_CHECKING:
    from app.on_hand import OnHand
    from kiosk.hands import Hands
    from kiosk.shell.flow import Flow
    from kiosk.shell.shell import Shell

FLOW: Final = "kiosk.services.declared.generic.flow"
TOO_OLD: Final = "closed-packs-old"
LEVELS: Final = {
    Identity.N0: IdentityLevel.N0_NOBODY,
    Identity.N1: IdentityLevel.N1_ID_CARD,
    Identity.N2: IdentityLevel.N2_LICENCE,
    Identity.N3: IdentityLevel.N3_CARD_AND_LICENCE,
}
BY_LICENCE: Final = frozenset({Identity.N2, Identity.N3})


@dataclass(frozen=True)
class DeclaredRow(Service):
    """Its row in the menu, with all that its pages need. `item` is the copy that counts here: the town's own, else the city's."""

    declared: DeclaredService | None = field(default=None, repr=False, compare=False)
    item: ServiceItem | None = field(default=None, repr=False, compare=False)

    def load_flow(self) -> Callable[[Shell, Hands], Flow]:
        flow: Callable[[DeclaredRow, Shell, Hands], Flow] = import_module(FLOW).DeclaredFlow
        return partial(flow, self)


@dataclass(frozen=True)
class Offered:
    """By the plan's numbers. `gates`: which of the rows are closed by what the centre says, as codes with words of their own."""

    rows: Mapping[str, Service]
    gates: Mapping[str, str]


def offered(known: OnHand, day: date, now: datetime, town: str) -> Offered:
    """Services without pages of a form are others'. Raises PackDamaged, PackUnreadable."""
    told = [one for one in known.services_of_any_age.in_force(day) if one.pages]
    rows = {one.id: row_of(one, _copy(known, one, day, town)) for one in told}
    old = _too_old(known.shelf, now)
    gates = {one.id: _gate(known, one, rows[one.id].item, day) or (TOO_OLD if old else "") for one in told}
    return Offered(rows, {service: code for service, code in gates.items() if code})


def row_of(declared: DeclaredService, item: ServiceItem | None) -> DeclaredRow:
    return DeclaredRow(
        id=declared.id,
        zone=declared.zone,  # type: ignore[arg-type]  # the contract's pattern lists the zones
        title=declared.title.zh,
        hint=declared.hint.zh,
        needs=Needs(
            identity=LEVELS[declared.identity],
            offline=OfflineClass(declared.offline),
            facilities=_facilities(declared),
            wishes=frozenset({Facility.CODE_SCANNER, Facility.RECEIPT_PRINTER}),
        ),
        flow=f"{FLOW}:DeclaredFlow",
        english=(declared.title.en, declared.hint.en),
        declared=declared,
        item=item,
    )


def _facilities(declared: DeclaredService) -> frozenset[Facility]:
    """Where the enterprise may be keyed in (O2), the scanner is a wish."""
    card = {Facility.CARD_READER} if declared.identity is not Identity.N0 else set()
    scanner = declared.identity in BY_LICENCE and declared.offline is Offline.O3
    return frozenset(card | ({Facility.CODE_SCANNER} if scanner else set()))


def _copy(known: OnHand, declared: DeclaredService, day: date, town: str) -> ServiceItem | None:
    copies = [one for one in known.items_of_any_age.copies_of(declared.catalog_code, day) if not one.village_code]
    own = next((one for one in copies if one.town_name == town), None)
    return own or next((one for one in copies if not one.town_code), None)


def _gate(known: OnHand, declared: DeclaredService, item: ServiceItem | None, day: date) -> str:
    """What was withdrawn stays withdrawn whatever the packs' age."""
    if item is None:
        return WITHDRAWN if known.items_of_any_age.is_gone(declared.catalog_code, day) else NOT_ON_TERMINALS
    return "" if offered_on_terminals(item) and item.form is not None else NOT_ON_TERMINALS


def _too_old(shelf: PackShelf, now: datetime) -> bool:
    try:
        shelf.check_age(now)
    except PacksTooOld:
        return True
    return False
