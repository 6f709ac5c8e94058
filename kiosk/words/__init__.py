"""What people read: Chinese is the source, English stands beside it in `en.json`; `problems.json` holds the words of every code."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["zh", "en"]

HERE = Path(__file__).parent


@cache
def english() -> dict[str, str]:
    """Chinese source → English, for every text of QML and Python."""
    import json  # the first page is Chinese and needs none of these files

    from kiosk import catalogue

    words: dict[str, str] = json.loads((HERE / "en.json").read_text("utf-8"))
    return catalogue.english() | words


def say(language: Language, text: str, *values: object) -> str:
    """`text` in `language`, with %1, %2 … filled in. A text without English stays Chinese: a test keeps that from happening."""
    said = english().get(text, text) if language == "en" else text
    for place, value in enumerate(values, start=1):
        said = said.replace(f"%{place}", str(value))
    return said


@dataclass(frozen=True)
class ProblemWords:
    """What happened, what is safe, and who acts: the three things a person wants to know."""

    title: str
    what: str
    act: str
    who: str
    number: int
    """What is said of it over a telephone: three digits, of this code for ever."""


@cache
def _problems() -> dict[str, dict[str, Any]]:
    import json

    words: dict[str, dict[str, Any]] = json.loads((HERE / "problems.json").read_text("utf-8"))
    return words


def problem(language: Language, code: str) -> ProblemWords:
    """The words for a code. An unknown code gets the words of `unknown`, which send for staff."""
    entry = _problems().get(code) or _problems()["unknown"]
    said = entry[language]
    return ProblemWords(
        title=said["title"], what=said["what"], act=said["act"], who=entry["who"], number=entry.get("number", 0)
    )


def code_of(number: int) -> str | None:
    """The code that has this number; None where none has."""
    return next((code for code, entry in _problems().items() if entry.get("number") == number), None)


def known_codes() -> frozenset[str]:
    return frozenset(_problems())
