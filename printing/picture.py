"""THE PAPER: pages as pictures, for the preview on the terminal."""

from io import BytesIO
from threading import Lock

import pypdfium2

_pdfium = Lock()
"""PDFium keeps state of its own for the whole process: one call at a time, whichever thread it comes from."""


def pages(pdf: bytes, width_px: int) -> list[bytes]:
    """Every page as PNG, `width_px` wide, its visible seal included, first page first.

    Blocks for some 60 ms a page; not for the GUI thread. Raises ValueError for what is no PDF.
    """
    with _pdfium:
        document = _open(pdf)
        try:
            document.init_forms()  # the visible seal is a form field's picture, drawn only with forms
            return [_png(page, width_px) for page in document]
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


def _png(page: pypdfium2.PdfPage, width_px: int) -> bytes:
    try:
        picture = page.render(scale=width_px / page.get_width(), may_draw_forms=True).to_pil()
    finally:
        page.close()
    out = BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()
