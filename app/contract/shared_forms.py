"""Forms (表单) that several items or none share: an item's own form travels with the item (app.contract.service_items)."""

from typing import Annotated, ClassVar

from pydantic import Field, JsonValue

from app.contract.entries import Entry, UnitId
from app.contract.service_items import CatalogCode
from app.contract.service_situations import Line


class SharedForm(Entry):
    """`form` is JSON Schema 2020-12 in the vocabulary of app.contract.service_forms. `template`: the paper it is printed on, by its id
    in the pack of templates."""

    PACK: ClassVar[str] = "forms"

    title: Line = Field(min_length=1)
    english: Line = ""
    items: Annotated[tuple[CatalogCode, ...], Field(max_length=200)] = ()
    form: dict[str, JsonValue]
    template: str = Field(default="", pattern=r"^[a-z0-9-]{0,60}$")
    owner_unit: UnitId
    verified: bool = False
