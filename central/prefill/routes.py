"""POST /v1/terminals/{terminal_id}/prefill (app.contract.prefill)."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request

from app.contract.prefill import PrefillAsked, Prefilled
from app.contract.wire import API
from central.api.asking import StrictRoute, TheTerminal
from central.organisations.described import only
from central.prefill.asking import DataBrain
from central.refusals import Refused

router = APIRouter(prefix=API, route_class=StrictRoute)

CODES = {
    403: ("terminal-other", "grant-expired", "grant-other-service", "grant-unknown"),
    404: ("service-item-unknown",),
    409: ("prefill-other",),
    422: ("prefill-field-unknown",),
}


@router.post(
    "/terminals/{terminal_id}/prefill",
    summary="少填快报：别的系统已经知道的，带出处和日期（What is known already, with who says so and as of when）",
    responses=only(CODES),
)
def prefill(terminal_id: str, asked: PrefillAsked, signer: TheTerminal, request: Request) -> Prefilled:
    if terminal_id != signer:
        raise Refused(403, "terminal-other")
    brain: DataBrain = request.app.state.data_brain
    return brain.prefill(asked, signer)
