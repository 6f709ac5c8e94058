"""A bench that cannot fail proves nothing: six broken protocols, each of which it must find."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from conftest import Say
from damaging_proxy import Damage
from mutants import MUTANTS, TERMINAL_MUTANTS
from test_kill_harness import Plan, play

# Without the faults that an honest protocol needs signed replies for; an epoch that seems new would also heal a loss.
SHORT = Plan(
    jobs=120,
    kills=10,
    centre_kills=0,
    life=0.1,
    deadline=12.0,
    patience=2.0,
    without=frozenset({Damage.FORGED, Damage.OLD_EPOCH}),
)


SHOWS_AS = {
    "no-dedupe": {"doubled"},
    "key-minted-at-send": {"doubled", "stuck"},
    "told-before-commit": {"lost"},
    "done-before-reply": {"lost"},
    "no-lease-recovery": {"stuck"},
    "any-200-is-success": {"lost"},
}


@pytest.mark.parametrize("mutant", MUTANTS)
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
