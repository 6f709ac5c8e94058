"""From what is to be said to the sealed, tagged report, at 2, 10 and 100 pages: its time, its ratio to plain pages, what is left.

Plain pages are the same layout drawn with reportlab's Canvas, neither tagged nor sealed. Sealed is PAdES-B-T with a time stamp
authority in this process, as in the demonstration. Every round says other words.
"""

import cProfile
import pstats
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from engines.content import HEADS, SHARES, Content, content
from engines.plain_canvas import drawn
from timing import median, p95, report

from printing.certificates import make_chain, make_time_stamp_chain
from printing.collector import resting
from printing.document import Block, Code, Column, Document, Facts, Heading, Paragraph, Table
from printing.page import Laid, lay_out, render
from printing.seal import FileSealer, verify
from printing.signing_key import FileKey
from printing.time_stamp import TimeStampAuthority

WARM_UP = 3
SHARE = 0.03
"""What takes less of the time than this is not named in the profile."""


class Length(NamedTuple):
    """Milliseconds to seal so many pages."""

    pages: int
    rows: int
    rounds: int
    goal: float
    limit: float


LENGTHS = (Length(2, 22, 30, 25.0, 60.0), Length(10, 172, 20, 60.0, 130.0), Length(100, 1972, 7, 300.0, 700.0))


def main() -> int:
    chain = make_chain("样章 速度", valid_days=30)
    stamp_chain, stamp_key = make_time_stamp_chain(chain.root_pem, chain.root_key_pem, "样章 时间戳", valid_days=30)
    sealer = FileSealer(chain.seal_key_pem, chain.seal_chain_pem, TimeStampAuthority(FileKey(stamp_key), stamp_chain))
    worst = 0
    for length in LENGTHS:
        if not verify(_sealed(sealer, _paper(length, 0)), chain.root_pem).valid:
            raise RuntimeError("what was timed is not a sealed report")
        worst = max(worst, _measure(length, sealer))
    return worst


def _measure(length: Length, sealer: FileSealer) -> int:
    times: dict[str, list[float]] = {"whole": [], "plain": [], "layout": [], "pages": [], "seal": []}
    for turn in range(WARM_UP + length.rounds):
        paper = _paper(length, turn)
        if turn == WARM_UP:
            times = {name: [] for name in times}
        times["whole"].append(_milliseconds(lambda paper=paper: _sealed(sealer, paper)))  # type: ignore[misc]  # a default is no type
        times["plain"].append(_milliseconds(lambda paper=paper: drawn(paper)))  # type: ignore[misc]  # as above
        with resting():  # as while it is drawn
            times["layout"].append(_milliseconds(lambda paper=paper: lay_out(paper)))  # type: ignore[misc]  # as above
        times["pages"].append(_milliseconds(lambda paper=paper: render(paper)))  # type: ignore[misc]  # as above
        laid = render(paper)
        times["seal"].append(_milliseconds(lambda laid=laid: sealer.seal(laid, reason="报告")))  # type: ignore[misc]  # as above
    if laid.pages != length.pages:
        raise RuntimeError(f"{laid.pages} pages, not {length.pages}")
    return report(
        f"report-speed-{length.pages}",
        "median_ms",
        median_ms=median(times["whole"]),
        p95_ms=p95(times["whole"]),
        ratio_to_plain_canvas=median(times["whole"]) / median(times["plain"]),
        plain_canvas_ms=median(times["plain"]),
        layout_ms=median(times["layout"]),
        drawing_ms=median(times["pages"]) - median(times["layout"]),
        seal_ms=median(times["seal"]),
        bytes=len(sealer.seal(laid, reason="报告")),
        profile=_profile(length, sealer),
        runs=length.rounds,
        goal=length.goal,
        limit=length.limit,
    )


def _sealed(sealer: FileSealer, paper: Document) -> bytes:
    laid: Laid = render(paper)
    return sealer.seal(laid, reason="报告")


def _milliseconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return 1_000 * (perf_counter() - began)


def _profile(length: Length, sealer: FileSealer) -> dict[str, float]:
    """Where the time goes, by module or by C function, as shares of all of it."""
    watch = cProfile.Profile()
    papers = [_paper(length, 900 + turn) for turn in range(max(1, 20 // length.pages))]
    watch.enable()
    for paper in papers:
        _sealed(sealer, paper)
    watch.disable()
    spent: Counter[str] = Counter()
    for (file, _, function), (_, _, own, _, _) in pstats.Stats(watch).stats.items():  # type: ignore[attr-defined]  # known to it only
        spent[function if file == "~" else "/".join(Path(file).parts[-2:])] += own
    whole = spent.total()
    return {name: round(own / whole, 3) for name, own in spent.most_common(12) if own / whole >= SHARE}


def _paper(length: Length, turn: int) -> Document:
    said: Content = content(length.rows, turn)
    columns = tuple(
        Column(head, share, "right" if head == HEADS[-1] else "left") for head, share in zip(HEADS, SHARES, strict=True)
    )
    blocks: tuple[Block, ...] = (
        Facts(said.facts),
        Heading("一、说明\nNotes"),
        *map(Paragraph, said.paragraphs),
        Heading("二、查询结论一览\nConclusions"),
        Table(columns, said.rows),
        Code(f"HTTPS://XY.EXAMPLE/V/DGXY20221123T0003{turn:07d}", "核验码 K7QF-3MXR-92TD\n扫码核验", 30.0),
    )
    return Document(
        said.title,
        blocks,
        subtitle="速度",
        running=(said.foot,),
        watermark=said.watermark,
        sealed_by="信用莞家演示专用章（合成）",
        letterhead=said.head,
        reference=f"DGXY 20221123 T0003 {turn:05d} 00",
    )


if __name__ == "__main__":
    sys.exit(main())
