"""Forms: clauses with their boxes, fields with a value or a line to write on."""

from paper_samples import commitment, page_texts, squeezed

from printing import receipt
from printing.document import Chart, Clause, Clauses, Document, Field, Fields
from printing.forms import WRITING
from printing.layout import Line, Path, Stroke
from printing.page import lay_out, render
from printing.style import ACCENT, INK_SOFT, MEASURE


def strokes(document: Document) -> list[Stroke]:
    return [stroke for page in lay_out(document).pages for placed in page for stroke in placed.piece.strokes]


def test_clauses_are_numbered_from_where_they_begin() -> None:
    text = page_texts(render(Document("承诺", (Clauses((Clause("甲方承诺。"), Clause("乙方承诺。")), first=9),))).pdf)[
        0
    ]

    assert "9.甲方承诺。10.乙方承诺。" in text


def test_only_what_was_agreed_to_is_ticked() -> None:
    def marks(ticked: bool | None) -> list[str]:
        return [
            stroke.colour
            for stroke in strokes(Document("承诺", (Clauses((Clause("承诺。", ticked),)),)))
            if isinstance(stroke, Path)
        ]

    assert len(marks(True)) == 2
    assert ACCENT in marks(True)
    assert len(marks(False)) == 1
    assert marks(None) == []


def test_long_clause_goes_over_the_page() -> None:
    laid = render(Document("承诺", (Clauses(tuple(Clause("承诺的内容。" * 120, True) for _ in range(12))),)))

    assert laid.pages > 1
    assert "".join(page_texts(laid.pdf)).count("承诺的内容。") == 120 * 12


def test_empty_field_has_its_lines_to_write_on() -> None:
    lines = [
        stroke
        for stroke in strokes(Document("表", (Fields((Field("签名"), Field("备注", lines=3))),)))
        if isinstance(stroke, Line) and stroke.colour == INK_SOFT
    ]

    assert len(lines) == 4
    assert lines[3].y - lines[2].y == WRITING
    assert all(line.to_x <= MEASURE + 0.01 for line in lines)


def test_fields_abreast_say_label_before_value() -> None:
    text = page_texts(render(commitment()).pdf)[0]

    assert "申请人Applicant𠮷𬭎㙟䶮𠅤" in text
    assert squeezed("住所" + "东莞市测试路 100 号" * 4) in text


def test_form_fits_one_page() -> None:
    assert render(commitment()).pages == 1


def test_slip_says_the_same_blocks_in_words() -> None:
    blocks = (
        Chart("各年纳税额", (("2021 年", 1530.0),), "bar", "万元"),
        Clauses((Clause("本人已知晓。", True), Clause("愿意承担责任。", False), Clause("其他。"))),
        Fields((Field("申请人", "李测试"), Field("签名"))),
    )

    said = receipt.render(Document("承诺", blocks)).decode("gb18030", "ignore")

    for words in (
        "各年纳税额",
        "1,530万元",
        "1. [x] 本人已知晓。",
        "2. [ ] 愿意承担责任。",
        "3. 其他。",
        "李测试",
        "签名",
        "____",
    ):
        assert words in said
