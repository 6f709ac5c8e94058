"""A TOML file and the frozen dataclasses it becomes: read, refused in words, its relative paths made whole.

A section may have one of several shapes; its key `connection` says which, and the default's shape is meant where it is left out.
`toml_text` writes such files, `toml_refusals` has the words for what cannot be.
"""

import json
import os
import typing
from collections.abc import Mapping
from dataclasses import is_dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from app.errors import ConfigRefused

Shape = TypeVar("Shape")
Place = tuple[str, ...]

TAG: Final = "connection"
FROM_THE_FILE: Final = "a relative path starts at the file's own folder"
"""Marks a field that holds a path: `Annotated[str, FROM_THE_FILE]`."""


def parse(shape: type[Shape], written: Mapping[str, Any], path: Path) -> Shape:
    """`written` as the pydantic dataclass `shape`. Raises ConfigRefused with one line for each wrong key."""
    from app.toml_refusals import problems

    try:
        # By way of JSON, because a strict dataclass takes tables from JSON and from nowhere else.
        return TypeAdapter(shape).validate_json(json.dumps(_with_tags(shape, written), default=str))
    except ValidationError as wrong:
        raise ConfigRefused("\n".join(f"{path}: {problem}" for problem in problems(shape, wrong))) from None
    except (ValueError, RecursionError):
        raise ConfigRefused(f"{path}: 数字太长或层次太深 / a number too long, or tables too deep") from None


def rooted(config: Shape, folder: Path) -> Shape:
    """`config` with every relative path starting at `folder`, wherever the program was started."""
    changes: dict[str, Any] = {}
    for name, field in fields_of(type(config)).items():
        held = getattr(config, name)
        if is_dataclass(held):
            changes[name] = rooted(held, folder)
        elif FROM_THE_FILE in field.metadata:
            changes[name] = _from(folder, held)
    return replace(config, **changes)  # type: ignore[type-var]  # every shape is a dataclass


def fields_of(shape: Any) -> dict[str, FieldInfo]:
    fields: dict[str, FieldInfo] = shape.__pydantic_fields__
    return fields


def shapes_of(field: FieldInfo | None) -> tuple[Any, ...]:
    """The dataclasses a section may become, also where it may be absent; empty for a plain value and for no field."""
    if field is None:
        return ()
    candidates = typing.get_args(field.annotation) or (field.annotation,)
    return tuple(candidate for candidate in candidates if is_dataclass(candidate))


def tag_of(shape: Any) -> str:
    """The word for `connection` that means this shape."""
    return str(fields_of(shape)[TAG].default)


def shape_tagged(shapes: tuple[Any, ...], tag: object) -> Any:
    """That of `shapes` which `tag` means, or None. A section with one shape only needs no tag."""
    if len(shapes) == 1:
        return shapes[0]
    return next((shape for shape in shapes if tag_of(shape) == tag), None)


def _with_tags(shape: Any, written: Mapping[str, Any]) -> dict[str, Any]:
    """`written`, saying also where it leaves it out which shape a section has."""
    whole = dict(written)
    for name, field in fields_of(shape).items():
        shapes, section = shapes_of(field), whole.get(name)
        if not shapes or not isinstance(section, dict):
            continue
        if len(shapes) > 1:
            section = {TAG: tag_of(type(field.default)), **section}
        chosen = shape_tagged(shapes, section.get(TAG))
        whole[name] = _with_tags(chosen, section) if chosen is not None else section
    return whole


def _from(folder: Path, path: str) -> str:
    """A path with a folder in it is one; `COM3`, `usb:1a86:7523/1` and `socket://…` are names for others to understand."""
    is_path = "/" in path and "://" not in path and not path.lower().startswith("usb:")
    return os.path.normpath(folder / path) if is_path else path
