"""Our layout, drawn with reportlab's Canvas and nothing else: untagged, unsealed. What the rest of ours is measured against."""

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from engines.content import Content
from engines.measured import run
from engines.ours import document
from printing import canvas_fonts, fonts, sheet
from printing.document import Document
from printing.fonts import Weight
from printing.guard import WATERMARK_SIZE
from printing.layout import Blocks, Line, Path, Stroke, Words, moved
from printing.page import lay_out
from printing.style import BODY_TOP, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, WATERMARK

rl_config.useA85 = 0


def drawn(paper: Document) -> bytes:
    """As `printing.page.render`, by another hand."""
    out, pages = BytesIO(), lay_out(paper).pages
    with canvas_fonts.drawing:
        first = canvas_fonts.runs("章", Weight.REGULAR)[0][0]
        canvas = Canvas(out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, pageCompression=1, initialFontName=first)
        for number, page in enumerate(pages, 1):
            if paper.watermark:
                _watermark(canvas, paper.watermark)
            body = [moved(stroke, MARGIN, BODY_TOP + placed.top) for placed in page for stroke in placed.piece.strokes]
            _draw(canvas, [*sheet.head(paper, number), *body, *sheet.foot(paper, number, len(pages))])
            canvas.showPage()
        canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, strokes: Sequence[Stroke]) -> None:
    for stroke in strokes:
        if isinstance(stroke, Blocks):
            path = canvas.beginPath()
            for left, top, width, height in stroke.rectangles:
                path.rect(left, PAGE_HEIGHT - top - height, width, height)
            canvas.setFillColor(HexColor(stroke.colour))
            canvas.drawPath(path, stroke=0, fill=1)
    for stroke in strokes:
        if isinstance(stroke, Line):
            canvas.setStrokeColor(HexColor(stroke.colour))
            canvas.setLineWidth(stroke.thickness)
            canvas.line(stroke.x, PAGE_HEIGHT - stroke.y, stroke.to_x, PAGE_HEIGHT - stroke.to_y)
        elif isinstance(stroke, Path):
            _path(canvas, stroke)
    _write(canvas, [stroke for stroke in strokes if isinstance(stroke, Words)])


def _path(canvas: Canvas, stroke: Path) -> None:
    canvas.setStrokeColor(HexColor(stroke.colour))
    canvas.setLineWidth(stroke.thickness)
    (x, y), *others = stroke.points
    path = canvas.beginPath()
    path.moveTo(x, PAGE_HEIGHT - y)
    for x, y in others:
        path.lineTo(x, PAGE_HEIGHT - y)
    canvas.drawPath(path)


def _write(canvas: Canvas, words: Sequence[Words]) -> None:
    text = canvas.beginText()
    for colour, same_ink in groupby(words, key=lambda word: word.colour):
        text.setFillColor(HexColor(colour))
        for word in same_ink:
            text.setTextOrigin(word.x, PAGE_HEIGHT - word.y)
            text.setCharSpace(word.spread)
            for font, run_ in canvas_fonts.runs(word.text, word.weight):
                text.setFont(font, word.size)
                text.textOut(run_)
    canvas.drawText(text)


def _watermark(canvas: Canvas, said: str) -> None:
    if not canvas.hasForm("watermark"):
        canvas.beginForm("watermark")
        wide = fonts.width(said, Weight.MEDIUM, WATERMARK_SIZE)
        canvas.setFillColor(HexColor(WATERMARK))
        for height in (0.2, 0.5, 0.8):
            canvas.saveState()
            canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT * height)
            canvas.rotate(28)
            text = canvas.beginText(-wide / 2, 0)
            for font, run_ in canvas_fonts.runs(said, Weight.MEDIUM):
                text.setFont(font, WATERMARK_SIZE)
                text.textOut(run_)
            canvas.drawText(text)
            canvas.restoreState()
        canvas.endForm()
    canvas.doForm("watermark")


def _lay_out(said: Content) -> bytes:
    return drawn(document(said))


if __name__ == "__main__":
    run(_lay_out)
