"""The file door: items and themes from a file, read strictly. Every fault at once, by its place; what stood there is not said back."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from app.contract.service_items import ServiceItem
from app.contract.service_themes import Theme
from app.contract.wire import Message
from central.api.asking import strict_json
from central.service_items.states import Broken, ItemsRefused

MOST_FILE_BYTES: Final = 128 * 1024 * 1024
MOST_ENTRIES: Final = {"items": 20_000, "themes": 1_000}
MOST_FAULTS_EACH: Final = 20

Kind = TypeVar("Kind", bound=Message)


@dataclass(frozen=True)
class Incoming:
    items: tuple[ServiceItem, ...]
    themes: tuple[Theme, ...]


def read_file(path: Path) -> Incoming:
    """`{"items": […], "themes": […]}`, either may be left out. Raises ItemsRefused for all that is wrong with it, OSError."""
    with path.open("rb") as file:
        content = file.read(MOST_FILE_BYTES + 1)
    if len(content) > MOST_FILE_BYTES:
        raise _whole_file(f"文件超过 {MOST_FILE_BYTES // 1024 // 1024} MB")
    return read(content)


def read(content: bytes) -> Incoming:
    """As `read_file`."""
    try:
        said = strict_json(content)
    except (ValueError, RecursionError):
        raise _whole_file("不是严格的 JSON（UTF-8，名字不重复，没有 NaN 和 NUL，嵌套有限）") from None
    if not isinstance(said, dict) or set(said) - set(MOST_ENTRIES) or not said:
        raise _whole_file('最外层应是 {"items": […], "themes": […]}')
    broken: list[Broken] = []
    items = _entries(said, "items", ServiceItem, broken)
    themes = _entries(said, "themes", Theme, broken)
    broken += _twice(items, themes)
    if broken:
        raise ItemsRefused(broken)
    return Incoming(tuple(items), tuple(themes))


def _entries(said: dict[str, Any], name: str, kind: type[Kind], broken: list[Broken]) -> list[Kind]:
    listed = said.get(name, [])
    if not isinstance(listed, list) or len(listed) > MOST_ENTRIES[name]:
        broken.append(Broken(name, "file-malformed", f"应是列表，最多 {MOST_ENTRIES[name]} 条"))
        return []
    found = []
    for place, one in enumerate(listed):
        try:
            found.append(kind.model_validate_json(json.dumps(one, allow_nan=False), strict=True))
        except ValidationError as wrong:
            broken += _faults(f"{name}[{place}]", wrong)
        except (ValueError, RecursionError):
            broken.append(Broken(f"{name}[{place}]", "file-malformed", "数字超出范围，或者嵌套太深"))
    return found


def _faults(place: str, wrong: ValidationError) -> Iterator[Broken]:
    for error in wrong.errors(include_input=False, include_url=False, include_context=False)[:MOST_FAULTS_EACH]:
        where = "/".join(str(part)[:60] for part in error["loc"])
        yield Broken(place, "field-malformed", f"{where}: {error['msg']}")


def _twice(items: list[ServiceItem], themes: list[Theme]) -> Iterator[Broken]:
    """No code stands for two things in one file."""
    for name, codes in (("items", [one.task_code for one in items]), ("themes", [one.code for one in themes])):
        met: set[str] = set()
        for code in codes:
            if code in met:
                yield Broken(name, "item-twice", f"{code} 出现两次")
            met.add(code)


def _whole_file(words: str) -> ItemsRefused:
    return ItemsRefused([Broken("文件", "file-malformed", words)])
