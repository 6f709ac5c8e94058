"""THE PAPER: one table of a file, read key by key: what is missing, too long, of the wrong kind or unknown is gathered in words."""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from printing.wrap import LAYOUT_CONTROLS

Choice = TypeVar("Choice", bound=StrEnum)

LONGEST_TEXT = 4_000


class Strict:
    """Ask for every key it may have, then call `close`. A wrong key gives a harmless value, so that all of them are found."""

    def __init__(self, written: object, place: str, wrong: list[str]) -> None:
        self._place, self._wrong = place, wrong
        self._written: Mapping[str, object] = written if isinstance(written, dict) else {}
        self._asked: set[str] = set()
        if not isinstance(written, dict):
            self.complain("", "应为一张表 / expected a table")

    def complain(self, key: str, words: str) -> None:
        place = ".".join(filter(None, (self._place, _as_written(key) if key else "")))
        self._wrong.append(f"{place or '(top)'}: {words}")

    def has(self, key: str) -> bool:
        self._asked.add(key)
        return key in self._written

    def text(self, key: str, *, most: int = 200, default: str | None = None, lines: bool = False) -> str:
        """Words with ink: no control, nothing invisible; a newline only where `lines` are allowed."""
        said = self._given(key, str, default, f"文字，最多 {most} 字 / text of at most {most} characters")
        if said is None:
            return default or ""
        if not said.strip() and default is None:
            self.complain(key, "空着 / it is empty")
        if len(said) > most:
            self.complain(key, f"太长 / longer than {most}")
        for point in hidden_in(said, newline=lines):
            self.complain(key, f"有看不见的字符 / a character that cannot be seen: U+{point:04X}")
        return said

    def name(self, key: str, default: str | None = None) -> str:
        said = self.text(key, most=60, default=default)
        if said and not re.fullmatch(r"[a-z][a-z0-9-]*", said):
            self.complain(key, "应为小写字母、数字和连字符 / expected small letters, digits and hyphens")
        return said

    def flag(self, key: str, default: bool | None = None) -> bool:
        said = self._given(key, bool, default, "true 或 / or false")
        return bool(default) if said is None else said

    def whole(self, key: str, *, least: int, most: int, default: int | None = None) -> int:
        expected = f"{least} 到 / to {most} 的整数 / a whole number"
        said = self._given(key, int, default, expected)
        if said is None or isinstance(said, bool):
            return default if default is not None else least
        if not least <= said <= most:
            self.complain(key, f"应为 / expected {expected}")
        return said

    def share(self, key: str) -> float:
        self._asked.add(key)
        said = self._written.get(key, 1.0)
        if isinstance(said, int | float) and not isinstance(said, bool) and 0.1 <= said <= 20:
            return float(said)
        self.complain(key, "应为 0.1 到 20 的数 / expected a number from 0.1 to 20")
        return 1.0

    def day(self, key: str, *, optional: bool = False) -> date | None:
        if optional and not self.has(key):
            return None
        said = self._given(key, date, None, "日期，如 / a date such as 2026-01-01")
        if isinstance(said, datetime):
            self.complain(key, "应为日期，不带时刻 / expected a date without a time")
            return said.date()
        return said

    def choice(self, key: str, among: type[Choice], default: Choice | None = None) -> Choice:
        known = [member.value for member in among]
        said = self._given(key, str, default, " | ".join(known))
        if isinstance(said, str):
            if said in known:
                return among(said)
            self.complain(key, f"应为 / expected {' | '.join(known)}{nearest(said, known)}")
        return default if default is not None else next(iter(among))

    def texts(self, key: str, *, most: int = 200, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        rows = self._given(key, list, list(default) if default is not None else None, "文字的列表 / a list of texts")
        asked = (Strict({"text": row}, f"{self._place}.{key}[{n}]", self._wrong) for n, row in enumerate(rows or []))
        return tuple(one.text("text", most=most, default="", lines=True) for one in asked)

    def tables(self, key: str, *, optional: bool = False) -> list[Strict]:
        rows = self._given(key, list, [] if optional else None, f"一组 / a list of [[{key}]]")
        inside = f"{self._place}.{key}" if self._place else key
        return [Strict(row, f"{inside}[{number}]", self._wrong) for number, row in enumerate(rows or [])]

    def lists(self, key: str) -> list[tuple[str, ...]]:
        rows = self._given(key, list, [], "列表的列表 / a list of lists") or []
        asked = [Strict({"row": row}, f"{self._place}.{key}[{number}]", self._wrong) for number, row in enumerate(rows)]
        return [one.texts("row", most=LONGEST_TEXT) for one in asked]

    def close(self) -> None:
        """Every key nobody asked for is refused, with the nearest one there is."""
        for key in self._written:
            if key not in self._asked:
                self.complain(key, f"没有这一项 / no such key{nearest(key, self._asked)}")

    def _given(self, key: str, kind: type[T], default: T | None, expected: str) -> T | None:
        self._asked.add(key)
        said = self._written.get(key, default)
        if said is None:
            self.complain(key, f"缺少 / missing; 应为 / expected {expected}")
            return None
        if not isinstance(said, kind) or (kind is int and isinstance(said, bool)):
            self.complain(key, f"应为 / expected {expected}")
            return default
        return said


T = TypeVar("T")


def nearest(name: str, known: Iterable[str]) -> str:
    """What was meant, as far as one can tell; empty where nothing is near."""
    found = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    return f"; 是不是 / did you mean {found[0]}?" if found else ""


def hidden_in(text: str, *, newline: bool = False) -> list[int]:
    """The code points in it that have no ink or turn others around: controls, bidi marks, joiners, selectors, private signs."""
    return [ord(sign) for sign in text if _is_hidden(sign) and not (newline and sign == "\n")]


def _is_hidden(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category in ("Zl", "Zp") or (category[0] == "C" and category != "Cn") or bool(LAYOUT_CONTROLS.match(sign))


def _as_written(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)
