"""THE PAPER: what a file says of itself: title, maker, and that it keeps to PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1)."""

import re
import zlib
from functools import cache
from xml.sax.saxutils import escape

from printing.colour_profile import srgb
from printing.document import Document
from printing.pdf_file import SMALL, PdfFile, text_string
from printing.wrap import clean

MAKER = "莞家自助"
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

# PDF/A wants every property that its own list does not know described in the file: those of PDF/UA are such.
PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{creator}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{maker}</xmp:CreatorTool>
<pdf:Producer>{maker}</pdf:Producer>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Which part of ISO 14289 the file keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def title(document: Document) -> str:
    return clean(document.title).replace("\n", " ")


def language(document: Document) -> str:
    """As a PDF's own word. Raises ValueError for what is no language's tag (BCP 47)."""
    if not TAG.fullmatch(document.language):
        raise ValueError("a document's language is a tag such as zh-CN")
    return f"({document.language})"


def describe(file: PdfFile, document: Document) -> int:
    """The dictionary of what the file is; the number of it. It says what `packet` says: PDF/A compares them (6.6.2)."""
    author = clean(document.sealed_by)
    said = f"/Title{text_string(title(document))}/Creator{text_string(MAKER)}/Producer{text_string(MAKER)}"
    return file.put(f"<<{said}{f'/Author{text_string(author)}' if author else ''}>>")


def packet(file: PdfFile, document: Document) -> int:
    """The same as XMP (ISO 16684-1), with the standards the file keeps to; the number of the stream."""
    author = clean(document.sealed_by)
    creator = f"<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>\n" if author else ""
    said = PACKET.format(title=escape(title(document)), creator=creator, language=document.language, maker=MAKER)
    return file.plain_stream(said.encode(), "/Type/Metadata/Subtype/XML")


def output_intent(file: PdfFile) -> int:
    """That the colours of the file are sRGB's."""
    profile = file.packed_stream(_packed_profile(), "/N 3")
    return file.pack(
        "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)"
        f"/Info(sRGB IEC61966-2.1)/DestOutputProfile {profile} 0 R>>"
    )


@cache
def _packed_profile() -> bytes:
    return zlib.compress(srgb(), SMALL)
