"""fpdf2, as its manual shows it."""

import fpdf
from fpdf.fonts import FontFace

from engines.content import BOLD, BOTTOM, HEADS, LEADING, MARGIN, PADDING, REGULAR, SHARES, SIZE, TOP, Content
from engines.measured import run

MM = 25.4 / 72


class Paper(fpdf.FPDF):
    said: Content

    def header(self) -> None:
        self.set_font("Regular", size=9)
        self.text(MARGIN, 14.2, self.said.head)
        self.set_font("Regular", size=24)
        self.set_text_color(0xF2, 0xEF, 0xE8)
        wide = self.get_string_width(self.said.watermark)
        for height in (0.2, 0.5, 0.8):
            with self.rotation(28, self.w / 2, self.h * height):
                self.text((self.w - wide) / 2, self.h * height, self.said.watermark)
        self.set_text_color(0, 0, 0)
        self.set_y(TOP)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("Regular", size=8)
        self.cell(80, 4, self.said.foot)
        self.cell(0, 4, f"第 {self.page_no()} 页，共 {{nb}} 页", align="R")


def lay_out(said: Content) -> bytes:
    paper = Paper(format="A4")
    paper.said = said
    paper.add_font("Regular", fname=str(REGULAR))
    paper.add_font("Bold", fname=str(BOLD))
    paper.set_margins(MARGIN, TOP, MARGIN)
    paper.set_auto_page_break(True, BOTTOM)
    paper.add_page()
    paper.set_font("Bold", size=20)
    paper.cell(0, 10, said.title, align="C", new_x="LMARGIN", new_y="NEXT")
    line = SIZE * LEADING * MM
    paper.set_font("Regular", size=SIZE)
    with paper.table(col_widths=(2, 8), line_height=line, first_row_as_headings=False, padding=PADDING * MM) as facts:
        for row in said.facts:
            facts.row(row)
    paper.set_font("Regular", size=10)
    for text in said.paragraphs:
        paper.multi_cell(0, 16.2 * MM, text, new_x="LMARGIN", new_y="NEXT")
    paper.set_font("Regular", size=SIZE)
    heads = FontFace(family="Bold", emphasis="")
    align = ("LEFT", "LEFT", "LEFT", "LEFT", "RIGHT")
    with paper.table(
        col_widths=SHARES, line_height=line, text_align=align, padding=(PADDING * MM, 2, PADDING * MM, 0),
        borders_layout="HORIZONTAL_LINES", headings_style=heads,
    ) as table:  # fmt: skip
        for row in (HEADS, *said.rows):
            table.row(row)
    return bytes(paper.output())


if __name__ == "__main__":
    run(lay_out)
