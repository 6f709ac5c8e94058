"""THE PAPER: what its parts are, for whoever hears it: the structure tree of a tagged PDF (ISO 32000-1, 14.7; ISO 14289-1)."""

from __future__ import annotations

from collections.abc import Sequence

from printing.pdf_file import PdfFile, text_string

STANDS_EMPTY = frozenset({"TD", "TH", "LBody"})
"""Parts that stand for something even where nothing is said in them: a table keeps its columns, a form its empty line."""

COLUMN_HEAD, ROW_HEAD = "/A<</O/Table/Scope/Column>>", "/A<</O/Table/Scope/Row>>"
NUMBERED = "/A<</O/List/ListNumbering/Decimal>>"

Mark = tuple[int, int]
"""A page (the first is 0), and which of its marked contents."""


class Part:
    """One part of a document by its standard tag (14.8.4), with the parts within it; marks come while the pages are drawn."""

    __slots__ = ("alternative", "attributes", "instead", "marks", "parts", "tag")

    def __init__(self, tag: str, *, alternative: str = "", attributes: str = "", instead: str = "") -> None:
        """`alternative` describes a picture; `instead` is read for what is drawn; `attributes` are in PDF's own words."""
        self.tag, self.alternative, self.attributes, self.instead = tag, alternative, attributes, instead
        self.parts: list[Part] | tuple[()] = ()
        """Most parts have none, and a long table has ten thousand of those."""
        self.marks: tuple[Mark, ...] = ()

    def part(self, tag: str, *, alternative: str = "", attributes: str = "", instead: str = "") -> Part:
        """A new last part within this one."""
        return self.add(Part(tag, alternative=alternative, attributes=attributes, instead=instead))

    def add(self, part: Part) -> Part:
        if self.parts:
            self.parts.append(part)
        else:
            self.parts = [part]
        return part


class Widget(Part):
    """A form's field that is an annotation on a page."""

    __slots__ = ("annotation", "page")

    def __init__(self, annotation: int, page: int) -> None:
        super().__init__("Form")
        self.annotation, self.page = annotation, page


def write_tree(
    file: PdfFile, tree: Part, pages: Sequence[int], marked: Sequence[Sequence[Part]], widget: Widget | None
) -> int:
    """Put the tree into the file; the number of its root. `pages`: their objects; `marked`: the parts of each page, by mark."""
    _prune(tree)
    return _Writer(file, pages).write(tree, marked, widget)


def _prune(part: Part) -> bool:
    """Whether anything is left of a part when what says nothing is taken out."""
    if part.parts:
        part.parts = [within for within in part.parts if _prune(within)]
    return bool(part.parts or part.marks) or isinstance(part, Widget) or part.tag in STANDS_EMPTY


class _Writer:
    def __init__(self, file: PdfFile, pages: Sequence[int]) -> None:
        self._file, self._pages = file, pages
        self._numbers: dict[Part, int] = {}

    def write(self, tree: Part, marked: Sequence[Sequence[Part]], widget: Widget | None) -> int:
        root = self._file.reserve()
        document = self._part(tree, root)
        parents = [f"{page}[{self._references(parts)}]" for page, parts in enumerate(marked)]
        if widget:
            parents.append(f"{len(marked)} {self._numbers[widget]} 0 R")
        known = self._file.pack(f"<</Nums[{' '.join(parents)}]>>")
        entries = f"/K {document} 0 R/ParentTree {known} 0 R/ParentTreeNextKey {len(parents)}"
        return self._file.pack(f"<</Type/StructTreeRoot{entries}>>", root)

    def _references(self, parts: Sequence[Part]) -> str:
        return " ".join([f"{self._numbers[part]} 0 R" for part in parts])

    def _part(self, part: Part, parent: int) -> int:
        number = self._numbers[part] = self._file.reserve()
        if part.parts:
            within = " ".join([f"{self._part(inner, number)} 0 R" for inner in part.parts])
            content = f"/K[{within}]"
        else:
            content = self._content(part)
        said = f"/Alt{text_string(part.alternative)}" if part.alternative else ""
        if part.instead:
            said += f"/ActualText{text_string(part.instead)}"
        self._file.pack(f"<</S/{part.tag}/P {parent} 0 R{part.attributes}{said}{content}>>", number)
        return number

    def _content(self, part: Part) -> str:
        """The marked contents of a part that has no parts: mostly one, on one page (14.7.4.2)."""
        if isinstance(part, Widget):
            return f"/K<</Type/OBJR/Obj {part.annotation} 0 R/Pg {self._pages[part.page]} 0 R>>"
        if not part.marks:
            return ""
        page = part.marks[0][0]
        here = f"/Pg {self._pages[page]} 0 R/K"
        if len(part.marks) == 1:
            return f"{here} {part.marks[0][1]}"
        return f"{here}[{' '.join([self._marked(mark, page) for mark in part.marks])}]"

    def _marked(self, mark: Mark, page: int) -> str:
        if mark[0] == page:
            return str(mark[1])
        return f"<</Type/MCR/Pg {self._pages[mark[0]]} 0 R/MCID {mark[1]}>>"
