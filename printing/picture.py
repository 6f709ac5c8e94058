"""THE PAPER: pages as pictures, for the preview on the terminal."""

from dataclasses import dataclass, field
from threading import Lock

import pypdfium2

BYTES_PER_PIXEL = 4

_pdfium = Lock()
"""PDFium keeps state of its own for the whole process: one call at a time, whichever thread it comes from."""


@dataclass(frozen=True)
class Picture:
    """A page drawn. `pixels`: blue, green, red and a byte that says nothing, row after row from the top, no gaps.

    As PDFium draws it and as a screen takes it: packed as PNG it would cost ten times the drawing, on both sides.
    """

    width: int
    height: int
    pixels: bytes = field(repr=False)


def pages(pdf: bytes, width_px: int) -> list[Picture]:
    """Every page, `width_px` wide, its visible seal included, first page first.

    Blocks for some 10 ms a page; not for the GUI thread. Raises ValueError for what is no PDF.
    """
    with _pdfium:
        document = _open(pdf)
        try:
            document.init_forms()  # the visible seal is a form field's picture, drawn only with forms
            return [_drawn(page, width_px) for page in document]
        finally:
            document.close()


def count(pdf: bytes) -> int:
    """How many pages. Raises ValueError for what is no PDF."""
    with _pdfium:
        document = _open(pdf)
        try:
            return len(document)
        finally:
            document.close()


def _open(pdf: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise ValueError("not a PDF that can be drawn") from error


def _drawn(page: pypdfium2.PdfPage, width_px: int) -> Picture:
    try:
        bitmap = page.render(scale=width_px / page.get_width(), may_draw_forms=True, prefer_bgrx=True)
    finally:
        page.close()
    pixels = bytes(bitmap.buffer)
    if bitmap.stride != bitmap.width * BYTES_PER_PIXEL:
        raise RuntimeError("PDFium left gaps between the rows of a picture")
    return Picture(bitmap.width, bitmap.height, pixels)
