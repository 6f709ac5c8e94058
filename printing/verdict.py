"""THE PAPER: what a seal is worth: one verdict, `valid` or a reason why not."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from typing import Literal

from asn1crypto import cms, core, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from printing.finish import finish
from printing.signed_data import TIME_STAMP

Code = Literal[
    "valid", "no-seal", "digest-mismatch", "untrusted", "changed-after-sealing", "time-stamp-not-valid", "not-a-pdf"
]

SIGNED_PARTS = ("version", "sid", "digest_algorithm", "signed_attrs", "signature_algorithm", "signature")
BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+\d+\s+(\d+)\s+(\d+)\s*\]")

# A broken file is a verdict here, not an event: pyHanko would write it, and names from its certificates, to the log.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True)
class Verdict:
    """`valid` only when the signature is whole, its chain ends at our root and it covers every byte of the file.

    `signer` is the name in the seal's certificate; it is worth something only where `code` is not `untrusted`. `signed_at` is
    aware; whose word it is, `time_stamped` says.
    """

    valid: bool
    code: Code
    signer: str = ""
    signed_at: datetime | None = None
    whole_file: bool = False
    time_stamped: bool = False
    """Whether `signed_at` is a time stamp authority's word (under the same root) and not only the sealing machine's own."""
    contact: str = ""
    """Where the paper can be verified, by its own seal's word: an official paper's token. Empty unless the seal is whole and ours."""


def verify(pdf: bytes, root_pem: bytes, *, at: datetime | None = None) -> Verdict:
    """Judge a PDF's seal against our root (one or more certificates in PEM) as of `at` (aware; now).

    Never raises whatever the bytes are, never touches the network. Whether a seal was revoked is not asked.

    Codes: `not-a-pdf`; `no-seal`; `digest-mismatch` (what was sealed is not what is here); `changed-after-sealing` (the sealed
    part is whole, but something was added); `untrusted` (whole, but not by a seal of ours, or not within its days);
    `time-stamp-not-valid` (it carries a time stamp, and that is not one of ours or not for this seal).
    """
    if not pdf.startswith(b"%PDF-"):
        return Verdict(False, "not-a-pdf")
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    except Exception:  # whatever a hostile file makes the parser do, the answer is no
        return Verdict(False, _why_unreadable(pdf))
    verdicts = [_judge(signature, pdf, root_pem, at or datetime.now(UTC)) for signature in signatures]
    return next(
        (verdict for verdict in verdicts if verdict.valid), verdicts[0] if verdicts else Verdict(False, "no-seal")
    )


def _why_unreadable(pdf: bytes) -> Code:
    """A file that no longer parses: one that was sealed has been damaged, or has something behind its sealed end."""
    found = BYTE_RANGE.search(pdf)
    if not found:
        return "not-a-pdf"
    start, length = map(int, found.groups())
    return "changed-after-sealing" if start + length < len(pdf) else "digest-mismatch"


def _judge(signature: EmbeddedPdfSignature, pdf: bytes, root_pem: bytes, at: datetime) -> Verdict:
    try:
        status = _status(signature, root_pem, at)
        whole = _covers_all_but_itself(signature, pdf) and _is_only_stamped(signature.signer_info)
        may_seal = _may_seal(signature.signer_cert)
        signer, stamp = _common_name(signature.signer_cert), status.timestamp_validity
        contact = str(signature.sig_object.get("/ContactInfo", ""))
    except Exception:  # as above: a signature that cannot be read proves nothing
        return Verdict(False, "digest-mismatch")
    code = _code(status, whole, may_seal)
    signed_at = stamp.timestamp if stamp else status.signer_reported_dt
    said = contact if code == "valid" else ""
    return Verdict(code == "valid", code, signer, signed_at, whole, time_stamped=stamp is not None, contact=said)


def _may_seal(certificate: x509.Certificate) -> bool:
    """RFC 5280 4.2.1.3: made to sign documents that cannot be disowned. pyHanko does not ask that of a trusted root itself."""
    usage = certificate.key_usage_value
    return usage is not None and "non_repudiation" in usage.native and not certificate.ca


def _code(status: PdfSignatureStatus, whole: bool, may_seal: bool) -> Code:
    if not (status.intact and status.valid):
        return "digest-mismatch"
    if not (status.trusted and may_seal):
        return "untrusted"
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.intact and stamp.valid and stamp.trusted):
        return "time-stamp-not-valid"
    return "valid" if whole else "changed-after-sealing"


def _status(signature: EmbeddedPdfSignature, root_pem: bytes, at: datetime) -> PdfSignatureStatus:
    context = ValidationContext(trust_roots=list(_certificates(root_pem)), allow_fetching=False, moment=at)
    # what may have been added later is not weighed (skip_diff): anything at all behind the seal is a no
    checked = async_validate_pdf_signature(signature, signer_validation_context=context, skip_diff=True)
    status: PdfSignatureStatus = finish(checked)
    return status


def _covers_all_but_itself(signature: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """The signed bytes are the whole file but for one gap, and in the gap stands the signature and nothing else.

    Stricter than `coverage`: nothing may hide beside the digits, nor behind them (ISO 32000-1, 12.8.1).
    """
    first, length, start, rest = map(int, signature.byte_range)
    reaches_the_end = first == 0 and start + rest == len(pdf)
    return reaches_the_end and pdf[length:start] == _as_written(signature.pkcs7_content, start - length)


def _is_only_stamped(signer: cms.SignerInfo) -> bool:
    """Beside what is signed stands nothing, or a time stamp. One whose name was spoilt would else be passed over, and not be missed."""
    added = signer["unsigned_attrs"]
    room = len(signer.contents) - sum(len(signer[name].dump()) for name in SIGNED_PARTS)
    if isinstance(added, core.Void):
        return room == 0
    return room == len(added.dump()) and [attribute["type"].dotted for attribute in added] == [TIME_STAMP]


def _as_written(content: bytes, room: int) -> bytes:
    """How a signature fills its gap of `room` bytes: its digits in capitals, as pyHanko writes them, then zeros as far as room was kept."""
    signature: bytes = cms.ContentInfo.load(content).dump()
    return b"<" + signature.hex().upper().encode("ascii").ljust(room - 2, b"0") + b">"


def _common_name(certificate: x509.Certificate) -> str:
    return str(certificate.subject.native.get("common_name", ""))


@lru_cache(maxsize=4)
def _certificates(root_pem: bytes) -> tuple[x509.Certificate, ...]:
    return tuple(x509.Certificate.load(der) for _, _, der in pem.unarmor(root_pem, multiple=True))
