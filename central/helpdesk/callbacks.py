"""Call-backs: taken in with what terminals deliver, rung up from a window, and it is on record who saw a number."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.help import CallbackAsked
from app.contract.masking import masked_phone
from app.contract.sealing import open_sealed, seal
from central.centre import Centre
from central.clock import day_of
from central.db.counters import next_number
from central.effects import Receipt
from central.helpdesk.tables import HelpCallback, HelpCallbackLook, HelpWindow
from central.refusals import Refused
from central.terminals import Terminal

RECEIVED = "待回电"


def take_callback(session: Session, centre: Centre, asked: CallbackAsked, terminal_id: str, now: datetime) -> Receipt:
    day = f"{day_of(now):%Y%m%d}"
    number = f"HD{day}{next_number(session, f'callback:{day}'):04d}"
    session.add(
        HelpCallback(
            number=number,
            terminal_id=terminal_id,
            local_no=asked.local_no,
            call=asked.call,
            phone_masked=masked_phone(asked.phone),
            phone_sealed=seal(centre.home.sealing_public_key, asked.phone.encode(), number.encode()),
            page=asked.page,
            service=asked.service,
            language=asked.language,
            agreed_at=asked.agreed_at,
            received_at=now,
            done_at=None,
            done_by="",
        )
    )
    return Receipt(number, RECEIVED)


def owed_callbacks(session: Session, site: str) -> list[HelpCallback]:
    """What the windows of a hall owe, oldest first."""
    here = select(HelpCallback).join(Terminal, Terminal.terminal_id == HelpCallback.terminal_id)
    owed = here.where(HelpCallback.done_at.is_(None), Terminal.site == site)
    return list(session.scalars(owed.order_by(HelpCallback.received_at)))


def look_up_phone(session: Session, centre: Centre, window: HelpWindow, number: str, badge: str, now: datetime) -> str:
    """The whole number, for whoever rings it now; that they saw it is on record. Raises Refused."""
    callback = _at(session, window.site, number)
    if callback.done_at is not None:
        raise Refused(409, "help-ended")
    session.add(HelpCallbackLook(number=number, window=window.name, badge=badge, at=now))
    return open_sealed(centre.home.unsealing_key, callback.phone_sealed, number.encode()).decode()


def done(session: Session, window: HelpWindow, number: str, badge: str, now: datetime) -> HelpCallback:
    """They were rung up: the number goes. Raises Refused."""
    callback = _at(session, window.site, number)
    if callback.done_at is None:
        callback.done_at, callback.done_by, callback.phone_sealed = now, badge, b""
    return callback


def _at(session: Session, site: str, number: str) -> HelpCallback:
    """Raises Refused."""
    callback = session.get(HelpCallback, number, with_for_update=True)
    if callback is None or session.get_one(Terminal, callback.terminal_id).site != site:
        raise Refused(404, "help-unknown")
    return callback
