"""What a seal is worth: nothing but a whole file under our own root is valid, and nothing makes the judge stumble."""

import asyncio
import random
import re
import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from shutil import which

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_samples import page_texts
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from printing import picture
from printing.certificates import Chain, make_chain
from printing.document import Document, Paragraph
from printing.finish import finish
from printing.page import Laid, render
from printing.seal import FileSealer, NotSealed, Verdict, verify

FLIPS = 300


def test_sealed_report_is_valid(sealed: bytes, chain: Chain) -> None:
    verdict = verify(sealed, chain.root_pem)

    assert verdict.valid
    assert verdict.code == "valid"
    assert verdict.signer == "样章 莞家自助演示中心"
    assert verdict.whole_file
    assert verdict.signed_at
    assert abs(datetime.now(UTC) - verdict.signed_at) < timedelta(minutes=10)


def test_seal_changes_nothing_that_was_said(sealed: bytes, laid: Laid) -> None:
    assert page_texts(sealed) == page_texts(laid.pdf)
    assert sealed.startswith(laid.pdf)


def test_seal_is_marked_as_a_sample(sealed: bytes, laid: Laid) -> None:
    with_seal, without = picture.pages(sealed, 400)[-1], picture.pages(laid.pdf, 400)[-1]

    assert _red(with_seal) > 500
    assert _red(without) == 0


def _red(page: picture.Picture) -> int:
    pixels = iter(page.pixels)
    return sum(
        red > 150 and green < 110 and blue < 110
        for blue, green, red, _ in zip(pixels, pixels, pixels, pixels, strict=True)
    )


def test_paper_without_room_for_a_seal_is_sealed_all_the_same(sealer: FileSealer, chain: Chain) -> None:
    laid = render(Document("须知", (Paragraph("请带身份证。"),)))

    assert verify(sealer.seal(laid, reason="须知"), chain.root_pem).valid


def test_long_chain_is_given_the_room_it_takes(laid: Laid, chain: Chain) -> None:
    """Also one of many certificates, as a national authority's may be."""
    above = [make_chain(f"样章 {number}", valid_days=365).seal_chain_pem for number in range(12)]
    sealer = FileSealer(chain.seal_key_pem, chain.seal_chain_pem + b"".join(above))

    first, second = sealer.seal(laid, reason="信用报告"), sealer.seal(laid, reason="信用报告")

    assert verify(first, chain.root_pem).valid
    assert len(first) == len(second)


def test_chain_beyond_all_measure_seals_nothing(laid: Laid, chain: Chain) -> None:
    sealer = FileSealer(chain.seal_key_pem, chain.seal_chain_pem + chain.seal_chain_pem * 200)

    with pytest.raises(NotSealed):
        sealer.seal(laid, reason="信用报告")


def test_another_root_is_untrusted(sealed: bytes) -> None:
    stranger = make_chain("样章 莞家自助演示中心", valid_days=365)

    assert verify(sealed, stranger.root_pem).code == "untrusted"


def test_seal_by_a_stranger_under_our_name_is_untrusted(laid: Laid, chain: Chain) -> None:
    stranger = make_chain("样章 莞家自助演示中心", valid_days=365)
    forged = FileSealer(stranger.seal_key_pem, stranger.seal_chain_pem).seal(laid, reason="信用报告")

    verdict = verify(forged, chain.root_pem)

    assert not verdict.valid
    assert verdict.code == "untrusted"


def test_our_certificate_with_another_key_is_a_mismatch(laid: Laid, chain: Chain) -> None:
    stranger = make_chain("别人", valid_days=365)
    forged = FileSealer(stranger.seal_key_pem, chain.seal_chain_pem).seal(laid, reason="信用报告")

    assert verify(forged, chain.root_pem).code == "digest-mismatch"


@pytest.mark.parametrize(("days", "code"), [(0, "valid"), (364, "valid"), (366, "untrusted"), (-1, "untrusted")])
def test_seal_counts_only_within_its_days(sealed: bytes, chain: Chain, days: int, code: str) -> None:
    assert verify(sealed, chain.root_pem, at=datetime.now(UTC) + timedelta(days=days)).code == code


def test_expired_seal_is_untrusted(laid: Laid) -> None:
    expired = make_chain("样章", valid_days=1, valid_from=datetime.now(UTC) - timedelta(days=3))
    sealed = FileSealer(expired.seal_key_pem, expired.seal_chain_pem).seal(laid, reason="信用报告")

    assert verify(sealed, expired.root_pem).code == "untrusted"


