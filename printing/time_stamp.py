"""THE PAPER: the time stamp authority of the demonstration (RFC 3161, RFC 5816): says when it has seen a hash, and signs that."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar, Final, Protocol

from asn1crypto import algos, cms, core, pem, tsp, x509

from printing.signing_key import SigningKey

POLICY: Final = "1.3.6.1.4.1.59999.1.1"
"""A sample policy under a number nobody has registered for us; a real authority names its own."""
DIGESTS: Final = {"sha256": 32, "sha384": 48, "sha512": 64}
LARGEST_REQUEST: Final = 4_096


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
        self._key, self._now = key, now
        self._certificate, *self._above = [
            x509.Certificate.load(der) for _, _, der in pem.unarmor(chain_pem, multiple=True)
        ]

    def answer(self, request: bytes) -> bytes:
        """See TimeStamps. A request that cannot be granted is answered with its reason, as 2.4.2 asks."""
        try:
            asked = tsp.TimeStampReq.load(request[:LARGEST_REQUEST], strict=True)
            refusal = _refusal(asked)
        except (ValueError, TypeError, KeyError):
            return _refused("bad_data_format")
        if refusal:
            return _refused(refusal)
        granted = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": self._token(asked)})
        answer: bytes = granted.dump()
        return answer

    def _token(self, asked: tsp.TimeStampReq) -> cms.ContentInfo:
        moment = self._now().replace(microsecond=0)
        stamped = self._stamp(asked, moment)
        return cms.ContentInfo({"content_type": "signed_data", "content": self._signed(stamped.dump(), asked, moment)})

    def _stamp(self, asked: tsp.TimeStampReq, moment: datetime) -> tsp.TSTInfo:
        said = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": asked["message_imprint"],
            "serial_number": secrets.randbits(63),
            "gen_time": moment,
            "accuracy": {"seconds": 1},
            "tsa": x509.GeneralName(name="directory_name", value=self._certificate.subject),
        }
        if asked["nonce"].native is not None:
            said["nonce"] = asked["nonce"]
        return tsp.TSTInfo(said)

    def _signed(self, stamped: bytes, asked: tsp.TimeStampReq, moment: datetime) -> cms.SignedData:
        attributes = self._attributes(stamped, moment)
        signer = {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                {"issuer": self._certificate.issuer, "serial_number": self._certificate.serial_number},
            ),
            "digest_algorithm": {"algorithm": "sha256"},
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signed_attrs": attributes,
            "signature": self._key.sign(attributes.dump()),
        }
        wanted = bool(asked["cert_req"].native)
        said = {
            "version": "v3",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
            "encap_content_info": {"content_type": "tst_info", "content": cms.ParsableOctetString(stamped)},
            "signer_infos": [signer],
        }
        return cms.SignedData(said | {"certificates": [self._certificate, *self._above]} if wanted else said)

    def _attributes(self, stamped: bytes, moment: datetime) -> cms.CMSAttributes:
        """Among them which certificate signs (SigningCertificateV2, RFC 5816): another cannot be put in its place."""
        bound = tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(self._certificate.dump()).digest()}]})
        said = {
            "content_type": "tst_info",
            "message_digest": hashlib.sha256(stamped).digest(),
            "signing_time": cms.Time({"utc_time": core.UTCTime(moment)}),
            "signing_certificate_v2": bound,
        }
        return cms.CMSAttributes([cms.CMSAttribute({"type": name, "values": [value]}) for name, value in said.items()])


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
