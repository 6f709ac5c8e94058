"""The audit walks a visit, and looks at every page it comes by in every variant that is asked for."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from audit.every_check import EVERY_CHECK
from audit.exceptions import is_let_be
from audit.findings import Finding
from audit.page import Page, box
from audit.pseudo import everything_stretched
from gallery.terminal import NotReached, Terminal, a_terminal
from gallery.variants import PLAIN, Variant
from gallery.visits.every import IN_A_STATE_OF_THEIR_OWN, Visit
from PySide6.QtGui import QGuiApplication, QImage

from kiosk.shell import MAINTENANCE_PAGES

MOST_SHEETS = 3
"""A report of ninety pages is ninety sheets alike: the first few are looked at."""

PRESSED = {PLAIN}
ALTERED = {PLAIN, Variant("elder", 1.5), Variant("contrast")}
"""Where controls are pressed, and where they are put into their other states: what they do does not hang on the size of letters."""


@dataclass(frozen=True)
class Sighting:
    """One sheet of one page in one variant, and what was found."""

    stop: str
    page: str
    variant: str
    sheet: int
    findings: tuple[Finding, ...]
    bar: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    """Where 返回, 首页 and the others stand."""


VariantsOf = Callable[[str], Sequence[Variant]]
"""In which variants a stop is looked at."""

Keep = Callable[[str, str, int, QImage], None]
"""What becomes of a picture: stop, variant's name, sheet, picture."""


class Look:
    """One visit, walked once. Pages that were watched for movement are not watched again."""

    def __init__(self, visit: Visit, variants: VariantsOf, keep: Keep, *, is_pseudo: bool = False) -> None:
        self._visit = visit
        self._variants = variants
        self._keep = keep
        self._is_pseudo = is_pseudo
        self._watched: set[str] = set()

    def sightings(
        self, application: QGuiApplication, folder: Path, stops: frozenset[str] = frozenset()
    ) -> list[Sighting]:
        """`stops`: only these, if any. A visit that does not come to its end is a finding too."""
        seen: list[Sighting] = []
        try:
            with a_terminal(application, folder, self._visit.prepare) as terminal, self._language(terminal, folder):
                for stop in self._visit.walk(terminal):
                    if not stops or stop in stops:
                        seen += self._at(terminal, stop)
                        gc.collect()  # pictures of pages that are down; the terminal's own things are not looked through
                seen += [self._wrong(f"{defect!r}") for defect in terminal.defects]
        except NotReached as lost:
            seen.append(self._wrong(str(lost)))
        return seen

    @contextmanager
    def _language(self, terminal: Terminal, folder: Path) -> Iterator[None]:
        if not self._is_pseudo:
            yield
            return
        with everything_stretched(folder, terminal.takes_for_english):
            yield
            terminal.dress(PLAIN)

    def _name(self, variant: Variant) -> str:
        return f"pseudo-{variant.name}" if self._is_pseudo else variant.name

    def _wrong(self, what: str) -> Sighting:
        return Sighting(self._visit.name, "", "", 0, (Finding("not-reached", self._visit.name, what),))

    def _at(self, terminal: Terminal, stop: str) -> Iterator[Sighting]:
        terminal.stop_the_clocks()
        for variant in self._variants(stop):
            terminal.dress(variant)
            for sheet in terminal.sheets():
                if sheet == MOST_SHEETS:
                    break
                yield self._one(terminal, stop, variant, sheet)
            terminal.turn_to_the_first_sheet()
            if sheet and stop not in IN_A_STATE_OF_THEIR_OWN:  # the focus is elsewhere than on a page that comes up
                terminal.draw_anew()
                terminal.stop_the_clocks()
        terminal.dress(PLAIN)

    def _one(self, terminal: Terminal, stop: str, variant: Variant, sheet: int) -> Sighting:
        name = terminal.name_of_the_page
        terminal.taps.setProperty("byKeys", False)  # keys pressed on the page before leave no ring on this one
        can_be_made_anew = stop not in IN_A_STATE_OF_THEIR_OWN
        page = Page(
            terminal,
            variant,
            sheet=sheet,
            pressed=variant in PRESSED and can_be_made_anew,
            altered=variant in ALTERED and can_be_made_anew,
            watched=variant == PLAIN and not sheet and can_be_made_anew and name not in self._watched,
            heard=terminal.shell.page_file.parent != MAINTENANCE_PAGES,  # those are not read aloud
            is_pseudo=self._is_pseudo,
        )
        if page.watched:
            self._watched.add(name)
        self._keep(stop, self._name(variant), sheet, page.image)
        bar = places_of_the_bar(page)
        found = [finding for check in EVERY_CHECK for finding in check.findings(page)]
        left = tuple(finding for finding in found if not is_let_be(finding))
        return Sighting(stop, name, self._name(variant), sheet, left, bar)


def places_of_the_bar(page: Page) -> dict[str, tuple[int, int, int, int]]:
    bar = {}
    for control in page.controls:
        if control.item.objectName().startswith("nav."):
            at = box(control.item).toRect()
            bar[control.item.objectName()] = (at.x(), at.y(), at.width(), at.height())
    return bar
