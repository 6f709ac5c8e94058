"""What the centre's items say of the services here: whether one may be begun at a terminal, and how it goes. Read from the pack on hand,
on a thread of its own, a file at a time; nothing of it is loaded while no such pack is here.

Where the pack is missing nothing is closed by it. Where it is older than a week it says nothing of how an item goes
(`app.packs.PacksTooOld`); what was withdrawn stays withdrawn.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from resources import path

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.contract.service_items import ServiceItem
    from app.on_hand import OnHand
    from kiosk.hands import Hands

ITEMS_PACK = "service-items"
WITHDRAWN, NOT_ON_TERMINALS = "closed-item-withdrawn", "closed-item-not-here"

Found = TypeVar("Found")
Gates = dict[str, str]
"""Service → why it is closed, as a code with words of its own."""


@dataclass(frozen=True)
class ItemGuide:
    """How one item goes. `materials`: Chinese and English of what is asked in every situation, in the item's own order."""

    promise_day: int
    in_working_days: bool
    at_once: bool
    unit: str
    materials: tuple[tuple[str, str], ...]
    version: int
    since: date


@dataclass(frozen=True)
class TooOld:
    """What is known here may have been withdrawn since: it is not shown."""


class ItemGuides:
    """GUI thread only. `told` hears of gates that have changed."""

    def __init__(self, hands: Hands, told: Callable[[Gates], None]) -> None:
        self._hands, self._told = hands, told
        self._seen: tuple[int, date] | None = None

    def look(self) -> None:
        """Whether there is news: asked every few seconds, and costs a look at one link while there is none."""
        shelf = self._hands.packs
        if shelf is None:
            return
        seen = (shelf.version_in_use(ITEMS_PACK), self._hands.today())
        if seen == self._seen or (self._seen is None and seen[0] == 0):
            return
        self._seen = seen
        self._ask(lambda known: gates_of(known, seen[1]), self._told)

    def ask(self, service_id: str, then: Callable[[ItemGuide | TooOld | None], None]) -> None:
        """`then` hears what is known of it; not called where no items are on hand."""
        today = self._hands.today()
        if self._hands.packs is not None and self._hands.packs.version_in_use(ITEMS_PACK):
            self._ask(lambda known: guide_of(known, service_id, today), then)

    def _ask(self, work: Callable[[OnHand], Found], then: Callable[[Found], None]) -> None:
        """A pack that is damaged or cannot be read says nothing: `guanjia doctor` tells of it, and it is fetched again."""
        hands = self._hands
        hands.workers.guides.do(lambda: work(hands.on_hand), then, lambda _: None)


def gates_of(known: OnHand, day: date) -> Gates:
    """Which services are closed by what the centre last said of their items, however long ago. Raises PackDamaged, PackUnreadable."""
    found = {service: _gate(known, code, day) for service, code in items_of_services().items()}
    return {service: code for service, code in found.items() if code}


def guide_of(known: OnHand, service_id: str, day: date) -> ItemGuide | TooOld | None:
    """None where nothing of it is in force. Raises PackDamaged, PackUnreadable."""
    from app.packs import PacksTooOld

    code = items_of_services().get(service_id)
    try:
        copies = known.items.copies_of(code, day) if code else ()
    except PacksTooOld:
        return TooOld()
    return _guide(copies[0]) if copies else None


@cache
def items_of_services() -> dict[str, str]:
    """Service of the plan → the catalog code of the item it is."""
    read = json.loads(path("services", "items.json").read_text("utf-8"))["items"]
    return {str(service): str(code) for service, code in read.items()}


def _gate(known: OnHand, code: str, day: date) -> str:
    from app.contract.service_items import offered_on_terminals

    items = known.items_of_any_age
    copies = items.copies_of(code, day)
    if copies:
        return "" if any(offered_on_terminals(item) for item in copies) else NOT_ON_TERMINALS
    return WITHDRAWN if items.is_gone(code, day) else ""


def _guide(item: ServiceItem) -> ItemGuide:
    from app.contract.service_items import DayUnit, ProjectType

    return ItemGuide(
        promise_day=item.promise_day,
        in_working_days=item.promise_type is DayUnit.WORKING,
        at_once=item.project_type is ProjectType.AT_ONCE,
        unit=item.dept_name,
        materials=tuple((one.material_name, one.english) for one in item.materials if not one.when),
        version=item.task_version,
        since=item.plan_effective_date,
    )
