"""THE PAPER: a further copy of a sealed paper says so on every sheet: the mark is for paper, the sealed file stays as it is."""

from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from printing import canvas_fonts, fonts
from printing.fonts import Weight
from printing.style import HEAD_BASELINE, INK, PAGE_HEIGHT, PAGE_WIDTH

SIZE = 11.0
PADDING = 4.0


def marked(pdf: bytes, words: str) -> bytes:
    """The same pages with `words` framed in the middle of each head. For the printer only: its seal no longer verifies."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    mark = writer.import_page_as_xobject(PdfFileReader(BytesIO(_mark(words))))
    shown = writer.add_object(generic.StreamObject(stream_data=b"q /Reprint Do Q"))
    resources = _dictionary("/XObject", _dictionary("/Reprint", mark))
    for page in range(int(writer.root["/Pages"]["/Count"])):
        writer.add_stream_to_page(page, shown, resources=resources)  # type: ignore[no-untyped-call]  # pyHanko's is untyped
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]  # as above
    return out.getvalue()


def _dictionary(name: str, value: generic.PdfObject) -> generic.DictionaryObject:
    found = generic.DictionaryObject()  # type: ignore[no-untyped-call]  # as above
    found[name] = value
    return found


def _mark(words: str) -> bytes:
    with canvas_fonts.drawing:
        out = BytesIO()
        own = canvas_fonts.runs(words, Weight.BOLD)[0][
            0
        ]  # else reportlab names a Helvetica that no file of ours embeds
        canvas = Canvas(out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, initialFontName=own)
        _draw(canvas, words)
        canvas.showPage()
        canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, words: str) -> None:
    wide, baseline = fonts.width(words, Weight.BOLD, SIZE), PAGE_HEIGHT - HEAD_BASELINE
    canvas.setStrokeColor(HexColor(INK))
    canvas.setFillColor(HexColor(INK))
    canvas.rect(PAGE_WIDTH / 2 - wide / 2 - PADDING, baseline - PADDING, wide + 2 * PADDING, SIZE + PADDING + 1.5)
    text = canvas.beginText(PAGE_WIDTH / 2 - wide / 2, baseline)
    for font, run in canvas_fonts.runs(words, Weight.BOLD):
        text.setFont(font, SIZE)
        text.textOut(run)
    canvas.drawText(text)
