"""What a paper is for whoever hears it: its parts, in order, and everything on a page part of one or marked as decoration."""

from io import BytesIO

import pikepdf
import pytest
from paper_readers import Parts
from paper_samples import DOMAINS, commitment, credit_report, dimensions_report

from printing.document import Column, Document, Heading, Paragraph, Table
from printing.page import Laid, render

SAMPLES = {"report": credit_report, "dimensions": dimensions_report, "form": commitment}


def tags(pdf: bytes) -> list[str]:
    return [str(part.S)[1:] for part in Parts(pdf)]


def test_report_says_its_parts_in_order(laid: Laid) -> None:
    found = tags(laid.pdf)

    assert found[:4] == ["Document", "H1", "P", "L"]
    assert [tag for tag in found if tag.startswith("H")] == ["H1", "H2", "H2", "H2", "H2"]
    assert found.count("Table") == 1
    assert found.count("TR") == 1 + len(DOMAINS)
    assert found[-4:] == ["Figure", "P", "P", "Form"]


def test_table_has_heads_for_columns_and_rows(laid: Laid) -> None:
    heard = Parts(laid.pdf)
    rows = [list(part.K) for part in heard if part.S == "/TR"]

    assert {len(row) for row in rows} == {4}
    assert all(cell.S == "/TH" and cell.A.Scope == "/Column" for cell in rows[0])
    assert all(row[0].S == "/TH" and row[0].A.Scope == "/Row" for row in rows[1:])
    assert all(cell.S == "/TD" for row in rows[1:] for cell in row[1:])


def test_tables_head_is_heard_once_however_many_pages_it_tops() -> None:
    rows = tuple((f"第{number}行", "东莞市测试企业") for number in range(300))
    laid = render(Document("清单", (Table((Column("序号"), Column("企业", 3)), rows),)))

    heard = Parts(laid.pdf)
    heads = [part for part in heard if part.S == "/TH" and part.A.Scope == "/Column"]

    assert laid.pages > 4
    assert len(heads) == 2
    assert all(isinstance(head.K, int) for head in heads), "each says one thing, on one page"


def test_paragraph_over_two_pages_is_one_part() -> None:
    laid = render(Document("说明", tuple(Paragraph(f"第{n}段。" * 400) for n in range(4))))

    heard = Parts(laid.pdf)
    said = [part for part in heard if part.S == "/P"]

    assert laid.pages > 2
    assert len(said) == 4
    assert any(
        isinstance(part.K, pikepdf.Array) and any("/MCID" in mark for mark in part.K if not isinstance(mark, int))
        for part in said
    )


def test_no_level_of_heading_is_left_out() -> None:
    blocks = (Heading("深", 2), Heading("一"), Heading("二", 2), Heading("三", 3), Heading("四"))

    found = tags(render(Document("标题", blocks)).pdf)

    assert [tag for tag in found if tag.startswith("H")] == ["H1", "H2", "H2", "H3", "H3", "H2"]


def test_lists_have_items_with_label_and_body() -> None:
    for sample in (credit_report(), commitment()):
        heard = Parts(render(sample).pdf)
        for part in heard:
            if part.S == "/L":
                items = list(part.K)
                assert all(item.S == "/LI" for item in items)
                assert all([inner.S for inner in item.K] == ["/Lbl", "/LBody"] for item in items)


def test_pictures_say_what_they_show() -> None:
    heard = Parts(render(dimensions_report()).pdf)
    figures = [part for part in heard if part.S == "/Figure"]

    assert len(figures) == 4
    assert str(figures[0].Alt) == (
        "条形图：各年纳税额 Taxes paid，单位万元，共 3 项；最大的是2021 年，1,530，最小的是2022 年，980.25。各项数值见旁边的表格。"
    )
    assert str(figures[-1].Alt).startswith("二维码")
    assert all(len(figure.A.BBox) == 4 for figure in figures)


