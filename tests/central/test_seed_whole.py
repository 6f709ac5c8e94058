"""The whole list of synthetic content: as many as the list says, the same every time, right in its check characters, and nobody's."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from central_world import START, CopiedHome, HandClock
from jsonschema import Draft202012Validator
from sqlalchemy import select

from app.contract.entries import laid_out
from app.contract.numbers import is_id_number, is_uscc
from app.contract.policies import Policy, PolicyMode
from app.contract.service_items import UseLevel
from central.cases import procedures
from central.cases.chain import check_cases
from central.cases.procedure import Role
from central.cases.tables import Case
from central.datasets.files import FOLDER, DatasetUnreadable, read
from central.datasets.kinds import (
    KINDS,
    CampaignEvent,
    EdgeKind,
    FamilyEdge,
    IncentiveScene,
    JobFair,
    LicenceItem,
    LoanProduct,
    TaxItem,
)
from central.opening import opened
from central.packs.samples import sample_knowledge, sample_places, sample_policies
from central.seeding.domains import DOMAINS
from central.seeding.enterprises import enterprise_row
from central.seeding.records import OFFENCES
from central.seeding.sample_cases import CHANNEL, open_samples
from central.seeding.sets.every import write_every
from central.seeding.sets.families import CIRCLE
from central.seeding.sets.weeks import BAD_TOWN, BAD_WEEK, WEEKS
from central.seeding.whole import seed_whole
from central.service_items.samples import ITEMS, THEMES, sample_items, sample_themes
from central.settings import Settings
from central.zones.credit.rules import Severity

ENTERPRISES = 5_000
BORN = re.compile(r"[1-9][0-9]{16}[0-9X]")
TELEPHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sets")
    write_every(folder, ENTERPRISES)
    return folder


def test_there_are_as_many_as_the_list_says(home: Path) -> None:
    counts = {kind.NAME: len(read(home / FOLDER, kind)) for kind in KINDS}

    assert counts.pop(FamilyEdge.NAME) > ENTERPRISES // 2
    assert counts.pop(CampaignEvent.NAME) == WEEKS * 300
    assert counts == {
        LicenceItem.NAME: 100,
        TaxItem.NAME: 233,
        LoanProduct.NAME: 30,
        JobFair.NAME: 12,
        IncentiveScene.NAME: 10,
    }
    assert (sum(1 for _ in sample_knowledge()), sum(1 for _ in sample_policies())) == (600, 4_000)
    assert Counter(place.kind.value for place in sample_places()) == {"大厅": 33, "就莞用点": 97, "终端": 400}
    assert sum(1 for one in sample_policies() if one.mode is PolicyMode.WITHOUT_ASKING) == 10
    assert len({one.type for one in sample_policies()}) == 12
    assert (ITEMS, THEMES, len(UseLevel), len(DOMAINS)) == (1_200, 100, 3, 38)
    assert {one.severity for one in OFFENCES} == set(Severity)


def test_same_list_gives_the_same_bytes(home: Path, tmp_path: Path) -> None:
    write_every(tmp_path, ENTERPRISES)

    written = {path.name: path.read_bytes() for path in (home / FOLDER).iterdir()}
    assert written == {path.name: path.read_bytes() for path in (tmp_path / FOLDER).iterdir()}
    assert len(written) == 2 * len(KINDS) + 1
    some = lambda: laid_out(Policy, sample_policies(200))  # noqa: E731 - said twice on the next line
    assert some() == some()
    assert list(sample_items(("a", "b"), 20)) == list(sample_items(("a", "b"), 20))


def test_every_theme_joins_two_departments_and_more() -> None:
    for theme in sample_themes():
        assert len({theme.lead_dept, *theme.joined_depts}) >= 2


def test_rows_are_what_their_schemas_say(home: Path) -> None:
    for kind in KINDS:
        schema = json.loads((home / FOLDER / f"{kind.NAME}.schema.json").read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        checked = Draft202012Validator(schema)
        for line in (home / FOLDER / f"{kind.NAME}.jsonl").read_text("utf-8").splitlines()[:40]:
            checked.validate(json.loads(line))


def test_every_credit_code_has_its_check_character(home: Path) -> None:
    edges = read(home / FOLDER, FamilyEdge)
    codes = {edge.owner for edge in edges} | {edge.owned for edge in edges}
    codes |= {code for fair in read(home / FOLDER, JobFair) for code in fair.employers}

    enterprises = {str(enterprise_row(index, START.date())["uscc"]) for index in range(ENTERPRISES)}
    assert all(map(is_uscc, enterprises))
    assert len(enterprises) == ENTERPRISES
    assert codes <= enterprises


def test_nobody_owns_more_than_all_and_one_circle_is_there(home: Path) -> None:
    edges = [edge for edge in read(home / FOLDER, FamilyEdge) if edge.kind is EdgeKind.INVESTS]
    held: Counter[str] = Counter()
    owned_by: defaultdict[str, set[str]] = defaultdict(set)
    for edge in edges:
        held[edge.owned] += int(float(edge.share or 0))
        owned_by[edge.owner].add(edge.owned)

    in_a_circle = {code for code in owned_by if _reaches(owned_by, code)}

    assert max(held.values()) <= 100
    assert in_a_circle == {str(enterprise_row(index, START.date())["uscc"]) for index in CIRCLE}


def test_bad_week_of_a_town_stands_out(home: Path) -> None:
    events = read(home / FOLDER, CampaignEvent)

    failed = Counter((one.week, one.town) for one in events if one.ended == "failed")
    assert failed.most_common(1)[0][0] == (BAD_WEEK, BAD_TOWN)
    assert {one.week for one in events} == set(range(1, WEEKS + 1))


def test_nothing_looks_like_anybodys(home: Path) -> None:
    for path in (home / FOLDER).glob("*.jsonl"):
        content = path.read_text("utf-8")
        assert not any(is_id_number(run) for run in BORN.findall(content) if not is_uscc(run)), path.name
        assert not TELEPHONE.search(content), path.name
    for kind in (LicenceItem, LoanProduct, JobFair):
        assert all("合成" in row.model_dump_json() for row in read(home / FOLDER, kind))
    made_up = [item for item in read(home / FOLDER, TaxItem) if "合成" in item.name]
    assert len(made_up) == 233 - 22


def test_file_that_was_changed_is_not_read(home: Path, tmp_path: Path) -> None:
    write_every(tmp_path, 60)
    path = tmp_path / FOLDER / f"{LoanProduct.NAME}.jsonl"
    path.write_bytes(path.read_bytes().replace("信用贷".encode(), "信用袋".encode(), 1))

    with pytest.raises(DatasetUnreadable, match="not as it was written"):
        read(tmp_path / FOLDER, LoanProduct)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_case_stands_in_every_state_and_no_second_time(copied_home: CopiedHome, tmp_path: Path) -> None:
    with copied_home(tmp_path / "central") as home, opened(Settings(home=home, clock=HandClock())) as centre:
        made = open_samples(centre)

        again = open_samples(centre)

        with centre.database.reading() as session:
            cases = list(session.scalars(select(Case).where(Case.channel == CHANNEL)))
            broken = list(check_cases(session, centre.home.keyed_hash))
        by_procedure = defaultdict[str, set[str]](set)
        for case in cases:
            by_procedure[case.procedure].add(case.state)
        assert dict(by_procedure) == {name: _at_a_centre(name) for name in ("generic", "appeal", "theme")}
        assert (len(made), again, broken) == (34, [], [])


@pytest.mark.soak
def test_whole_list_goes_into_a_centre_and_again(copied_home: CopiedHome, tmp_path: Path) -> None:
    said: list[str] = []
    with copied_home(tmp_path / "central") as home, opened(Settings(home=home, clock=HandClock())) as centre:
        seed_whole(centre, 60, said.append)
        first = {path.name: path.read_bytes() for path in (home / FOLDER).iterdir()}

        seed_whole(centre, 60, said.append)

        assert {path.name: path.read_bytes() for path in (home / FOLDER).iterdir()} == first
    assert said[0] == "事项 3799 份（3799 份新的），一件事 128 个，已发布"
    assert [words for words in said[7:] if "，0 条新的" in words or "（0 份新的）" in words or "已经有了" in words] == [
        said[7],
        *said[8:12],
        said[13],
    ]


def _reaches(owned_by: dict[str, set[str]], start: str) -> bool:
    """Whether somebody owns part of themselves, by way of others."""
    met, ahead = set[str](), list(owned_by.get(start, ()))
    while ahead:
        code = ahead.pop()
        if code == start:
            return True
        if code not in met:
            met.add(code)
            ahead += owned_by.get(code, ())
    return False


def _at_a_centre(name: str) -> set[str]:
    """Every state but those in which the centre has not heard of a case yet."""
    procedure, _ = procedures.shipped()[name]
    by_terminals = {Role.TERMINAL.value}
    before = {
        state
        for transition in procedure.transitions.values()
        if set(transition.by) <= by_terminals
        for state in transition.origins
    }
    return set(procedure.states) - before
