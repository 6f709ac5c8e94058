"""The five unifications: the copies of one item in city, towns and villages, held side by side field by field (A3.1, A3.15)."""

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.contract.service_items import ServiceItem, UseLevel
from app.contract.service_unification import PROVEN_BY, Difference, Element, FiveUnified, Rate
from app.contract.wire import Message

FIELDS: Final[Mapping[Element, tuple[str, ...]]] = {
    Element.CONDITION: ("accept_condition", "server_type", "questions"),
    Element.MATERIALS: ("materials", "form"),
    Element.FLOW: ("handle_flow", "flow", "special_procedure", "project_type", "is_fee", "fee_basis"),
    Element.RESULT: ("result_type", "result_name"),
    Element.TIME: (
        "anticipate_day",
        "anticipate_type",
        "promise_day",
        "promise_type",
        "certificate_day",
        "certificate_type",
    ),
    Element.ANSWERS: ("answers",),
    Element.GUIDE: ("offline_flow", "online_flow", "limit_scene_num", "limit_scene_explain"),
}
"""What must be the same in every copy. Where one is handled, by whom and when the office is open may differ."""

_LEVELS: Final = tuple(UseLevel)
_ORDERED: Final = frozenset({"flow", "questions", "choices"})
"""Lists whose order says something; in others each entry is looked for under its id."""
TARGET: Final = "service-items.five-unified-target"
FREQUENT_TARGET: Final = "service-items.five-unified-target-frequent"
"""Parameters: the shares aimed at (A3.16, A3.17)."""
LONGEST: Final = 400
"""Characters of a value that a report quotes."""


@dataclass(frozen=True)
class Rates:
    """`levels`: of each level's copies, those in which all five hold. `frequent`: of a frozen list; what is on it and in no list fails."""

    whole: Rate
    levels: dict[UseLevel, Rate]
    frequent: Rate | None = None


def compared(items: Iterable[ServiceItem]) -> list[FiveUnified]:
    """One finding for each item that has a copy here, by catalog code; each copy is held against the city's (or else the first)."""
    copies = defaultdict[str, list[ServiceItem]](list)
    for item in items:
        copies[item.catalog_code].append(item)
    return [_compared(code, copies[code]) for code in sorted(copies)]


def rates(found: Iterable[FiveUnified], frequent: Iterable[str] | None = None) -> Rates:
    listed = list(found)
    unified = {one.catalog_code for one in listed if one.unified}
    of_list = None
    if frequent is not None:
        codes = list(frequent)
        of_list = Rate(registered=len(codes), unified=sum(code in unified for code in codes))
    whole = Rate(registered=len(listed), unified=len(unified))
    return Rates(whole, {level: _rate_of(level, listed) for level in _LEVELS}, of_list)


def _compared(code: str, copies: list[ServiceItem]) -> FiveUnified:
    first, *others = sorted(copies, key=lambda item: (_LEVELS.index(item.use_level), item.task_code))
    differences = tuple(difference for other in others for difference in _differences(first, other))
    elements = {difference.element for difference in differences}
    return FiveUnified(
        catalog_code=code,
        task_name=first.task_name,
        copies=dict(Counter(item.use_level for item in copies)),
        failed=tuple(one for one, proofs in PROVEN_BY.items() if elements & set(proofs)),
        differences=differences,
    )


def _differences(first: ServiceItem, other: ServiceItem) -> Iterator[Difference]:
    for element, names in FIELDS.items():
        for name in names:
            left, right = getattr(first, name), getattr(other, name)
            if left != right:
                yield from _told(first, other, element, name, left, right)


def _told(
    first: ServiceItem, other: ServiceItem, element: Element, name: str, left: object, right: object
) -> Iterator[Difference]:
    for place, ours, theirs in _unlike(name, _plain(left), _plain(right)):
        yield Difference(
            catalog_code=first.catalog_code,
            level_a=first.use_level,
            level_b=other.use_level,
            task_code_a=first.task_code,
            task_code_b=other.task_code,
            element=element,
            field=place[:LONGEST],
            left=ours[:LONGEST],
            right=theirs[:LONGEST],
        )


def _plain(value: object) -> Any:
    """As JSON would say it."""
    if isinstance(value, tuple):
        return [one.model_dump(mode="json") if isinstance(one, Message) else one for one in value]
    return value


def _unlike(path: str, left: Any, right: Any) -> Iterator[tuple[str, str, str]]:
    """Where the two differ, as deep down as they can be held side by side; what one of them lacks is told once, whole."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for name in dict.fromkeys((*left, *right)):
            yield from _unlike(f"{path}/{name}", left.get(name), right.get(name))
    elif _has_entries(left) and _has_entries(right):
        yield from _unlike(path, _by_id(left), _by_id(right))
        ours, theirs = _order(left), _order(right)
        if path.rsplit("/", 1)[-1] in _ORDERED and ours != theirs and set(ours) == set(theirs):
            yield path, " → ".join(ours), " → ".join(theirs)
    elif not _same(_text(left), _text(right)):
        yield path, _text(left), _text(right)


def _has_entries(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) and "id" in one for one in value)


def _by_id(entries: list[Any]) -> dict[str, Any]:
    return {str(one["id"]): one for one in entries}


def _order(entries: list[Any]) -> list[str]:
    return [str(one["id"]) for one in entries]


def _text(value: Any) -> str:
    if value is None or value == [] or value == {}:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _same(left: str, right: str) -> bool:
    """Spaces and the width of characters are no difference in what is said."""
    return left == right or _bare(left) == _bare(right)


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _rate_of(level: UseLevel, found: list[FiveUnified]) -> Rate:
    """Of the items with a copy at that level: those whose copies there are as the one all are held against, which is the city's: at that
    level it is those that agree everywhere."""
    registered = [one for one in found if level in one.copies]
    unified = [one for one in registered if not _differs_at(level, one)]
    return Rate(registered=len(registered), unified=len(unified))


def _differs_at(level: UseLevel, one: FiveUnified) -> bool:
    if level is UseLevel.CITY:
        return not one.unified
    return any(level in (difference.level_a, difference.level_b) for difference in one.differences)
