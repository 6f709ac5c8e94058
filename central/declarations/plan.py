"""THE CENTRE, DECLARATIONS: the plan's own table of the 80 services, and what a declaration may make of its rows."""

import json
from functools import cache
from typing import Annotated, Final

from pydantic import Field, TypeAdapter

from app.contract.declared_services import Offline, Output, PlanNumber
from app.contract.wire import Message
from resources import path

STAFF: Final = "N4"


class Said(Message):
    """The plan's own words."""

    identity: str
    outputs: str
    offline: str


class PlanRow(Message):
    """Where the plan names several levels (N0/N2) or classes (O1/O2), a declaration takes one of them."""

    id: PlanNumber
    zone: str
    name: str
    users: tuple[str, ...]
    identity: Annotated[tuple[Annotated[str, Field(pattern=r"^N[0-4]$")], ...], Field(min_length=1)]
    outputs: tuple[Output, ...]
    offline: Annotated[tuple[Offline, ...], Field(min_length=1)]
    said: Said

    @property
    def for_staff_only(self) -> bool:
        return STAFF in self.identity and "/" not in self.said.identity


@cache
def plan() -> dict[str, PlanRow]:
    """By number, in the plan's order."""
    read = json.loads(path("services", "plan.json").read_text("utf-8"))
    rows = TypeAdapter(tuple[PlanRow, ...]).validate_python(read["services"])
    return {row.id: row for row in rows}


@cache
def catalog_codes() -> dict[str, str]:
    """Which item (by 基本编码) a service of the plan is."""
    read = json.loads(path("services", "items.json").read_text("utf-8"))["items"]
    return {str(service): str(code) for service, code in read.items()}
