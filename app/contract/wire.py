"""The wire's common ground: how a message is refused, how a centre shows that it is ours."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Base64Bytes, BaseModel, BeforeValidator, ConfigDict, Field

API = "/v1"

COME_BACK = frozenset({"seal-not-available"})
"""Refusals that come with HTTP's 503: nothing is wrong with what was asked, and the very same may be asked again."""


def _of_32_bytes(value: bytes) -> bytes:
    if len(value) != 32:
        raise ValueError("32 bytes")
    return value


Bytes32 = Annotated[Base64Bytes, AfterValidator(_of_32_bytes)]
"""A key or a proof. pydantic would count the characters of the Base64, not the bytes."""


_WRITTEN_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _as_written(value: object) -> object:
    """pydantic would also take `0`, and seconds since 1970, for a date."""
    if isinstance(value, str) and _WRITTEN_DATE.fullmatch(value):
        # As a date, not as the text: strictly read, pydantic takes no text from a validator.
        return date.fromisoformat(value)
    if isinstance(value, date):
        return value
    raise ValueError("YYYY-MM-DD")


IsoDate = Annotated[date, BeforeValidator(_as_written)]
"""A calendar day, on the wire as YYYY-MM-DD (RFC 3339, full-date) and in no other way."""


def _as_text(value: object) -> object:
    """pydantic would also take a number, as seconds or as milliseconds since 1970, whichever it finds likelier."""
    if isinstance(value, datetime) or (isinstance(value, str) and value[4:5] == "-"):
        return value
    raise ValueError("RFC 3339")


IsoMoment = Annotated[datetime, BeforeValidator(_as_text)]
"""A moment, on the wire as RFC 3339 writes it."""


class Message(BaseModel):
    """Every wire shape: frozen, unknown fields refused, so that a captive portal's JSON is never taken for ours.

    A ValidationError names the field and never what stood in it: that may be somebody's number.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=4_000, hide_input_in_errors=True)


class Refusal(Message):
    """RFC 9457 problem, reduced to what the terminal acts on. Media type `application/problem+json`.

    `server_time` comes with `clock-skew`, so that the asker can date its request anew.
    """

    code: str
    detail: str = ""
    server_time: datetime | None = None


class OrderKind(StrEnum):
    LOCK = "lock"
    UNLOCK = "unlock"
    WIPE = "wipe"
    ROTATE_KEY = "rotate-key"


class TerminalOrder(Message):
    """What the centre orders one terminal to do. It comes with every greeting and receipt until the terminal has reported it
    (see `app.contract.orders`), in the order in which it was given.

    `even_unsent` belongs to a wipe: what the centre has not received yet goes too.
    """

    id: str = Field(pattern=r"^[0-9a-f]{32}$")
    kind: OrderKind
    ordered_at: datetime
    even_unsent: bool = False


class Greeting(Message):
    """GET /v1/greeting: the centre says who it is. `server_epoch` changes when it was restored from a backup.

    `orders` are there for a terminal that signed its question: one that is locked or revoked has no other errand here.
    """

    centre: str
    server_epoch: str
    server_time: datetime
    orders: tuple[TerminalOrder, ...] = ()
