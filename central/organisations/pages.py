"""One page of a long list: by key, not by count, so that nothing is shown twice or left out while rows come in."""

import base64
import binascii
from typing import Annotated

from fastapi import Query

from central.refusals import Refused

MOST = 200
A_PAGE = 50

Limit = Annotated[int, Query(ge=1, le=MOST, description="how many at most")]
After = Annotated[str, Query(max_length=200, description="`after` of the page before; empty for the first")]


def cursor(key: str) -> str:
    """Opaque to who holds it: what it is made of may change."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def key_of(after: str) -> str:
    """Empty for the first page. Raises Refused."""
    try:
        key = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise Refused(422, "message-malformed") from None
    if "\0" in key:
        raise Refused(422, "message-malformed")
    return key
