"""A centre seeded once; each test that changes something gets a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from central_world import START, World, running

from central.seed import seed

ENTERPRISES = 60


@pytest.fixture(scope="session")
def seeded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre as seeding leaves it. Not to be written to."""
    home = tmp_path_factory.mktemp("seeded") / "central"
    seed(home, enterprises=ENTERPRISES, clock=lambda: START, say=lambda _: None)
    return home


@pytest.fixture
def central_home(seeded_home: Path, tmp_path: Path) -> Path:
    """A seeded centre that is the test's own."""
    return Path(shutil.copytree(seeded_home, tmp_path / "central"))


@pytest.fixture
def world(central_home: Path) -> Iterator[World]:
    """A running centre that is the test's own."""
    with running(central_home) as world:
        yield world


@pytest.fixture(scope="module")
def shared_world(seeded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A running centre for tests that leave clock and seed alone."""
    home = Path(shutil.copytree(seeded_home, tmp_path_factory.mktemp("shared") / "central"))
    with running(home) as world:
        yield world
