"""The wire's common ground: how a message is refused, how a centre shows that it is ours."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Base64Bytes, BaseModel, ConfigDict, Field

API = "/v1"

COME_BACK = frozenset({"seal-not-available"})
"""Refusals that come with HTTP's 503: nothing is wrong with what was asked, and the very same may be asked again."""


def _of_32_bytes(value: bytes) -> bytes:
    if len(value) != 32:
        raise ValueError("32 bytes")
    return value


Bytes32 = Annotated[Base64Bytes, AfterValidator(_of_32_bytes)]
"""A key or a proof. pydantic would count the characters of the Base64, not the bytes."""


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
