"""Forms of service items: JSON Schema 2020-12, in which every field says what it is for and who already knows the answer.

On each field, beside JSON Schema's own words:
  x-purpose   one of PURPOSES: why it is asked (personal data is asked for nothing else)
  x-prefill   {"source": one of SOURCES, "field": "uscc"}: where its answer may come from; "visitor" where nobody else knows it
  x-material  the id of a material that is handed in by this field
  x-english, x-options, x-hint, x-unit   words for the visitor (app.contract.declared_services)

Only KEYWORDS are taken: a form is closed (`additionalProperties: false`), so that no field can be added that does not say its purpose.
`jsonschema` is loaded where a form is first checked: it takes a tenth of a second.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

Schema = Mapping[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
PURPOSES: Final = {
    "identify": "辨认申请人",
    "contact": "联系申请人",
    "decide": "审查是否符合条件",
    "issue": "制作结果文书",
    "deliver": "送达结果",
    "charge": "计算费用",
}
SOURCES: Final = frozenset({"id-card", "licence", "register", "earlier-case", "address-list", "visitor"})
KEYWORDS: Final = frozenset(
    {"$schema", "$defs", "$ref", "$comment", "title", "description", "type", "properties", "required", "items"}
    | {"additionalProperties", "minItems", "maxItems", "uniqueItems", "enum", "const", "format", "pattern", "minLength"}
    | {"maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "default", "examples"}
    | {"if", "then", "else", "allOf", "anyOf", "oneOf", "not", "dependentRequired", "contentMediaType"}
    | {"contentEncoding", "x-purpose", "x-prefill", "x-material", "x-english"}
    | {"x-options", "x-hint", "x-unit"}
)
FORM_INVALID: Final = "form-invalid"
MOST_BYTES: Final = 64 * 1024
MOST_DEPTH: Final = 12
LONGEST_PATTERN: Final = 200
_ONE: Final = ("if", "then", "else", "not")
_SEVERAL: Final = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True)
class FormField:
    """One thing that is asked. `path` names the fields around it too: `premises/area`."""

    path: str
    purpose: str
    source: str
    prefilled_from: str
    title: str
    material: str


def fields(schema: Schema) -> Iterator[FormField]:
    """Every field that a form asks, in its own order, with what it says of itself; empty texts where it says nothing."""
    for path, field in _properties(schema, ""):
        if not _holds_fields(schema, field):
            yield _described(path, field)


def wrong_form(schema: Schema) -> Iterator[tuple[str, str]]:
    """What keeps this from being a form of ours: code (FORM_INVALID, field-without-…) and words. Nothing where it is one.

    Whether fields say what they must is looked at only where the form is valid.
    """
    invalid = list(_invalid(schema))
    yield from ((FORM_INVALID, words) for words in invalid)
    if not invalid:
        for field in fields(schema):
            yield from _wrong_field(field)


def _invalid(schema: Schema) -> Iterator[str]:
    try:
        written = json.dumps(schema, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):
        yield "表单写不成 JSON"
        return
    if len(written.encode("utf-8", "replace")) > MOST_BYTES:
        yield f"表单超过 {MOST_BYTES // 1024} KB"
        return
    shape = list(_wrong_shape(schema, "", 0, top=True))
    yield from shape or _wrong_schema(written)


def wrong_answers(schema: Schema, answers: object) -> list[str]:
    """Where answers do not fit their form: `path: keyword`, in the form's own order; never what was answered."""
    found = _validator(json.dumps(schema, sort_keys=True)).iter_errors(answers)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.validator}" for error in found]


def faults(schema: Schema, answers: object) -> list[tuple[str, str]]:
    """The same for whoever must mend them: the path of each field and the keyword that it breaks. What is required and missing stands
    under its own path, once for each."""
    found = _validator(json.dumps(schema, sort_keys=True)).iter_errors(answers)
    return [fault for error in found for fault in _fault(error)]