def test_root_itself_may_not_seal(laid: Laid, chain: Chain) -> None:
    sealed = FileSealer(chain.root_key_pem, chain.root_pem).seal(laid, reason="信用报告")

    assert not verify(sealed, chain.root_pem).valid


def test_paper_without_a_seal_says_so(laid: Laid, chain: Chain) -> None:
    assert verify(laid.pdf, chain.root_pem).code == "no-seal"


@pytest.mark.parametrize("added", [b"\n", b"%", b"\n%%EOF\n", b"\0" * 40, b"x" * 4_000])
def test_bytes_behind_the_seal_are_a_change(sealed: bytes, chain: Chain, added: bytes) -> None:
    assert verify(sealed + added, chain.root_pem).code == "changed-after-sealing"


def test_revision_after_the_seal_is_a_change(sealed: bytes, chain: Chain) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    writer.update_root()
    changed = BytesIO()
    writer.write(changed)

    assert verify(changed.getvalue(), chain.root_pem).code == "changed-after-sealing"


class Intruder(PdfSigner):
    """Signs also where a seal forbids every further change, as whoever writes his own program can."""

    def _enforce_certification_constraints(self, reader: PdfFileReader) -> None: ...


def test_strangers_seal_on_top_of_ours_is_a_change(sealed: bytes, chain: Chain) -> None:
    stranger = make_chain("别人", valid_days=365)
    key = load_private_key_from_pemder_data(stranger.seal_key_pem, None)
    certificate, *_ = load_certs_from_pemder_data(stranger.seal_chain_pem)
    intruder = Intruder(
        PdfSignatureMetadata(field_name="Other", md_algorithm="sha256"),
        SimpleSigner(signing_cert=certificate, signing_key=key, cert_registry=SimpleCertificateStore()),
    )
    twice = finish(intruder.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(sealed)), bytes_reserved=8_192)).getvalue()

    assert verify(twice, chain.root_pem).code == "changed-after-sealing"
    assert verify(twice, stranger.root_pem).valid, "under his own root the last signature is as good as ours under ours"


def test_something_hidden_beside_the_signature_is_no_seal(sealed: bytes, chain: Chain) -> None:
    """The digits' padding is not signed: whoever ends them early and writes into the gap must be found out."""
    _, end = _gap(sealed)
    hidden = b">/X(hidden)"
    tampered = sealed[: end - 1 - 200] + hidden + b" " * (200 - len(hidden)) + sealed[end - 1 :]

    assert len(tampered) == len(sealed)
    assert not verify(tampered, chain.root_pem).valid


def test_something_hidden_behind_the_digits_is_a_change(sealed: bytes, chain: Chain) -> None:
    start, end = _gap(sealed)
    in_the_padding = sealed[: end - 9] + b"C0FFEE" + sealed[end - 3 :]
    in_the_letters = sealed[:start] + sealed[start:end].lower() + sealed[end:]

    assert len(in_the_padding) == len(in_the_letters) == len(sealed)
    assert verify(in_the_padding, chain.root_pem).code == "changed-after-sealing"
    assert verify(in_the_letters, chain.root_pem).code == "changed-after-sealing"


@pytest.mark.parametrize("cut", [0, 1, 4, 5, 9, 100, 5_000, 60_000, -1, -2, -20, -800, -9_000])
def test_cut_file_is_never_valid(sealed: bytes, chain: Chain, cut: int) -> None:
    assert not verify(sealed[:cut], chain.root_pem).valid


def test_damaged_pdf_is_not_called_unsealed(sealed: bytes, chain: Chain) -> None:
    assert verify(sealed[:-10], chain.root_pem).code == "digest-mismatch"
    assert verify(b"%PDF-1.4\n%nothing", chain.root_pem).code == "not-a-pdf"
    assert verify(b"", chain.root_pem).code == "not-a-pdf"
    assert verify(b"<html>", chain.root_pem).code == "not-a-pdf"


@pytest.mark.parametrize("flips", [FLIPS, pytest.param(10_000, marks=pytest.mark.soak)])
def test_single_flipped_byte_is_found_out_or_changes_nothing(sealed: bytes, chain: Chain, flips: int) -> None:
    chance = random.Random(20221123)
    said, shown = page_texts(sealed), picture.pages(sealed, 120)
    start, end = _gap(sealed)

    for place in (chance.randrange(len(sealed)) for _ in range(flips)):
        flipped = bytearray(sealed)
        flipped[place] ^= chance.randrange(1, 256)
        verdict = verify(bytes(flipped), chain.root_pem)

        assert verdict.valid == (verdict.code == "valid")
        if verdict.valid:
            assert start < place < end, "only the signature's own digits are not signed"
            assert page_texts(bytes(flipped)) == said
            assert picture.pages(bytes(flipped), 120) == shown


