"""Who sends this request: an RFC 9421 signature by the terminal's Ed25519 key, made here, checked at the centre's door.

Every request covers the same five components, a GET with its empty body too, so that there is nothing to leave out. The
signature library leaves four things to its caller, and each is closed here: the body is always compared with its digest,
the components are demanded, the age is checked against the caller's clock, exactly one signature may carry our tag. The nonce
is handed to the caller, who refuses one seen before within `WINDOW`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    VerifyResult,
)
from http_message_signatures.algorithms import ED25519

if TYPE_CHECKING:
    from requests import PreparedRequest

TAG = "guanjia-terminal"
COVERED = ("@method", "@authority", "@target-uri", "content-type", "content-digest")
WINDOW = timedelta(seconds=300)
"""How far `created` may lie from the centre's clock, both ways; how long a nonce must be remembered is twice this."""

_NONCE_LENGTHS = range(16, 65)


class SignatureRefused(Exception):
    """The request is not from a terminal we know. `code` is one of:

    signature-missing     nobody signed for our tag
    signature-incomplete  something that must be covered is not, or the nonce is missing
    signature-wrong       it does not verify: changed on its way, another key, not well-formed
    terminal-unknown      no public key for this terminal
    clock-skew            created more than WINDOW away from our clock
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Outgoing:
    """A request before it is sent, its whole body in memory. `url` is absolute; signing adds to `headers`."""

    method: str
    url: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class SignedBy:
    """Who signed, and the nonce the caller must not have seen before."""

    terminal_id: str
    nonce: str
    created: datetime


def sign(
    prepared: PreparedRequest | Outgoing, *, key: Ed25519PrivateKey, terminal_id: str, now: datetime | None = None
) -> None:
    """Add Content-Type (if absent), Content-Digest, Signature-Input and Signature. Any earlier signature is replaced.

    `now` is the terminal's clock corrected to the centre's; without it, this machine's.
    """
    prepared.headers.setdefault("Content-Type", "application/json")
    prepared.headers.pop("Content-Digest", None)
    signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=_OneKey(private_key=key))
    signer.sign(
        prepared,
        key_id=terminal_id,
        created=now or datetime.now(UTC),
        nonce=secrets.token_urlsafe(18),
        label="terminal",
        tag=TAG,
        covered_component_ids=COVERED,
        body=_body_of(prepared),
    )


def verify_request(
    *,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    public_key_of: Callable[[str], Ed25519PublicKey | None],
    now: datetime,
) -> SignedBy:
    """Who signed this request. `url` is absolute, as the client spelled it; `now` is aware. Raises SignatureRefused.

    A mapping that lists a header twice must do so in `items()`, as Starlette's does: what is not seen is not checked.
    """
    names = {name.lower() for name, _ in headers.items()}
    if not {"signature", "signature-input"} <= names:
        raise SignatureRefused("signature-missing")
    try:
        results = _Door(public_key_of, now).verify(
            _Request(method, url, headers), max_age=None, expect_tag=TAG, require_components=COVERED, body=body
        )
    except HTTPMessageSignaturesException as refused:
        raise SignatureRefused(_code_of(refused)) from None
    return _signed_by(results)


class _ClockSkew(InvalidSignature):
    pass


class _UnknownTerminal(InvalidSignature):
    pass


@dataclass(frozen=True)
class _Request:
    method: str
    url: str
    headers: Mapping[str, str]


class _OneKey(HTTPSignatureKeyResolver):
    def __init__(self, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:  # noqa: ARG002  # the resolver's shape
        return self._private_key


class _KeysOfTerminals(HTTPSignatureKeyResolver):
    def __init__(self, public_key_of: Callable[[str], Ed25519PublicKey | None]) -> None:
        self._public_key_of = public_key_of

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        key = self._public_key_of(key_id)
        if key is None:
            raise _UnknownTerminal
        return key


class _Door(HTTPMessageVerifier):
    """The library's verifier with the centre's clock in place of its own, and without `expires`, which we do not use."""

    signature_metadata_parameters = HTTPMessageVerifier.signature_metadata_parameters - {"expires"}

    def __init__(self, public_key_of: Callable[[str], Ed25519PublicKey | None], now: datetime) -> None:
        super().__init__(signature_algorithm=ED25519, key_resolver=_KeysOfTerminals(public_key_of))
        self._now = now.timestamp()

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:  # noqa: ARG002  # the library's shape
        created = sig_input.params.get("created")
        if type(created) is not int:
            raise InvalidSignature
        if abs(self._now - created) > WINDOW.total_seconds():
            raise _ClockSkew


def _signed_by(results: list[VerifyResult]) -> SignedBy:
    if len(results) != 1:
        raise SignatureRefused("signature-wrong")
    parameters = results[0].parameters
    terminal_id, nonce, created = parameters["keyid"], parameters.get("nonce"), parameters["created"]
    if not isinstance(nonce, str) or len(nonce) not in _NONCE_LENGTHS:
        raise SignatureRefused("signature-incomplete")
    return SignedBy(str(terminal_id), nonce, datetime.fromtimestamp(int(created), UTC))


def _code_of(refused: HTTPMessageSignaturesException) -> str:
    if isinstance(refused, _ClockSkew):
        return "clock-skew"
    if isinstance(refused, _UnknownTerminal):
        return "terminal-unknown"
    words = str(refused)
    if words.startswith("No signatures found"):
        return "signature-missing"
    if words.startswith("Required component") or "requires a signed Content-Digest" in words:
        return "signature-incomplete"
    return "signature-wrong"


def _body_of(prepared: PreparedRequest | Outgoing) -> bytes:
    body = prepared.body
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if not isinstance(body, bytes):
        raise TypeError("a signed request has its whole body in memory")
    return body
