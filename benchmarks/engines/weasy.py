"""WeasyPrint: the same as HTML and CSS."""

from html import escape

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from engines.content import BOLD, BOTTOM, HEADS, LEADING, MARGIN, PADDING, REGULAR, SHARES, SIZE, TOP, Content
from engines.measured import run

FONTS = FontConfiguration()


def style(said: Content) -> CSS:
    widths = "".join(
        f"td:nth-child({index}) {{ width: {100 * share / sum(SHARES):.1f}% }}" for index, share in enumerate(SHARES, 1)
    )
    return CSS(
        string=f"""
@font-face {{ font-family: House; src: url({REGULAR.as_uri()}) }}
@font-face {{ font-family: House; font-weight: bold; src: url({BOLD.as_uri()}) }}
@page {{ size: A4; margin: {TOP}mm {MARGIN}mm {BOTTOM}mm;
  @top-left {{ content: "{said.head}"; font: 9pt House }}
  @bottom-left {{ content: "{said.foot}"; font: 8pt House }}
  @bottom-right {{ content: "第 " counter(page) " 页，共 " counter(pages) " 页"; font: 8pt House }} }}
body {{ font: 10pt/1.62 House; margin: 0 }}
h1 {{ font-size: 20pt; text-align: center; margin: 0 0 12pt }}
p {{ margin: 0 0 6pt }}
table {{ width: 100%; border-collapse: collapse; font-size: {SIZE}pt; line-height: {LEADING}; table-layout: fixed }}
thead {{ display: table-header-group; font-weight: bold }}
tr {{ page-break-inside: avoid }}
td {{ padding: {PADDING}pt 8pt {PADDING}pt 0; border-bottom: 0.4pt solid #CFC8B8; vertical-align: top }}
.rows td:last-child {{ text-align: right }}
{widths.replace("td:", ".rows td:")}
.mark {{ position: fixed; left: 0; right: 0; text-align: center; font-size: 24pt; color: #F2EFE8; transform: rotate(-28deg); z-index: -1 }}
""",
        font_config=FONTS,
    )


def row(cells: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in cells) + "</tr>"


def lay_out(said: Content) -> bytes:
    marks = "".join(f'<div class="mark" style="top: {share}%">{escape(said.watermark)}</div>' for share in (18, 48, 78))
    html = (
        f"<html lang=zh-CN><title>{escape(said.title)}</title>{marks}<h1>{escape(said.title)}</h1>"
        f"<table>{''.join(map(row, said.facts))}</table>{''.join(f'<p>{escape(text)}</p>' for text in said.paragraphs)}"
        f"<table class=rows><thead>{row(HEADS)}</thead>{''.join(map(row, said.rows))}</table>"
    )
    return bytes(HTML(string=html).write_pdf(stylesheets=[style(said)], font_config=FONTS))


if __name__ == "__main__":
    run(lay_out)
