"""Standard addresses: town or park, then village, community or road. No Qt."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import resources


@dataclass(frozen=True)
class Place:
    """`synthetic`: made up, so that the picker can be shown before the city's registry is there; the page says so."""

    name: str
    initials: str
    english: str = ""
    verified: bool = False
    synthetic: bool = False
    parts: tuple[Place, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Places:
    version: str
    city: str
    towns: tuple[Place, ...]


@cache
def places() -> Places:
    """The pack that came with the program."""
    read = tomllib.loads(resources.path("packs", "places", "places.toml").read_text("utf-8"))
    return Places(read["version"], read["city"], tuple(_place(row) for row in read["towns"]))


def _place(row: dict[str, Any]) -> Place:
    given = {name: row[name] for name in ("name", "initials", "english", "verified", "synthetic") if name in row}
    return Place(**given, parts=tuple(_place(part) for part in row.get("parts", ())))


def beginning_with(initials: str, among: tuple[Place, ...]) -> tuple[Place, ...]:
    """Places whose initials begin so; all of them for none."""
    return tuple(place for place in among if place.initials.startswith(initials))


def next_initials(initials: str, among: tuple[Place, ...]) -> str:
    """The letters that can follow, in the order of the alphabet."""
    after = len(initials)
    following = {place.initials[after] for place in beginning_with(initials, among) if len(place.initials) > after}
    return "".join(sorted(following))
