"""The wire's common ground: how a message is refused, how a centre shows that it is ours."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

API = "/v1"


class Message(BaseModel):
    """Every wire shape: frozen, unknown fields refused, so that a captive portal's JSON is never taken for ours.

    A ValidationError names the field and never what stood in it: that may be somebody's number.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=4_000, hide_input_in_errors=True)


class Refusal(Message):
    """RFC 9457 problem, reduced to what the terminal acts on. Media type `application/problem+json`."""

    code: str
    detail: str = ""


class Greeting(Message):
    """GET /v1/greeting: the centre says who it is. `server_epoch` changes when it was restored from a backup."""

    centre: str
    server_epoch: str
    server_time: datetime
