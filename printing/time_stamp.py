"""THE PAPER: the time stamp authority of the demonstration (RFC 3161, RFC 5816): says when it has seen a hash, and signs that."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import ClassVar, Final, Protocol

from asn1crypto import core, tsp

from printing import der
from printing.signed_data import SHA256, Signatory
from printing.signing_key import SigningKey

POLICY: Final = "1.3.6.1.4.1.59999.1.1"
"""A sample policy under a number nobody has registered for us; a real authority names its own."""
DIGESTS: Final = {"sha256": 32, "sha384": 48, "sha512": 64}
LARGEST_REQUEST: Final = 4_096
STAMPED: Final = "1.2.840.113549.1.9.16.1.4"
"""id-ct-TSTInfo."""
GRANTED: Final = der.sequence(der.integer(0))
A_SECOND: Final = der.sequence(der.integer(1))
"""How far from true its time may be."""


class NotStamped(Exception):
    """Nobody gave a stamp for what was shown: refused, or made for something else."""


class TimeStamps(Protocol):
    """Whoever answers time stamp requests: our own authority in this process, or one far away."""

    def answer(self, request: bytes) -> bytes:
        """A TimeStampResp for a TimeStampReq, both DER. Raises OSError where nobody could be asked."""
        ...


class TimeStampAuthority:
    """Stamps whatever hash it is shown; it never sees what was hashed. Thread-safe."""

    def __init__(
        self, key: SigningKey, chain_pem: bytes, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`chain_pem`: the authority's certificate first, then those above it. Raises ValueError."""
        self._signatory, self._now = Signatory(key, chain_pem), now

    def answer(self, request: bytes) -> bytes:
        """See TimeStamps. A request that cannot be granted is answered with its reason, as 2.4.2 asks."""
        try:
            asked = tsp.TimeStampReq.load(request[:LARGEST_REQUEST], strict=True)
            refusal = _refusal(asked)
        except (ValueError, TypeError, KeyError):
            return _refused("bad_data_format")
        if refusal:
            return _refused(refusal)
        moment = self._now().astimezone(UTC)
        stamped = self._stamped(asked, moment)
        wanted = bool(asked["cert_req"].native)
        return der.sequence(GRANTED, self._signatory.around(STAMPED, stamped, moment, certificates=wanted))

    def _stamped(self, asked: tsp.TimeStampReq, moment: datetime) -> bytes:
        """TSTInfo (2.4.2). `tsa` is a GeneralName: a directory's."""
        nonce = asked["nonce"].native
        return der.sequence(
            der.integer(1),
            der.identifier(POLICY),
            asked["message_imprint"].dump(),
            der.integer(secrets.randbits(63)),
            der.generalized_time(moment),
            A_SECOND,
            b"" if nonce is None else der.integer(nonce),
            der.within(0, der.within(4, self._signatory.subject)),
        )


def stamp_on(time_stamps: TimeStamps, message: bytes) -> bytes:
    """A time stamp token for `message`, with the certificate it can be checked by. Raises NotStamped, OSError."""
    digest, nonce = sha256(message).digest(), secrets.randbits(63)
    imprint = der.sequence(SHA256, der.octets(digest))
    answer = time_stamps.answer(der.sequence(der.integer(1), imprint, der.integer(nonce), der.TRUE))
    try:
        granted = tsp.TimeStampResp.load(answer, strict=True)
        token = granted["time_stamp_token"]
        stamped = token["content"]["encap_content_info"]["content"].parsed
        said = stamped["nonce"].native, stamped["message_imprint"]["hashed_message"].native
    except (ValueError, TypeError, KeyError) as refused:  # a refusal has no token, which asn1crypto will not read
        raise NotStamped("refused") from refused
    if said != (nonce, digest):
        raise NotStamped("somebody else's")
    octets: bytes = token.dump()
    return octets


def _refusal(asked: tsp.TimeStampReq) -> str:
    """The reason not to grant a request, in the words of 2.4.2; empty where there is none."""
    imprint = asked["message_imprint"]
    length = DIGESTS.get(imprint["hash_algorithm"]["algorithm"].native)
    if length is None:
        return "bad_alg"
    if asked["version"].native != "v1" or len(imprint["hashed_message"].native) != length:
        return "bad_data_format"
    if asked["req_policy"].native not in (None, POLICY):
        return "unaccepted_policy"
    return "unaccepted_extensions" if asked["extensions"].native else ""


class _Refusal(core.Sequence):  # type: ignore[misc]  # asn1crypto carries no types
    """A TimeStampResp without a token, which asn1crypto's own does not allow; RFC 3161, 2.4.2 does."""

    _fields: ClassVar = [("status", tsp.PKIStatusInfo)]


def _refused(reason: str) -> bytes:
    answer: bytes = _Refusal({"status": {"status": "rejection", "fail_info": {reason}}}).dump()
    return answer
