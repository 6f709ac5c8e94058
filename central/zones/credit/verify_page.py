"""GET /v/{token}, GET /v/{number}?c=code: the public page behind a report's code. Name, number, time, conclusions: never details."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from central.api.asking import TheCentre
from central.zones.credit.standing import Standing, Verdict, judge
from central.zones.credit.verify_words import ask, page

router = APIRouter()

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


# A code in capitals is denser, so the paper's own address is in capitals; whoever types it may not be.
@router.get("/v", response_class=HTMLResponse)
@router.get("/V", response_class=HTMLResponse)
def typed(centre: TheCentre, n: str = "", c: str = "", p: str = "") -> HTMLResponse:
    """For whoever has no scanner: the number and the verify code, typed."""
    if not n:
        return HTMLResponse(ask(), headers=HEADERS)
    return _answer(judge(centre, "".join(n.split()).upper(), c, p))


@router.get("/v/{said}", response_class=HTMLResponse)
@router.get("/V/{said}", response_class=HTMLResponse)
def verify(said: str, centre: TheCentre, c: str = "", p: str = "") -> HTMLResponse:
    """`said` is the token in the paper's code, or its number with the verify code `c`. `p`: the code at the foot of a loose sheet."""
    return _answer(judge(centre, said, c, p))


def _answer(verdict: Verdict) -> HTMLResponse:
    status = 404 if verdict.standing is Standing.UNKNOWN else 200
    return HTMLResponse(page(verdict), status_code=status, headers=HEADERS)