def _fault(error: "ValidationError") -> Iterator[tuple[str, str]]:
    at = "".join(f"{part}/" for part in error.absolute_path)
    if error.validator == "required" and isinstance(error.instance, Mapping):
        wanted: Any = error.validator_value
        yield from ((f"{at}{name}", "required") for name in wanted if name not in error.instance)
    else:
        yield at.removesuffix("/"), str(error.validator)


def prefilled_share(schema: Schema) -> tuple[int, int]:
    """How many fields have a source other than the visitor, and how many there are."""
    sources = [field.source for field in fields(schema)]
    return sum(source not in ("", "visitor") for source in sources), len(sources)


def find_field(schema: Schema, path: str) -> Schema | None:
    """The field at this path that is there once; None where there is none, or where it stands in a list or a definition."""
    found: Schema = schema
    for name in path.split("/"):
        inside = found.get("properties", {}).get(name)
        if not isinstance(inside, Mapping):
            return None
        found = inside
    return None if "properties" in found or "items" in found else found


def takes(schema: Schema, path: str, value: object) -> bool:
    """Whether one field of a form would take this value by itself; False for a field that is not there once."""
    field = find_field(schema, path)
    if field is None:
        return False
    alone = {"$schema": DIALECT, "type": "object", "properties": {"it": field}, "$defs": schema.get("$defs", {})}
    return not wrong_answers(alone, {"it": value})


def _described(path: str, field: Schema) -> FormField:
    prefill = field.get("x-prefill")
    known = prefill if isinstance(prefill, Mapping) else {}
    return FormField(
        path=path,
        purpose=str(field.get("x-purpose", "")),
        source=str(known.get("source", "")),
        prefilled_from=str(known.get("field", "")),
        title=str(field.get("title", "")),
        material=str(field.get("x-material", "")),
    )


def _wrong_field(field: FormField) -> Iterator[tuple[str, str]]:
    if field.purpose not in PURPOSES:
        yield "field-without-purpose", f"字段 {field.path} 没有用途标注（x-purpose）"
    if field.source not in SOURCES:
        yield "field-without-source", f"字段 {field.path} 没有预填来源（x-prefill）"
    if not field.title:
        yield "field-without-title", f"字段 {field.path} 没有名称（title）"


def _properties(schema: Schema, at: str) -> Iterator[tuple[str, Schema]]:
    """Fields and what holds fields, with their paths; those of a definition once, under its own name."""
    for name, one in schema.get("properties", {}).items():
        yield f"{at}{name}", one
        yield from _properties(one, f"{at}{name}/")
    if isinstance(schema.get("items"), Mapping):
        yield from _properties(schema["items"], at)
    for name, definition in schema.get("$defs", {}).items():
        yield from _properties(definition, f"${name}/")


def _holds_fields(schema: Schema, field: Schema) -> bool:
    """Whether the fields in it are what is asked, not itself."""
    for one in (field, field.get("items", {})):
        referred = schema.get("$defs", {}).get(str(one.get("$ref", "")).removeprefix("#/$defs/"), {})
        if "properties" in one or "properties" in referred:
            return True
    return False


def _wrong_shape(
    schema: object, at: str, depth: int, *, top: bool = False, known: Schema | None = None
) -> Iterator[str]:
    """`known` are the fields around a condition: it may speak of those and add none."""
    if not isinstance(schema, Mapping):
        yield f"表单 {at or '/'} 不是 JSON 对象"
        return
    if depth > MOST_DEPTH:
        yield f"表单 {at} 嵌套超过 {MOST_DEPTH} 层"
        return
    unknown = sorted(set(map(str, schema)) - KEYWORDS)
    if unknown:
        yield f"表单 {at or '/'} 有不能用的关键字 {'、'.join(unknown)}"
    if top:
        yield from _wrong_top(schema)
    yield from _wrong_references(schema, at, top=top)
    declared = schema.get("properties", {})
    if not isinstance(declared, Mapping):
        yield f"表单 {at or '/'} 的 properties 不是 JSON 对象"
        return
    if known is None:
        yield from _wrong_container(schema, at)
    elif set(declared) - set(known):
        yield f"表单 {at} 的条件里有没有声明过的字段"
    yield from _wrong_parts(schema, declared, at, depth, known)


