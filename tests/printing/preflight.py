"""Apache Preflight, a judge of PDF/A-1b that we did not write, and what it is shown: a twin of a paper in the words of part 1.

Part 1 knows neither object streams nor cross-reference streams, wants a list of the glyphs in each font, and its number in the
metadata. The twin is put together from the very bytes of the paper's own objects, so that what Preflight says of it is said of them.
"""

from __future__ import annotations

import re
import subprocess
import zlib
from pathlib import Path
from shutil import which
from xml.etree import ElementTree

import pytest

JARS = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io", "javax.activation", "jaxb-api")
CLASS_PATH = [Path(f"/usr/share/java/{name}.jar") for name in JARS]
needs_preflight = pytest.mark.skipif(
    which("java") is None or not all(jar.is_file() for jar in CLASS_PATH),
    reason="Java, or Debian's libpdfbox2-java with libactivation-java and libjaxb-api-java, is not installed here",
)

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj\n", re.DOTALL)
PACKED = re.compile(
    rb"<</Type/ObjStm/N \d+/First (\d+)/Filter/FlateDecode/Length \d+>>\nstream\n(.*)\nendstream", re.DOTALL
)
TRAILER = re.compile(rb"/Root \d+ 0 R/Info \d+ 0 R/ID\[<[0-9a-f]+><[0-9a-f]+>\]")
GLYPHS = re.compile(rb"/FontDescriptor (\d+) 0 R/DW 1000/W\[1\[([\d ]+)\]\]")


def judged(papers: dict[str, bytes], folder: Path) -> dict[str, list[str]]:
    """What Preflight holds against the twin of each paper; one Java for all of them."""
    for name, paper in papers.items():
        (folder / f"{name}.pdf").write_bytes(twin(paper))
    validator = ("-cp", ":".join(map(str, CLASS_PATH)), "org.apache.pdfbox.preflight.Validator_A1b")
    subprocess.run(["java", *validator, "xml", "batch", str(folder)], capture_output=True, timeout=100, check=True)
    return {name: _errors(folder / f"{name}.pdf.preflight.xml") for name in papers}


def _errors(answer: Path) -> list[str]:
    said = ElementTree.parse(answer).getroot()
    errors = [f"{error.findtext('code')} {error.findtext('details')}" for error in said.iter("error")]
    assert (said.findtext("isValid") == "true") == (not errors), answer.read_text()
    return errors


def twin(paper: bytes) -> bytes:
    """The paper as part 1 would have it: every object alone, with the table of before."""
    objects = _objects(paper)
    for body in list(objects.values()):
        for descriptor, advances in GLYPHS.findall(body):
            _list_glyphs(objects, int(descriptor), len(advances.split()))
    metadata = {b"<pdfaid:part>2<": b"<pdfaid:part>1<", b"<pdfaid:conformance>A<": b"<pdfaid:conformance>B<"}
    for later, earlier in metadata.items():
        objects = {number: body.replace(later, earlier) for number, body in objects.items()}
    return _written(objects, TRAILER.findall(paper)[-1])


def _objects(paper: bytes) -> dict[int, bytes]:
    """All that stand in the file, those in object streams too; of two with one number the later."""
    objects: dict[int, bytes] = {}
    for number, body in OBJECT.findall(paper):
        if packed := PACKED.fullmatch(body):
            first, content = int(packed[1]), zlib.decompress(packed[2])
            heads = [*map(int, content[:first].split())]
            starts = [*heads[1::2], len(content) - first + 1]
            for one, start, end in zip(heads[::2], starts, starts[1:], strict=False):
                objects[one] = content[first + start : first + end - 1]
        elif not body.startswith(b"<</Type/XRef"):
            objects[int(number)] = body
    return objects


def _list_glyphs(objects: dict[int, bytes], descriptor: int, count: int) -> None:
    """CIDSet: a bit for each glyph of the subset, `.notdef` too, the first one highest."""
    glyphs = count + 1
    bits = (((1 << glyphs) - 1) << (-glyphs % 8)).to_bytes(-(-glyphs // 8), "big")
    number = max(objects) + 1
    objects[number] = b"<</Length %d>>\nstream\n%b\nendstream" % (len(bits), bits)
    objects[descriptor] = objects[descriptor].removesuffix(b">>") + f"/CIDSet {number} 0 R>>".encode()


def _written(objects: dict[int, bytes], trailer: bytes) -> bytes:
    file, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, body in sorted(objects.items()):
        places[number] = len(file)
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    at, size = len(file), max(objects) + 1
    file += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        file += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00001 f \n"
    return bytes(file) + b"trailer\n<</Size %d%b>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, at)
