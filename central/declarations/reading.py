"""THE CENTRE, DECLARATIONS: files of declared services, read strictly. Every fault at once, with who can mend it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from app.contract.service_situations import Line
from app.contract.wire import Message
from central.api.asking import strict_json
from central.declarations.checking import Known, wrong_declaration
from central.declarations.declaration import Declaration, Schema
from central.packs.refused import ContentRefused, Fault
from central.strict_entries import FileTooLarge, bytes_of
from resources import path

MOST_BYTES: Final = 256 * 1024
FOLDER: Final = ("services", "declared")


class FlowKind(Message):
    """Items of one kind go the same way (A2.6): its steps, in order, and what comes out."""

    steps: tuple[Line, ...]
    task_type: str
    result: Line


@dataclass(frozen=True)
class Declared:
    """Declarations by their number, and what they have in common."""

    services: dict[str, Declaration]
    shared: dict[str, Schema] = field(repr=False)
    kinds: dict[str, FlowKind] = field(repr=False)

    def form(self, service_id: str) -> dict[str, Any]:
        return self.services[service_id].form(self.shared)


@cache
def shipped() -> Declared:
    """What came with the program. Raises ContentRefused: a fault of ours."""
    return read_folder(path(*FOLDER))


def read_folder(folder: Path) -> Declared:
    """Every `*.json` of it. Raises ContentRefused for all that is wrong with any of them; OSError."""
    shared, kinds = shared_fields(), flow_kinds()
    services: dict[str, Declaration] = {}
    faults: list[Fault] = []
    for file in sorted(folder.glob("*.json")):
        found = _read(file, faults)
        if found is not None:
            faults += _faults(file, found, Known(shared, frozenset(kinds)))
            services[found.id] = found
    if faults:
        raise ContentRefused(faults)
    return Declared(services, shared, kinds)


def read_declaration(content: bytes, about: str) -> Declaration:
    """One file, as it is written; what it says is not held against anything yet. Raises ContentRefused."""
    try:
        said = strict_json(content)
    except (ValueError, RecursionError):
        words = "不是严格的 JSON（UTF-8，名字不重复，没有 NaN 和 NUL，嵌套有限）"
        raise ContentRefused([Fault(about, "file-malformed", words)]) from None
    if not isinstance(said, dict):
        raise ContentRefused([Fault(about, "file-malformed", "最外层应是一项服务")])
    try:
        return Declaration.model_validate_json(json.dumps(said, allow_nan=False), strict=True)
    except ValidationError as wrong:
        raise ContentRefused(_malformed(about, wrong)) from None
    except (ValueError, RecursionError):
        raise ContentRefused([Fault(about, "file-malformed", "数字超出范围，或者嵌套太深")]) from None


@cache
def shared_fields() -> dict[str, Schema]:
    """What several services ask, in the same words everywhere."""
    said: dict[str, Schema] = json.loads(path("services", "shared_fields.json").read_text("utf-8"))["fields"]
    return said


@cache
def flow_kinds() -> dict[str, FlowKind]:
    said = json.loads(path("services", "flow_kinds.json").read_text("utf-8"))["kinds"]
    return TypeAdapter(dict[str, FlowKind]).validate_python(said)


def _read(file: Path, faults: list[Fault]) -> Declaration | None:
    try:
        return read_declaration(bytes_of(file, MOST_BYTES), file.name)
    except FileTooLarge:
        faults.append(Fault(file.name, "file-malformed", f"文件超过 {MOST_BYTES // 1024} KB"))
    except ContentRefused as refused:
        faults += refused.faults
    return None


def _faults(file: Path, found: Declaration, known: Known) -> Iterator[Fault]:
    if file.stem != found.id:
        yield Fault(file.name, "service-misnamed", f"文件名和编号 {found.id} 不一致")
    yield from wrong_declaration(found, known)


def _malformed(about: str, wrong: ValidationError) -> Iterator[Fault]:
    for error in wrong.errors(include_input=False, include_url=False, include_context=False)[:20]:
        where = "/".join(str(part)[:60] for part in error["loc"])
        yield Fault(about, "field-malformed", f"{where}: {error['msg']}")
