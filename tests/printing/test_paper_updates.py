"""What is added behind a paper's end: the paper stays as it is, another reader sees the new objects, and nothing else is taken for ours."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from paper_readers import asked, needs_qpdf, saved

from printing.page import Laid
from printing.pdf_update import PdfUpdate
from printing.seal import FileSealer


def test_objects_are_added_and_replaced_and_the_rest_is_as_it_was(laid: Laid) -> None:
    update = PdfUpdate(laid.pdf)
    added = update.stream(b"new", "/Kind/Added")
    catalogue = update.body(update.root)
    update.put(catalogue.removesuffix(b">>") + f"/Added {added} 0 R>>".encode(), update.root)

    updated = update.updated()

    before, after = pikepdf.open(BytesIO(laid.pdf)), pikepdf.open(BytesIO(updated))
    assert updated.startswith(laid.pdf)
    assert after.Root.Added.read_bytes() == b"new"
    assert after.Root.Pages.objgen == before.Root.Pages.objgen
    assert len(after.pages) == len(before.pages)
    assert after.trailer.ID[0] == before.trailer.ID[0]
    assert after.trailer.ID[1] != before.trailer.ID[1]


HOSTILE = (")/JS(app.alert(1))>>", "<</OpenAction 1 0 R>>", "]/ByteRange[0 1 2 3]", "\n%%EOF\n", "\\)", "测试\u202e𠅤")


@needs_qpdf
@pytest.mark.parametrize("said", HOSTILE, ids=ascii)
def test_words_in_a_seal_are_only_words(sealer: FileSealer, laid: Laid, said: str, tmp_path: Path) -> None:
    sealed = sealer.seal(laid, reason=said, contact=said)

    opened = pikepdf.open(BytesIO(sealed))
    (field,) = opened.Root.AcroForm.Fields
    assert (str(field.V.Reason), str(field.V.ContactInfo)) == (said, said)
    assert "/OpenAction" not in opened.Root
    assert b"No syntax or stream encoding errors found" in asked("qpdf", "--check", str(saved(sealed, tmp_path)))


def test_sealed_file_is_finished(sealed: bytes) -> None:
    """One signature, and it allows no change (12.8.2.2)."""
    opened = pikepdf.open(BytesIO(sealed))

    reference = opened.Root.Perms.DocMDP.Reference[0]
    assert opened.Root.AcroForm.SigFlags == 3
    assert (reference.TransformMethod, reference.TransformParams.P) == ("/DocMDP", 1)


@pytest.mark.parametrize("spoilt", [b"", b"%PDF-1.7\n", b"startxref\n9\n%%EOF\n", b"startxref\n99999999999\n%%EOF\n"])
def test_what_was_not_written_here_is_refused(spoilt: bytes) -> None:
    with pytest.raises(ValueError, match="written here"):
        PdfUpdate(spoilt)


def test_object_that_is_packed_with_others_is_not_handed_out(laid: Laid) -> None:
    update, opened = PdfUpdate(laid.pdf), pikepdf.open(BytesIO(laid.pdf))
    packed = opened.Root.StructTreeRoot.objgen[0]

    with pytest.raises(ValueError, match="does not stand alone"):
        update.body(packed)
