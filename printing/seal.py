"""THE PAPER: the seal: a real signature in the PDF (PAdES baseline B-T, ETSI EN 319 142-1; ECDSA P-256) under a drawn one."""

from io import BytesIO
from typing import Protocol

from asn1crypto import pem, tsp, x509
from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from printing.finish import finish
from printing.page import Laid
from printing.seal_picture import seal_picture
from printing.signing_key import FileKey, KeyUnusable, SigningKey
from printing.time_stamp import TimeStamps
from printing.verdict import Code, Verdict, verify

__all__ = ["Code", "FileSealer", "KeySealer", "NotSealed", "Sealer", "Verdict", "verify"]

FIELD = "Seal"
ROOM = 10_240
"""Bytes kept for the signature. Ours takes about 3,400 with a chain of two and a time stamp; the rest is room for longer chains."""
LONGEST_SIGNATURE = 72
"""Bytes of an ECDSA P-256 signature in DER, at most."""


class NotSealed(Exception):
    """The key or the time stamps could not be had just now: no paper was made, and the same may be asked for again."""

    code = "seal-not-available"


class Sealer(Protocol):
    """Who holds the key: a file (`FileSealer`), in production a signature machine."""

    def seal(self, laid: Laid, *, reason: str, contact: str = "") -> bytes:
        """The sealed PDF; its seal covers every byte. `reason` holds nothing personal; `contact` is where the paper can be verified
        (ISO 32000-1, 12.8.1). Thread-safe. Raises NotSealed."""
        ...


class KeySealer:
    """Seals with a key, wherever that is held; with `time_stamps` each seal says by another's word when it was made (B-T)."""

    def __init__(self, key: SigningKey, chain_pem: bytes, time_stamps: TimeStamps | None = None) -> None:
        """`chain_pem`: the seal's certificate first, then those above it. Raises ValueError for anything else."""
        certificates = [x509.Certificate.load(der) for _, _, der in pem.unarmor(chain_pem, multiple=True)]
        self._signer = _HeldKeySigner(key, certificates)
        self._stamper = _Stamper(time_stamps) if time_stamps else None
        seal_picture()

    def seal(self, laid: Laid, *, reason: str, contact: str = "") -> bytes:
        """See Sealer."""
        signer = PdfSigner(
            _what_is_signed(reason, contact),
            self._signer,
            timestamper=self._stamper,
            stamp_style=_appearance(),
            new_field_spec=_field(laid),
        )
        try:
            out = finish(signer.async_sign_pdf(_Added(BytesIO(laid.pdf)), bytes_reserved=2 * ROOM))
        except (KeyUnusable, TimestampRequestError, OSError) as unavailable:
            raise NotSealed(type(unavailable).__name__) from unavailable
        sealed: bytes = out.getvalue()
        return sealed


class FileSealer(KeySealer):
    """Seals with a key from a file: for the demonstration."""

    def __init__(self, key_pem: bytes, chain_pem: bytes, time_stamps: TimeStamps | None = None) -> None:
        super().__init__(FileKey(key_pem), chain_pem, time_stamps)


def _what_is_signed(reason: str, contact: str) -> PdfSignatureMetadata:
    """A certifying signature that allows no change after it: an official paper is finished when it is sealed."""
    return PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        contact_info=contact or None,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )


def _field(laid: Laid) -> SigFieldSpec:
    """On the last page where the paper left room for it; a paper without room is sealed invisibly."""
    if laid.seal_box is None:
        return SigFieldSpec(FIELD)
    left, bottom, right, top = laid.seal_box
    return SigFieldSpec(FIELD, on_page=laid.pages - 1, box=(round(left), round(bottom), round(right), round(top)))


def _appearance() -> StaticStampStyle:
    edge_to_edge = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0)
    )
    return StaticStampStyle(border_width=0, background=_SealPicture(), background_layout=edge_to_edge)


class _Added(IncrementalPdfFileWriter):
    """What a seal adds to a file, and nothing besides: pyHanko would call the file PDF 2.0 and write what it says of itself anew,
    and with that the file would no longer be the PDF/A-2a and PDF/UA-1 that it was laid out as."""

    output_version = (1, 7)

    def ensure_output_version(self, version: tuple[int, int]) -> None: ...

    def _update_meta(self) -> None: ...


class _SealPicture(PdfContent):
    """The drawn seal as content of another PDF."""

    def render(self) -> bytes:
        drawn = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(seal_picture())))
        self.resources.xobject["/Picture"] = drawn
        left, bottom, right, top = drawn.get_object()["/BBox"]
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Picture Do"


class _HeldKeySigner(Signer):
    """pyHanko's way to a key of ours, wherever it is held."""

    def __init__(self, key: SigningKey, chain: list[x509.Certificate]) -> None:
        seal, *above = chain
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko left this one constructor untyped
        store.register_multiple(above)
        mechanism = SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
        super().__init__(signature_mechanism=mechanism, signing_cert=seal, cert_registry=store, embed_roots=False)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != "sha256":
            raise SigningError("seals are made over SHA-256")
        return bytes(LONGEST_SIGNATURE) if dry_run else self._key.sign(data)


class _Stamper(TimeStamper):
    """pyHanko's way to the time stamps."""

    def __init__(self, time_stamps: TimeStamps) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # as above
        self._time_stamps = time_stamps

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        answer = self._time_stamps.answer(req.dump())
        try:
            granted = tsp.TimeStampResp.load(answer, strict=True)
            stamped = granted["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
        except (ValueError, TypeError) as refused:  # a refusal has no token, which asn1crypto will not read
            raise TimestampRequestError("refused") from refused
        if stamped["nonce"].native != req["nonce"].native:  # pyHanko looks too, and stumbles over its own words for it
            raise TimestampRequestError("somebody else's")
        return granted
