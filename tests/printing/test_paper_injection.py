"""Whatever a name holds, a paper holds words and nothing that acts."""

from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_samples import credit_report, page_texts, squeezed

from printing.document import Chart, Clause, Clauses, Code, Document, Facts, Field, Fields, Heading, Paragraph
from printing.fonts import MissingGlyph, Weight, width
from printing.page import render
from printing.seal import FileSealer
from printing.wrap import clean

ACTIVE = {
    "/JS", "/JavaScript", "/Launch", "/OpenAction", "/AA", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/Named",
    "/EmbeddedFile", "/EmbeddedFiles", "/Filespec", "/RichMedia", "/Movie", "/Sound", "/XFA", "/Action", "/Rendition",
}  # fmt: skip
"""What makes a reader do something (ISO 32000-1, 12.6), as a key or as a value."""

HOSTILE = (
    "测试(公司)有限",
    ")Tj ET /JS(app.alert(1)) BT(",
    "a\\b)c(d\\",
    "<</S/JavaScript/JS(app.alert(1))>>",
    "]>>endobj 1 0 obj<</OpenAction 2 0 R>>endobj",
    "endstream endobj trailer<</Root 1 0 R>>startxref 0 %%EOF",
    "%PDF-1.4 /Launch /Win (cmd.exe)",
    "EMC /Artifact BMC Q q",
    "<feff0041>Tj",
    "Ｔｅｓｔ／ＪＳ（１）",
    "</rdf:li></rdf:Alt>&lt;]]><?xpacket end='w'?>",
)
INVISIBLE = tuple(
    map(
        chr,
        (0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFE0F, 0xFEFF, 0xE0041),
    )
)
"""Soft hyphen, every bidirectional control, everything of no width, a variation selector, a tag."""


def names_in(pdf: bytes) -> set[str]:
    """Every name in every object of a file, keys and values."""
    opened = pikepdf.open(BytesIO(pdf))
    return {name for thing in opened.objects for name in _names(thing)}


def _names(thing: object) -> Iterator[str]:
    if isinstance(thing, pikepdf.Name):
        yield str(thing)
    elif isinstance(thing, pikepdf.Stream | pikepdf.Dictionary):
        for key in thing.keys():  # noqa: SIM118  # a pikepdf dictionary is no mapping to the loop
            yield str(key)
            if not (inner := thing.get(key)) or not getattr(inner, "is_indirect", False):
                yield from _names(inner)
    elif isinstance(thing, pikepdf.Array):
        for inner in thing:
            if not getattr(inner, "is_indirect", False):
                yield from _names(inner)


def everywhere(name: str) -> Document:
    """The name in every place a name can come to."""
    return Document(
        title=name,
        blocks=(
            Facts(((name, name),)),
            Heading(name),
            Paragraph(name),
            Clauses((Clause(name, True),)),
            Fields((Field(name, name),)),
            Chart(name, ((name, 3.0),), "bar", name, alternative=name),
            Code("HTTPS://XY.EXAMPLE/", name),
        ),
        subtitle=name,
        running=(name,),
        watermark=name,
        sealed_by=name,
        letterhead=name,
        reference=name,
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_words_of_the_format_are_only_words(name: str) -> None:
    pdf = render(everywhere(name)).pdf

    assert not names_in(pdf) & ACTIVE
    assert len(pikepdf.open(BytesIO(pdf)).Root.AcroForm.Fields) == 1, "the seal's field and no other"
    assert "".join(page_texts(pdf)).count(squeezed(name)) >= 8


@pytest.mark.parametrize("name", HOSTILE)
def test_seal_on_hostile_words_adds_nothing_that_acts(name: str, sealer: FileSealer) -> None:
    sealed = sealer.seal(render(everywhere(name)), reason=name, contact=name)

    opened = pikepdf.open(BytesIO(sealed))
    assert not names_in(sealed) & ACTIVE
    assert len(opened.Root.AcroForm.Fields) == 1
    assert str(opened.Root.AcroForm.Fields[0].V.Reason) == name


@pytest.mark.parametrize("name", HOSTILE)
def test_title_and_maker_are_the_words_themselves(name: str) -> None:
    opened = pikepdf.open(BytesIO(render(everywhere(name)).pdf))

    with opened.open_metadata() as said:
        assert said["dc:title"] == name
        assert said["dc:creator"] == [name]
    assert str(opened.docinfo.Title) == name
    assert str(opened.Root.AcroForm.Fields[0].T) == "Seal"


@pytest.mark.parametrize("control", INVISIBLE)
def test_what_cannot_be_seen_is_not_on_the_paper(control: str) -> None:
    pdf = render(everywhere(f"东莞{control}公司{control}")).pdf

    opened = pikepdf.open(BytesIO(pdf))
    assert control not in "".join(page_texts(pdf))
    assert str(opened.docinfo.Title) == "东莞公司"
    assert control not in str(opened.Root.AcroForm.Fields[0].TU)


@pytest.mark.parametrize("control", [chr(point) for point in (*range(9), *range(0x0B, 0x20), 0x7F, 0x85, 0x9B)])
def test_control_characters_refuse_the_paper(control: str) -> None:
    with pytest.raises(MissingGlyph) as refused:
        render(Document("证明", (Facts((("名称", f"东莞{control}公司"),)),)))

    assert refused.value.code_point == ord(control)


@given(
    st.text(st.characters(codec="utf-8"), max_size=30) | st.text("()\\<>/[]{}%#\r\n\t JSau东莞𠮷\u202e", max_size=60)
)
@settings(max_examples=150, derandomize=True, deadline=None)
def test_any_name_is_only_words_or_refused(name: str) -> None:
    document, said = credit_report(name, name), clean(name)
    if not all(character == "\n" or _is_known(character) for character in said):
        with pytest.raises(MissingGlyph):
            render(document)
        return

    pdf = render(document).pdf

    assert not names_in(pdf) & ACTIVE
    assert squeezed(said) in "".join(page_texts(pdf))


def _is_known(character: str) -> bool:
    try:
        return width(character, Weight.REGULAR, 10) >= 0
    except MissingGlyph:
        return False
