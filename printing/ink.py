"""THE PAPER: strokes become reportlab's: filled paths first, then rules, then words, as few operators as that takes."""

from collections.abc import Sequence
from itertools import groupby

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from printing import fonts
from printing.fonts import Weight
from printing.layout import Blocks, Line, Stroke, Words
from printing.style import PAGE_HEIGHT, PAGE_WIDTH, WATERMARK

rl_config.useA85 = 0  # streams as bytes: text armour makes every paper a fifth longer and is undone by every reader

WATERMARK_SIZE = 24.0
WATERMARK_ANGLE = 28


def draw(canvas: Canvas, strokes: Sequence[Stroke]) -> None:
    """Strokes count from the upper left corner of the sheet; the canvas counts from the lower left."""
    for stroke in strokes:
        if isinstance(stroke, Blocks):
            _fill(canvas, stroke)
    for stroke in strokes:
        if isinstance(stroke, Line):
            _rule(canvas, stroke)
    _write(canvas, [stroke for stroke in strokes if isinstance(stroke, Words)])


def _fill(canvas: Canvas, blocks: Blocks) -> None:
    path = canvas.beginPath()
    for left, top, width, height in blocks.rectangles:
        path.rect(left, PAGE_HEIGHT - top - height, width, height)
    canvas.setFillColor(HexColor(blocks.colour))
    canvas.drawPath(path, stroke=0, fill=1)


def _rule(canvas: Canvas, line: Line) -> None:
    canvas.setStrokeColor(HexColor(line.colour))
    canvas.setLineWidth(line.thickness)
    canvas.line(line.x, PAGE_HEIGHT - line.y, line.to_x, PAGE_HEIGHT - line.to_y)


def _write(canvas: Canvas, words: Sequence[Words]) -> None:
    """All words of a sheet in one text object, top to bottom, so that whoever copies the text gets it in reading order."""
    text = canvas.beginText()
    for colour, same_ink in groupby(words, key=lambda word: word.colour):
        text.setFillColor(HexColor(colour))
        for word in same_ink:
            text.setTextOrigin(word.x, PAGE_HEIGHT - word.y)
            text.setCharSpace(word.spread)
            for font, run in fonts.runs(word.text, word.weight):
                text.setFont(font, word.size)
                text.textOut(run)
    canvas.drawText(text)


def watermark(canvas: Canvas, said: str) -> None:
    """Behind the text of every sheet: one form, drawn once and referred to."""
    if not canvas.hasForm("watermark"):
        canvas.beginForm("watermark")
        _watermark(canvas, said)
        canvas.endForm()
    canvas.doForm("watermark")


def _watermark(canvas: Canvas, said: str) -> None:
    wide = fonts.width(said, Weight.MEDIUM, WATERMARK_SIZE)
    canvas.setFillColor(HexColor(WATERMARK))
    for height in (0.2, 0.5, 0.8):
        canvas.saveState()
        canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT * height)
        canvas.rotate(WATERMARK_ANGLE)
        text = canvas.beginText(-wide / 2, 0)
        for font, run in fonts.runs(said, Weight.MEDIUM):
            text.setFont(font, WATERMARK_SIZE)
            text.textOut(run)
        canvas.drawText(text)
        canvas.restoreState()
