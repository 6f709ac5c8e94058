"""THE PAPER: the seal: a real signature in the PDF (PAdES baseline B-B, ETSI EN 319 142-1; ECDSA P-256) under a drawn one."""

from collections.abc import Iterable
from io import BytesIO
from typing import Protocol

from asn1crypto import pem, x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from printing.finish import finish
from printing.page import Laid
from printing.seal_picture import seal_picture
from printing.verdict import Code, Verdict, verify

__all__ = ["Code", "FileSealer", "Sealer", "Verdict", "verify"]

FIELD = "Seal"
ROOM = 4_096
"""Bytes kept for the signature. Ours takes about 1,400 with a chain of two; the rest is room for longer chains."""


class Sealer(Protocol):
    """Who holds the key: a file (`FileSealer`), in production a signature machine."""

    def seal(self, laid: Laid, *, reason: str) -> bytes:
        """The sealed PDF; its seal covers every byte. `reason` holds nothing personal. Thread-safe."""
        ...


class FileSealer:
    """Seals with a key from a file, parsed once and kept."""

    def __init__(self, key_pem: bytes, chain_pem: bytes) -> None:
        """`chain_pem`: the seal's certificate first, then those above it. Raises ValueError for anything else."""
        certificates = [x509.Certificate.load(der) for _, _, der in pem.unarmor(chain_pem, multiple=True)]
        self._signer = _KeptKeySigner(key_pem, certificates)
        seal_picture()

    def seal(self, laid: Laid, *, reason: str) -> bytes:
        signer = PdfSigner(
            _what_is_signed(reason), self._signer, stamp_style=_appearance(), new_field_spec=_field(laid)
        )
        out = finish(signer.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(laid.pdf)), bytes_reserved=2 * ROOM))
        sealed: bytes = out.getvalue()
        return sealed


def _what_is_signed(reason: str) -> PdfSignatureMetadata:
    """A certifying signature that allows no change after it: an official paper is finished when it is sealed."""
    return PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
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


class _SealPicture(PdfContent):
    """The drawn seal as content of another PDF."""

    def render(self) -> bytes:
        drawn = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(seal_picture())))
        self.resources.xobject["/Picture"] = drawn
        left, bottom, right, top = drawn.get_object()["/BBox"]
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Picture Do"


class _KeptKeySigner(SimpleSigner):
    """pyHanko parses its key anew for every signature; this one keeps it."""

    def __init__(self, key_pem: bytes, chain: Iterable[x509.Certificate]) -> None:
        key = serialization.load_pem_private_key(key_pem, password=None)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise ValueError("a seal's key is an elliptic curve key")
        seal, *above = chain
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko left this one constructor untyped
        store.register_multiple(above)
        super().__init__(signing_cert=seal, signing_key=_as_asn1(key), cert_registry=store, embed_roots=False)
        self._key = key

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        if digest_algorithm != "sha256":
            raise ValueError("seals are made over SHA-256")
        return self._key.sign(data, ECDSA(hashes.SHA256()))


def _as_asn1(key: EllipticCurvePrivateKey) -> PrivateKeyInfo:
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return PrivateKeyInfo.load(der)
