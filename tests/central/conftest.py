"""A centre seeded once in each kind of database; each test that changes something gets a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from central_world import START, CopiedHome, NewHome, World, running
from postgres_cluster import Cluster, NoPostgres, running_cluster

from central.seed import seed
from central.settings import DATABASE_URL_FILE

ENTERPRISES = 60

ON_BOTH_EACH_TIME = {
    "test_authorisation_matrix.py",
    "test_case_machine.py",
    "test_cases.py",
    "test_central_backup.py",
    "test_central_database_away.py",
    "test_central_migrations.py",
    "test_chains_witnessed.py",
    "test_held_rows.py",
    "test_intake.py",
    "test_intake_at_once.py",
    "test_intake_copied_stores.py",
    "test_many_cases.py",
    "test_outbound.py",
    "test_races_with_forgetting.py",
    "test_staff_sign_in.py",
    "test_staff_trail.py",
    "test_work.py",
    "test_work_killed.py",
}
"""Where a database's own ways matter: locks, transactions, tables, copies. Everything else is tried on PostgreSQL in the short suite, on
both in the long one; the halls of other rooms' tests have their centre on SQLite."""


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what is marked soak
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    known = {item.nodeid for item in items}
    for item in items:
        if _is_tried_elsewhere(item, known):
            item.add_marker(pytest.mark.soak)


def _is_tried_elsewhere(item: pytest.Item, known: set[str]) -> bool:
    kind = getattr(item, "callspec", None) and item.callspec.params.get("database_kind")  # type: ignore[attr-defined]  # a Function's
    if kind != "sqlite" or item.path.name in ON_BOTH_EACH_TIME:
        return False
    name, _, values = item.nodeid.partition("[")
    return f"{name}[{values.replace('sqlite', 'postgresql', 1)}" in known


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The session's own PostgreSQL. Skips where there is none."""
    try:
        with running_cluster() as found:
            yield found
    except NoPostgres as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Every test that asks for a centre is run on both."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def copied_from_sqlite(tmp_path_factory: pytest.TempPathFactory) -> CopiedHome:
    home = tmp_path_factory.mktemp("seeded") / "central"
    _seed(home)
    return lambda path: _copied_with_its_file(home, path)


@pytest.fixture(scope="session")
def copied_from_postgresql(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> CopiedHome:
    home = tmp_path_factory.mktemp("seeded") / "central"
    template = cluster.create()
    write_database_url(home, cluster.url(template))
    _seed(home)
    return lambda path: _copied_with_its_database(home, path, cluster, template)


@pytest.fixture(scope="session")
def copied_home(database_kind: str, request: pytest.FixtureRequest) -> CopiedHome:
    """Copies of a centre as seeding leaves it. What is seeded outlives a change of the kind, which comes with every file."""
    copied: CopiedHome = request.getfixturevalue(f"copied_from_{database_kind}")
    return copied


@pytest.fixture(scope="session")
def new_home(database_kind: str, request: pytest.FixtureRequest) -> NewHome:
    """Homes without a centre in them."""
    if database_kind == "sqlite":
        return nullcontext
    cluster: Cluster = request.getfixturevalue("cluster")
    return lambda path: _with_an_empty_database(path, cluster)


@pytest.fixture
def empty_home(new_home: NewHome, tmp_path: Path) -> Iterator[Path]:
    """Where a centre may be made, the test's own."""
    with new_home(tmp_path / "empty") as home:
        yield home


@pytest.fixture
def central_home(copied_home: CopiedHome, tmp_path: Path) -> Iterator[Path]:
    """A seeded centre that is the test's own."""
    with copied_home(tmp_path / "central") as home:
        yield home


@pytest.fixture
def world(central_home: Path) -> Iterator[World]:
    """A running centre that is the test's own."""
    with running(central_home) as world:
        yield world


@pytest.fixture(scope="module")
def shared_world(copied_home: CopiedHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A running centre for tests that leave clock and seed alone."""
    with copied_home(tmp_path_factory.mktemp("shared") / "central") as home, running(home) as world:
        yield world


def write_database_url(home: Path, url: str) -> None:
    home.mkdir(mode=0o700, exist_ok=True)
    (home / DATABASE_URL_FILE).write_text(url + "\n", "utf-8")


def _seed(home: Path) -> None:
    seed(home, enterprises=ENTERPRISES, clock=lambda: START, say=lambda _: None)


@contextmanager
def _with_an_empty_database(path: Path, cluster: Cluster) -> Iterator[Path]:
    name = cluster.create()
    write_database_url(path, cluster.url(name))
    yield path
    cluster.drop(name)


@contextmanager
def _copied_with_its_file(home: Path, path: Path) -> Iterator[Path]:
    yield Path(shutil.copytree(home, path))


@contextmanager
def _copied_with_its_database(home: Path, path: Path, cluster: Cluster, template: str) -> Iterator[Path]:
    name = cluster.create(template)
    shutil.copytree(home, path)
    write_database_url(path, cluster.url(name))
    yield path
    cluster.drop(name)
