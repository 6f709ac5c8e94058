"""What the tests of service items share: one item in order, a book to write in, and differences planted where they are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from random import Random
from typing import Any

from central_world import START, World

from app.contract.service_items import ServerType, ServiceItem, UseLevel
from app.contract.service_unification import Element
from central.centre import Centre
from central.clock import day_of
from central.service_items.forbidden import ForbiddenLists
from central.service_items.publishing import publish
from central.service_items.rules import Ground, Sisters
from central.service_items.samples import sample_item
from central.service_items.versions import Book

TODAY = day_of(START)
PEOPLE = ("person-1", "person-2")
LISTS = ForbiddenLists({"住所申报承诺制": ("产权证", "租赁合同"), "简易低风险": ("审查合格书", "审图合格", "监理合同")})


def sample(number: int = 0, level: int = 0, **changes: Any) -> ServiceItem:
    """One of the synthetic items, at one level (0 city, 1 town, 2 village), with `changes`, looked at again as a whole."""
    found = sample_item(number, tuple(UseLevel)[level], PEOPLE)
    said = {name: getattr(found, name) for name in ServiceItem.model_fields}
    return ServiceItem.model_validate(said | changes)


def later(item: ServiceItem, **changes: Any) -> ServiceItem:
    """Its next version, with `changes`, looked at again as a whole."""
    said = {name: getattr(item, name) for name in ServiceItem.model_fields}
    return ServiceItem.model_validate(said | {"task_version": item.task_version + 1} | changes)


def three(number: int = 0, **changes: Any) -> list[ServiceItem]:
    return [sample(number, level, **changes) for level in range(3)]


def in_post(person_id: str, day: date) -> bool:
    return person_id in PEOPLE and day >= date(2022, 1, 1)


def ground(*beside: ServiceItem, today: date = TODAY) -> Ground:
    return Ground(today, in_post, LISTS, Sisters.of(beside))


@contextmanager
def book_of(centre: Centre, who: str = "合成甲") -> Iterator[Book]:
    with centre.database.writing() as session:
        yield Book(session, centre.home.keyed_hash, who, centre.now())


def on_the_books(world: World, *items: ServiceItem) -> None:
    """Proposed and published, in one transaction."""
    with book_of(world.centre) as book:
        book.propose(items)
        publish(book, in_post, [item.task_code for item in items])


Plant = tuple[Element, str, Callable[[ServiceItem, Random], dict[str, Any]]]


def _other_count(item: ServiceItem, dice: Random) -> dict[str, Any]:
    first, *rest = item.materials
    return {"materials": (first.model_copy(update={"copiesnum": first.copiesnum + dice.randint(1, 5)}), *rest)}


def _one_more(item: ServiceItem, dice: Random) -> dict[str, Any]:
    more = item.materials[0].model_copy(update={"id": "more", "material_name": f"另要的材料{dice.randint(1, 9)}"})
    return {"materials": (*item.materials, more)}


def _other_answer(item: ServiceItem, dice: Random) -> dict[str, Any]:
    first, *rest = item.answers
    return {"answers": (first.model_copy(update={"answer": f"大约 {dice.randint(31, 90)} 天。"}), *rest)}


def _other_step(item: ServiceItem, dice: Random) -> dict[str, Any]:
    first, *rest = item.flow
    return {"flow": (first.model_copy(update={"name": f"预审{dice.randint(1, 9)}"}), *rest)}


def _other_title(item: ServiceItem, dice: Random) -> dict[str, Any]:
    form: dict[str, Any] = dict(item.form or {})
    phone = dict(form["properties"]["phone"]) | {"title": f"手机{dice.randint(1, 9)}"}
    return {"form": form | {"properties": form["properties"] | {"phone": phone}}}


PLANTS: tuple[Plant, ...] = (
    (
        Element.CONDITION,
        "accept_condition",
        lambda item, _: {"accept_condition": item.accept_condition + "另须本地参保。"},
    ),
    (Element.CONDITION, "server_type", lambda item, _: {"server_type": (ServerType.PERSON, ServerType.OTHER_BODY)}),
    (Element.MATERIALS, "materials/application/copiesnum", _other_count),
    (Element.MATERIALS, "materials/more", _one_more),
    (Element.MATERIALS, "form/properties/phone/title", _other_title),
    (Element.FLOW, "flow/f1/name", _other_step),
    (Element.FLOW, "handle_flow", lambda item, _: {"handle_flow": item.handle_flow + "→复核"}),
    (Element.TIME, "promise_day", lambda item, dice: {"promise_day": item.promise_day + dice.randint(1, 9)}),
    (
        Element.TIME,
        "certificate_day",
        lambda item, dice: {"certificate_day": item.certificate_day + dice.randint(1, 9)},
    ),
    (Element.RESULT, "result_name", lambda item, _: {"result_name": item.result_name + "（副本）"}),
    (Element.ANSWERS, "answers/days/answer", _other_answer),
    (Element.GUIDE, "offline_flow", lambda item, _: {"offline_flow": item.offline_flow + "先取号。"}),
    (
        Element.GUIDE,
        "limit_scene_num",
        lambda item, dice: {"limit_scene_num": item.limit_scene_num + dice.randint(1, 3)},
    ),
)

Planted = set[tuple[str, str, Element, str]]
"""Catalog code, the copy's code, element, field."""


def planted(items: list[ServiceItem], share: float, seed: int) -> tuple[list[ServiceItem], Planted]:
    """The same items, but that about `share` of the towns' and villages' copies differ in one or two fields; and which do."""
    dice = Random(seed)
    found: Planted = set()
    result = []
    for item in items:
        if item.use_level == "市" or dice.random() >= share:
            result.append(item)
            continue
        for element, field, changed in dice.sample(PLANTS, dice.randint(1, 2)):
            item = item.model_copy(update=changed(item, dice))
            found.add((item.catalog_code, item.task_code, element, field))
        result.append(item)
    return result, found
