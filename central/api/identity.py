"""Whose request it is: the signature is checked against the terminals' public keys, each nonce is taken once."""

from collections.abc import Callable
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.requests import Request

from app.contract.signing import SignatureRefused, SignedBy, verify_request
from central.centre import Centre
from central.db.database import DatabaseAway
from central.nonces import take_nonce
from central.refusals import Refused
from central.terminal_keys import coming_key, put_in_use
from central.terminals import Terminal, find_terminal

KeyOf = Callable[[str], Ed25519PublicKey | None]


class Doorkeeper:
    """Callable for `Door`: answers the terminal's id. Raises Refused with status 401."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    def __call__(self, request: Request, body: bytes) -> str:
        now = self._centre.now()
        try:
            signed, with_coming_key = self._signed(request, body, now)
        except SignatureRefused as refused:
            if refused.code == "clock-skew":
                raise Refused(401, refused.code, now.isoformat(), server_time=now) from None
            raise Refused(401, refused.code) from None
        with self._centre.database.writing() as session:
            if not take_nonce(session, signed, now):
                raise Refused(401, "signature-replayed")
            if with_coming_key:
                put_in_use(session, signed.terminal_id)
        return signed.terminal_id

    def _signed(self, request: Request, body: bytes, now: datetime) -> tuple[SignedBy, bool]:
        """Who signed, and whether with the key that is to take the place of the one in use. Raises SignatureRefused."""
        try:
            return _verified(request, body, self._key_in_use, now), False
        except SignatureRefused as refused:
            if refused.code != "signature-wrong":
                raise
            return _verified(request, body, self._coming_key, now, otherwise=refused), True

    def _key_in_use(self, terminal_id: str) -> Ed25519PublicKey | None:
        with self._centre.database.reading() as session:
            terminal = find_terminal(session, terminal_id)
        return Ed25519PublicKey.from_public_bytes(terminal.public_key) if terminal else None

    def _coming_key(self, terminal_id: str) -> Ed25519PublicKey | None:
        with self._centre.database.reading() as session:
            return coming_key(session, terminal_id)


def recognised(centre: Centre, request: Request) -> Terminal | None:
    """Who greets, if that is sure; a revoked terminal too, for it may have orders. Nothing is done in its name, so that the nonce
    need not be taken: an answer to a greeting sent again is of no use to anybody but who first signed it."""

    def key_of(terminal_id: str) -> Ed25519PublicKey | None:
        terminal = session.get(Terminal, terminal_id)
        return Ed25519PublicKey.from_public_bytes(terminal.public_key) if terminal else None

    with centre.database.reading() as session:
        try:
            return session.get(Terminal, _verified(request, b"", key_of, centre.now()).terminal_id)
        except SignatureRefused:
            return None


def _verified(
    request: Request, body: bytes, key_of: KeyOf, now: datetime, *, otherwise: SignatureRefused | None = None
) -> SignedBy:
    """Raises SignatureRefused; `otherwise` instead, where given. DatabaseAway where nobody can say whose key it is."""
    keys = _Keys(key_of)
    try:
        return verify_request(
            method=request.method,
            url=str(request.url),
            headers=request.headers,
            body=body,
            public_key_of=keys.find,
            now=now,
        )
    except SignatureRefused as refused:
        if keys.away is not None:
            raise keys.away from None
        raise otherwise or refused from None


class _Keys:
    """The signature library takes whatever goes wrong with a key for a wrong signature; a database that is away is none."""

    def __init__(self, key_of: KeyOf) -> None:
        self._key_of = key_of
        self.away: DatabaseAway | None = None

    def find(self, terminal_id: str) -> Ed25519PublicKey | None:
        try:
            return self._key_of(terminal_id)
        except DatabaseAway as away:
            self.away = away
            return None
