"""Names of places and units in English: what a town and its offices are called, put together from their parts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from kiosk.words.dates import in_english

Say = Callable[..., str]
PARTS = Path(__file__).parent / "names.json"


@cache
def _parts() -> dict[str, str]:
    parts: dict[str, str] = json.loads(PARTS.read_text("utf-8"))
    return parts


@cache
def _known() -> re.Pattern[str]:
    """The longest part first, so that 长安镇 is a town and not 长安 with a 镇 behind it."""
    longest_first = sorted(_parts(), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, longest_first))})+")


@cache
def _part() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_parts(), key=len, reverse=True))))


def place_name(name: str, say: Say) -> str:
    """寮步镇政务服务中心 as Liaobu Government Service Centre, where English is spoken.

    A name with a part nobody has written down stays as it is, whole: half a name is none.
    """
    return _translated(name) if in_english(say) and _known().fullmatch(name) else name


def with_english_names(text: str, say: Say) -> str:
    """A sentence of somebody else's, with the names in it that are known."""
    return _known().sub(lambda found: _translated(found.group()), text) if in_english(say) else text


def _translated(name: str) -> str:
    return " ".join(_parts()[part] for part in _part().findall(name))
