"""THE PAPER: a document becomes A4 pages in PDF. The same document gives the same bytes."""

from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain

from reportlab.pdfgen.canvas import Canvas

from printing import blocks, fonts, ink, layout, sheet
from printing.document import Document
from printing.fonts import Weight
from printing.layout import Page, moved
from printing.style import (
    AIRY,
    BODY_HEIGHT,
    BODY_TOP,
    CALM,
    CLOSE,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    SEAL_SIDE,
    SNUG,
    TIGHT,
    Spacing,
)
from printing.wrap import clean

MAKER = "莞家自助"
SHORT = 8
"""Pages. A longer document is laid out once: nobody counts whether it has 23 pages or 24."""


@dataclass(frozen=True)
class Laid:
    """A document laid out. `seal_box` (left, bottom, right, top, in points, on the last page) is where the visible seal goes."""

    pdf: bytes = field(repr=False)
    pages: int
    seal_box: tuple[float, float, float, float] | None = None


def render(document: Document) -> Laid:
    """Lay a document out on A4. Raises MissingGlyph where a character cannot be drawn: no paper is better than a wrong one.

    From any thread; one document is drawn at a time in a process.
    """
    pages = lay_out(document)
    with fonts.drawing:
        fonts.load()
        pdf = _draw(document, pages)
    return Laid(pdf, len(pages), _seal_box(pages[-1]))


def lay_out(document: Document) -> list[Page]:
    """As airy as the fewest pages allow."""
    codes = blocks.symbols(document)

    def pages(spacing: Spacing) -> list[Page]:
        return layout.paginate(blocks.pieces(document, spacing, codes), BODY_HEIGHT)

    airy = pages(AIRY)
    if len(airy) == 1:
        return airy
    if len(airy) > SHORT:
        return pages(CALM)
    tight = pages(TIGHT)
    looser = chain([airy], map(pages, (CALM, CLOSE, SNUG)))
    return next((found for found in looser if len(found) == len(tight)), tight)


def _seal_box(page: Page) -> tuple[float, float, float, float] | None:
    for placed in page:
        if placed.piece.seal_at:
            x, y = placed.piece.seal_at
            left, top = MARGIN + x, PAGE_HEIGHT - BODY_TOP - placed.top - y
            return (left, top - SEAL_SIDE, left + SEAL_SIDE, top)
    return None


def _draw(document: Document, pages: list[Page]) -> bytes:
    out = BytesIO()
    canvas = Canvas(
        out,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        invariant=1,  # no clock, no random identifier: the same document gives the same bytes
        pageCompression=1,
        lang=document.language,
        initialFontName=Weight.REGULAR.value,  # else reportlab refers to a Helvetica that no file of ours embeds
    )
    _describe(canvas, document)
    for number, page in enumerate(pages, 1):
        if document.watermark:
            ink.watermark(canvas, clean(document.watermark))
        body = [moved(stroke, MARGIN, BODY_TOP + placed.top) for placed in page for stroke in placed.piece.strokes]
        ink.draw(canvas, [*sheet.head(document, number), *body, *sheet.foot(document, number, len(pages))])
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _describe(canvas: Canvas, document: Document) -> None:
    canvas.setTitle(clean(document.title).replace("\n", " "))
    canvas.setAuthor(clean(document.sealed_by))
    canvas.setSubject("")
    canvas.setCreator(MAKER)
    canvas.setProducer(MAKER)
