"""What makes an official paper hard to imitate: lines that only its number draws, microtext, hashes of its pages, its token."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from paper_readers import difference, pdfiums_pages
from paper_samples import credit_report, page_texts

from printing.document import Block, Code, Document, Paragraph
from printing.guard import _guilloche
from printing.page import Laid, render
from printing.page_hashes import PageHashes, path, root, root_by_path


def renumbered(reference: str) -> Document:
    return replace(credit_report(), reference=reference)


def test_same_number_draws_the_same_lines_and_another_others() -> None:
    one, again, other = (list(_guilloche(number)) for number in ("DGXY1", "DGXY1", "DGXY2"))

    assert one == again
    assert one != other


def test_guilloche_is_seen_and_disturbs_nothing(laid: Laid) -> None:
    with_, without = (
        pdfiums_pages(paper.pdf, 600)[0] for paper in (laid, render(replace(credit_report(), reference="")))
    )

    box = (60, 300, 540, 560)  # the middle of the page, where the rosette is
    mean, most = difference(with_.crop(box), without.crop(box))
    assert 0 < mean < 12
    assert most < 64


def test_paper_that_is_not_official_has_none_of_it() -> None:
    plain = render(replace(credit_report(), sealed_by=""))

    assert b"/Ground" in plain.pdf, "the watermark"
    assert "1页，共2页" in page_texts(plain.pdf)[0]
    assert plain.hashes
    assert plain.hashes.code(0) not in page_texts(plain.pdf)[0]


def test_microtext_is_not_copied_with_the_page(laid: Laid) -> None:
    for text in page_texts(laid.pdf):
        assert text.count("DGXY20221123T0003") == 2, "head and foot"


def test_each_page_says_the_first_digits_of_its_hash(laid: Laid) -> None:
    assert laid.hashes
    for page, text in enumerate(page_texts(laid.pdf)):
        assert laid.hashes.code(page) in text
        assert laid.hashes.code(page).replace("-", "").lower() == laid.page_hashes[page].hex()[:8]


def test_one_changed_word_changes_its_page_and_the_root(laid: Laid) -> None:
    other = render(credit_report(legal_representative="王测试"))

    assert other.page_hashes[0] != laid.page_hashes[0]
    assert other.page_hashes[1] == laid.page_hashes[1]
    assert other.root != laid.root


def test_another_number_changes_every_page(laid: Laid) -> None:
    other = render(renumbered("DGXY 20221123 T0003 00099 11"))

    assert not set(other.page_hashes) & set(laid.page_hashes)


@pytest.mark.parametrize("total", range(1, 12))
def test_one_page_comes_to_the_root_by_its_way(total: int) -> None:
    leaves = [hashlib.sha256(bytes([number])).digest() for number in range(total)]

    for page in range(total):
        way = path(leaves, page)
        assert root_by_path(leaves[page], page, total, way) == root(leaves)
        assert root_by_path(bytes(32), page, total, way) != root(leaves)


def test_root_is_the_merkle_tree_hash_of_the_standard() -> None:
    """RFC 9162, 2.1.1, worked by hand for three leaves."""
    a, b, c = (hashlib.sha256(letter).digest() for letter in (b"a", b"b", b"c"))
    left = hashlib.sha256(b"\x01" + a + b).digest()

    assert root([a, b, c]) == hashlib.sha256(b"\x01" + left + c).digest()
    assert root([a]) == a
    with pytest.raises(ValueError, match="leaves"):
        root([])


@pytest.mark.parametrize(("total", "way"), [(1, (b"x",)), (2, ()), (5, (b"x",))])
def test_way_that_does_not_fit_is_refused(total: int, way: tuple[bytes, ...]) -> None:
    if total == 5:
        assert root_by_path(b"l", 4, total, way) != b"l"  # the last of five is one step below the root
        return
    with pytest.raises(ValueError, match="way"):
        root_by_path(b"l", 0, total, way)


def with_token(side: float = 36.0) -> Document:
    report = credit_report()
    blocks: tuple[Block, ...] = (*report.blocks[:-1], Code("", "扫码核验", side))
    return replace(report, blocks=blocks)


def test_token_is_made_from_the_pages_it_stands_on() -> None:
    given: list[PageHashes] = []

    def token(hashes: PageHashes) -> str:
        given.append(hashes)
        return f"HTTPS://XY.EXAMPLE/V/{hashes.root.hex().upper()}"

    laid = render(with_token(), token=token)

    assert given == [laid.hashes]
    again = render(replace(with_token(), blocks=(*with_token().blocks[:-1], Code(token(given[0]), "扫码核验", 36.0))))
    assert again.root == laid.root, "what the code says does not change what the pages say"


@pytest.mark.parametrize("length", [30, 120, 400])
def test_token_of_any_length_has_its_quiet_zone(length: int) -> None:
    side = 36.0
    pdf = render(with_token(side), token=lambda _: "A" * length).pdf

    page = pdfiums_pages(pdf, 2480)[-1]
    millimetre = 2480 / 210
    ink = page.point(lambda grey: 255 if grey < 128 else 0)
    left = ink.crop((0, page.height // 2, int(20 * millimetre), page.height)).getbbox()
    assert left is None, "nothing at the left of the code, which stands at the margin"


def test_token_that_nobody_makes_is_refused() -> None:
    with pytest.raises(ValueError, match="told what it says"):
        render(with_token())


def test_every_page_hash_differs_even_where_pages_say_the_same() -> None:
    blocks = tuple(Paragraph("同样的话。" * 60) for _ in range(60))

    laid = render(Document("样", blocks))

    assert laid.pages > 3
    assert len(set(laid.page_hashes)) == laid.pages


@pytest.mark.parametrize(("make", "said"), list(product((render,), ("T0003", "终端 T0003 号"))))
def test_watermark_need_not_be_ascii(make: Callable[[Document], Laid], said: str) -> None:
    assert make(replace(credit_report(), watermark=said)).pages == 2
