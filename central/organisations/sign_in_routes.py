"""Signing in and out, and who one is: the doors of /v1/staff through which somebody comes.

POST /v1/staff/sign-in        SignIn → SignedIn      POST /v1/staff/provider/away  → SentAway
POST /v1/staff/sign-out       → Done                 POST /v1/staff/provider/back  CameBack → SignedIn
GET  /v1/staff/me             → Me                   POST /v1/staff/password       NewPassword → Done

All but the sign-in and the two ways by a provider want `Authorization: Bearer TOKEN`.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request

from central.api.asking import StrictRoute, TheCentre
from central.organisations import doorkeeper, sessions
from central.organisations.accounts import change_password, new_password
from central.organisations.described import Codes, only, refusals
from central.organisations.doorkeeper import TheReader, TheToken
from central.organisations.errands import come_back, send_away
from central.organisations.open_id import OpenIdProvider
from central.organisations.people import person_of
from central.organisations.providers import IdentityProvider, agreement
from central.organisations.sessions import Begun, token_mark
from central.organisations.shown import post_shown
from central.organisations.sign_in_tables import Account
from central.organisations.signing_in import count_try, sign_in
from central.organisations.trail import note
from central.organisations.tries import forget
from central.organisations.wire import CameBack, Done, Me, NewPassword, SentAway, SignedIn, SignIn
from central.refusals import Refused

router = APIRouter(route_class=StrictRoute, tags=["sign-in"])

REFUSED: Codes = {401: ("sign-in-refused",), 422: ("message-malformed",), 429: ("sign-in-locked",)}
AWAY: Codes = {404: ("provider-none",), 503: ("provider-away",)}


def _provider(centre: TheCentre, request: Request) -> IdentityProvider:
    """One for each agreement, so that its keys are not fetched for everybody. Raises Refused where none was made."""
    agreed = agreement(centre.home.path)
    if agreed is None:
        raise Refused(404, "provider-none")
    state = request.app.state
    known: tuple[object, IdentityProvider] | None = getattr(state, "identity_provider", None)
    if known is None or known[0] != agreed:
        known = state.identity_provider = (agreed, OpenIdProvider(agreed))
    return known[1]


TheProvider = Annotated[IdentityProvider, Depends(_provider)]


@router.post(doorkeeper.SIGN_IN, responses=only(REFUSED))
def come_in(said: SignIn, centre: TheCentre) -> SignedIn:
    """Badge, password, and a code for whoever has a second factor. Whatever is wrong, the answer is the same."""
    return _signed_in(sign_in(centre, said.badge.upper(), said.password, said.code))


@router.post(doorkeeper.AWAY, responses=only(AWAY))
def go_away(centre: TheCentre, provider: TheProvider) -> SentAway:
    """To the identity provider; whoever comes back within ten minutes, with `state`, is asked who they are."""
    away = send_away(centre, provider)
    return SentAway(address=away.address, state=away.state)


@router.post(doorkeeper.BACK, responses=only({401: ("sign-in-refused",), 422: ("message-malformed",), **AWAY}))
def return_from_provider(said: CameBack, centre: TheCentre, provider: TheProvider) -> SignedIn:
    return _signed_in(come_back(centre, provider, said.state, said.code))


@router.post(doorkeeper.SIGN_OUT, responses=refusals(), dependencies=[doorkeeper.described])
def go_out(centre: TheCentre, token: TheToken, _reader: TheReader) -> Done:
    """This token lets nobody in any more."""
    now = centre.now()
    centre.database.write(lambda session: sessions.sign_out(session, centre.home.keyed_hash, token, now))
    return Done(at=now)


@router.get(doorkeeper.ME, responses=refusals(), dependencies=[doorkeeper.described])
def who_am_i(centre: TheCentre, reader: TheReader) -> Me:
    with centre.database.reading() as session:
        person = person_of(session, reader.person_id)
    return Me(
        person=person.id,
        badge=person.badge,
        name=person.name,
        factors=reader.factors,
        must_change=reader.must_change,
        posts=tuple(post_shown(post) for post in reader.posts),
    )


@router.post(
    doorkeeper.PASSWORD,
    responses=refusals({403: ("password-wrong",), 422: ("password-weak",), 429: ("sign-in-locked",)}),
    dependencies=[doorkeeper.described],
)
def put_a_new_password(said: NewPassword, centre: TheCentre, token: TheToken, reader: TheReader) -> Done:
    """Tries at the old one count like tries at the sign-in. Wherever else this person is signed in, they are out."""
    now, keyed_hash = centre.now(), centre.home.keyed_hash
    with centre.database.reading() as session:
        person, account = person_of(session, reader.person_id), session.get(Account, reader.person_id)
    count_try(centre, person.badge, now)
    before = account.password_hash if account else ""
    after = new_password(before, person.badge, said.old, said.new)
    mark = token_mark(keyed_hash, token)
    with centre.database.writing() as session:
        change_password(session, person.id, before, after, now, session_mark=mark)
        forget(session, keyed_hash, person.badge)
        note(session, keyed_hash, person.id, "password-changed", "person", person.id, "sign-in", now)
    return Done(at=now)


def _signed_in(begun: Begun) -> SignedIn:
    return SignedIn(token=begun.token, idle_seconds=begun.idle_seconds, ends_at=begun.ends_at)
