"""A document on A4: what stands on it, on how many pages, and that it can be read back."""

import gc
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pypdfium2
import pytest
import segno
from paper_samples import DOMAINS, conclusion, credit_report, page_texts, squeezed

from printing.document import (
    Block,
    Code,
    Column,
    Document,
    Facts,
    Heading,
    Number,
    Paragraph,
    Rule,
    Steps,
    Table,
)
from printing.fonts import MissingGlyph, Weight
from printing.layout import Blocks, Piece, Words, paginate
from printing.page import Laid, lay_out, render
from printing.style import ACCENT, MARGIN, MM, PAGE_HEIGHT, PAGE_WIDTH
from printing.tables import fitted

HOSTILE_NAMES = (
    "测试(公司)有限",
    "a\\b)c(d",
    "<</JS(app.alert(1))>>",
    "endstream endobj trailer",
    "%PDF-1.4 /OpenAction",
    "Ｔｅｓｔ／ＪＳ",
)


def test_typical_report_is_two_pages(laid: Laid) -> None:
    assert laid.pages == 2
    assert len(page_texts(laid.pdf)) == 2


def test_every_field_is_read_back(report: Document, laid: Laid) -> None:
    text = "".join(page_texts(laid.pdf))

    for block in report.blocks:
        if isinstance(block, Facts):
            assert all(squeezed(label) + squeezed(value) in text for label, value in block.rows)
        if isinstance(block, Table):
            assert all(squeezed("".join(row)) in text for row in block.rows)
        if isinstance(block, Heading | Paragraph):
            assert squeezed(block.text) in text


def test_every_page_has_its_head_and_foot(laid: Laid) -> None:
    first, second = page_texts(laid.pdf)

    for page in (first, second):
        assert "信用莞家" in page
        assert "DGXY20221123T00030002146终端T0003" in page
    assert "第1页，共2页" in first
    assert "第2页，共2页" in second
    assert "领域Domain数据来源单位Source结论Result更新至" in second, "the table's head comes again"


def test_same_document_gives_the_same_bytes() -> None:
    assert render(credit_report()).pdf == render(credit_report()).pdf


def test_name_of_thirty_characters_is_whole() -> None:
    name = "东莞市测试测试测试测试测试测试测试测试测试精密五金制品有限公司"
    assert len(name) == 31

    laid = render(credit_report(entity=name))

    assert f"企业名称Enterprise{name}" in page_texts(laid.pdf)[0]
    assert laid.pages == 2


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_words_of_the_format_are_only_words(name: str) -> None:
    laid = render(credit_report(entity=name, legal_representative=name))

    document = pypdfium2.PdfDocument(laid.pdf)
    assert len(document) == 2
    assert document.get_formtype() == 1, "the seal's field and no other form"
    assert squeezed(name) in page_texts(laid.pdf)[0]
    document.close()


def test_bidi_override_cannot_turn_a_name_around() -> None:
    laid = render(credit_report(entity="东莞\u202e莞东\u202c公司"))

    text = page_texts(laid.pdf)[0]
    assert "企业名称Enterprise东莞莞东公司" in text
    assert "\u202e" not in text


def test_table_over_five_pages_repeats_its_head_and_loses_no_row() -> None:
    rows = tuple((f"第{number}行", f"东莞市测试企业{number}有限公司", f"{number * 7}.00") for number in range(1, 211))
    table = Table((Column("序号"), Column("企业", 3), Column("金额", 1, "right")), rows, frozenset({3, 77}))

    pages = page_texts(render(Document("清单", (table,))).pdf)

    assert len(pages) == 5
    assert all(page.count("序号企业金额") == 1 for page in pages)
    assert all(f"第{number}页，共5页" in page for number, page in enumerate(pages, 1))
    everything = "".join(pages)
    assert all(everything.count(squeezed("".join(row))) == 1 for row in rows)


def test_row_taller_than_a_page_goes_on() -> None:
    long = "违法事实" * 900

    laid = render(Document("清单", (Table((Column("项"), Column("内容", 4)), (("事实", long),)),)))

    assert laid.pages > 1
    pages = page_texts(laid.pdf)
    assert all("项内容" in page for page in pages)
    assert "".join(pages).count("违法事实") == 900


def test_words_stay_inside_the_margins() -> None:
    name = "东莞市（测试）" * 30
    for page in lay_out(credit_report(entity=name, legal_representative="Q" * 300)).pages:
        for placed in page:
            for stroke in placed.piece.strokes:
                if hasattr(stroke, "text"):
                    assert stroke.x >= -0.01
                    assert stroke.x + len(stroke.text) * stroke.spread <= PAGE_WIDTH - 2 * MARGIN


def test_heading_is_never_alone_at_the_foot() -> None:
    pieces = [Piece(90), Piece(15, before=5, keeps_with_next=True), Piece(20)]

    pages = paginate(pieces, 110)

    assert [[placed.piece.height for placed in page] for page in pages] == [[90], [15, 20]]
    assert pages[1][0].top == 0, "the air above it is not carried over"


