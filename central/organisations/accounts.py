"""How somebody gets to sign in: a first password that they must change, and a second factor."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.contract.sealing import open_sealed, seal
from central.centre import Centre
from central.organisations import totp
from central.organisations.passwords import good_enough, hashed, opens
from central.organisations.readable import readable_secret
from central.organisations.sessions import end_all
from central.organisations.sign_in_tables import Account, ProviderSubject
from central.organisations.tables import Person
from central.refusals import Refused

ISSUER = "莞家自助"


@dataclass(frozen=True)
class FirstWords:
    """What is handed to a person once. `totp_address` is empty where they need no second factor."""

    password: str = field(repr=False)
    totp_address: str = field(repr=False)


def open_account(session: Session, centre: Centre, person: Person, now: datetime, *, second_factor: bool) -> FirstWords:
    """Let somebody in by password, or once more after they have lost theirs; whoever is in under it is out. It must be changed at the
    first sign-in."""
    password, secret = readable_secret(), totp.new_secret() if second_factor else b""
    end_all(session, person.id, now)
    session.merge(
        Account(
            person_id=person.id,
            password_hash=hashed(password),
            must_change=True,
            totp_sealed=_sealed(centre, person.id, secret) if secret else b"",
            totp_step=0,
            opened_at=now,
            closed_at=None,
        )
    )
    return FirstWords(password, totp.address(secret, person.badge, ISSUER) if secret else "")


def close_account(session: Session, person_id: str, now: datetime) -> bool:
    """From this moment on they are not let in by any way. False where that is so already."""
    end_all(session, person_id, now)
    account = session.get(Account, person_id)
    if account is None:
        # They may come by an identity provider, which knows nothing of this.
        session.add(_closed(person_id, now))
        return True
    if account.closed_at is not None:
        return False
    account.closed_at = now
    return True


def new_password(password_hash: str, badge: str, old: str, new: str) -> str:
    """The hash to keep from now on. Takes its time: outside every transaction. Raises Refused."""
    if not opens(password_hash, old):
        raise Refused(403, "password-wrong")
    if not good_enough(new, badge) or opens(password_hash, new):
        raise Refused(422, "password-weak")
    return hashed(new)


def change_password(
    session: Session, person_id: str, before: str, after: str, now: datetime, *, session_mark: str
) -> None:
    """From one hash to another; every other session of theirs ends. Raises Refused where somebody changed it meanwhile."""
    account = session.get_one(Account, person_id, with_for_update=True)
    if account.password_hash != before:
        raise Refused(403, "password-wrong")
    account.password_hash, account.must_change = after, False
    end_all(session, person_id, now, but=session_mark)


def link_subject(session: Session, issuer: str, subject: str, person_id: str, now: datetime) -> None:
    """Whoever this provider calls so is this person, until somebody says otherwise."""
    session.merge(ProviderSubject(issuer=issuer, subject=subject, person_id=person_id, linked_at=now, ended_at=None))


def totp_secret(centre: Centre, account: Account) -> bytes:
    """Empty where they have no second factor."""
    if not account.totp_sealed:
        return b""
    return open_sealed(centre.home.unsealing_key, account.totp_sealed, account.person_id.encode())


def _sealed(centre: Centre, person_id: str, secret: bytes) -> bytes:
    return seal(centre.home.sealing_public_key, secret, person_id.encode())


def _closed(person_id: str, now: datetime) -> Account:
    return Account(
        person_id=person_id,
        password_hash="",
        must_change=False,
        totp_sealed=b"",
        totp_step=0,
        opened_at=now,
        closed_at=now,
    )
