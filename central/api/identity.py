"""Whose request it is: the signature is checked against the terminals' public keys, each nonce is taken once."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.requests import Request

from app.contract.signing import SignatureRefused, verify_request
from central.centre import Centre
from central.refusals import Refused
from central.terminals import find_terminal, remember_nonce


class Doorkeeper:
    """Callable for `Door`: answers the terminal's id. Raises Refused with status 401."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    def __call__(self, request: Request, body: bytes) -> str:
        now = self._centre.now()
        try:
            signed = verify_request(
                method=request.method,
                url=str(request.url),
                headers=request.headers,
                body=body,
                public_key_of=self._public_key,
                now=now,
            )
        except SignatureRefused as refused:
            detail = now.isoformat() if refused.code == "clock-skew" else ""
            raise Refused(401, refused.code, detail) from None
        with self._centre.database.writing() as session:
            fresh = remember_nonce(session, signed.terminal_id, signed.nonce, now)
        if not fresh:
            raise Refused(401, "signature-replayed")
        return signed.terminal_id

    def _public_key(self, terminal_id: str) -> Ed25519PublicKey | None:
        with self._centre.database.reading() as session:
            terminal = find_terminal(session, terminal_id)
        return Ed25519PublicKey.from_public_bytes(terminal.public_key) if terminal else None
