"""Every check finds its fault on the page that carries it, and nothing on a page that carries none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from audit.bench import Bench
from audit.every_check import EVERY_CHECK
from audit.page import Page
from gallery.variants import LANDSCAPE, PLAIN, Variant
from PySide6.QtGui import QGuiApplication

SEEDED = Path(__file__).parent / "seeded"
SEEDS = sorted(file for file in SEEDED.glob("*.qml") if file.stem[0].islower() and file.stem != "clean")
SEEN_IN = {"untranslated": Variant(language="en"), "out-of-reach": Variant(low=True)}
"""Faults that show in some variants only."""

COME_TOGETHER = {
    "target-offscreen": {"focus-invisible", "text-outside-box"},
    "below-the-fold+cut": {"focus-invisible", "text-outside-box", "edge-contrast"},
    "text-outside-box+under-a-control": {"contrast"},
    "text-offscreen": {"text-outside-box"},
    "bar": {"focus-invisible"},
    "timeout": {"bar", "focus-invisible"},
    "out-of-reach": {"focus-order"},
}
"""One fault that breaks more than one rule."""


@pytest.fixture(scope="module")
def bench(qapp: QGuiApplication) -> Iterator[Bench]:
    made = Bench(qapp)
    yield made
    made.close()


def found_on(bench: Bench, variant: Variant, *, watched: bool = False, heard: bool = False) -> dict[str, list[str]]:
    page = Page(bench, variant, pressed=True, altered=True, watched=watched, heard=heard)
    found = {check.name: check.findings(page) for check in EVERY_CHECK}
    return {name: [f"{one.who}: {one.what}" for one in findings] for name, findings in found.items() if findings}


@pytest.mark.parametrize("seed", SEEDS, ids=lambda file: file.stem)
def test_check_finds_its_fault(bench: Bench, seed: Path) -> None:
    check, variant = seed.stem.split("+")[0], SEEN_IN.get(seed.stem, PLAIN)
    bench.put_up(seed, variant)
    if check == "turned-live":
        variant = Variant(scale=2.0)
        bench.dress(variant)

    found = found_on(bench, variant, watched=check == "moves", heard=check == "unvoiced")

    assert check in found, found
    assert set(found) - {check} <= COME_TOGETHER.get(seed.stem, set()), found


@pytest.mark.parametrize(
    "variant",
    [
        PLAIN,
        Variant("elder", 1.5),
        Variant("contrast"),
        Variant("elder", 2.0, LANDSCAPE),
        Variant("contrast", 2.0, LANDSCAPE),
    ],
    ids=lambda variant: variant.name,
)
def test_nothing_is_found_on_a_clean_page(bench: Bench, variant: Variant) -> None:
    bench.put_up(SEEDED / "clean.qml", variant)

    assert found_on(bench, variant, watched=variant == PLAIN) == {}


def test_every_check_has_a_seeded_page() -> None:
    assert {check.name for check in EVERY_CHECK} - {file.stem.split("+")[0] for file in SEEDS} == set()
