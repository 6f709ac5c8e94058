"""Kinds of material that may not be asked for where a reform applies (A4.9, A5.8): dated parameters, found again under other spellings."""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from app.contract.service_forms import fields
from app.contract.service_items import ServiceItem
from central.db.parameters import parameter

FORBIDDEN = "service-items.forbidden-materials"
"""Its value: JSON, reform mark → words that no material's name may hold where an item bears that mark."""

_LISTS = TypeAdapter(dict[str, tuple[str, ...]])


class ListsUnreadable(ValueError):
    """The parameter is not what it should be: nothing is published by guess."""


@dataclass(frozen=True)
class ForbiddenLists:
    """As in force on one day. `verified`: whether somebody has confirmed them."""

    by_mark: dict[str, tuple[str, ...]]
    verified: bool = False

    def for_item(self, item: ServiceItem) -> tuple[str, ...]:
        """What may not be asked by what the item is, and by its own list."""
        by_reform = (word for mark in item.reform_marks for word in self.by_mark.get(mark, ()))
        return tuple(dict.fromkeys((*by_reform, *item.forbidden_materials)))


def forbidden_on(session: Session, day: date) -> ForbiddenLists:
    """Raises ParameterMissing, ListsUnreadable."""
    row = parameter(session, FORBIDDEN, day)
    try:
        return ForbiddenLists(_LISTS.validate_json(row.value), row.verified)
    except ValidationError:
        raise ListsUnreadable(f"{FORBIDDEN} of {row.effective_from} is no list of lists") from None


def as_value(by_mark: dict[str, tuple[str, ...]]) -> str:
    """How the parameter is written."""
    return json.dumps(by_mark, ensure_ascii=False)


def asked_though_forbidden(item: ServiceItem, lists: ForbiddenLists) -> Iterator[tuple[str, str]]:
    """What is asked for → which word forbids it. A material, or a field of the form by which one would be handed in all the same."""
    words = [(word, _bare(word)) for word in lists.for_item(item)]
    for asked in _asked(item):
        bare = _bare(asked)
        for word, sought in words:
            if sought and sought in bare:
                yield asked, word
                break


def _asked(item: ServiceItem) -> Iterable[str]:
    yield from (material.material_name for material in item.materials)
    yield from (field.title for field in fields(item.form or {}))


def _bare(name: str) -> str:
    """Without spaces, brackets and other marks, in one width: what remains when somebody spells around a list."""
    return "".join(one for one in unicodedata.normalize("NFKC", name).casefold() if one.isalnum())
