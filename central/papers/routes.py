"""GET /v1/papers/trust, GET /v1/papers/status, POST /tsa: open to everybody, for what they hand out is public and signed in itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.contract.papers import STATUSES, STATUSES_TYPE, TRUST, TRUST_TYPE
from app.contract.wire import API
from central.api.asking import TheCentre
from central.papers.publishing import BUNDLE_AGE, LIST_AGE, Published
from central.refusals import Refused
from printing.signing_key import KeyUnusable
from printing.time_stamp import LARGEST_REQUEST

QUERY_TYPE: Final = "application/timestamp-query"
REPLY_TYPE: Final = "application/timestamp-reply"

router = APIRouter()


@router.get(API + TRUST)
def trust(centre: TheCentre, request: Request) -> Response:
    """Whose signatures on papers count (see printing/token/trust.py)."""
    return _handed_out(request, centre.publishing.bundle(centre.now()), TRUST_TYPE, BUNDLE_AGE)


@router.get(API + STATUSES)
def statuses(centre: TheCentre, request: Request) -> Response:
    """Which papers stand (see printing/token/status_list.py). 503 while the key that signs the list cannot be reached."""
    address = centre.settings.public_url + API + STATUSES
    try:
        published = centre.publishing.statuses(centre.now(), address)
    except KeyUnusable:
        raise Refused(503, "seal-not-available") from None
    return _handed_out(request, published, STATUSES_TYPE, LIST_AGE)


@router.post("/tsa")
async def time_stamp(centre: TheCentre, request: Request) -> Response:
    """A time stamp for whoever asks (RFC 3161, 3.4)."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != QUERY_TYPE:
        raise Refused(415, "media-type-other")
    query = await request.body()
    if len(query) > LARGEST_REQUEST:
        raise Refused(413, "message-too-large")
    return Response(centre.time_stamps.answer(query), media_type=REPLY_TYPE)


def _handed_out(request: Request, published: Published, media_type: str, age: timedelta) -> Response:
    headers = {"ETag": published.etag, "Cache-Control": f"public, max-age={int(age.total_seconds())}"}
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if published.etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(published.content, media_type=media_type, headers=headers)
