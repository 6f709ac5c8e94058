"""Greeting, and what terminals owe: the two routes that belong to no zone."""

from fastapi import APIRouter

from app.contract.jobs import BatchReceipt
from app.contract.wire import API, Greeting
from central.api.asking import StrictRoute, TheCentre, TheTerminal
from central.intake import BatchEnvelope, take_batch
from central.refusals import Refused
from central.settings import CENTRE_NAME

router = APIRouter(prefix=API, route_class=StrictRoute)


@router.get("/greeting")
def greet(centre: TheCentre) -> Greeting:
    return Greeting(centre=CENTRE_NAME, server_epoch=centre.epoch, server_time=centre.now())


@router.post("/terminals/{terminal_id}/batches")
def take(terminal_id: str, batch: BatchEnvelope, centre: TheCentre, signer: TheTerminal) -> BatchReceipt:
    """Only the terminal itself delivers in its name."""
    if terminal_id != signer:
        raise Refused(403, "terminal-other")
    return take_batch(centre, signer, batch)
