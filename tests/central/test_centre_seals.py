"""The centre's own report before judges that we did not write: the seal is valid, and so is the stamp on its time (PAdES-B-T)."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path
from shutil import which

import pytest
from asn1crypto import cms
from central_world import World
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from printing.finish import finish

TSA_PURPOSE = "1.2.840.113549.1.9.16.2.14"
"""id-aa-timeStampToken (RFC 3161, appendix A)."""

needs_openssl = pytest.mark.skipif(which("openssl") is None, reason="openssl is not installed: it is one of the judges")


@pytest.fixture(scope="module")
def report(shared_world: World) -> bytes:
    return shared_world.report(domains=("fire",)).pdf


@pytest.fixture
def root(shared_world: World, tmp_path: Path) -> str:
    path = tmp_path / "root.pem"
    path.write_bytes(shared_world.centre.home.root_pem)
    return str(path)


@pytest.mark.skipif(which("pdfsig") is None, reason="poppler's pdfsig is not installed: it is one of the judges")
def test_pdfsig_calls_it_valid(report: bytes, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(report)

    said = ran("pdfsig", "-nocert", tmp_path / "report.pdf")

    assert "Signature is Valid." in said
    assert "Total document signed" in said


def test_pyhanko_calls_it_valid_trusted_and_stamped(report: bytes, shared_world: World) -> None:
    roots = list(load_certs_from_pemder_data(shared_world.centre.home.root_pem))
    (signature,) = PdfFileReader(BytesIO(report)).embedded_regular_signatures
    context = ValidationContext(trust_roots=roots, allow_fetching=False)

    status: PdfSignatureStatus = finish(async_validate_pdf_signature(signature, signer_validation_context=context))

    assert status.bottom_line, status.pretty_print_details()
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


@needs_openssl
def test_openssl_calls_its_signature_valid(report: bytes, root: str, tmp_path: Path) -> None:
    signed, digits = parts(report)
    (tmp_path / "signature").write_bytes(digits.dump())
    (tmp_path / "signed").write_bytes(signed)

    said = ran(
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any", "-out", "/dev/null"),
        *("-in", tmp_path / "signature", "-content", tmp_path / "signed", "-CAfile", root),
    )

    assert "successful" in said


@needs_openssl
def test_openssl_calls_its_time_stamp_valid(report: bytes, root: str, tmp_path: Path) -> None:
    _, digits = parts(report)
    (signer,) = digits["content"]["signer_infos"]
    (stamp,) = (said["values"][0] for said in signer["unsigned_attrs"] if said["type"].dotted == TSA_PURPOSE)
    (tmp_path / "stamp").write_bytes(stamp.dump())
    (tmp_path / "stamped").write_bytes(signer["signature"].native)

    said = ran(
        *("openssl", "ts", "-verify", "-in", tmp_path / "stamp", "-token_in"),
        *("-data", tmp_path / "stamped", "-CAfile", root),
    )

    assert "Verification: OK" in said


def parts(report: bytes) -> tuple[bytes, cms.ContentInfo]:
    """What is signed, and the signature."""
    found = re.search(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)", report)
    assert found
    length, start, rest = map(int, found.groups())
    return report[:length] + report[start : start + rest], cms.ContentInfo.load(
        bytes.fromhex(report[length + 1 : start - 1].decode())
    )


def ran(*words: object) -> str:
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr
