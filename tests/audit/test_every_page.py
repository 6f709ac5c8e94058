"""Every page, as its visitors come to it, once, in a variant where pages break first. `make audit` looks at all variants."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from audit.looking import Look, Sighting
from audit.report import pages_never_seen
from gallery.variants import HARDEST, Variant
from gallery.visits.every import EVERY_VISIT, Visit
from PySide6.QtGui import QGuiApplication

IN_BRIEF = ("guard_and_goodbye", "progress", "without_the_wire", "back_after_a_crash")
"""Visits to pages of every sort, for the short tests: a prompt, a keypad and what is wrong in it, a home, a question, an end."""


def hardest_for(stop: str) -> tuple[Variant, ...]:
    """The same page always in the same variant; neighbours in others."""
    return (HARDEST[zlib.crc32(stop.encode()) % len(HARDEST)],)


def told(sightings: list[Sighting]) -> Iterator[str]:
    for one in sightings:
        for finding in one.findings:
            yield f"{one.stop} [{one.variant}, sheet {one.sheet + 1}] {finding.check}: {finding.who}: {finding.what}"


@pytest.fixture(scope="module")
def seen() -> dict[str, list[Sighting]]:
    """What was seen on each visit so far."""
    return {}


@pytest.mark.parametrize("visit", [one for one in EVERY_VISIT if one.name in IN_BRIEF], ids=lambda visit: visit.name)
def test_nothing_is_wrong_on_some_pages(visit: Visit, qapp: QGuiApplication, tmp_path: Path) -> None:
    wrong = list(told(Look(visit, hardest_for, lambda *_: None).sightings(qapp, tmp_path)))

    assert wrong == [], "\n" + "\n".join(wrong)


@pytest.mark.soak
@pytest.mark.parametrize("visit", EVERY_VISIT, ids=lambda visit: visit.name)
def test_nothing_is_wrong(visit: Visit, qapp: QGuiApplication, tmp_path: Path, seen: dict[str, list[Sighting]]) -> None:
    seen[visit.name] = Look(visit, hardest_for, lambda *_: None).sightings(qapp, tmp_path)

    wrong = list(told(seen[visit.name]))

    assert wrong == [], "\n" + "\n".join(wrong)


@pytest.mark.soak
def test_some_visit_comes_by_every_page(seen: dict[str, list[Sighting]]) -> None:
    if len(seen) < len(EVERY_VISIT):
        pytest.skip("only some of the visits were made")

    assert pages_never_seen([one for some in seen.values() for one in some]) == []
