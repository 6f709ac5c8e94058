"""The bench: a centre seeded once, and a seed that every random test says."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench_world import guanjia


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre's home as `guanjia central seed` leaves it. Not to be written to."""
    home = tmp_path_factory.mktemp("bench") / "seeded"
    guanjia("central", "seed", "--home", home, "--enterprises", "8")
    return home


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> Iterator[random.Random]:
    """Dice whose seed is printed; PROMISES_SEED throws the same again."""
    seed = int(os.environ.get("PROMISES_SEED") or random.SystemRandom().randrange(2**32))
    print(f"\n{request.node.name}: PROMISES_SEED={seed}")
    yield random.Random(seed)
