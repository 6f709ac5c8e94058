"""Where procedures come from: files of the program for new cases, the database for cases that run already."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from central.cases.faults import faults_of
from central.cases.procedure import Procedure
from central.cases.tables import ProcedureVersion
from central.db.database import insert_unless_there
from resources import path


class ProcedureFaulty(ValueError):
    """No case may go by this. `faults` are all there are, in words."""

    def __init__(self, where: str, faults: tuple[str, ...]) -> None:
        super().__init__(f"{where}: " + "; ".join(faults))
        self.faults = faults


def parse_procedure(content: str, where: str) -> Procedure:
    """Raises ProcedureFaulty with every fault there is."""
    try:
        procedure = Procedure.model_validate(json.loads(content, object_pairs_hook=_no_name_twice))
    except ValidationError as wrong:
        raise ProcedureFaulty(where, tuple(_in_words(error) for error in wrong.errors(include_input=False))) from None
    except ValueError as wrong:
        raise ProcedureFaulty(where, (str(wrong),)) from None
    if faults := faults_of(procedure):
        raise ProcedureFaulty(where, faults)
    return procedure


@lru_cache(maxsize=1)
def shipped() -> dict[str, tuple[Procedure, str]]:
    """The newest version of every procedure that came with the program, and its text. Raises ProcedureFaulty."""
    return read_folder(path("procedures"))


def read_folder(folder: Path) -> dict[str, tuple[Procedure, str]]:
    """Raises ProcedureFaulty: of all files that are at fault, not of the first alone."""
    found: dict[str, tuple[Procedure, str]] = {}
    faults: list[str] = []
    for file in sorted(folder.glob("*.json")):
        content = file.read_text("utf-8")
        try:
            procedure = parse_procedure(content, file.name)
        except ProcedureFaulty as faulty:
            faults += [f"{file.name}: {fault}" for fault in faulty.faults]
            continue
        if file.stem != f"{procedure.id}-{procedure.version}":
            faults.append(f"{file.name}: holds {procedure.id}-{procedure.version}")
        if procedure.id not in found or found[procedure.id][0].version < procedure.version:
            found[procedure.id] = (procedure, content)
    if faults:
        raise ProcedureFaulty(folder.name, tuple(faults))
    return found


def for_a_new_case(session: Session, name: str, given: dict[str, tuple[Procedure, str]] | None = None) -> Procedure:
    """The newest version, kept for as long as cases go by it. Raises KeyError, ProcedureFaulty where a version has changed its text."""
    procedure, content = (given or shipped())[name]
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    insert_unless_there(
        session, ProcedureVersion, id=procedure.id, version=procedure.version, content=content, sha256=sha256
    )
    kept = session.get_one(ProcedureVersion, (procedure.id, procedure.version))
    if kept.sha256 != sha256:
        changed = f"version {procedure.version} is in use with another text: give the new one a new version"
        raise ProcedureFaulty(procedure.id, (changed,))
    return procedure


def of_a_case(session: Session, name: str, version: int) -> Procedure:
    """As it was when the case began. A session asks once: a version never changes."""
    known: dict[tuple[str, int], Procedure] = session.info.setdefault("procedures", {})
    if (name, version) not in known:
        kept = session.get_one(ProcedureVersion, (name, version))
        known[name, version] = _parsed(kept.content, kept.sha256)
    return known[name, version]


@lru_cache(maxsize=64)
def _parsed(content: str, _sha256: str) -> Procedure:
    return Procedure.model_validate_json(content)


def _in_words(error: Any) -> str:
    return f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}"


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
