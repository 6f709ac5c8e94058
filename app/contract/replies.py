"""Who says so: an RFC 9421 signature by the centre's Ed25519 key over each of its answers, made at its door, checked at the terminal.

It covers the status, the type, the digest of the content and the signature of the very request that is answered. That one holds a
nonce drawn for this request, so an answer to another request, or from yesterday, proves nothing however honestly it was signed. Of
the other headers only those in `SAID_IN_HEADERS` are believed, and only where they are covered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
)
from http_message_signatures.algorithms import ED25519

TAG: Final = "guanjia-centre"
KEY_ID: Final = "centre"
SAID: Final = ("@status", "content-type", "content-digest")
TO_THIS_REQUEST: Final = '"signature";req;key="terminal"'
SAID_IN_HEADERS: Final = ("etag",)


class ReplyNotBelieved(Exception):
    """Whoever answered has not shown that it is our centre, answering this request. `code` is one of:

    reply-unsigned   no signature for our tag
    reply-wrong      it does not verify: changed on its way, another key, another request, not well-formed
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Asked:
    """A request as far as its answer depends on it: `headers` hold its signature under the label `terminal`."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Believed:
    """`created` is the centre's clock when it answered, whole seconds; `headers` are those it answers for, names in lower case."""

    created: datetime
    headers: Mapping[str, str]


def sign_reply(
    key: Ed25519PrivateKey,
    *,
    status: int,
    headers: dict[str, str],
    body: bytes,
    asked: Asked,
    now: datetime,
) -> None:
    """Add Content-Digest, Signature-Input and Signature to `headers`, which name a Content-Type.

    An answer to a request that carries no signature of a terminal is signed too: it proves who said it, and to whom it does not.
    """
    said = SAID + tuple(name for name in SAID_IN_HEADERS if name in {given.lower() for given in headers})
    try:
        _sign(key, _Reply(status, headers, asked), (*said, TO_THIS_REQUEST), body, now)
    except HTTPMessageSignaturesException:  # nobody's signature, or nothing that could be one
        headers.pop("Content-Digest", None)
        _sign(key, _Reply(status, headers, None), said, body, now)


def verify_reply(
    key: Ed25519PublicKey, *, status: int, headers: Mapping[str, str], body: bytes, asked: Asked
) -> Believed:
    """What the centre answers for. Raises ReplyNotBelieved. `headers` list a header twice in `items()` if it came twice."""
    try:
        results = _Terminal(key).verify(
            _Reply(status, headers, asked),
            max_age=None,
            expect_tag=TAG,
            require_components=(*SAID, TO_THIS_REQUEST),
            body=body,
        )
    except HTTPMessageSignaturesException as refused:
        raise ReplyNotBelieved(_code_of(refused, headers)) from None
    if len(results) != 1:
        raise ReplyNotBelieved("reply-wrong")
    covered = {name.strip('"'): value for name, value in results[0].covered_components.items()}
    return Believed(
        _moment(results[0].parameters["created"]),
        {name: covered[name] for name in SAID_IN_HEADERS if name in covered},
    )


@dataclass(frozen=True)
class _Reply:
    """A reply in the shape that the signature library takes."""

    status_code: int
    headers: Mapping[str, str]
    request: Asked | None


class _CentreKey(HTTPSignatureKeyResolver):
    def __init__(self, key: Ed25519PrivateKey | Ed25519PublicKey) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:  # noqa: ARG002  # the resolver's shape
        assert isinstance(self._key, Ed25519PrivateKey)  # noqa: S101 - the one who signs was given the private half
        return self._key

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        return self._key if key_id == KEY_ID and isinstance(self._key, Ed25519PublicKey) else None


class _Terminal(HTTPMessageVerifier):
    """The library's verifier without a clock: the request's nonce says that the answer is new, and the terminal's own clock may be
    the very thing that is wrong."""

    signature_metadata_parameters = HTTPMessageVerifier.signature_metadata_parameters - {"expires"}

    def __init__(self, key: Ed25519PublicKey) -> None:
        super().__init__(signature_algorithm=ED25519, key_resolver=_CentreKey(key))

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:  # noqa: ARG002  # the library's shape
        if type(sig_input.params.get("created")) is not int:
            raise InvalidSignature


def _sign(key: Ed25519PrivateKey, reply: _Reply, covered: tuple[str, ...], body: bytes, now: datetime) -> None:
    signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=_CentreKey(key))
    signer.sign(reply, key_id=KEY_ID, created=now, label=KEY_ID, tag=TAG, covered_component_ids=covered, body=body)


def _moment(created: Any) -> datetime:
    try:
        return datetime.fromtimestamp(created, UTC)
    except (OverflowError, ValueError, OSError):
        raise ReplyNotBelieved("reply-wrong") from None


def _code_of(refused: HTTPMessageSignaturesException, headers: Mapping[str, str]) -> str:
    names = {name.lower() for name, _ in headers.items()}
    unsigned = not {"signature", "signature-input"} <= names or str(refused).startswith("No signatures found")
    return "reply-unsigned" if unsigned else "reply-wrong"
