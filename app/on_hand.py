"""What this terminal knows without a network, besides the items: knowledge, policies, places, forms, values, templates, working days.

Each reader is asked by day and looks at the shelf first, so a withdrawal counts from the pull that brought it. What was pulled holds for
a week (`app.packs.HOLDS`); after that the readers of entries raise `PacksTooOld`, and what depends on them is closed. Any thread may ask.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Final, Generic, TypeVar

from pydantic import ValidationError

from app.contract import calendar
from app.contract.calendar import WorkingCalendar
from app.contract.dated_values import DatedValue
from app.contract.declared_services import DeclaredService
from app.contract.entries import Entry, Withdrawn, newest_in_force, read
from app.contract.knowledge import Channel, KnowledgeEntry
from app.contract.knowledge_search import KnowledgeIndex, offered
from app.contract.packed_lines import PackUnreadable
from app.contract.places import Place, PlaceKind
from app.contract.policies import Policy, PolicyState
from app.contract.shared_forms import SharedForm
from app.packs import Pack, PackDamaged, PackShelf
from app.service_items import ItemsOnHand

__all__ = ["EntriesOnHand", "OnHand", "PackUnreadable"]

TEMPLATES: Final = "templates"
PAPERS: Final = "papers"
"""The folder of the pack in which they lie."""

Clock = Callable[[], datetime]
Kind = TypeVar("Kind", bound=Entry)


@dataclass(frozen=True)
class _Held(Generic[Kind]):
    """One version of a pack, as read."""

    version: int
    entries: Mapping[str, list[Kind]] = field(repr=False)
    withdrawn: Mapping[str, Withdrawn] = field(repr=False)


class EntriesOnHand(Generic[Kind]):
    """The entries of one pack. `now` is the centre's time, aware; without it whoever asks looks at their age.

    Everything here raises PacksTooOld, PackDamaged and PackUnreadable: what cannot be trusted or read is not offered.
    """

    def __init__(self, shelf: PackShelf, kind: type[Kind], now: Clock | None) -> None:
        self._shelf, self._kind, self._now = shelf, kind, now
        self._held: _Held[Kind] | None = None

    def in_force(self, day: date) -> tuple[Kind, ...]:
        """What counts on `day`, by id. Empty where there is no pack, or it was withdrawn."""
        every = self._up_to_date().entries.values()
        return tuple(found for versions in every if (found := newest_in_force(versions, day)))

    def find(self, entry_id: str, day: date) -> Kind | None:
        """None where nothing of it is in force that day."""
        return newest_in_force(self._up_to_date().entries.get(entry_id, ()), day)

    def withdrawn(self, entry_id: str) -> Withdrawn | None:
        """Why there is nothing under this id any more; None where it was never withdrawn, or has come back."""
        return self._up_to_date().withdrawn.get(entry_id)

    def _up_to_date(self) -> _Held[Kind]:
        if self._now is not None:
            self._shelf.check_age(self._now())
        held, version = self._held, self._shelf.version_in_use(self._kind.PACK)
        if held is None or held.version != version:
            held = self._held = self._read(version)
        return held

    def _read(self, version: int) -> _Held[Kind]:
        pack = self._shelf.find(self._kind.PACK)
        if pack is None:
            return _Held(version, {}, {})
        found, gone = read(self._kind, {path: pack.read(path) for path in pack.files})
        entries = defaultdict[str, list[Kind]](list)
        for one in found:
            entries[one.id].append(one)
        return _Held(pack.version, dict(sorted(entries.items())), {one.id: one for one in gone})


class KnowledgeOnHand(EntriesOnHand[KnowledgeEntry]):
    _indexed: tuple[tuple[int, date, str], KnowledgeIndex] | None = None

    def answers(self, day: date, town_code: str = "") -> tuple[KnowledgeEntry, ...]:
        """What a terminal may answer that day: the city's entries, and those of its town."""
        return offered(self.in_force(day), Channel.TERMINAL, town_code)

    def index(self, day: date, town_code: str = "") -> KnowledgeIndex:
        """What a visitor's question is looked for in, of `answers`. Some tenths of a second, once a day and a version of the pack."""
        key = (self._up_to_date().version, day, town_code)
        if self._indexed is None or self._indexed[0] != key:
            self._indexed = (key, KnowledgeIndex(self.answers(day, town_code)))
        return self._indexed[1]


