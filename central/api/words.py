"""What the centre answers when it says no (RFC 9457, media type application/problem+json)."""

from collections.abc import Mapping

from starlette.responses import Response

from central.refusals import Refused

PROBLEM = "application/problem+json"


def problem(refused: Refused, headers: Mapping[str, str] | None = None) -> Response:
    again = {} if refused.retry_after is None else {"Retry-After": str(refused.retry_after)}
    said = {**(headers or {}), **again}
    return Response(refused.refusal.model_dump_json(exclude_none=True), refused.status, said, media_type=PROBLEM)
