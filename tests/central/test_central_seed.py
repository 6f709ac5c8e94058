"""What a centre starts with: synthetic, whole, the same every time."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from central_world import START, NewHome
from sqlalchemy import Dialect, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from app.contract.licence import HolderRole
from app.contract.numbers import is_uscc
from central.db.base import Base
from central.db.database import Database, DatabaseUnusable, connect
from central.db.version import Epoch
from central.enterprises import TOWNS, Enterprise, RegistrationStatus
from central.home import KEY_FILES, HomeMissing, make_home, open_home
from central.licences.tables import MOST_MANAGERS, LicenceHolder
from central.papers.renewal import bundle
from central.seed import seed
from central.seeding.enterprises import enterprise_row, uscc_of
from central.seeding.named import NAMED
from central.settings import Settings
from central.zones.credit.tables import (
    Domain,
    Enforcement,
    Judgment,
    Penalty,
    Repair,
    SeriousListing,
)
from printing.token import trust

SAMPLES = {
    "91441900MA0TE5T08W": "松山湖",
    "91441900MA0TE5T16P": "寮步镇",
    "91441900MA0TE5T24J": "长安镇",
    "91441900MA0TE5T32D": "厚街镇",
    "91441900MA0TE5T408": "东城街道",
    "91441900MA0TE5T595": "南城街道",
}


@pytest.fixture(scope="module")
def full(new_home: NewHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A centre of the size that is shipped."""
    with new_home(tmp_path_factory.mktemp("full") / "central") as home:
        seed(home, clock=lambda: START, say=lambda _: None)
        yield home


def test_the_samples_enterprises_are_there_however_few_are_asked_for(new_home: NewHome, tmp_path: Path) -> None:
    with new_home(tmp_path / "central") as home:
        seed(home, enterprises=1, clock=lambda: START, say=lambda _: None)

        with _reading(home) as session:
            assert session.scalar(select(func.count()).select_from(Enterprise)) == len(NAMED)


def test_bundle_is_left_for_a_centre_whose_roots_key_is_taken_away(new_home: NewHome, tmp_path: Path) -> None:
    with new_home(tmp_path / "central") as home:
        seed(home, enterprises=1, clock=lambda: START, say=lambda _: None)
        (home / "root-ca.key").unlink()

        without = open_home(home)
        trusted = trust.read(bundle(without, START), without.root_pem)

    assert trusted.version == 1


def test_five_thousand_enterprises_with_real_check_digits_in_every_town(full: Path) -> None:
    with _reading(full) as session:
        enterprises = session.scalars(select(Enterprise)).all()

    assert len(enterprises) == 5_000
    assert all(is_uscc(one.uscc) for one in enterprises)
    assert {one.town for one in enterprises} == set(TOWNS)
    assert len(TOWNS) == 33
    assert {one.reg_status for one in enterprises} == set(RegistrationStatus)


def test_nobody_can_take_an_enterprise_for_a_real_one(full: Path) -> None:
    with _reading(full) as session:
        names = session.scalars(select(Enterprise.entity_name)).all()

    assert all("(合成)" in name for name in names)
    assert len(set(names)) == len(names)


def test_sample_enterprises_are_there(full: Path) -> None:
    with _reading(full) as session:
        towns = {uscc: session.get_one(Enterprise, uscc).town for uscc in SAMPLES}
        capital = session.get_one(Enterprise, "91441900MA0TE5T16P").reg_capital

    assert towns == SAMPLES
    assert capital == Decimal("5000000.00")


def test_organisation_codes_carry_their_own_check() -> None:
    assert [uscc_of(f"MA0TE5T{place}") for place in "012345"] == list(SAMPLES)
    assert all(named.uscc == uscc_of(named.uscc[8:16]) for named in NAMED)


def test_licences_have_their_roles_and_no_number(full: Path) -> None:
    with _reading(full) as session:
        holders = session.scalars(select(LicenceHolder)).all()

    managers = Counter(holder.uscc for holder in holders if holder.holder_role == HolderRole.MANAGER)
    agents = [holder for holder in holders if holder.holder_role == HolderRole.AGENT]
    assert {holder.holder_role for holder in holders} == set(HolderRole)
    assert max(managers.values()) == MOST_MANAGERS
    assert {agent.auth_type for agent in agents} == {"全业务", "精准"}
    assert all(agent.auth_valid_to for agent in agents)
    assert any(agent.auth_valid_to and agent.auth_valid_to < date(2026, 11, 23) for agent in agents)
    assert all(len(holder.holder_mark) == 64 for holder in holders)


def test_records_of_every_class_and_kind_are_there(full: Path) -> None:
    with _reading(full) as session:
        classes = set(session.scalars(select(Penalty.severity)))
        others = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Repair, Enforcement, SeriousListing, Judgment)
        ]

    assert classes == {"轻微", "一般", "严重"}
    assert all(count and count > 0 for count in others)


