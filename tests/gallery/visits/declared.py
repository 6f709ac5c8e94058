"""The gallery's visits to declared services: from what they are to a receipt, by every page on which something is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from declared_hall import DeclaredHall, every_kind, item
from declared_hall import declared as shipped
from gallery.terminal import Terminal

from app.fake_central.prefilling import KnownForm, KnownValue

GRANT, WORKERS, ADDRESS = "S203", "S801", "S405"
SEEN = {
    "opening": "90-opening",
    "consents": "90-consents",
    "ask.before": "91-situation",
    "known.applicant": "91-known",
    "field.policy_no": "92-letters",
    "field.amount": "92-amount",
    "field.spent_from": "92-day",
    "commitment": "93-commitment",
    "materials": "93-materials",
    "check": "94-check-application",
    "field.standard_address": "92-address",
    "field.number": "92-identity-number",
    "field.days": "92-several",
    "field.posts": "92-list",
}


class _Walker:
    """The gallery's terminal, as `DeclaredHall` asks for one."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.shell, self.hands, self.home = terminal.shell, terminal.hall.hands, terminal.home
        self.central, self.reader, self.scanner = terminal.central, terminal.devices.reader, terminal.devices.scanner

    @property
    def flow(self) -> Any:
        return self._terminal.flow

    def sees(self, page: str) -> None:
        self._terminal.sees(page)

    def waits_for(self, seen: Callable[[], object]) -> None:
        self._terminal.waits_for(seen, "what a declared service waits for")


def _hall(terminal: Terminal) -> DeclaredHall:
    return DeclaredHall(_Walker(terminal))  # type: ignore[arg-type]  # all of a terminal that it asks for


def _walk(hall: DeclaredHall, service: str, *wanted: str) -> Iterator[str]:
    """To the end, and a stop at each of the wanted stages, once it is answered."""
    hall.begins(service)
    seen: set[str] = set()
    while hall.stage != "filed":
        stage = hall.stage
        if stage in wanted and stage not in seen:
            seen.add(stage)
            yield SEEN[stage]
        hall.answers()
        if stage == "check":
            hall.terminal.sees("Filed")


def declared_with_the_wire(terminal: Terminal) -> Iterator[str]:
    hall = _hall(terminal)
    hall.offers(GRANT)
    known = {
        "uscc": KnownValue("91441900MA0TE5T16P", date(2026, 9, 1)),
    }
    terminal.central.known_forms.forms[item(GRANT).task_code] = KnownForm(
        item(GRANT).form or {}, shipped(GRANT).catalog_code, known
    )
    yield from _walk(
        hall, GRANT, "opening", "consents", "ask.before", "known.applicant", "field.policy_no", "field.amount",
        "field.spent_from", "commitment", "materials", "check",
    )  # fmt: skip
    terminal.waits_for(lambda: terminal.flow.property("filed")["accepted"], "the receipt")
    yield "95-filed-application"


def declared_without_the_wire(terminal: Terminal) -> Iterator[str]:
    hall = _hall(terminal)
    hall.offers(ADDRESS)
    terminal.cut_the_wire()
    hall.begins(ADDRESS)
    hall.comes_to("enterprise")
    yield "91-enterprise-code"
    hall.comes_to("field.standard_address")
    yield "92-address"
    hall.comes_to("check")
    hall.flow.confirm()
    terminal.sees("Filed")
    yield "95-filed-application-offline"


def declared_lists(terminal: Terminal) -> Iterator[str]:
    hall = _hall(terminal)
    service, its_item = every_kind()
    hall.publisher.publish([service], [its_item])
    hall.pulls(datetime.now(UTC))
    hall.terminal.waits_for(lambda: WORKERS in terminal.shell.menu.declared)
    hall.begins(WORKERS)
    hall.comes_to("licence")
    terminal.central.answers.clear()
    hall.answers()
    terminal.sees("LookingUp")
    yield "91-looking-up"
    terminal.central.answers.set()
    terminal.waits_for(lambda: hall.stage != "prefill", "what others know")
    for stage in ("field.days", "field.number", "field.posts"):
        hall.comes_to(stage)
        yield SEEN[stage]
    hall._adds_a_row()
    yield "92-list-of-one"
