"""A bench that cannot fail proves nothing: six broken protocols, each of which it must find."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from conftest import Say
from mutants import MUTANTS, TERMINAL_MUTANTS
from test_kill_harness import Plan, play

SHORT = Plan(jobs=120, kills=14, centre_kills=0, life=0.1, deadline=90.0, patience=8.0)
"""For the honest protocol too: it is judged by the same plan, so that no mutant is caught by being slow."""

SHOWS_AS = {
    "no-dedupe": {"doubled"},
    # A centre that knows every place twice over takes the second one for a copied disk, and lets nothing more in.
    "key-minted-at-send": {"doubled", "stuck"},
    "told-before-commit": {"vanished"},
    "done-before-reply": {"falsely_done", "wrong_receipts"},
    "no-lease-recovery": {"stuck"},
    "any-200-is-success": {"falsely_done", "wrong_receipts"},
}


IN_THE_SUITE = ("told-before-commit",)
"""The quickest to be found out; all six with the long tests."""


@pytest.mark.parametrize(
    "mutant", [pytest.param(each, marks=() if each in IN_THE_SUITE else pytest.mark.soak) for each in MUTANTS]
)
def test_mutant_is_caught(mutant: str, tmp_path: Path, seeded: Path, chance: random.Random, say: Say) -> None:
    broken = {"terminal": mutant} if mutant in TERMINAL_MUTANTS else {}
    if mutant in ("no-dedupe", "key-minted-at-send"):
        broken |= {"centre": mutant}

    verdict, said = play(tmp_path, seeded, SHORT, chance, **broken)

    say(mutant, verdict, said)
    assert SHOWS_AS[mutant] & verdict.breaches.keys(), f"{mutant} went through the bench unseen: {verdict} {said}"


def test_honest_protocol_is_not_accused(tmp_path: Path, seeded: Path, chance: random.Random, say: Say) -> None:
    verdict, said = play(tmp_path, seeded, SHORT, chance)

    say(verdict, said)
    assert verdict.breaches == {}, (verdict, said)
