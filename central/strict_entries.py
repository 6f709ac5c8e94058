"""THE CENTRE: lists of things from a file, each read strictly. Every fault is told by its place; what stood there is not said back."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from app.contract.wire import Message

MOST_FAULTS_EACH: Final = 20

Kind = TypeVar("Kind", bound=Message)
Fault = tuple[str, str, str]
"""Place, code, words."""


class FileTooLarge(ValueError):
    """Not read to its end."""


def bytes_of(path: Path, most: int) -> bytes:
    """Raises FileTooLarge, OSError."""
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise FileTooLarge(f"文件超过 {most // 1024 // 1024} MB")
    return content


def listed_entries(said: dict[str, Any], name: str, kind: type[Kind], most: int) -> tuple[list[Kind], list[Fault]]:
    """What stands under `name`, and what is wrong with the rest."""
    listed = said.get(name, [])
    if not isinstance(listed, list) or len(listed) > most:
        return [], [(name, "file-malformed", f"应是列表，最多 {most} 条")]
    found: list[Kind] = []
    faults: list[Fault] = []
    for place, one in enumerate(listed):
        try:
            found.append(kind.model_validate_json(json.dumps(one, allow_nan=False), strict=True))
        except ValidationError as wrong:
            faults += _faults(f"{name}[{place}]", wrong)
        except (ValueError, RecursionError):
            faults.append((f"{name}[{place}]", "file-malformed", "数字超出范围，或者嵌套太深"))
    return found, faults


def _faults(place: str, wrong: ValidationError) -> Iterator[Fault]:
    for error in wrong.errors(include_input=False, include_url=False, include_context=False)[:MOST_FAULTS_EACH]:
        where = "/".join(str(part)[:60] for part in error["loc"])
        yield place, "field-malformed", f"{where}: {error['msg']}"
