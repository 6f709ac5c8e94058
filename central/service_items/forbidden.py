"""Kinds of material that may not be asked for where a reform applies (A4.9, A5.8): dated parameters, found again under other spellings."""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from app.contract.service_forms import fields as form_fields
from app.contract.service_items import ServiceItem
from central.db.parameters import Parameter, ParameterMissing, parameter

FORBIDDEN = "service-items.forbidden-materials"
"""Its value: JSON, reform mark → words that no material's name may hold where an item bears that mark."""

OTHER_THINGS = "service-items.forbidden-other-things"
"""Its value: JSON, a forbidden word → names of other things in which it stands: 产权证 stands in 知识产权证书, and is none there. Where
there is no such parameter, no name is let through."""
_GAP = "\n"

_LISTS = TypeAdapter(dict[str, tuple[str, ...]])


class ListsUnreadable(ValueError):
    """The parameter is not what it should be: nothing is published by guess."""


@dataclass(frozen=True)
class ForbiddenLists:
    """As in force on one day. `verified`: whether somebody has confirmed them."""

    by_mark: dict[str, tuple[str, ...]]
    verified: bool = False
    other_things: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def for_item(self, item: ServiceItem) -> tuple[str, ...]:
        """What may not be asked by what the item is, and by its own list."""
        by_reform = (word for mark in item.reform_marks for word in self.by_mark.get(mark, ()))
        return tuple(dict.fromkeys((*by_reform, *item.forbidden_materials)))

    def means(self, asked: str, word: str) -> bool:
        """Whether a name asks for what the word forbids: it stands there, and not only within the name of another thing."""
        bare, sought = _bare(asked), _bare(word)
        names = (_bare(name) for name in self.other_things.get(word, ()))
        # The longest first, or a shorter name would leave the end of a longer one behind.
        for name in sorted((name for name in names if sought in name), key=len, reverse=True):
            bare = bare.replace(name, _GAP)
        return bool(sought) and sought in bare


def forbidden_on(session: Session, day: date) -> ForbiddenLists:
    """Raises ParameterMissing, ListsUnreadable."""
    row = parameter(session, FORBIDDEN, day)
    lists = _read(FORBIDDEN, row)
    try:
        others = parameter(session, OTHER_THINGS, day)
    except ParameterMissing:
        return ForbiddenLists(lists, row.verified)
    return ForbiddenLists(lists, row.verified and others.verified, _read(OTHER_THINGS, others))


def _read(name: str, row: Parameter) -> dict[str, tuple[str, ...]]:
    try:
        return _LISTS.validate_json(row.value)
    except ValidationError:
        raise ListsUnreadable(f"{name} of {row.effective_from} is no list of lists") from None


def as_value(by_mark: dict[str, tuple[str, ...]]) -> str:
    """How the parameter is written."""
    return json.dumps(by_mark, ensure_ascii=False)


def asked_though_forbidden(item: ServiceItem, lists: ForbiddenLists) -> Iterator[tuple[str, str]]:
    """What is asked for → which word forbids it. A material, or a field of the form by which one would be handed in all the same."""
    words = lists.for_item(item)
    for asked in _asked(item):
        found = next((word for word in words if lists.means(asked, word)), None)
        if found is not None:
            yield asked, found


def _asked(item: ServiceItem) -> Iterable[str]:
    yield from (material.material_name for material in item.materials)
    yield from (field.title for field in form_fields(item.form or {}))


def _bare(name: str) -> str:
    """Without spaces, brackets and other marks, in one width: what remains when somebody spells around a list."""
    return "".join(one for one in unicodedata.normalize("NFKC", name).casefold() if one.isalnum())
