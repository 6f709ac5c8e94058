"""reportlab's own layout, as its manual shows it."""

from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from engines.content import BOLD, BOTTOM, HEADS, LEADING, MARGIN, PADDING, REGULAR, SHARES, SIZE, TOP, Content
from engines.measured import run

pdfmetrics.registerFont(TTFont("Regular", str(REGULAR)))
pdfmetrics.registerFont(TTFont("Bold", str(BOLD)))

BODY = ParagraphStyle("body", fontName="Regular", fontSize=10, leading=16.2, wordWrap="CJK", spaceAfter=6)
CELL = ParagraphStyle("cell", fontName="Regular", fontSize=SIZE, leading=SIZE * LEADING, wordWrap="CJK")
RIGHT = ParagraphStyle("right", parent=CELL, alignment=TA_RIGHT)
TITLE = ParagraphStyle("title", fontName="Bold", fontSize=20, leading=26, alignment=TA_CENTER, spaceAfter=12)
MEASURE = A4[0] - 2 * MARGIN * mm


class Numbered(Canvas):
    """Page x of y, by the recipe everybody uses: keep the pages, number them at the end."""

    said: Content

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for page in self._kept:
            self.__dict__.update(page)
            self.setFont("Regular", 8)
            self.drawString(MARGIN * mm, 11.2 * mm, self.said.foot)
            self.drawRightString(A4[0] - MARGIN * mm, 11.2 * mm, f"第 {self._pageNumber} 页，共 {len(self._kept)} 页")
            super().showPage()
        super().save()


def lay_out(said: Content) -> bytes:
    def around(canvas: Canvas, _: SimpleDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont("Regular", 9)
        canvas.drawString(MARGIN * mm, A4[1] - 14.2 * mm, said.head)
        canvas.setFont("Regular", 24)
        canvas.setFillColor(colors.HexColor("#F2EFE8"))
        for height in (0.2, 0.5, 0.8):
            canvas.saveState()
            canvas.translate(A4[0] / 2, A4[1] * height)
            canvas.rotate(28)
            canvas.drawCentredString(0, 0, said.watermark)
            canvas.restoreState()
        canvas.restoreState()

    class Pages(Numbered):
        pass

    Pages.said = said
    facts = Table(
        [[Paragraph(text, CELL) for text in row] for row in said.facts], colWidths=[MEASURE * 0.2, MEASURE * 0.8]
    )
    widths = [MEASURE * share / sum(SHARES) for share in SHARES]
    rows = [[*(Paragraph(text, CELL) for text in row[:4]), Paragraph(row[4], RIGHT)] for row in said.rows]
    table = Table([[Paragraph(head, CELL) for head in HEADS], *rows], colWidths=widths, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#CFC8B8")),
                ("TOPPADDING", (0, 0), (-1, -1), PADDING),
                ("BOTTOMPADDING", (0, 0), (-1, -1), PADDING),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 8),
            ]
        )
    )
    story = [
        Paragraph(said.title, TITLE),
        facts,
        *(Paragraph(text, BODY) for text in said.paragraphs),
        Spacer(1, 8),
        table,
    ]
    out = BytesIO()
    SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN * mm,
        rightMargin=MARGIN * mm,
        topMargin=TOP * mm - 6,
        bottomMargin=BOTTOM * mm - 6,
    ).build(story, onFirstPage=around, onLaterPages=around, canvasmaker=Pages)
    return out.getvalue()


if __name__ == "__main__":
    run(lay_out)
