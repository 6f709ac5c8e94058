"""The bench: a centre seeded once, and a seed that every random test says."""

from __future__ import annotations

import contextlib
import os
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench_world import prepare
from clocks import sweep

# The centre's own tests know how to run a PostgreSQL; at the end of the way, so that their conftest is not taken for this one.
sys.path.append(str(Path(__file__).parent.parent / "central"))

from postgres_cluster import Cluster, NoPostgres, running_cluster

Say = Callable[..., None]


@pytest.fixture(scope="session", autouse=True)
def nothing_left_in_memory() -> Iterator[None]:
    yield
    sweep()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre as `guanjia central seed` leaves it, and terminals it has let in. Not to be written to."""
    folder = tmp_path_factory.mktemp("bench") / "seeded"
    prepare(folder)
    return folder


@dataclass(frozen=True)
class OnPostgres:
    """A centre seeded on PostgreSQL; `database` makes a copy of it."""

    cluster: Cluster
    template: str
    seeded: Path

    def database(self) -> str:
        return self.cluster.url(self.cluster.create(self.template))


@pytest.fixture(scope="session")
def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnPostgres]:
    folder = tmp_path_factory.mktemp("bench-postgres") / "seeded"
    with contextlib.ExitStack() as running:
        try:
            cluster = running.enter_context(running_cluster())
        except NoPostgres as missing:
            pytest.skip(str(missing))
        template = cluster.create()
        prepare(folder, database=cluster.url(template))
        yield OnPostgres(cluster, template, folder)


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
