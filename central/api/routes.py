"""Greeting, what terminals owe, and what the centre and they say of each other: the routes that belong to no zone."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request

from app.contract.enrolment import ENROLMENTS, EnrolmentAsked, EnrolmentGranted
from app.contract.jobs import BatchReceipt
from app.contract.orders import NewKey, Noted, OrderReport
from app.contract.wire import API, Greeting
from central.api.asking import StrictRoute, TheCentre, TheTerminal
from central.api.identity import recognised
from central.centre import Centre
from central.diaries import witness
from central.intake import BatchEnvelope, take_batch
from central.invitations import accept, turn_away
from central.refusals import Refused
from central.reply_key import reply_key
from central.settings import CENTRE_NAME
from central.terminal_keys import register_key
from central.terminal_orders import report, standing_orders
from central.terminals import Terminal

router = APIRouter(prefix=API, route_class=StrictRoute)


def _itself(terminal_id: str, signer: TheTerminal) -> str:
    """Only the terminal itself speaks in its name."""
    if terminal_id != signer:
        raise Refused(403, "terminal-other")
    return signer


Itself = Annotated[str, Depends(_itself)]


@router.get("/greeting")
def greet(centre: TheCentre, request: Request) -> Greeting:
    terminal = recognised(centre, request)
    with centre.database.reading() as session:
        orders = standing_orders(session, terminal) if terminal else ()
    return Greeting(centre=CENTRE_NAME, server_epoch=centre.epoch, server_time=centre.now(), orders=orders)


@router.post(ENROLMENTS)
def enrol(asked: EnrolmentAsked, centre: TheCentre) -> EnrolmentGranted:
    """Open to everybody: the code is what lets in."""
    with centre.database.reading() as session:
        turn_away(centre, session, asked)
    return centre.database.write(lambda session: accept(centre, session, asked))


@router.post("/terminals/{terminal_id}/batches")
def take(terminal_id: Itself, batch: BatchEnvelope, centre: TheCentre) -> BatchReceipt:
    return _accompanied(centre, terminal_id, batch, take_batch(centre, terminal_id, batch))


@router.post("/terminals/{terminal_id}/orders/{order_id}")
def take_report(
    terminal_id: Itself, order_id: Annotated[str, Path(max_length=32)], told: OrderReport, centre: TheCentre
) -> Noted:
    now = centre.now()
    with centre.database.writing() as session:
        report(session, terminal_id, order_id, told.outcome, now)
    return Noted(at=now)


@router.post("/terminals/{terminal_id}/key")
def take_key(terminal_id: Itself, new_key: NewKey, centre: TheCentre) -> Noted:
    now = centre.now()
    with centre.database.writing() as session:
        register_key(session, terminal_id, new_key, now)
    return Noted(at=now)


def _accompanied(centre: Centre, terminal_id: str, batch: BatchEnvelope, receipt: BatchReceipt) -> BatchReceipt:
    """The receipt, with what else the centre has to say to this terminal."""
    with centre.database.reading() as session:
        orders = standing_orders(session, session.get_one(Terminal, terminal_id))
    if batch.audit is None:
        return receipt.model_copy(update={"orders": orders})
    key, head, now = reply_key(centre.home.path), batch.audit, centre.now()
    seen = centre.database.write(lambda session: witness(session, key, terminal_id, batch.incarnation, head, now))
    return receipt.model_copy(update={"orders": orders, "audit": seen})
