"""THE PAPER: what a seal looks like: a vector drawing of our own, plainly marked as a sample, never a real organisation's seal."""

from functools import cache
from io import BytesIO
from math import cos, pi, sin

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from printing import canvas_fonts, fonts, marks
from printing.fonts import Weight
from printing.style import SEAL_RED, SEAL_SIDE

AROUND = "样章 · 非正式印章"
BELOW = "SAMPLE  ·  NOT AN OFFICIAL SEAL"
RING = 2.9
KNOT_SHARE = 0.34


@cache
def seal_picture() -> bytes:
    """One PDF page of SEAL_SIDE by SEAL_SIDE points, transparent, drawn once per process."""
    with canvas_fonts.drawing:
        out = BytesIO()
        canvas = Canvas(
            out,
            pagesize=(SEAL_SIDE, SEAL_SIDE),
            invariant=1,
            pageCompression=1,
            initialFontName=canvas_fonts.runs("章", Weight.BOLD)[0][0],
        )
        canvas.translate(SEAL_SIDE / 2, SEAL_SIDE / 2)
        _draw(canvas)
        canvas.showPage()
        canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas) -> None:
    radius = SEAL_SIDE / 2
    canvas.setStrokeColor(HexColor(SEAL_RED))
    canvas.setFillColor(HexColor(SEAL_RED))
    canvas.setLineWidth(RING)
    canvas.circle(0, 0, radius - RING / 2)
    canvas.setLineWidth(0.5)
    canvas.circle(0, 0, radius - RING - 2.4)
    _knot(canvas, SEAL_SIDE * KNOT_SHARE)
    _arc(canvas, AROUND, 12.2, Weight.BOLD, radius - 18.5, spacing=1.28, upper=True)
    _arc(canvas, BELOW, 4.7, Weight.MEDIUM, radius - 10.6, spacing=1.16, upper=False)


def _knot(canvas: Canvas, side: float) -> None:
    path = canvas.beginPath()
    for left, top, width, height in marks.knot(-side / 2, -side / 2, side):
        path.rect(left, -top - height, width, height)
    canvas.drawPath(path, stroke=0, fill=1)


def _arc(canvas: Canvas, text: str, size: float, weight: Weight, radius: float, *, spacing: float, upper: bool) -> None:
    """Text on a circle: above it reads clockwise with its feet to the centre, below it counter-clockwise with its head there."""
    steps = [_step(character, weight, size) * spacing / radius for character in text]
    turn = 1 if upper else -1
    angle = pi / 2 * turn + turn * sum(steps) / 2
    for character, step in zip(text, steps, strict=True):
        angle -= turn * step / 2
        canvas.saveState()
        canvas.translate(radius * cos(angle), radius * sin(angle))
        canvas.rotate((angle - turn * pi / 2) * 180 / pi)
        canvas.setFont(canvas_fonts.runs(character, weight)[0][0], size)
        canvas.drawCentredString(0, 0, character)
        canvas.restoreState()
        angle -= turn * step / 2


def _step(character: str, weight: Weight, size: float) -> float:
    """A middle dot is as wide as a character; on the ring that would be a hole."""
    return fonts.width(character, weight, size) * (0.55 if character == "·" else 1.0)
