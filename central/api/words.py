"""What the centre answers when it says no (RFC 9457, media type application/problem+json)."""

from starlette.responses import Response

from central.refusals import Refused

PROBLEM = "application/problem+json"


def problem(refused: Refused) -> Response:
    return Response(refused.refusal.model_dump_json(), status_code=refused.status, media_type=PROBLEM)
