"""Pages as pictures for the terminal's own screen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from printing import picture


def test_every_page_is_a_picture_of_the_asked_width(sealed: bytes) -> None:
    pages = [as_image(page) for page in picture.pages(sealed, 620)]

    assert len(pages) == 2
    assert all(page.width == 620 and abs(page.height - 877) <= 1 for page in pages)
    assert all(len(set(page.convert("L").resize((60, 80)).tobytes())) > 20 for page in pages), (
        "there is something on it"
    )


def as_image(page: picture.Picture) -> Image.Image:
    return Image.frombuffer("RGB", (page.width, page.height), page.pixels, "raw", "BGRX", 0, 1)


def test_threads_take_turns(sealed: bytes) -> None:
    alone = picture.pages(sealed, 100)

    with ThreadPoolExecutor(max_workers=4) as pool:
        together = list(pool.map(lambda _: picture.pages(sealed, 100), range(12)))

    assert all(pages == alone for pages in together)


@pytest.mark.parametrize("nonsense", [b"", b"%PDF-1.7", b"<html></html>", b"\0" * 5_000])
def test_what_is_no_pdf_says_so(nonsense: bytes) -> None:
    with pytest.raises(ValueError, match="not a PDF"):
        picture.pages(nonsense, 100)
    with pytest.raises(ValueError, match="not a PDF"):
        picture.count(nonsense)


def test_pages_are_counted(sealed: bytes) -> None:
    assert picture.count(sealed) == 2
