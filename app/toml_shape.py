"""A TOML file and the frozen dataclasses it becomes: refused in words, written with its own explanations."""

import difflib
import json
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from app.errors import ConfigRefused

Shape = TypeVar("Shape")
Place = tuple[str, ...]


def parse(shape: type[Shape], written: Mapping[str, Any], path: Path) -> Shape:
    """`written` as the pydantic dataclass `shape`. Raises ConfigRefused with one line for each wrong key."""
    try:
        # By way of JSON, because a strict dataclass takes tables from JSON and from nowhere else.
        return TypeAdapter(shape).validate_json(json.dumps(written, default=str))
    except ValidationError as wrong:
        raise ConfigRefused("\n".join(f"{path}: {problem}" for problem in _problems(shape, wrong))) from None


def placed(shape: type, overrides: Mapping[str, Any], path: Path) -> dict[Place, Any]:
    """`central_url=…` as `("central", "url"): …`. Raises ConfigRefused for a name that is no key."""
    places = {"_".join(place): place for place in _leaves(shape)}
    for name in overrides:
        if name not in places:
            raise ConfigRefused(f"{path}: {name}: no such key{_nearest(name, places)}")
    return {places[name]: value for name, value in overrides.items()}


def text_of(shape: type, chosen: Mapping[Place, Any]) -> str:
    """The file in full: every key with its explanation, its default where nothing was chosen, and no section nobody needs."""
    return "\n".join(_lines(shape, chosen, ())) + "\n"


def _lines(shape: type, chosen: Mapping[Place, Any], above: Place, default: Any = None) -> Iterator[str]:
    fields = shape.__pydantic_fields__  # type: ignore[attr-defined]  # every shape is a pydantic dataclass
    sections = {name: field for name, field in fields.items() if _section(field.annotation)}
    for name, field in fields.items():
        value = chosen.get((*above, name), field.default if default is None else getattr(default, name))
        if name not in sections:
            yield f"{name} = {_toml(value)}  # {field.description}"
    for name, field in sections.items():
        place = (*above, name)
        if field.default is not None or any(key[: len(place)] == place for key in chosen):
            yield f"\n[{'.'.join(place)}]  # {field.description}"
            yield from _lines(_section(field.annotation), chosen, place, field.default)


def _toml(value: Any) -> str:
    """A TOML string, number or boolean is written as in JSON; anything else is refused when the text is read back."""
    return json.dumps(value, ensure_ascii=False, default=str).replace("\x7f", "\\u007f")


def _leaves(shape: type, above: Place = ()) -> Iterator[Place]:
    for name, field in shape.__pydantic_fields__.items():  # type: ignore[attr-defined]  # every shape is a pydantic dataclass
        section = _section(field.annotation)
        if section:
            yield from _leaves(section, (*above, name))
        else:
            yield (*above, name)


def _section(annotation: Any) -> Any:
    """The dataclass a field holds, also where it may be absent; None for a plain value."""
    candidates = typing.get_args(annotation) or (annotation,)
    return next((candidate for candidate in candidates if is_dataclass(candidate)), None)


def _problems(shape: type, wrong: ValidationError) -> Iterator[str]:
    """Key and expectation, never the value: a configuration may hold what a log must not."""
    for error in wrong.errors(include_input=False, include_url=False):
        place = tuple(str(part) for part in error["loc"])
        key = ".".join(place)
        if error["type"] == "unexpected_keyword_argument":
            yield f"{key}: no such key{_nearest(place[-1], _fields_at(shape, place[:-1]))}"
        else:
            missing = "missing; " if error["type"] == "missing" else ""
            yield f"{key}: {missing}expected {_expectation(shape, place)}"


def _expectation(shape: type, place: Place) -> str:
    field = _fields_at(shape, place[:-1])[place[-1]]
    return f"a section [{'.'.join(place)}]" if _section(field.annotation) else str(field.description)


def _fields_at(shape: Any, place: Place) -> dict[str, Any]:
    for name in place:
        shape = _section(shape.__pydantic_fields__[name].annotation)
    fields: dict[str, Any] = shape.__pydantic_fields__
    return fields


def _nearest(name: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {found[0]}?" if found else ""
