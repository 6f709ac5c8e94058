"""Places (办事地点, A3.14, models 2.3): halls, post houses, terminals and job points, where they are, when open, what can be done there.

What changes by the minute (a terminal's state, a queue) is not published here: it is asked for, and it is 未知 when that is old.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from app.contract.entries import Entry, UnitId
from app.contract.service_items import CatalogCode, Code, Opening
from app.contract.service_situations import Line, Prose

Degrees = Annotated[Decimal, Field(max_digits=9, decimal_places=6)]


class PlaceKind(StrEnum):
    HALL = "大厅"
    POST_HOUSE = "驿站"
    TERMINAL = "终端"
    JOB_POINT = "就莞用点"


class Place(Entry):
    """`latitude`, `longitude`: WGS 84, both or neither. `items`: the catalog codes of what can be done there; empty where all can.

    `terminal`: the terminal's own id, where it is one. `online`: what can be done at home instead.
    """

    PACK: ClassVar[str] = "places"

    kind: PlaceKind
    name: Line = Field(min_length=1)
    english: Line = ""
    town_code: Code = ""
    town_name: Line = ""
    address: Line = Field(min_length=1)
    latitude: Annotated[Degrees, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[Degrees, Field(ge=-180, le=180)] | None = None
    opening_hours: Annotated[tuple[Opening, ...], Field(max_length=28)] = ()
    all_day: bool = False
    phone: Line = ""
    directions: Prose = ""
    items: Annotated[tuple[CatalogCode, ...], Field(max_length=2_000)] = ()
    terminal: str = Field(default="", pattern=r"^([A-Z0-9]{5})?$")
    online: str = Field(default="", pattern=r"^(https?://[!-~]{1,500})?$")
    owner_unit: UnitId
    verified: bool = False

    @model_validator(mode="after")
    def _is_one_place(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude, or neither")
        if self.all_day and self.opening_hours:
            raise ValueError("open all day, or by hours")
        if (self.kind is PlaceKind.TERMINAL) != bool(self.terminal):
            raise ValueError("a terminal says which, and nothing else does")
        return self
