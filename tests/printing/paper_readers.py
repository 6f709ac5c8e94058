"""How others read and draw our papers: Poppler's programs beside PDFium, and the objects of a file."""

import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from shutil import which

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageStat

from printing import picture

needs_poppler = pytest.mark.skipif(
    which("pdftoppm") is None, reason="the second reader is Poppler's, and it is not installed here"
)
needs_qpdf = pytest.mark.skipif(
    which("qpdf") is None, reason="the judge of the file's structure is qpdf, and it is not installed here"
)

CELL = 8


def popplers_text(pdf: bytes, folder: Path) -> str:
    return asked("pdftotext", "-enc", "UTF-8", "-raw", str(saved(pdf, folder)), "-").decode()


def pdfiums_pages(pdf: bytes, width: int) -> list[Image.Image]:
    return [
        Image.frombuffer("RGB", (page.width, page.height), page.pixels, "raw", "BGRX", 0, 1).convert("L")
        for page in picture.pages(pdf, width)
    ]


def popplers_page(pdf: bytes, page: int, size: tuple[int, int], folder: Path) -> Image.Image:
    place = ("-f", str(page), "-l", str(page), "-scale-to-x", str(size[0]), "-scale-to-y", str(size[1]))
    drawn = asked("pdftoppm", *place, "-gray", str(saved(pdf, folder)))
    return Image.open(BytesIO(drawn)).convert("L")


def difference(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """Mean and greatest difference of two pictures, of 255, cell by cell: edges are drawn a little differently by everyone."""
    cells = [image.resize((image.width // CELL, image.height // CELL), Image.Resampling.BOX) for image in (one, other)]
    apart = ImageStat.Stat(ImageChops.difference(*cells))
    return apart.mean[0], apart.extrema[0][1]


def saved(pdf: bytes, folder: Path) -> Path:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    return path


def asked(*command: str) -> bytes:
    """What a program says. Raises CalledProcessError where it is not content, and for any word of complaint."""
    answer = subprocess.run(command, capture_output=True, timeout=60, check=True)
    assert not answer.stderr, answer.stderr
    return answer.stdout


class Parts(list[pikepdf.Dictionary]):
    """Parts of a structure tree in reading order, the document first; with them the file, which they are gone without."""

    def __init__(self, pdf: bytes) -> None:
        self._file = pikepdf.open(BytesIO(pdf))
        super().__init__(_within(self._file.Root.StructTreeRoot.K))


def _within(part: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    if isinstance(part, pikepdf.Array):
        for one in part:
            yield from _within(one)
    elif isinstance(part, pikepdf.Dictionary) and "/S" in part:
        yield part
        yield from _within(part.get("/K", pikepdf.Array()))
