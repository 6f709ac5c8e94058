"""The file door of entries: `{"entries": […]}`, read strictly."""

from pathlib import Path
from typing import Final, TypeVar

from app.contract.entries import Entry
from central.api.asking import strict_json
from central.packs.refused import ContentRefused, Fault
from central.strict_entries import FileTooLarge, bytes_of, listed_entries

MOST_FILE_BYTES: Final = 128 * 1024 * 1024
MOST_ENTRIES: Final = 20_000

Kind = TypeVar("Kind", bound=Entry)


def read_file(path: Path, kind: type[Kind]) -> tuple[Kind, ...]:
    """Raises ContentRefused for all that is wrong with it, OSError."""
    try:
        return read(bytes_of(path, MOST_FILE_BYTES), kind)
    except FileTooLarge as large:
        raise _whole_file(str(large)) from None


def read(content: bytes, kind: type[Kind]) -> tuple[Kind, ...]:
    """As `read_file`."""
    try:
        said = strict_json(content)
    except (ValueError, RecursionError):
        raise _whole_file("不是严格的 JSON（UTF-8，名字不重复，没有 NaN 和 NUL，嵌套有限）") from None
    if not isinstance(said, dict) or set(said) != {"entries"}:
        raise _whole_file('最外层应是 {"entries": […]}')
    found, faults = listed_entries(said, "entries", kind, MOST_ENTRIES)
    if faults:
        raise ContentRefused(Fault(*fault) for fault in faults)
    return tuple(found)


def _whole_file(words: str) -> ContentRefused:
    return ContentRefused([Fault("文件", "file-malformed", words)])
