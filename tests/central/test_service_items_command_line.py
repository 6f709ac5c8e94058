"""`guanjia central import-items, publish-items, compare-items …` as somebody at the centre uses them. On both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from central_world import CopiedHome
from item_world import planted, sample

from app.contract.service_items import ServiceItem, UseLevel
from app.contract.service_unification import FiveUnified
from central.opening import opened
from central.service_items.command_line import _people_in_post
from central.service_items.samples import sample_item, sample_themes
from central.service_items.versions import item_at
from central.settings import Settings
from kiosk.command_line import main


@pytest.fixture(scope="module")
def home(copied_home: CopiedHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One for all tests here: each works on items of its own, and leaves nothing open."""
    with copied_home(tmp_path_factory.mktemp("items") / "central") as home:
        yield home


@pytest.fixture(scope="module")
def people(home: Path) -> list[str]:
    """Those who hold posts in the seeded centre."""
    with opened(Settings(home=home)) as centre, centre.database.reading() as session:
        return _people_in_post(session, centre.today())


def copies(people: list[str], numbers: range) -> list[ServiceItem]:
    return [sample_item(number, level, people) for number in numbers for level in UseLevel]


def run(home: Path, order: str, *words: str) -> int:
    return main(["central", order, *words, "--home", str(home), "--by", "合成甲"])


def file_of(path: Path, items: list[ServiceItem], **more: Any) -> str:
    content = {"items": [item.model_dump(mode="json") for item in items]} | more
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return str(path)


def test_from_a_file_to_the_terminals_pack(
    home: Path, people: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    items = copies(people, range(18))
    themes = [theme.model_dump(mode="json") for theme in sample_themes(2, 18)]
    source = file_of(tmp_path / "items.json", items, themes=themes)

    assert run(home, "import-items", source) == 0
    assert run(home, "import-items", source) == 0
    assert run(home, "publish-items", "--check") == 0
    assert run(home, "publish-items") == 0
    assert run(home, "compare-items") == 0
    assert run(home, "withdraw-item", items[0].task_code, "--reason", "合成") == 0

    said = capfd.readouterr()
    assert "proposed: 54 items, 2 themes" in said.err
    assert "proposed: 0 items, 0 themes" in said.err
    assert "published: 54 versions, 2 themes; on notice: 0; pack service-items " in said.err
    assert "alike at all levels from now on: 54" in said.err
    assert json.loads(said.out)["五统一"] | {"registered": 0, "unified": 0} == {
        "registered": 0,
        "unified": 0,
        "share": 1.0,
        "target": 0.9,
        "met": True,
    }
    assert f"{items[0].task_code} withdrawn" in said.err
    assert found(home, items[0]) is None
    assert found(home, items[1]) == items[1]


def test_a_file_with_faults_is_refused_with_each_of_them(
    home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "items.json").write_text(json.dumps({"items": [{"task_code": "x"}, 5]}), "utf-8")

    assert run(home, "import-items", str(tmp_path / "items.json")) == 1
    assert run(home, "import-items", str(tmp_path / "nothing.json")) == 1

    said = capfd.readouterr().err
    assert "items[0] field-malformed: task_code" in said
    assert "items[1] field-malformed" in said
    assert "nothing was done" in said
    assert "nothing.json: No such file" in said
    assert "Traceback" not in said


def test_what_breaks_rules_is_not_published_and_each_rule_is_named(
    home: Path, people: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The samples' own person-1 holds no post in this centre."""
    good, bad = sample_item(60, UseLevel.CITY, people), sample(61, promise_day=99)
    run(home, "import-items", file_of(tmp_path / "items.json", [good, bad]))

    assert run(home, "publish-items", "--check") == 1
    assert run(home, "publish-items") == 1

    said = capfd.readouterr().err
    assert f"{bad.task_code} promise-over-law: 承诺 99 工作日" in said
    assert f"{bad.task_code} responsible-not-in-post: 责任人 person-" in said
    assert found(home, good) is None
    assert [run(home, "withdraw-item", one.task_code, "--reason", "合成") for one in (good, bad)] == [0, 0]


def test_differences_in_a_file_are_all_told_and_no_others(
    home: Path, people: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    items, plants = planted(copies(people, range(30, 55)), share=0.3, seed=7)
    own = {item.catalog_code for item in items}
    cases = tmp_path / "cases.json"
    cases.write_text(json.dumps({code: number for number, code in enumerate(sorted(own))}), "utf-8")
    out = tmp_path / "differences.jsonl"

    assert run(home, "import-items", file_of(tmp_path / "items.json", items)) == 0
    frozen = [run(home, "freeze-frequent-items", "--period", "2026-Q3", "--from", str(cases)) for _ in range(2)]
    assert run(home, "compare-items", "--proposed", "--json", str(out), "--period", "2026-Q3") == 0

    said = capfd.readouterr()
    lines = [FiveUnified.model_validate_json(line) for line in out.read_text("utf-8").splitlines()]
    told = {(one.catalog_code, one.task_code_b, one.element, one.field) for each in lines for one in each.differences}
    assert {one for one in told if one[0] in own} == plants
    frequent = json.loads(said.out)["高频"]
    assert frequent["registered"] == 24, "an item without a case is not asked for"
    assert (frequent["target"], frequent["met"]) == (1.0, False)
    assert frequent["unified"] == 24 - len({code for code, *_ in plants if code != min(own)})
    assert frozen == [0, 1]
    assert "frozen already" in said.err
    assert {run(home, "withdraw-item", item.task_code, "--reason", "合成") for item in items[:1]} == {0}


def test_samples_are_seeded_once_and_on_record(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(home, "seed-items", "--items", "24") == 0
    assert run(home, "seed-items", "--items", "24") == 0
    assert run(home, "actions") == 0

    said = capfd.readouterr()
    assert "事项 271 份" in said.err
    assert "（0 份新的）" in said.err
    assert "seed-items" in said.out


def test_nothing_to_withdraw_is_said(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(home, "withdraw-item", "1" * 30, "--reason", "合成") == 1
    assert "nothing of" in capfd.readouterr().err


@pytest.mark.soak
def test_the_whole_city_from_seed_to_pack(central_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """1,200 items at three levels; 128 themes, and the items that they join."""
    assert run(central_home, "seed-items") == 0
    assert run(central_home, "publish-items") == 0
    assert run(central_home, "compare-items") == 0

    said = capfd.readouterr()
    assert "published: 3799 versions, 128 themes" in said.err
    rate = json.loads(said.out)["五统一"]
    assert (rate["registered"], rate["unified"], rate["met"]) == (1399, 1399, True)


def found(home: Path, item: ServiceItem) -> ServiceItem | None:
    with opened(Settings(home=home)) as centre, centre.database.reading() as session:
        return item_at(session, item.task_code, centre.today())
