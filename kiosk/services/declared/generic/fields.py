"""What a field of a form is to whoever fills it in: how it is asked, what may be keyed in, how its value is written. No Qt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from app.contract.masking import masked_number, masked_phone
from app.contract.numbers import is_id_number, is_phone, is_uscc
from app.contract.service_forms import Schema

LONGEST: Final = 500
MOST_ROWS: Final = 20
Say = Any


class Kind(StrEnum):
    """`page` is the file of the page that asks for it."""

    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes-no"
    DIGITS = "digits"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "day"
    MONTH = "month"
    PHONE = "phone"
    USCC = "uscc"
    ID_NUMBER = "id-number"
    ADDRESS = "address"
    LETTERS = "letters"
    TEXT = "text"
    ROWS = "rows"

    @property
    def page(self) -> str:
        return PAGES.get(self, "KeypadField")


PAGES: Final = {
    Kind.CHOICE: "ChoiceField",
    Kind.SEVERAL: "ChoiceField",
    Kind.YES_NO: "ChoiceField",
    Kind.USCC: "CodeField",
    Kind.ID_NUMBER: "CodeField",
    Kind.ADDRESS: "AddressField",
    Kind.LETTERS: "TextField",
    Kind.TEXT: "TextField",
    Kind.ROWS: "RowsField",
}
CHOSEN: Final = frozenset({Kind.CHOICE, Kind.SEVERAL, Kind.YES_NO})
KEYED: Final = frozenset({Kind.DIGITS, Kind.WHOLE, Kind.DECIMAL, Kind.DAY, Kind.MONTH, Kind.PHONE})

# Numbers that check themselves, and belong to nobody: a pattern that takes the one asks for such a number.
_A_USCC, _AN_ID, _A_PHONE, _A_LANDLINE = "91441900MA0TE5T16P", "441900190003079992", "13800000000", "076900000000"


@dataclass(frozen=True)
class Field:
    """`path` as in the form: `premises/area`; of a column of a list `people/name`. `columns`: what each row of a list asks."""

    path: str
    schema: Schema = field(repr=False)
    kind: Kind
    required: bool = False
    columns: tuple[Field, ...] = ()

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def title(self, english: bool) -> str:
        said = str(self.schema.get("x-english", "")) if english else ""
        return said or str(self.schema.get("title", self.name))

    def hint(self, english: bool) -> str:
        return _pair(self.schema.get("x-hint"), english)

    def unit(self, english: bool) -> str:
        return _pair(self.schema.get("x-unit"), english)

    def options(self, english: bool, yes: str, no: str) -> list[tuple[str, str]]:
        """Each choice: the key under which a page names it, and its words. `yes`, `no`: how these are said."""
        if self.kind is Kind.YES_NO:
            return [("yes", yes), ("no", no)]
        said = self.schema.get("x-options") or self._inside.get("x-options") or {}
        return [(str(value), _pair(said.get(str(value)), english) or str(value)) for value in self.every_value]

    @property
    def length(self) -> int:
        """How many characters may be keyed in at most."""
        if self.kind in LENGTHS:
            return LENGTHS[self.kind]
        if self.kind is Kind.DIGITS:
            return _longest(str(self.schema.get("pattern", "")), int(self.schema.get("maxLength", 30)))
        if self.kind in (Kind.WHOLE, Kind.DECIMAL):
            most = self.schema.get("maximum", self.schema.get("exclusiveMaximum"))
            whole = len(str(int(most))) if most is not None else 12
            return whole + (3 if self.kind is Kind.DECIMAL else 0)
        return min(int(self.schema.get("maxLength", LONGEST)), LONGEST)

    @property
    def _inside(self) -> Schema:
        inside = self.schema.get("items", {})
        return inside if isinstance(inside, Mapping) else {}

    @property
    def every_value(self) -> list[Any]:
        """What is chosen from."""
        source = self._inside if self.kind is Kind.SEVERAL else self.schema
        return list(source.get("enum", ())) or [source[word] for word in ("const",) if word in source]

    def value_of(self, text: str) -> Any:
        """What was keyed in, as the form has it. None where it is nothing, or not yet whole."""
        text = text.strip()
        if not text:
            return None
        match self.kind:
            case Kind.YES_NO:
                return text == "yes"
            case Kind.CHOICE:
                return next((value for value in self.every_value if str(value) == text), None)
            case Kind.WHOLE:
                return int(text) if re.fullmatch(r"[0-9]+", text) else None
            case Kind.DECIMAL:
                return _number(text)
            case Kind.DAY:
                return _day(text)
            case Kind.MONTH:
                return f"{text[:4]}-{text[4:]}" if re.fullmatch(r"[0-9]{4}(0[1-9]|1[0-2])", text) else None
        return text

    def text_of(self, value: Any) -> str:
        """A value as it would have been keyed in."""
        if value is None:
            return ""
        if self.kind is Kind.YES_NO:
            return "yes" if value else "no"
        if self.kind in (Kind.DAY, Kind.MONTH):
            return str(value).replace("-", "")
        return _plain(value) if self.kind is Kind.DECIMAL else str(value)

    def words_of(self, value: Any, english: bool, yes: str, no: str) -> str:
        """A value as people read it."""
        if value is None:
            return ""
        if self.kind in CHOSEN:
            said = dict(self.options(english, yes, no))
            keys = value if isinstance(value, list) else [self.text_of(value)]
            return (", " if english else "、").join(said.get(str(key), str(key)) for key in keys)
        if self.kind is Kind.ROWS:
            parts = (self.row_words(row, english, yes, no) for row in value)
            return ("; " if english else "；").join(parts)
        unit = self.unit(english)
        text = _plain(value) if self.kind in (Kind.WHOLE, Kind.DECIMAL) else str(value)
        return f"{text} {unit}" if unit and english else text + unit

    def row_words(self, row: Any, english: bool, yes: str, no: str) -> str:
        """One row of a list."""
        if not isinstance(row, Mapping):
            return self.columns[0].words_of(row, english, yes, no)
        said = (one.words_of(row.get(one.name), english, yes, no) for one in self.columns)
        return (", " if english else "，").join(words for words in said if words)

    def masked(self, value: Any) -> str:
        """For paper: enough to know it again by."""
        if self.kind is Kind.PHONE:
            return masked_phone(str(value))
        return masked_number(str(value))

    def fault(self, text: str) -> str:
        """The code of what is wrong with what is keyed in so far, beyond its being short; empty where nothing is."""
        if self.kind is Kind.PHONE:
            return "phone-wrong" if len(text) >= 11 and not is_phone(text) else ""
        if self.kind is Kind.DAY:
            return "day-wrong" if len(text) == LENGTHS[Kind.DAY] and _day(text) is None else ""
        if self.kind is Kind.MONTH:
            return "day-wrong" if len(text) == LENGTHS[Kind.MONTH] and self.value_of(text) is None else ""
        return ""


LENGTHS: Final = {Kind.DAY: 8, Kind.MONTH: 6, Kind.PHONE: 12, Kind.USCC: 18, Kind.ID_NUMBER: 18}


def fields_of(schema: Schema, path: str) -> Iterator[Field]:
    """What stands at this path: itself, or everything in it. Raises KeyError for a path that the form does not have."""
    here, required = _find(schema, path)
    yield from _read(schema, path, here, required)


def _read(schema: Schema, path: str, here: Schema, required: bool) -> Iterator[Field]:
    here = _resolved(schema, here)
    if "properties" in here:
        for name, inside in here["properties"].items():
            yield from _read(schema, f"{path}/{name}", inside, required and name in here.get("required", ()))
        return
    kind = kind_of(schema, here)
    yield Field(path, here, kind, required, tuple(_columns(schema, path, here)) if kind is Kind.ROWS else ())


def _columns(schema: Schema, path: str, here: Schema) -> Iterator[Field]:
    inside = _resolved(schema, here.get("items", {}))
    if "properties" in inside:
        for name, column in inside["properties"].items():
            yield from _read(schema, f"{path}/{name}", column, name in inside.get("required", ()))
    else:
        titled = {"title": here.get("title", ""), "x-english": here.get("x-english", ""), **inside}
        yield from _read(schema, f"{path}/item", titled, True)


def _find(schema: Schema, path: str) -> tuple[Schema, bool]:
    here, required = schema, True
    for name in path.split("/"):
        required = required and name in here.get("required", ())
        here = _resolved(schema, here["properties"][name])
    return here, required


def _resolved(schema: Schema, here: Schema) -> Schema:
    name = str(here.get("$ref", "")).removeprefix("#/$defs/")
    return {**schema["$defs"][name], **here} if name else here


def kind_of(schema: Schema, here: Schema) -> Kind:
    """How it is asked, by what the form takes."""
    if "enum" in here or "const" in here:
        return Kind.CHOICE
    if here.get("type") == "array":
        return Kind.SEVERAL if "enum" in _resolved(schema, here.get("items", {})) else Kind.ROWS
    plain = {"boolean": Kind.YES_NO, "integer": Kind.WHOLE, "number": Kind.DECIMAL}
    return plain.get(str(here.get("type"))) or _kind_of_text(here)


def _kind_of_text(here: Schema) -> Kind:
    if here.get("format") == "date":
        return Kind.DAY
    if isinstance(known := here.get("x-prefill"), Mapping) and known.get("source") == "address-list":
        return Kind.ADDRESS
    pattern, most = str(here.get("pattern", "")), int(here.get("maxLength", LONGEST))
    if not pattern:
        return Kind.TEXT
    takes = re.compile(pattern).search
    if takes("2026-11") and not takes("2026-13-1x") and not takes("13800000000"):
        return Kind.MONTH
    if takes(_A_USCC) and not takes("a long text of words"):
        return Kind.USCC if most >= len(_A_USCC) and not takes(_A_PHONE) else Kind.LETTERS
    if takes(_AN_ID) and not takes(_A_PHONE):
        return Kind.ID_NUMBER
    if not takes("1") and (takes(_A_PHONE) or takes(_A_LANDLINE)) and not takes("99999999999") and not takes("东莞"):
        return Kind.PHONE
    return _kind_of_pattern(pattern)


def _kind_of_pattern(pattern: str) -> Kind:
    """By the characters that the pattern speaks of."""
    signs = re.sub(r"\{[0-9,]*\}|\\d|0-9|[\^$()\[\]?:+*|]|[0-9]", "", pattern)
    if not signs:
        return Kind.DIGITS
    return Kind.TEXT if re.search(r"[^\x00-\x7f]|\\[pwWSsu]|\.", signs) else Kind.LETTERS


def whole(one: Field, value: Any) -> bool:
    """Whether a number that checks itself does; true for everything else."""
    checks = {Kind.PHONE: is_phone, Kind.USCC: is_uscc, Kind.ID_NUMBER: is_id_number}
    return one.kind not in checks or checks[one.kind](str(value))


def _longest(pattern: str, most: int) -> int:
    """Of a pattern of digits with its own lengths."""
    parts = re.findall(r"(\[[^\]]*\]|\\d|[0-9])(?:\{(?:[0-9]*,)?([0-9]+)\})?", pattern)
    return min(most, sum(int(times or 1) for _, times in parts)) if parts and not re.search(r"[+*|]", pattern) else most


def _pair(said: Any, english: bool) -> str:
    return str(said[1 if english else 0]) if isinstance(said, list | tuple) and len(said) == 2 else ""


def _number(text: str) -> int | float | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _plain(value: Any) -> str:
    return format(Decimal(str(value)).normalize(), "f")


def _day(text: str) -> str | None:
    try:
        return (
            date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat() if len(text) == LENGTHS[Kind.DAY] else None
        )
    except ValueError:
        return None
