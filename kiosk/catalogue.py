"""All there is to come for: the services of the city's plan, in plain words, whether this terminal can do them or not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from resources import path


@dataclass(frozen=True)
class Listed:
    """One service of the plan. `where` says where it can be done instead; `done_by` names the service here that does it, `door` a
    button of the terminal that is it."""

    id: str
    zone: str
    stages: tuple[str, ...]
    title: str
    hint: str
    words: tuple[str, ...]
    matters: tuple[str, ...]
    forms: tuple[str, ...]
    where: str
    done_by: str = ""
    door: str = ""


@dataclass(frozen=True)
class StageRow:
    """One stage in the life of an enterprise; the last is for everybody, whatever they do."""

    id: str
    letter: str
    title: str
    hint: str


@cache
def _written() -> dict[str, Any]:
    written: dict[str, Any] = json.loads(path("services", "catalogue.json").read_text("utf-8"))
    return written


@cache
def listed() -> tuple[Listed, ...]:
    """In the plan's own order."""
    places = _written()["places"]
    return tuple(_read(row, places) for row in _written()["services"])


def _read(row: dict[str, Any], places: dict[str, Any]) -> Listed:
    return Listed(
        id=row["id"],
        zone=row["zone"],
        stages=tuple(row["stages"]),
        title=row["title"],
        hint=row["hint"],
        words=tuple(row["words"]),
        matters=tuple(row["matters"]),
        forms=tuple(row["forms"]),
        where=places[row["where"]]["text"],
        done_by=row.get("done_by", ""),
        door=row.get("door", ""),
    )


@cache
def stages() -> tuple[StageRow, ...]:
    return tuple(StageRow(row["id"], row["letter"], row["title"], row["hint"]) for row in _written()["stages"])


@cache
def find(service_id: str) -> Listed | None:
    return next((one for one in listed() if one.id == service_id), None)


@cache
def english() -> dict[str, str]:
    """Chinese → English of everything of it that a person reads."""
    words = {place["text"]: place["english"] for place in _written()["places"].values()}
    for row in (*_written()["stages"], *_written()["services"]):
        words[row["title"]] = row["english"]["title"]
        words[row["hint"]] = row["english"]["hint"]
    return words
