"""THE PAPER: a document becomes A4 pages in PDF, tagged for whoever hears it. The same document gives the same bytes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from printing import blocks, guard, layout, metadata, sheet
from printing.collector import resting
from printing.content import Content
from printing.document import Code, Document
from printing.embedded import EmbeddedFonts
from printing.layout import Blocks, Page, Stroke, Token, TooManyPages
from printing.marks import Symbol
from printing.page_hashes import PageHashes, page_hashes
from printing.pdf_file import PdfFile, text_string
from printing.structure import Part, Widget, write_tree
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

SHORT = 8
"""Pages. A longer document is laid out once: nobody counts whether it has 23 pages or 24."""
GROUND = "Ground"
SEAL_FIELD = "Seal"
PRINTED_AND_LOCKED = 132
ANY_MASK = 3
"""For a token, which is a signature for the most part: as mixed as any mask could make it, so that none is looked for."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Laid:
    """A document laid out. `seal_box` (left, bottom, right, top, in points, on the last page) is where the visible seal goes.

    `hashes`: what each page says as a hash, and their root, for the paper's token.
    """

    pdf: bytes = field(repr=False)
    pages: int
    seal_box: Box | None = None
    hashes: PageHashes | None = None

    @property
    def page_hashes(self) -> tuple[bytes, ...]:
        """SHA-256 of what each page says."""
        return self.hashes.pages if self.hashes else ()

    @property
    def root(self) -> bytes:
        """The root of the pages' Merkle tree."""
        return self.hashes.root if self.hashes else b""


@dataclass(frozen=True)
class LaidOut:
    """Where everything goes, before it is drawn; and what its parts are."""

    pages: list[Page]
    tree: Part


def render(document: Document, *, token: Callable[[PageHashes], str] | None = None, tagged: bool = True) -> Laid:
    """Lay a document out on A4: PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1). From any thread.

    `token` makes, from the hashes of the pages, what the codes without text say. Without it such a code raises ValueError.
    `tagged=False` leaves the tags out, for paper that nobody will ever read on a screen; it then claims no conformance.

    Raises MissingGlyph where a character cannot be drawn: no paper is better than a wrong one.
    """
    with resting():
        laid = lay_out(document)
        hashes = page_hashes(document.number or metadata.title(document), laid.pages)
        if any(isinstance(block, Code) and not block.text for block in document.blocks):
            if token is None:
                raise ValueError("a code without text needs to be told what it says")
            laid = LaidOut(_with_token(laid.pages, Symbol.of(token(hashes), mask=ANY_MASK)), laid.tree)
        pdf = _Drawing(document, laid, hashes, tagged=tagged).pdf()
    return Laid(pdf, len(laid.pages), _seal_box(laid.pages[-1]), hashes)


def lay_out(document: Document) -> LaidOut:
    """As airy as the fewest pages allow. Raises MissingGlyph."""
    prepared = blocks.Prepared(document)

    def laid(spacing: Spacing, most: int | None = None) -> LaidOut:
        tree = Part("Document")
        return LaidOut(layout.paginate(blocks.pieces(document, spacing, prepared, tree), BODY_HEIGHT, most), tree)

    try:
        airy = laid(AIRY, SHORT)
    except TooManyPages:
        return laid(CALM)
    if len(airy.pages) == 1:
        return airy
    tight = laid(TIGHT)
    looser = chain([airy], map(laid, (CALM, CLOSE, SNUG)))
    return next((found for found in looser if len(found.pages) == len(tight.pages)), tight)


def _with_token(pages: Sequence[Page], symbol: Symbol) -> list[Page]:
    """The pages with their token in its place."""

    def made(stroke: Stroke) -> Stroke:
        if isinstance(stroke, Token):
            return Blocks(symbol.drawn(stroke.x, stroke.y, stroke.side), part=stroke.part)
        return stroke

    return [
        tuple(
            placed._replace(piece=placed.piece._replace(strokes=tuple(map(made, placed.piece.strokes))))
            for placed in page
        )
        for page in pages
    ]


def _seal_box(page: Page) -> Box | None:
    for placed in page:
        if placed.piece.seal_at:
            x, y = placed.piece.seal_at
            left, top = MARGIN + x, PAGE_HEIGHT - BODY_TOP - placed.top - y
            return (left, top - SEAL_SIDE, left + SEAL_SIDE, top)
    return None


