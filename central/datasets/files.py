"""THE CENTRE, DATASETS: a folder of them: NAME.jsonl, one row a line; NAME.schema.json, what a row is; index.json, how many, and the hash.

The same rows give the same bytes. What is read is held against the hash and the model, row by row, and no two rows share their key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeVar

from pydantic import Field, ValidationError

from app.contract.wire import Message
from central.datasets.kinds import Row

FOLDER: Final = "datasets"
INDEX: Final = "index.json"
NOTE: Final = "合成数据，不代表任何真实主体（synthetic: nobody and nothing in it exists）"

Kind = TypeVar("Kind", bound=Row)


class DatasetUnreadable(Exception):
    """A file is not there, not as it was written, or does not say what its kind says. The words say which and where."""


class Listed(Message):
    name: str
    rows: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Index(Message):
    note: str
    datasets: tuple[Listed, ...]


def write(folder: Path, sets: Iterable[tuple[type[Row], Iterable[Row]]]) -> Index:
    """What was in these files before is replaced. Raises ValueError for two rows with one key."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = []
    for kind, rows in sets:
        held = list(rows)
        _check_keys(kind, held)
        content = b"".join(row.model_dump_json().encode() + b"\n" for row in held)
        (folder / f"{kind.NAME}.jsonl").write_bytes(content)
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **kind.model_json_schema()}
        (folder / f"{kind.NAME}.schema.json").write_text(_written(schema), "utf-8")
        listed.append(Listed(name=kind.NAME, rows=len(held), sha256=hashlib.sha256(content).hexdigest()))
    index = Index(note=NOTE, datasets=tuple(listed))
    (folder / INDEX).write_text(_written(index.model_dump(mode="json")), "utf-8")
    return index


def read(folder: Path, kind: type[Kind]) -> tuple[Kind, ...]:
    """Raises DatasetUnreadable."""
    try:
        index = Index.model_validate_json((folder / INDEX).read_bytes())
        content = (folder / f"{kind.NAME}.jsonl").read_bytes()
    except (OSError, ValidationError) as wrong:
        raise DatasetUnreadable(f"{folder}: {type(wrong).__name__}") from None
    known = {one.name: one for one in index.datasets}.get(kind.NAME)
    if known is None or hashlib.sha256(content).hexdigest() != known.sha256:
        raise DatasetUnreadable(f"{kind.NAME} is not as it was written")
    rows = tuple(_row(kind, number, line) for number, line in enumerate(content.splitlines(), start=1))
    if len(rows) != known.rows:
        raise DatasetUnreadable(f"{kind.NAME} has {len(rows)} rows, the index says {known.rows}")
    try:
        _check_keys(kind, rows)
    except ValueError as twice:
        raise DatasetUnreadable(str(twice)) from None
    return rows


def _row(kind: type[Kind], number: int, line: bytes) -> Kind:
    try:
        return kind.model_validate_json(line)
    except ValidationError as wrong:
        where = ", ".join("/".join(map(str, error["loc"])) or "whole" for error in wrong.errors()[:5])
        raise DatasetUnreadable(f"{kind.NAME} line {number}: {where}") from None


def _check_keys(kind: type[Row], rows: Iterable[Row]) -> None:
    met: set[tuple[object, ...]] = set()
    for row in rows:
        key = tuple(getattr(row, name) for name in kind.KEY)
        if key in met:
            raise ValueError(f"{kind.NAME}: {key} stands twice")
        met.add(key)


def _written(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
