"""Away to the identity provider and back: each errand once, within ten minutes, from any process of this centre.

What must come back unguessed, nonce and verifier, is derived from the errand's own secret, so that nothing of it lies here.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from central.centre import Centre
from central.clock import day_of
from central.keyed_hash import KeyedHash
from central.organisations.people import posts_at
from central.organisations.providers import IdentityProvider, NotVouchedFor, ProviderUnreachable, Subject
from central.organisations.sessions import Begun, begin
from central.organisations.sign_in_tables import Account, ProviderErrand, ProviderSubject
from central.refusals import Refused

LASTS = timedelta(minutes=10)
KEPT = timedelta(days=1)
_NONCE, _VERIFIER, _STATE = "provider-nonce", "provider-verifier", "provider-state"


@dataclass(frozen=True)
class Away:
    """Where the browser goes, and what it must bring back."""

    address: str
    state: str = field(repr=False)


def send_away(centre: Centre, provider: IdentityProvider) -> Away:
    """Raises Refused."""
    state, now, keyed_hash = secrets.token_urlsafe(32), centre.now(), centre.home.keyed_hash
    try:
        address = provider.address(state, keyed_hash.mark(_NONCE, state), keyed_hash.mark(_VERIFIER, state))
    except (ProviderUnreachable, NotVouchedFor):
        raise Refused(503, "provider-away", retry_after=30) from None
    with centre.database.writing() as session:
        session.execute(delete(ProviderErrand).where(ProviderErrand.began_at < now - KEPT))
        mark = keyed_hash.mark(_STATE, state)
        session.add(ProviderErrand(state_mark=mark, began_at=now, used_at=None))
    return Away(address, state)


def come_back(centre: Centre, provider: IdentityProvider, state: str, code: str) -> Begun:
    """A session for the person that the provider vouches for. Raises Refused."""
    now, keyed_hash = centre.now(), centre.home.keyed_hash
    with centre.database.writing() as session:
        _use_up(session, keyed_hash.mark(_STATE, state), now)
    try:
        nonce, verifier = keyed_hash.mark(_NONCE, state), keyed_hash.mark(_VERIFIER, state)
        found = provider.subject(code, nonce, verifier, int(now.timestamp()))
    except ProviderUnreachable:
        raise Refused(503, "provider-away", retry_after=30) from None
    except NotVouchedFor:
        raise Refused(401, "sign-in-refused") from None
    return centre.database.write(lambda session: _let_in(session, keyed_hash, found, now))


def _use_up(session: Session, state_mark: str, now: datetime) -> None:
    """Before the provider is asked: of two who come back with one errand, one is late. Raises Refused."""
    errand = session.scalars(
        select(ProviderErrand).where(ProviderErrand.state_mark == state_mark).with_for_update()
    ).one_or_none()
    if errand is None or errand.used_at is not None or now >= errand.began_at + LASTS:
        raise Refused(401, "sign-in-refused")
    errand.used_at = now


def _let_in(session: Session, keyed_hash: KeyedHash, found: Subject, now: datetime) -> Begun:
    """Only whom somebody here has linked: a provider's word makes nobody one of us. Raises Refused."""
    link = session.get(ProviderSubject, (found.issuer, found.subject))
    if link is None or link.ended_at is not None or not posts_at(session, link.person_id, day_of(now)):
        raise Refused(401, "sign-in-refused")
    account = session.get(Account, link.person_id)
    if account is not None and account.closed_at is not None:
        raise Refused(401, "sign-in-refused")
    return begin(session, keyed_hash, link.person_id, found.factors, "provider", now)