def test_flips_inside_the_signature_cannot_change_what_it_says(sealed: bytes, chain: Chain) -> None:
    """The file's digest does not look at the signature's own digits. A few of its fields only repeat others (CMS version, list
    of digests) and are not signed; no flip there may alter who sealed, or when."""
    honest = verify(sealed, chain.root_pem)
    start, end = _gap(sealed)
    signature_end = start + len(sealed[start:end].rstrip(b"0>"))
    chance = random.Random(4)

    found = [_with_digit_flipped(sealed, chance.randrange(start + 1, signature_end), chain) for _ in range(150)]

    assert all(verdict == honest for verdict in found if verdict.valid)
    assert sum(not verdict.valid for verdict in found) > 110


def test_time_stamp_cannot_be_made_unreadable(sealed: bytes, chain: Chain) -> None:
    """It is not signed itself: whoever spoils its name would have a paper that names a time of its own."""
    honest = verify(sealed, chain.root_pem)
    start, _ = _gap(sealed)
    name = sealed.index(b"060B2A864886F70D010910020E", start)

    found = [_with_digit_flipped(sealed, place, chain) for place in range(name - 16, name + 26)]

    assert honest.time_stamped
    assert not [verdict for verdict in found if verdict.valid]


def _with_digit_flipped(sealed: bytes, place: int, chain: Chain) -> Verdict:
    flipped = bytearray(sealed)
    flipped[place] = ord("0") if flipped[place] != ord("0") else ord("f")
    return verify(bytes(flipped), chain.root_pem)


@given(st.binary(max_size=400))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_any_bytes_get_a_verdict(noise: bytes) -> None:
    root = _any_root()

    assert not verify(noise, root).valid
    assert not verify(b"%PDF-1.7\n" + noise, root).valid
    assert not verify(b"%PDF-1.7\n1 0 obj<</ByteRange [0 1 2 3]>>" + noise, root).valid


_ROOT: list[bytes] = []


def _any_root() -> bytes:
    if not _ROOT:
        _ROOT.append(make_chain("样章", valid_days=1).root_pem)
    return _ROOT[0]


@pytest.mark.parametrize("root", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_root_that_is_none_trusts_nobody(sealed: bytes, root: bytes) -> None:
    assert not verify(sealed, root).valid


def test_verdict_in_a_running_event_loop(sealed: bytes, sealer: FileSealer, laid: Laid, chain: Chain) -> None:
    async def as_a_server_would() -> bool:
        return verify(sealer.seal(laid, reason="信用报告"), chain.root_pem).valid

    assert asyncio.run(as_a_server_would())


def test_keys_that_cannot_seal_are_refused_at_once(chain: Chain) -> None:
    with pytest.raises(ValueError, match="PEM"):
        FileSealer(b"nonsense", chain.seal_chain_pem)
    with pytest.raises(ValueError, match="PEM"):
        FileSealer(chain.seal_key_pem, b"nonsense")


def test_key_never_shows_in_a_repr(chain: Chain) -> None:
    assert "PRIVATE" not in repr(chain)


@pytest.mark.skipif(which("openssl") is None, reason="the second opinion is openssl's, and it is not installed here")
def test_openssl_agrees(sealed: bytes, chain: Chain, tmp_path: Path) -> None:
    start, end = _gap(sealed)
    cms = bytes.fromhex(sealed[start + 1 : end - 1].decode())
    paths = {name: tmp_path / name for name in ("cms.der", "signed.bin", "root.pem")}
    paths["cms.der"].write_bytes(cms[: 4 + int.from_bytes(cms[2:4], "big")])
    paths["signed.bin"].write_bytes(sealed[:start] + sealed[end:])
    paths["root.pem"].write_bytes(chain.root_pem)

    asked = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any", "-out", "/dev/null"]
    files = ["-in", str(paths["cms.der"]), "-content", str(paths["signed.bin"]), "-CAfile", str(paths["root.pem"])]
    answer = subprocess.run([*asked, *files], capture_output=True, text=True, timeout=30)

    assert answer.returncode == 0, answer.stderr


def _gap(sealed: bytes) -> tuple[int, int]:
    """Where the signature's own digits stand, `<` and `>` included."""
    found = re.search(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+\d+", sealed)
    assert found
    return int(found.group(1)), int(found.group(2))
