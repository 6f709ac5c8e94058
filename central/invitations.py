"""THE CENTRE: letting a terminal in by a one-time code (app.contract.enrolment).

The code's secret is derived from a salt under this centre's own key: who reads the database, or a copy of it, lets nobody in.
"""

import secrets
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.contract.enrolment import (
    SECRET_BYTES,
    EnrolmentAsked,
    EnrolmentGranted,
    invitation_name,
    is_same,
    prove_asking,
    prove_grant,
    write_code,
)
from central.centre import Centre
from central.enrolment import granted_to, let_in
from central.invitation_table import Invitation
from central.refusals import Refused
from central.terminals import TERMINAL_ID, BadTerminalId, Terminal

LIVES = timedelta(hours=1)


def invite(centre: Centre, terminal_id: str, site: str) -> str:
    """A code for one terminal, valid for an hour. Raises BadTerminalId."""
    if not TERMINAL_ID.fullmatch(terminal_id):
        raise BadTerminalId("a terminal's id is five capitals and digits, a letter first, e.g. T0003")
    return centre.database.write(lambda session: _invite(centre, session, terminal_id, site))


def _invite(centre: Centre, session: Session, terminal_id: str, site: str) -> str:
    name, salt = invitation_name(secrets.randbelow(2**20)), secrets.token_bytes(16)
    session.execute(delete(Invitation).where(Invitation.name == name))
    expires_at = centre.now() + LIVES
    session.add(
        Invitation(
            name=name, salt=salt, terminal_id=terminal_id, site=site, expires_at=expires_at, used_by=None, used_at=None
        )
    )
    return write_code(name, _secret(centre, salt))


def turn_away(centre: Centre, session: Session, asked: EnrolmentAsked) -> None:
    """Raises Refused for who has no code. Reading alone: everybody may knock, and nobody who does shall take a turn at writing."""
    _invited(centre, asked, session.get(Invitation, asked.invitation))


def accept(centre: Centre, session: Session, asked: EnrolmentAsked) -> EnrolmentGranted:
    """Let in who has the code, once. Inside the caller's writing transaction. Raises Refused."""
    invitation, secret = _invited(centre, asked, session.get(Invitation, asked.invitation, with_for_update=True))
    granted = granted_to(centre, _let_in(centre, session, invitation, asked.public_key))
    return granted.model_copy(update={"proof": prove_grant(secret, asked.proof, granted)})


def _invited(centre: Centre, asked: EnrolmentAsked, invitation: Invitation | None) -> tuple[Invitation, bytes]:
    """With the code's secret. Raises Refused."""
    secret = _secret(centre, invitation.salt if invitation else b"")
    proof = prove_asking(secret, asked.invitation, asked.public_key)
    if invitation is None or not is_same(proof, asked.proof):
        raise Refused(403, "invitation-unknown")
    if invitation.expires_at <= centre.now():
        raise Refused(403, "invitation-expired")
    return invitation, secret


def _let_in(centre: Centre, session: Session, invitation: Invitation, public_key: bytes) -> Terminal:
    if invitation.used_by is None:
        invitation.used_by, invitation.used_at = public_key, centre.now()
        return let_in(session, invitation.terminal_id, invitation.site, public_key, centre.now())
    terminal = session.get_one(Terminal, invitation.terminal_id)
    if invitation.used_by != public_key or terminal.public_key != public_key:
        raise Refused(403, "invitation-used")
    return terminal


def _secret(centre: Centre, salt: bytes) -> bytes:
    return centre.home.keyed_hash.digest("invitation", salt)[:SECRET_BYTES]