class _Drawing:
    """One document on its way into a file."""

    def __init__(self, document: Document, laid: LaidOut, hashes: PageHashes, *, tagged: bool) -> None:
        self._document, self._laid, self._hashes, self._tagged = document, laid, hashes, tagged
        self._file, self._fonts = PdfFile(), EmbeddedFonts()
        self._root, self._parent, self._font_list = (self._file.reserve() for _ in range(3))
        self._numbers = [self._file.reserve() for _ in laid.pages]

    def pdf(self) -> bytes:
        file = self._file
        behind = guard.ground(file, self._document, self._fonts, self._font_list)
        contents = [self._content(index, behind) for index in range(len(self._numbers))]
        ground = f"/XObject<</{GROUND} {behind} 0 R>>" if behind else ""
        resources = f"<</Font {self._font_list} 0 R{ground}>>"
        widget = self._seal_field() if self._tagged else None
        for index, content in enumerate(contents):
            fields = f"/Annots[{widget.annotation} 0 R]" if widget and widget.page == index else ""
            self._page(index, content, resources, fields)
        pages = " ".join(f"{number} 0 R" for number in self._numbers)
        file.put(f"<</Type/Pages/Kids[{pages}]/Count {len(self._numbers)}>>", self._parent)
        file.pack(self._fonts.write(file), self._font_list)
        file.put(f"<</Type/Catalog/Pages {self._parent} 0 R{self._claims(contents, widget)}>>", self._root)
        return file.written(root=self._root, info=metadata.describe(file, self._document))

    def _content(self, index: int, behind: int) -> Content:
        content = Content(self._fonts, index, tagged=self._tagged)
        if behind:
            content.form(GROUND)
        code = self._hashes.code(index) if self._document.number else ""
        content.around(sheet.head(self._document, index + 1), "head")
        content.body(self._laid.pages[index], MARGIN, BODY_TOP)
        content.around(sheet.foot(self._document, index + 1, len(self._numbers), code), "foot")
        return content

    def _page(self, index: int, content: Content, resources: str, fields: str) -> None:
        stream = self._file.stream(content.written())
        tags = f"/StructParents {index}/Tabs/S" if self._tagged else ""
        box = f"/MediaBox[0 0 {PAGE_WIDTH:.2f} {PAGE_HEIGHT:.2f}]/Resources{resources}"
        entries = f"/Type/Page/Parent {self._parent} 0 R{box}/Contents {stream} 0 R{tags}{fields}"
        self._file.put(f"<<{entries}>>", self._numbers[index])

    def _seal_field(self) -> Widget | None:
        """An empty field where the seal will be (12.7.4.5), so that what is heard of it stands in the tree from the start."""
        box = _seal_box(self._laid.pages[-1])
        if not box:
            return None
        file, last = self._file, len(self._numbers) - 1
        place = " ".join(str(round(edge)) for edge in box)
        empty = file.stream(b"", f"/Type/XObject/Subtype/Form/BBox[0 0 {round(SEAL_SIDE)} {round(SEAL_SIDE)}]")
        said = text_string(f"电子印章：{clean(self._document.sealed_by)}")
        field = f"/FT/Sig/T({SEAL_FIELD})/TU{said}/Contents{said}/StructParent {last + 1}/P {self._numbers[last]} 0 R"
        look = f"/Type/Annot/Subtype/Widget/F {PRINTED_AND_LOCKED}/Rect[{place}]/AP<</N {empty} 0 R>>"
        widget = Widget(file.put(f"<<{field}{look}>>"), last)
        self._laid.tree.add(widget)
        return widget

    def _claims(self, contents: Sequence[Content], widget: Widget | None) -> str:
        """What the catalogue says beyond its pages: language, tags, colours, and the standards it keeps to."""
        language = f"/Lang{metadata.language(self._document)}"
        if not self._tagged:
            return language
        file = self._file
        tree = write_tree(file, self._laid.tree, self._numbers, [content.marked for content in contents], widget)
        form = f"/AcroForm {file.put(f'<</Fields[{widget.annotation} 0 R]>>')} 0 R" if widget else ""
        return (
            f"{language}/MarkInfo<</Marked true>>/StructTreeRoot {tree} 0 R/ViewerPreferences<</DisplayDocTitle true>>"
            f"/Metadata {metadata.packet(file, self._document)} 0 R/OutputIntents[{metadata.output_intent(file)} 0 R]{form}"
        )