def _wrong_parts(schema: Schema, declared: Schema, at: str, depth: int, known: Schema | None) -> Iterator[str]:
    for name, one in declared.items():
        inside = known.get(name, {}) if known is not None else None
        around = inside.get("properties", {}) if isinstance(inside, Mapping) else None
        yield from _wrong_shape(one, f"{at}/{name}", depth + 1, known=around)
    if "items" in schema:
        yield from _wrong_shape(schema["items"], f"{at}/items", depth + 1, known=known)
    fields_here = declared if known is None else known
    for word in _ONE:
        if word in schema:
            yield from _wrong_shape(schema[word], f"{at}/{word}", depth + 1, known=fields_here)
    for word in _SEVERAL:
        for place, one in enumerate(schema.get(word, ()) if isinstance(schema.get(word, ()), list) else ()):
            yield from _wrong_shape(one, f"{at}/{word}/{place}", depth + 1, known=fields_here)
    definitions = schema.get("$defs", {})
    for name, one in definitions.items() if isinstance(definitions, Mapping) else ():
        yield from _wrong_shape(one, f"{at}/$defs/{name}", depth + 1)


def _wrong_top(schema: Schema) -> Iterator[str]:
    if schema.get("$schema") != DIALECT:
        yield f"表单没有写明 {DIALECT}"
    if schema.get("type") != "object" or not schema.get("properties"):
        yield "表单没有字段"


def _wrong_container(schema: Schema, at: str) -> Iterator[str]:
    """A place for fields takes those it declares and no others; a list says of what."""
    if "properties" in schema or "object" in _types(schema):
        if schema.get("additionalProperties") is not False or "properties" not in schema:
            yield f"表单 {at or '/'} 没有封闭（additionalProperties: false）"
    elif "array" in _types(schema) and "items" not in schema:
        yield f"表单 {at} 没有说明列表里是什么（items）"
    elif not {"type", "enum", "const", "$ref"} & set(schema):
        yield f"字段 {at} 没有类型"


def _types(schema: Schema) -> list[object]:
    said = schema.get("type")
    return said if isinstance(said, list) else [said]


def _wrong_references(schema: Schema, at: str, *, top: bool) -> Iterator[str]:
    """Only to a definition of this very form, and a definition refers to none: no fetching, no going round in circles."""
    if "$defs" in schema and not top:
        yield f"表单 {at} 的 $defs 只能在最外层"
    if "$ref" in schema:
        if not re.fullmatch(r"#/\$defs/[A-Za-z0-9_-]{1,50}", str(schema["$ref"])):
            yield f"表单 {at} 只能引用本表单的定义"
        elif at.startswith("/$defs/"):
            yield f"表单 {at} 的定义不能再引用定义"
    if len(str(schema.get("pattern", ""))) > LONGEST_PATTERN:
        yield f"字段 {at} 的 pattern 超过 {LONGEST_PATTERN} 个字符"


@lru_cache(maxsize=4_096)
def _wrong_schema(written: str) -> tuple[str, ...]:
    """By JSON Schema's own account of itself. Copies of one item have one form: it is looked at once."""
    schema = json.loads(written)
    wrong = tuple(
        f"表单 /{'/'.join(map(str, error.absolute_path))} 不合 JSON Schema（{error.validator}）"
        for error in _dialect().iter_errors(schema)
    )
    if wrong:
        return wrong
    missing = set(re.findall(r'"#/\$defs/([A-Za-z0-9_-]+)"', written)) - set(schema.get("$defs", {}))
    return tuple(f"表单引用的定义 {name} 不存在" for name in sorted(missing))


@lru_cache(maxsize=1)
def _dialect() -> "Draft202012Validator":
    from jsonschema import Draft202012Validator

    return Draft202012Validator(Draft202012Validator.META_SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


@lru_cache(maxsize=256)
def _validator(written: str) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator
    from referencing import Registry

    # An empty registry: nothing is ever fetched from anywhere.
    return Draft202012Validator(
        json.loads(written), registry=Registry(), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
