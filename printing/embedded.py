"""THE PAPER: fonts as a PDF carries them: of each file only the characters the document says (ISO 32000-1, 9.7 and 9.10.3)."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from printing import fonts
from printing.fonts import Weight, open_font
from printing.pdf_file import PdfFile, name

ROWS = 100
"""At most so many in one block of a map to Unicode (Adobe Technical Note 5014)."""
STEM = 80
SYMBOLIC = 4

Shown = list[tuple[str, str]]
"""The name of a font among a page's resources, and characters as that font's codes in hexadecimal digits."""


class _Elsewhere(LookupError):
    """A character that another font of the chain has."""


class _Subset(dict[str, str]):
    """Of one font file the code of every character said so far. Each character has a code of its own, so that it is copied as itself."""

    def __init__(self, file: str, resource: str) -> None:
        super().__init__()
        self.file, self.resource = file, resource
        self._font = open_font(file)

    def __missing__(self, character: str) -> str:
        if not self._font.glyph_of(ord(character)):
            raise _Elsewhere
        self[character] = code = f"{len(self) + 1:04X}"
        return code


class EmbeddedFonts:
    """The fonts of one document, filled while it is drawn."""

    def __init__(self) -> None:
        self._subsets: dict[str, _Subset] = {}

    def shown(self, text: str, weight: Weight) -> Shown:
        """`text` in the codes of the fonts that have its characters. Raises MissingGlyph."""
        first = self._subset(weight)
        try:
            return [(first.resource, "".join(map(first.__getitem__, text)))]
        except _Elsewhere:
            return [self._run(self._subset(file), run) for file, run in fonts.runs(text, weight)]

    def _run(self, subset: _Subset, run: str) -> tuple[str, str]:
        return subset.resource, "".join(map(subset.__getitem__, run))

    def _subset(self, file: str) -> _Subset:
        if file not in self._subsets:
            self._subsets[file] = _Subset(file, f"F{len(self._subsets) + 1}")
        return self._subsets[file]

    def write(self, file: PdfFile) -> str:
        """Put what was used into the file; the dictionary of fonts for a page's resources."""
        used = [subset for subset in self._subsets.values() if subset]
        return "<<" + "".join(f"/{subset.resource} {_write(file, subset)} 0 R" for subset in used) + ">>"


def _write(file: PdfFile, subset: _Subset) -> int:
    """A composite font whose codes are the glyphs' places in the file it carries."""
    font, characters = open_font(subset.file), list(subset)
    glyphs = [font.glyph_of(ord(character)) for character in characters]
    outlines = font.subset(glyphs)
    carried = file.stream(outlines, f"/Length1 {len(outlines)}")
    called = name(f"{_tag(characters)}+{subset.file.replace('_', '-')}")
    ascent, descent, capitals, box = font.metrics
    descriptor = file.pack(
        f"<</Type/FontDescriptor/FontName{called}/Flags {SYMBOLIC}/FontBBox[{' '.join(map(str, box))}]/ItalicAngle 0"
        f"/Ascent {ascent}/Descent {descent}/CapHeight {capitals}/StemV {STEM}/FontFile2 {carried} 0 R>>"
    )
    advances = " ".join([str(round(1000 * font.advance(glyph))) for glyph in glyphs])
    inner = file.pack(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont{called}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/FontDescriptor {descriptor} 0 R/DW 1000/W[1[{advances}]]/CIDToGIDMap/Identity>>"
    )
    text = file.stream(_to_unicode(characters).encode("ascii"))
    return file.pack(
        f"<</Type/Font/Subtype/Type0/BaseFont{called}/Encoding/Identity-H/DescendantFonts[{inner} 0 R]/ToUnicode {text} 0 R>>"
    )


def _tag(characters: Iterable[str]) -> str:
    """Six capitals that mark a subset (9.6.4): the same characters, the same mark."""
    digest = sha256("".join(characters).encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _to_unicode(characters: Sequence[str]) -> str:
    """From codes to the text a reader copies: UTF-16BE, in pairs beyond U+FFFF."""
    rows = [
        f"<{code:04X}><{character.encode('utf-16-be').hex().upper()}>" for code, character in enumerate(characters, 1)
    ]
    blocks = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
    return "\n".join(
        [
            "/CIDInit/ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def",
            "/CMapName/Adobe-Identity-UCS def/CMapType 2 def",
            "1 begincodespacerange<0000><FFFF>endcodespacerange",
            *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
            "endcmap CMapName currentdict/CMap defineresource pop end end",
        ]
    )