class PoliciesOnHand(EntriesOnHand[Policy]):
    def offered(self, day: date, town_code: str = "") -> tuple[Policy, ...]:
        """What may match an enterprise that day: in force, not suspended, open to be applied for, of the city's or of this town."""
        return tuple(
            one
            for one in self.in_force(day)
            if one.state is PolicyState.ONLINE and _can_be_applied_for(one, day) and one.town_code in ("", town_code)
        )


class PlacesOnHand(EntriesOnHand[Place]):
    def where(self, catalog_code: str, day: date, kind: PlaceKind | None = None) -> tuple[Place, ...]:
        """Where this can be done, by id."""
        return tuple(
            one
            for one in self.in_force(day)
            if (kind is None or one.kind is kind) and (not one.items or catalog_code in one.items)
        )


class CalendarOnHand:
    """Working days. It closes nothing: what it does not know is provisional (暂定), and says so."""

    def __init__(self, shelf: PackShelf, shipped: Mapping[str, bytes]) -> None:
        self._shelf, self._shipped = shelf, shipped
        self._held: WorkingCalendar | None = None

    def calendar(self) -> WorkingCalendar:
        """The centre's, or what came with the program where that is not here, withdrawn, or cannot be read."""
        version = self._shelf.version_in_use(calendar.PACK)
        if self._held is None or self._held.version != version:
            self._held = self._read()
        return self._held

    def _read(self) -> WorkingCalendar:
        try:
            pack = self._shelf.find(calendar.PACK)
            if pack is not None:
                return calendar.read_calendar({path: pack.read(path) for path in pack.files}, pack.version)
        except (PackDamaged, ValidationError):
            pass
        return calendar.read_calendar(self._shipped)


class TemplatesOnHand:
    """The paper's templates. A sheet says its version, and whoever takes it looks: so their age closes nothing."""

    def __init__(self, shelf: PackShelf) -> None:
        self._shelf = shelf

    def pack(self) -> Pack | None:
        """None where the centre has published none: then those that came with the program count. Raises PackDamaged."""
        return self._shelf.find(TEMPLATES)

    def folder(self) -> Path | None:
        """Where the templates in use lie, their own manifest among them. Raises PackDamaged."""
        pack = self.pack()
        return pack.folder / PAPERS if pack else None


@dataclass(frozen=True)
class OnHand:
    """All of it, read when it is first asked for. `now` is the centre's time, aware; `shipped_calendar` what came with the program."""

    shelf: PackShelf
    now: Clock
    shipped_calendar: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @cached_property
    def items(self) -> ItemsOnHand:
        return ItemsOnHand(self.shelf, self.now)

    @cached_property
    def items_of_any_age(self) -> ItemsOnHand:
        """For whoever asks what was withdrawn: that stays withdrawn, however long ago it was heard."""
        return ItemsOnHand(self.shelf)

    @cached_property
    def knowledge(self) -> KnowledgeOnHand:
        return KnowledgeOnHand(self.shelf, KnowledgeEntry, self.now)

    @cached_property
    def policies(self) -> PoliciesOnHand:
        return PoliciesOnHand(self.shelf, Policy, self.now)

    @cached_property
    def places(self) -> PlacesOnHand:
        return PlacesOnHand(self.shelf, Place, self.now)

    @cached_property
    def forms(self) -> EntriesOnHand[SharedForm]:
        return EntriesOnHand(self.shelf, SharedForm, self.now)

    @cached_property
    def parameters(self) -> EntriesOnHand[DatedValue]:
        return EntriesOnHand(self.shelf, DatedValue, self.now)

    @cached_property
    def services(self) -> EntriesOnHand[DeclaredService]:
        return EntriesOnHand(self.shelf, DeclaredService, self.now)

    @cached_property
    def services_of_any_age(self) -> EntriesOnHand[DeclaredService]:
        """For whoever shows them closed where they are too old."""
        return EntriesOnHand(self.shelf, DeclaredService, None)

    @cached_property
    def templates(self) -> TemplatesOnHand:
        return TemplatesOnHand(self.shelf)

    @cached_property
    def working_days(self) -> CalendarOnHand:
        return CalendarOnHand(self.shelf, self.shipped_calendar)


def _can_be_applied_for(policy: Policy, day: date) -> bool:
    begun = policy.apply_from is None or policy.apply_from <= day
    return begun and (policy.apply_to is None or day <= policy.apply_to)
