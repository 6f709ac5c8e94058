"""The bench: a centre seeded once, and a seed that every random test says."""

from __future__ import annotations

import contextlib
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bench_world import prepare

Say = Callable[..., None]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre as `guanjia central seed` leaves it, and terminals it has let in. Not to be written to."""
    folder = tmp_path_factory.mktemp("bench") / "seeded"
    prepare(folder)
    return folder


@pytest.fixture
def say(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Say:
    """Figures of a run: shown with a failure, and by the long tests always."""
    is_long = request.node.get_closest_marker("soak") is not None

    def said(*words: object) -> None:
        with capsys.disabled() if is_long else contextlib.nullcontext():
            sys.stdout.write(f"\n{request.node.name}: {' '.join(map(str, words))}\n")

    return said


@pytest.fixture
def chance(say: Say) -> random.Random:
    """Dice whose seed is said; PROMISES_SEED throws the same again."""
    seed = int(os.environ.get("PROMISES_SEED") or random.SystemRandom().randrange(2**32))
    say(f"PROMISES_SEED={seed}")
    return random.Random(seed)
