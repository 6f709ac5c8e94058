"""Which font has this character: rare names are drawn and can be copied; what no font has is refused."""

import re
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from paper_samples import page_texts
from reportlab.pdfbase import ttfonts

from printing import canvas_fonts, fonts
from printing.document import Document, Facts, Paragraph
from printing.fonts import MissingGlyph, Weight
from printing.page import render

RARE_NAMES = ("吴䶮", "周𠅤", "欧阳㛃", "李堃", "赵曌", "𬱖𫖯", "张㼆")


@pytest.mark.parametrize("name", RARE_NAMES)
def test_rare_name_is_copied_as_it_was_written(name: str) -> None:
    laid = render(Document("证明", (Facts((("姓名", name), ("申请人", f"{name}（本人）"))),)))

    text = "".join(page_texts(laid.pdf))

    assert f"姓名{name}" in text
    assert f"申请人{name}（本人）" in text


def test_character_that_no_font_has_refuses_the_document() -> None:
    document = Document("证明", (Facts((("姓名", "𰀀田"),)),))

    with pytest.raises(MissingGlyph) as refused:
        render(document)

    assert refused.value.code_point == 0x30000
    assert "U+30000" in str(refused.value)
    assert "田" not in str(refused.value), "the name is somebody's"


@pytest.mark.parametrize("place", ["title", "subtitle", "running", "watermark", "sealed_by", "letterhead", "reference"])
def test_no_corner_of_the_page_draws_a_box(place: str) -> None:
    words = ("𰀀",) if place == "running" else "𰀀"

    with pytest.raises(MissingGlyph):
        render(Document(**{"title": "证明", "blocks": (Paragraph("正文"),), place: words}))  # type: ignore[arg-type]


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800", "\ue000", "😀", "א"])
def test_what_is_no_character_of_ours_refuses_the_document(control: str) -> None:
    with pytest.raises(MissingGlyph):
        render(Document("证明", (Paragraph(f"东莞{control}市"),)))


def test_text_map_speaks_utf16_beyond_the_basic_plane() -> None:
    pdf = render(Document("证明", (Paragraph("𠅤"),))).pdf

    streams = [
        zlib.decompress(stream)
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
        if stream[0] == 0x78
    ]

    maps = [stream for stream in streams if b"beginbfchar" in stream]
    assert any(b"<D840DD64>" in text_map for text_map in maps)
    assert all(int(count) <= 100 for text_map in maps for count in re.findall(rb"(\d+) beginbfchar", text_map))


def test_the_mended_library_still_calls_what_we_mend() -> None:
    assert ttfonts.makeToUnicodeCMap is canvas_fonts._to_unicode
    assert "makeToUnicodeCMap" in ttfonts.TTFont.addObjects.__code__.co_names


def test_threads_draw_at_once_and_get_what_one_alone_gets() -> None:
    documents = [
        Document(f"证明 {n}", tuple(Paragraph(f"第{n}段：东莞市测试企业{n * k}") for k in range(40))) for n in range(12)
    ]
    alone = [render(document).pdf for document in documents]

    with ThreadPoolExecutor(max_workers=6) as pool:
        together = list(pool.map(lambda document: render(document).pdf, documents))

    assert together == alone


def test_weights_differ() -> None:
    widths = {weight: fonts.width("mmmm", weight, 10) for weight in Weight}

    assert widths[Weight.REGULAR] < widths[Weight.BOLD]
    assert fonts.width("莞", Weight.REGULAR, 10) == pytest.approx(10)
