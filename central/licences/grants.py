"""Grants: made on a shown licence, looked up by what is done under them."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.contract.licence import HolderRole, LicenceGrant, LicenceVerification
from app.contract.masking import masked_name
from central.clock import day_of
from central.enterprises import Enterprise
from central.keyed_hash import KeyedHash
from central.licences.rules import check_authority, check_code, check_enterprise, is_permanent
from central.licences.tables import Grant, LicenceCode, LicenceHolder
from central.refusals import Refused

GRANT_LIVES = timedelta(minutes=15)


@dataclass(frozen=True)
class Marks:
    """How persons, codes and grants are recognised without being kept."""

    keyed_hash: KeyedHash

    def holder(self, number: str) -> str:
        return self.keyed_hash.mark("holder-number", number.strip().upper())

    def code(self, code: str) -> str:
        return self.keyed_hash.mark("licence-code", code)

    def grant(self, grant: str) -> str:
        return self.keyed_hash.mark("grant", grant)


def use_code(session: Session, marks: Marks, code: str, now: datetime) -> LicenceCode:
    """The code as issued, used up from now on whatever comes next. Raises Refused.

    To be called in a transaction of its own: a code shown and refused for another reason has been shown all the same.
    """
    issued = session.get(LicenceCode, marks.code(code), with_for_update=True)
    if issued is None:
        raise Refused(403, "licence-code-permanent" if is_permanent(code) else "licence-code-unknown")
    check_code(issued, now)
    issued.used_at = now
    return issued


def make_grant(
    session: Session, marks: Marks, uscc: str, asked: LicenceVerification, terminal_id: str, now: datetime
) -> LicenceGrant:
    """The centre's word for the card's holder in one service at one terminal. Raises Refused."""
    enterprise = session.get_one(Enterprise, uscc)
    check_enterprise(enterprise)
    holder = session.get(LicenceHolder, (uscc, marks.holder(asked.holder.number)))
    if holder is None:
        raise Refused(403, "licence-holder-not-listed")
    check_authority(holder, asked.service, day_of(now))
    token = secrets.token_urlsafe(32)
    session.add(_row(marks.grant(token), holder, asked, terminal_id, now))
    return LicenceGrant(
        grant=token,
        uscc=uscc,
        entity_name=enterprise.entity_name,
        town=enterprise.town,
        holder_role=HolderRole(holder.holder_role),
        expires_at=now + GRANT_LIVES,
    )


def find_grant(session: Session, marks: Marks, grant: str, terminal_id: str) -> Grant | None:
    """The grant, if it was made to this terminal; another terminal's is as unknown as one never made."""
    found = session.get(Grant, marks.grant(grant))
    return found if found is not None and found.terminal_id == terminal_id else None


def _row(mark: str, holder: LicenceHolder, asked: LicenceVerification, terminal_id: str, now: datetime) -> Grant:
    return Grant(
        grant_mark=mark,
        terminal_id=terminal_id,
        service=asked.service,
        uscc=holder.uscc,
        holder_mark=holder.holder_mark,
        holder_role=holder.holder_role,
        holder_masked=masked_name(asked.holder.name),
        granted_at=now,
        expires_at=now + GRANT_LIVES,
    )
