"""Our own pages. With `--tagged` they are PDF/A-2a and PDF/UA-1."""

import sys

from engines.content import HEADS, SHARES, Content
from engines.measured import run
from printing.document import Block, Column, Document, Facts, Paragraph, Table
from printing.page import render

TAGGED = "--tagged" in sys.argv


def document(said: Content) -> Document:
    columns = tuple(
        Column(head, share, "right" if head == HEADS[-1] else "left") for head, share in zip(HEADS, SHARES, strict=True)
    )
    blocks: tuple[Block, ...] = (Facts(said.facts), *map(Paragraph, said.paragraphs), Table(columns, said.rows))
    return Document(said.title, blocks, running=(said.foot,), watermark=said.watermark, letterhead=said.head)


def lay_out(said: Content) -> bytes:
    return render(document(said), tagged=TAGGED).pdf


if __name__ == "__main__":
    sys.argv = [word for word in sys.argv if word != "--tagged"]
    run(lay_out)
