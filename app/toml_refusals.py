"""What cannot be in a TOML file, in words: key and expectation, never the value, which may be what a log must not hold."""

import difflib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.toml_shape import TAG, Place, fields_of, shape_tagged, shapes_of, tag_of


def problems(shape: type, wrong: ValidationError) -> Iterator[str]:
    """One line for each wrong key, the same ones no more than once."""
    told = [_problem(shape, error) for error in wrong.errors(include_input=False, include_url=False)]
    return iter(dict.fromkeys(told))


def nearest(name: str, known: Iterable[str]) -> str:
    """What was meant, as far as one can tell from `name`; empty where nothing is near."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; 是不是 / did you mean {found[0]}?" if found else ""


def _problem(shape: type, error: ErrorDetails) -> str:
    place, siblings, inside = _spot(shape, error["loc"])
    key, name = ".".join(map(_as_written, place)), place[-1] if place else ""
    if error["type"] == "unexpected_keyword_argument":
        return f"{key}: {_unexpected(name, siblings, inside)}"
    field = fields_of(inside).get(name)
    if error["type"].startswith("union_tag"):
        given = str(error.get("ctx", {}).get("tag", ""))
        return f"{key}.{TAG}: {_expected(_one_of(shapes_of(field)))}{nearest(given, map(tag_of, shapes_of(field)))}"
    missing = "缺少 missing; " if error["type"] == "missing" else ""
    return f"{key}: {missing}{_expected(f'a section [{key}]' if shapes_of(field) else _description(inside, place))}"


def _as_written(name: str) -> str:
    """A key as TOML writes it, on one line whatever it holds."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name)


def _unexpected(name: str, siblings: tuple[Any, ...], inside: Any) -> str:
    """An option of another connection is told from one that nobody knows."""
    owners = [tag_of(shape) for shape in siblings if shape is not inside and name in fields_of(shape)]
    if owners:
        there = " / ".join(f'"{owner}"' for owner in owners)
        return f'只用于 / belongs to {TAG} = {there}; 这里是 / here it is "{tag_of(inside)}"'
    elsewhere = [key for shape in siblings for key in fields_of(shape)]
    return f"没有这一项 / no such key{nearest(name, fields_of(inside)) or nearest(name, elsewhere)}"


def _expected(what: str) -> str:
    return f"应为 / expected {what}"


def _one_of(shapes: tuple[Any, ...]) -> str:
    *others, last = [f'"{tag_of(shape)}"' for shape in shapes]
    return f"{', '.join(others)} or {last}"


def _description(inside: Any, place: Place) -> str:
    """Of the field at `place`, or of the one that holds it: an entry of a table is explained with its table."""
    fields = fields_of(inside)
    return next((str(fields[name].description) for name in reversed(place) if name in fields), "TOML")


def _spot(shape: Any, location: tuple[int | str, ...]) -> tuple[Place, tuple[Any, ...], Any]:
    """Where an error is, as the file names it (pydantic names the chosen connection among the keys); the shapes the section
    there may have, and the one it has."""
    place: Place = ()
    siblings, inside, rest = (shape,), shape, [str(part) for part in location]
    while rest:
        place += (rest.pop(0),)
        below = shapes_of(fields_of(inside).get(place[-1]))
        if not rest or not below:
            break
        siblings = below
        inside = shape_tagged(below, rest.pop(0) if len(below) > 1 else "")
    return (*place, *rest), siblings, inside
