"""The file door: items and themes from a file, read strictly. Every fault at once, by its place; what stood there is not said back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.contract.service_items import ServiceItem
from app.contract.service_themes import Theme
from central.api.asking import strict_json
from central.service_items.states import Broken, ItemsRefused
from central.strict_entries import FileTooLarge, bytes_of, listed_entries

MOST_FILE_BYTES: Final = 128 * 1024 * 1024
MOST_ENTRIES: Final = {"items": 20_000, "themes": 1_000}


@dataclass(frozen=True)
class Incoming:
    items: tuple[ServiceItem, ...]
    themes: tuple[Theme, ...]


def read_file(path: Path) -> Incoming:
    """`{"items": […], "themes": […]}`, either may be left out. Raises ItemsRefused for all that is wrong with it, OSError."""
    try:
        return read(bytes_of(path, MOST_FILE_BYTES))
    except FileTooLarge as large:
        raise _whole_file(str(large)) from None


def read(content: bytes) -> Incoming:
    """As `read_file`."""
    try:
        said = strict_json(content)
    except (ValueError, RecursionError):
        raise _whole_file("不是严格的 JSON（UTF-8，名字不重复，没有 NaN 和 NUL，嵌套有限）") from None
    if not isinstance(said, dict) or set(said) - set(MOST_ENTRIES) or not said:
        raise _whole_file('最外层应是 {"items": […], "themes": […]}')
    items, wrong_items = listed_entries(said, "items", ServiceItem, MOST_ENTRIES["items"])
    themes, wrong_themes = listed_entries(said, "themes", Theme, MOST_ENTRIES["themes"])
    broken = [Broken(*fault) for fault in (*wrong_items, *wrong_themes)]
    broken += _twice(items, themes)
    if broken:
        raise ItemsRefused(broken)
    return Incoming(tuple(items), tuple(themes))


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