def test_repair_never_comes_before_its_decision(full: Path) -> None:
    with _reading(full) as session:
        pairs = session.execute(
            select(Penalty.decided_on, Repair.repaired_on).join(Repair, Repair.penalty_id == Penalty.id)
        ).all()

    assert all(decided_on < repaired_on <= date(2026, 11, 23) for decided_on, repaired_on in pairs)


def test_enterprise_is_the_same_on_every_machine() -> None:
    today = date(2026, 11, 23)

    assert enterprise_row(4_321, today) == enterprise_row(4_321, today)
    assert enterprise_row(4_321, today)["uscc"] == "91441900MA0004FC1E"


def test_seeding_again_adds_nothing_and_lets_the_sources_deliver(central_home: Path) -> None:
    before = _count(central_home)

    seed(central_home, enterprises=before, clock=lambda: START + timedelta(days=40), say=lambda _: None)

    with _reading(central_home) as session:
        as_of = session.get_one(Domain, "fire").as_of
    assert _count(central_home) == before
    assert as_of == date(2027, 1, 1)


def test_seeding_more_keeps_what_is_there(central_home: Path) -> None:
    before = _usccs(central_home)

    seed(central_home, enterprises=len(before) + 5, clock=lambda: START, say=lambda _: None)

    after = _usccs(central_home)
    assert set(before) < set(after)
    assert len(after) == len(before) + 5


def test_seeding_says_how_far_it_is(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("central.seed.CHUNK", 20)
    said: list[str] = []

    seed(empty_home, enterprises=50, clock=lambda: START, say=said.append)

    assert said[1:] == ["企业 20 / 50", "企业 40 / 50", "企业 50 / 50"]


def test_keys_are_the_owners_alone(central_home: Path) -> None:
    modes = {name: stat.S_IMODE((central_home / name).stat().st_mode) for name in KEY_FILES}

    assert set(modes.values()) == {0o600}


def test_keys_are_made_once(tmp_path: Path) -> None:
    first = make_home(tmp_path / "central")

    second = make_home(tmp_path / "central")

    assert (first.root_pem, first.sealing_key) == (second.root_pem, second.sealing_key)


def test_home_with_a_key_missing_is_refused_and_not_mended(central_home: Path) -> None:
    (central_home / "seal.key").unlink()

    with pytest.raises(HomeMissing, match=r"seal\.key missing"):
        make_home(central_home)

    assert not (central_home / "seal.key").exists()


def test_home_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HomeMissing):
        open_home(tmp_path / "nowhere")


def test_keys_stay_out_of_repr(central_home: Path) -> None:
    home = open_home(central_home)

    assert repr(home) == f"Home(path={central_home!r})"


def test_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "centre.db").write_bytes(b"not a database at all" * 100)

    with pytest.raises(DatabaseUnusable, match="cannot be opened"):
        seed(tmp_path, enterprises=10, say=lambda _: None)


@pytest.mark.parametrize("url", ["nonsense", "oracle9i://x/y", "mysql+nodriver://x/y"])
def test_url_that_names_no_database_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(DatabaseUnusable) as refused:
        connect(url)

    assert url not in str(refused.value)


def test_sqlite_keeps_its_promises(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'centre.db'}", may_create=True)
    with database.reading() as session:
        connection = session.connection()
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
        version = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar())
    database.close()

    assert found == ["wal", 2, 1]
    assert tuple(int(part) for part in version.split(".")) >= (3, 51, 3)


@pytest.mark.parametrize("dialect", [postgresql.dialect(), sqlite.dialect()], ids=["postgresql", "sqlite"])
def test_every_table_can_be_said_in_every_database(dialect: Dialect) -> None:
    said = [str(CreateTable(table).compile(dialect=dialect)) for table in Base.metadata.sorted_tables]

    assert len(said) >= 20


def test_moment_without_an_offset_is_refused(central_home: Path) -> None:
    database = _open(central_home)

    with pytest.raises(Exception, match="carries its offset"), database.writing() as session:
        session.scalars(select(Epoch)).one().began_at = datetime(2026, 11, 23)  # noqa: DTZ001  # the point
    database.close()


def test_moment_comes_back_aware(central_home: Path) -> None:
    database = _open(central_home)
    with database.reading() as session:
        began_at = session.scalars(select(Epoch)).one().began_at
    database.close()

    assert began_at == START
    assert began_at.tzinfo is UTC


def _open(home: Path) -> Database:
    return connect(Settings(home=home).database)


@contextmanager
def _reading(home: Path) -> Iterator[Session]:
    """A session on the centre at `home`, its files closed afterwards."""
    database = _open(home)
    with database.reading() as session:
        yield session
    database.close()


def _usccs(home: Path) -> list[str]:
    with _reading(home) as session:
        return list(session.scalars(select(Enterprise.uscc)))


def _count(home: Path) -> int:
    return len(_usccs(home))
