"""Writes a TOML file in full: every key with its explanation, and for every section what else it could be."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from app.errors import ConfigRefused
from app.toml_refusals import nearest
from app.toml_shape import TAG, Place, fields_of, shape_tagged, shapes_of, tag_of


def placed(shape: type, overrides: Mapping[str, Any], path: Path) -> dict[Place, Any]:
    """`central_url=…` as `("central", "url"): …`. Raises ConfigRefused for a name that is no key."""
    places = {"_".join(place): place for place in _leaves(shape)}
    for name in overrides:
        if name not in places:
            raise ConfigRefused(f"{path}: {name}: 没有这一项 / no such key{nearest(name, places)}")
    return {places[name]: value for name, value in overrides.items()}


def text_of(shape: type, chosen: Mapping[Place, Any]) -> str:
    """Every key with its explanation, its default where nothing was chosen, and no section nobody needs.

    What was chosen and has no place in its section is written all the same: the file is refused in words when it is read back.
    """
    return "\n".join(_lines(shape, chosen, (), None)) + "\n"


def _lines(shape: Any, chosen: Mapping[Place, Any], above: Place, default: Any) -> Iterator[str]:
    fields = fields_of(shape)
    for name in sorted(fields, key=lambda name: name != TAG):
        value = chosen.get((*above, name), _default(fields[name], default, name))
        if not shapes_of(fields[name]) and value is not PydanticUndefined:
            yield f"{name} = {_toml(value)}  # {fields[name].description}"
    for place, value in chosen.items():
        if place[:-1] == above and place[-1] not in fields:
            yield f"{place[-1]} = {_toml(value)}"
    for name, field in fields.items():
        place = (*above, name)
        if shapes_of(field) and (field.default is not None or any(key[: len(place)] == place for key in chosen)):
            yield from _section(place, field, chosen)


def _section(place: Place, field: FieldInfo, chosen: Mapping[Place, Any]) -> Iterator[str]:
    shapes = shapes_of(field)
    usual = type(field.default) if field.default is not None else shapes[0]
    shape = shape_tagged(shapes, chosen[(*place, TAG)]) if (*place, TAG) in chosen else usual
    yield f"\n[{'.'.join(place)}]  # {field.description}"
    yield from _lines(shape or usual, chosen, place, field.default if shape is usual else None)
    yield from (_alternative(other) for other in shapes if other is not (shape or usual))


def _alternative(shape: Any) -> str:
    options = ", ".join(name for name in fields_of(shape) if name != TAG)
    return f'# or {TAG} = "{tag_of(shape)}"{f" with {options}" if options else ""}: {fields_of(shape)[TAG].description}'


def _default(field: FieldInfo, default: Any, name: str) -> Any:
    return field.get_default(call_default_factory=True) if default is None else getattr(default, name)


def _toml(value: Any) -> str:
    """`value` as TOML writes it. What TOML has no word for is written as a string, and refused when the text is read back."""
    if isinstance(value, dict):
        held = ", ".join(f"{_toml(str(key))} = {_toml(item)}" for key, item in value.items())
        return f"{{ {held} }}" if held else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, float):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str).replace("\x7f", "\\u007f")


def _leaves(shape: Any, above: Place = ()) -> Iterator[Place]:
    for name, field in fields_of(shape).items():
        for section in shapes_of(field):
            yield from _leaves(section, (*above, name))
        if not shapes_of(field):
            yield (*above, name)
