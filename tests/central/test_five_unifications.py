"""City, town and village copies of one item are held side by side: every planted difference is found, and nothing else is reported."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from time import perf_counter

import pytest
from item_world import PLANTS, planted, sample, three

from app.contract.service_items import ServiceItem, UseLevel
from app.contract.service_unification import PROVEN_BY, Element, FiveUnified, Unification
from central.service_items.samples import ITEMS, sample_items
from central.service_items.unification import compared, rates


def told(found: Sequence[FiveUnified]) -> list[tuple[str, str, Element, str]]:
    return [(one.catalog_code, one.task_code_b, one.element, one.field) for each in found for one in each.differences]


def judged(found: Sequence[FiveUnified]) -> dict[str, set[Unification]]:
    return {one.catalog_code: set(one.failed) for one in found if one.failed}


def expected(plants: set[tuple[str, str, Element, str]]) -> dict[str, set[Unification]]:
    wanted: dict[str, set[Unification]] = {}
    for code, _, element, _ in plants:
        wanted.setdefault(code, set()).update(one for one, proofs in PROVEN_BY.items() if element in proofs)
    return wanted


def all_and_nothing_else(count: int, seed: int) -> tuple[int, float]:
    """How many differences there were, and the seconds that finding them took."""
    items, plants = planted(list(sample_items(["p"], count)), share=0.2, seed=seed)
    began = perf_counter()
    found = compared(items)
    seconds = perf_counter() - began
    assert len(told(found)) == len(set(told(found)))
    assert set(told(found)) == plants
    assert judged(found) == expected(plants)
    assert len(found) == count
    return len(plants), seconds


def test_planted_differences_are_all_found_and_nothing_else() -> None:
    found, _ = all_and_nothing_else(count=60, seed=20261123)

    assert found > 20


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_differences_in_twelve_hundred_items_at_three_levels(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    found, seconds = all_and_nothing_else(count=ITEMS, seed=seed)

    with capsys.disabled():
        print(f"\n{ITEMS} x 3 copies, {found} planted, all found and nothing else, {seconds:.2f} s")  # noqa: T201 - the figure
    assert found > 400


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant[1])
def test_each_kind_of_difference_is_told_once_with_both_sides(plant: tuple[Element, str, object]) -> None:
    element, field, changed = plant
    city, town, village = three()
    other = town.model_copy(update=changed(town, Random(1)))  # type: ignore[operator]  # a plant

    (found,) = compared([city, other, village])

    (difference,) = found.differences
    assert (difference.element, difference.field) == (element, field)
    assert (difference.level_a, difference.level_b) == (UseLevel.CITY, UseLevel.TOWN)
    assert difference.left != difference.right
    assert found.failed == tuple(one for one, proofs in PROVEN_BY.items() if element in proofs)


def test_what_may_differ_between_levels_is_no_difference() -> None:
    city, town, village = three()
    elsewhere = town.model_copy(update={"dept_name": "别的单位", "transact_addr": "别处", "link_way": "0769-11111111"})

    (found,) = compared([city, elsewhere, village])

    assert found.unified
    assert found.copies == {UseLevel.CITY: 1, UseLevel.TOWN: 1, UseLevel.VILLAGE: 1}


def test_spaces_widths_and_the_order_of_materials_are_no_difference() -> None:
    city, town, _ = three()
    spelt = town.model_copy(
        update={
            "accept_condition": town.accept_condition.replace("、", "、 ").replace("；", ";"),
            "materials": tuple(reversed(town.materials)),
        }
    )

    (found,) = compared([city, spelt])

    assert found.unified


def test_another_order_of_steps_is_a_difference() -> None:
    city, town, _ = three()

    (found,) = compared([city, town.model_copy(update={"flow": tuple(reversed(town.flow))})])

    assert [(one.element, one.field) for one in found.differences] == [(Element.FLOW, "flow")]


def test_where_the_city_is_apart_both_others_say_so() -> None:
    city, town, village = three()

    (found,) = compared([city.model_copy(update={"promise_day": 1, "anticipate_day": 1}), town, village])

    assert {one.task_code_b for one in found.differences} == {town.task_code, village.task_code}
    assert found.failed == (Unification.TIME,)


def test_rates_by_level_and_for_the_frozen_list() -> None:
    items = [item for number in range(4) for item in three(number)]
    items[1] = items[1].model_copy(update={"result_name": "别的"})  # item 0, town
    items[5] = items[5].model_copy(update={"result_name": "别的"})  # item 1, village
    codes = [sample(number).catalog_code for number in range(4)]

    found = rates(compared(items), frequent=[codes[0], codes[2], "000000000000"])

    assert (found.whole.unified, found.whole.registered) == (2, 4)
    assert {level: rate.share for level, rate in found.levels.items()} == {"市": 0.5, "镇": 0.75, "村": 0.75}
    assert found.frequent is not None
    assert (found.frequent.unified, found.frequent.registered) == (1, 3)


def test_of_nothing_no_share_is_claimed() -> None:
    assert rates(compared([])).whole.share is None


def test_an_item_at_one_level_only_agrees_with_itself() -> None:
    alone: list[ServiceItem] = [sample()]

    (found,) = compared(alone)

    assert (found.unified, found.copies) == (True, {UseLevel.CITY: 1})