def test_boxes_and_empty_lines_say_what_they_are() -> None:
    instead = [str(part.ActualText) for part in Parts(render(commitment()).pdf) if "/ActualText" in part]

    assert instead == ["空白，供填写", "已勾选", "未勾选", "空白，供填写", "空白，供填写"]


@pytest.mark.parametrize("sample", SAMPLES)
def test_everything_on_a_page_is_a_part_or_decoration(sample: str) -> None:
    opened = pikepdf.open(BytesIO(render(SAMPLES[sample]()).pdf))
    parents = opened.Root.StructTreeRoot.ParentTree.Nums

    for index, page in enumerate(opened.pages):
        depth, marks, drawn_outside = 0, [], []
        for operands, operator in pikepdf.parse_content_stream(page):
            match str(operator):
                case "BDC" | "BMC":
                    depth += 1
                    if len(operands) == 2 and "/MCID" in operands[1]:
                        marks.append((int(operands[1].MCID), str(operands[0])))
                case "EMC":
                    depth -= 1
                case "Tj" | "f" | "S" | "Do":
                    drawn_outside += [operator] if depth != 1 else []
        assert not drawn_outside
        assert depth == 0
        known = parents[2 * index + 1]
        assert [mark for mark, _ in marks] == list(range(len(known)))
        assert all(tag == known[mark].S for mark, tag in marks)


def test_glosses_are_heard_in_english() -> None:
    opened = pikepdf.open(BytesIO(render(credit_report()).pdf))

    spoken = [
        str(operands[1].Lang)
        for operands, operator in pikepdf.parse_content_stream(opened.pages[0])
        if str(operator) == "BDC" and "/Lang" in operands[1]
    ]

    assert len(spoken) > 8
    assert set(spoken) == {"en"}
    assert str(opened.Root.Lang) == "zh-CN"


def test_file_says_what_it_is(laid: Laid) -> None:
    opened = pikepdf.open(BytesIO(laid.pdf))
    root = opened.Root
    with opened.open_metadata() as said:
        standards = (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"])
        title = str(said["dc:title"])

    assert standards == ("2", "A", "1")
    assert title == str(opened.docinfo.Title) == "公共信用信息报告 Public Credit Report"
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert root.OutputIntents[0].S == "/GTS_PDFA1"
    assert all(page.Tabs == "/S" for page in opened.pages)


def test_seal_is_a_field_of_the_form_that_can_be_heard(sealed: bytes) -> None:
    opened = pikepdf.open(BytesIO(sealed))
    (field,) = opened.Root.AcroForm.Fields
    heard = Parts(sealed)
    form = heard[-1]

    assert str(field.TU) == "电子印章：信用莞家演示专用章（合成）"
    assert form.S == "/Form"
    assert form.K.Obj.objgen == field.objgen
    assert opened.Root.StructTreeRoot.ParentTree.Nums[2 * int(field.StructParent) + 1].objgen == form.objgen
    assert b" c " in field.AP.N.read_bytes(), "the seal is drawn"
    assert opened.pdf_version == "1.7"
    assert "/Version" not in opened.Root


def test_paper_without_tags_claims_nothing() -> None:
    opened = pikepdf.open(BytesIO(render(credit_report(), tagged=False).pdf))

    assert not {"/MarkInfo", "/StructTreeRoot", "/Metadata", "/OutputIntents", "/AcroForm"} & set(opened.Root.keys())


@pytest.mark.parametrize("language", ["zh", "en", "zh-Hans-CN", "en-GB"])
def test_language_is_said(language: str) -> None:
    assert str(pikepdf.open(BytesIO(render(Document("样", (), language=language)).pdf)).Root.Lang) == language


@pytest.mark.parametrize("language", ["", "zh_CN", "z", "zh-CN)/OpenAction(", "中文"])
def test_what_is_no_language_is_refused(language: str) -> None:
    with pytest.raises(ValueError, match="language"):
        render(Document("样", (), language=language))