def test_pieces_that_fill_more_than_a_page_are_let_go() -> None:
    pages = paginate([Piece(60, keeps_with_next=True), Piece(60, keeps_with_next=True), Piece(60)], 100)

    assert [len(page) for page in pages] == [1, 1, 1]


def test_columns_give_what_they_can_spare() -> None:
    assert fitted([100.0, 100.0], [120.0, 60.0]) == [120.0, 80.0]
    assert fitted([100.0, 100.0], [150.0, 150.0]) == [100.0, 100.0]
    assert fitted([100.0, 100.0], [10.0, 10.0]) == [100.0, 100.0]


def test_seal_has_its_place_on_the_last_page(laid: Laid) -> None:
    assert laid.seal_box
    left, bottom, right, top = laid.seal_box

    assert right - left == pytest.approx(38 * MM)
    assert top - bottom == pytest.approx(38 * MM)
    assert MARGIN < left < right < PAGE_WIDTH - MARGIN
    assert MARGIN <= bottom < top < PAGE_HEIGHT - MARGIN


def test_paper_without_a_seal_has_no_place_for_one() -> None:
    assert render(Document("须知", (Paragraph("请带身份证。"),))).seal_box is None


def test_every_kind_of_block_says_its_words() -> None:
    blocks: tuple[Block, ...] = (
        Heading("一级"),
        Heading("二级", 2),
        Paragraph("左", align="left"),
        Paragraph("中", align="centre", strong=True),
        Paragraph("右", align="right", small=True),
        Rule(),
        Number("查询码", "481209375516"),
        Steps((("现在", "已收件"), ("两个工作日内", "有人联系您"))),
        Code("GJQ:481209375516", "扫码查进度\nScan"),
        Facts(()),
        Table((), ()),
        Table((Column("空"),), ()),
    )

    text = page_texts(render(Document("样张\nSample", blocks, language="en")).pdf)[0]

    for words in ("样张Sample", "一级", "二级", "左", "中", "右", "查询码481209375516", "扫码查进度Scan", "Page1of1"):
        assert words in text
    assert "两个工作日内有人联系您" in text


def test_empty_document_is_one_page() -> None:
    assert render(Document("空", ())).pages == 1


def test_code_on_paper_is_the_code(laid: Laid, report: Document) -> None:
    code = report.blocks[-1]
    assert isinstance(code, Code)
    expected = [list(map(bool, row)) for row in segno.make_qr(code.text, error="m", boost_error=False).matrix]

    found = _modules_on(laid, MARGIN, code.millimetres * MM, len(expected))

    assert found == expected


def _modules_on(laid: Laid, left: float, side: float, count: int) -> list[list[bool]]:
    """The dark modules of the code at the left of the seal, read off a picture of the page."""
    document = pypdfium2.PdfDocument(BytesIO(laid.pdf))
    scale = 6
    picture = document[laid.pages - 1].render(scale=scale, grayscale=True).to_pil()
    document.close()
    assert laid.seal_box
    name_and_gap = 18  # under the seal, points
    bottom = PAGE_HEIGHT - (laid.seal_box[1] - name_and_gap)
    module = side / count

    def dark(x: float, y: float) -> bool:
        return int(picture.getpixel((int(x * scale), int(y * scale)))) < 128

    return [
        [dark(left + (column + 0.5) * module, bottom - side + (row + 0.5) * module) for column in range(count)]
        for row in range(count)
    ]


def test_domain_rows_of_a_report_stand_in_order(laid: Laid) -> None:
    text = "".join(page_texts(laid.pdf))

    places = [text.index(f"{domain}东莞市{domain}局{squeezed(conclusion(domain))}") for domain in DOMAINS]

    assert places == sorted(places)


def test_row_with_records_stands_out_without_colour() -> None:
    table = Table((Column("领域"), Column("结论")), (("市场监管", "有记录 1 条"), ("税务", "未发现")), frozenset({0}))

    _, _, _, marked, plain = (placed.piece for placed in lay_out(Document("清单", (table,))).pages[0])

    def weights(piece: Piece) -> set[Weight]:
        return {stroke.weight for stroke in piece.strokes if isinstance(stroke, Words)}

    assert weights(marked) == {Weight.BOLD}
    assert weights(plain) == {Weight.REGULAR}
    assert any(isinstance(stroke, Blocks) and stroke.colour == ACCENT for stroke in marked.strokes)
    assert not any(isinstance(stroke, Blocks) for stroke in plain.strokes)


@pytest.mark.parametrize("awake", [True, False])
def test_collector_is_afterwards_as_it_was(awake: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if awake else gc.disable)()
        with ThreadPoolExecutor(max_workers=3) as pool:
            list(pool.map(render, [credit_report()] * 6))
        with pytest.raises(MissingGlyph):
            render(Document("\x00", ()))

        assert gc.isenabled() == awake
    finally:
        (gc.enable if before else gc.disable)()
