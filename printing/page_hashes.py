"""THE PAPER: what each page says as a hash, and all pages as one root: a single loose sheet can be checked (RFC 9162, 2.1.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from printing.layout import Page, Words

LEAF, NODE = b"\x00", b"\x01"


@dataclass(frozen=True)
class PageHashes:
    """One SHA-256 a page, and the root of their Merkle tree."""

    pages: tuple[bytes, ...]
    root: bytes

    def code(self, page: int) -> str:
        """The first 32 bits of a page's hash (the first page is 0), as they are printed at its foot: `3F2A-91C0`."""
        digits = self.pages[page].hex().upper()
        return f"{digits[:4]}-{digits[4:8]}"


def page_hashes(reference: str, pages: Sequence[Page]) -> PageHashes:
    """Hashed is what a page says: the paper's number, which page of how many, and every line of text, in UTF-8, a line each.

    Neither the running foot nor a code's modules are: they may hold the hash.
    """
    total = len(pages)
    leaves = [_leaf((reference, f"{number}/{total}", *_said(page))) for number, page in enumerate(pages, 1)]
    return PageHashes(tuple(leaves), root(leaves))


def _said(page: Page) -> Iterable[str]:
    return (stroke.text for placed in page for stroke in placed.piece.strokes if isinstance(stroke, Words))


def _leaf(lines: Iterable[str]) -> bytes:
    return sha256(LEAF + "\n".join(lines).encode()).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of leaves that are hashes already. Raises ValueError for none."""
    if not leaves:
        raise ValueError("a tree has leaves")
    if len(leaves) == 1:
        return leaves[0]
    split = _split(len(leaves))
    return sha256(NODE + root(leaves[:split]) + root(leaves[split:])).digest()


def path(leaves: Sequence[bytes], page: int) -> tuple[bytes, ...]:
    """What one page needs besides its own hash to come to the root, from the leaf upwards (2.1.3.1)."""
    if len(leaves) == 1:
        return ()
    split = _split(len(leaves))
    if page < split:
        return (*path(leaves[:split], page), root(leaves[split:]))
    return (*path(leaves[split:], page - split), root(leaves[:split]))


def root_by_path(leaf: bytes, page: int, total: int, way: Sequence[bytes]) -> bytes:
    """The root that `leaf` comes to as page `page` of `total`. Raises ValueError for a way that does not fit."""
    if total == 1:
        if way:
            raise ValueError("a tree of one leaf has no way")
        return leaf
    if not way:
        raise ValueError("the way is too short")
    split = _split(total)
    if page < split:
        return sha256(NODE + root_by_path(leaf, page, split, way[:-1]) + way[-1]).digest()
    return sha256(NODE + way[-1] + root_by_path(leaf, page - split, total - split, way[:-1])).digest()


def _split(count: int) -> int:
    """The largest power of two below the count."""
    return 1 << ((count - 1).bit_length() - 1)
