"""Our pages against other programs': the same Chinese content, the same font files, one run, other words in every round.

Each program runs in processes of its own, in turns; what counts is a warm process with fresh words, as at a terminal. Ours is
compared untagged, since not all of them can tag, and Typst's without its tags, which makes it faster.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from timing import median, report

HERE = Path(__file__).parent
OWN, OTHERS = Path(sys.executable), HERE.parent / "build" / "engines" / "bin" / "python"
TIMEOUT = 600


class Engine(NamedTuple):
    """`slow` ones lay out a hundred pages once."""

    name: str
    python: Path
    words: tuple[str, ...]
    slow: bool = False


ENGINES = (
    Engine("ours", OWN, ("engines.ours",)),
    Engine("ours_tagged", OWN, ("engines.ours", "--tagged")),
    Engine("plain_canvas", OWN, ("engines.plain_canvas",)),
    Engine("typst", OTHERS, ("engines.typst_engine",)),
    Engine("typst_tagged", OTHERS, ("engines.typst_engine", "--tagged")),
    Engine("platypus", OTHERS, ("engines.platypus",)),
    Engine("weasyprint", OTHERS, ("engines.weasy",), slow=True),
    Engine("fpdf2", OTHERS, ("engines.fpdf2",), slow=True),
)


class Length(NamedTuple):
    """How much is laid out, how often, and what share of Typst's time it may take."""

    pages: int
    rows: int
    turns: int
    rounds: int
    limit: float


LENGTHS = (Length(10, 180, 3, 5, 0.6), Length(100, 1980, 2, 3, 0.4))


class Taken(NamedTuple):
    seconds: float
    megabytes: float
    kilobytes: float
    pages: int


def main() -> int:
    if not OTHERS.exists():
        print(
            json.dumps(
                {"benchmark": "paper-engines", "skipped": "scripts/set-up engines installs what ours is compared with"}
            )
        )
        return 0
    return max([measure(length) for length in LENGTHS])


def measure(length: Length) -> int:
    taken = {engine.name: list[Taken]() for engine in ENGINES}
    for turn in range(length.turns):
        for engine in ENGINES:
            if not (turn and engine.slow):
                taken[engine.name] += run(engine, length, turn)
    middle = {name: median([one.seconds for one in all_]) for name, all_ in taken.items()}
    figures = {f"{name}_{what}": value for name, all_ in taken.items() for what, value in of(all_)}
    return report(
        f"paper-engines-{length.pages}",
        "ratio_to_typst",
        ratio_to_typst=middle["ours"] / middle["typst"],
        ratio_tagged_to_typst_tagged=middle["ours_tagged"] / middle["typst_tagged"],
        **{f"{name}_times_ours": middle[name] / middle["ours"] for name in middle if not name.startswith("ours")},
        **figures,
        goal=length.limit,
        limit=length.limit,
    )


def of(taken: list[Taken]) -> Iterator[tuple[str, float]]:
    yield "ms", 1_000 * median([one.seconds for one in taken])
    yield "rss_mb", taken[0].megabytes
    yield "kb", taken[0].kilobytes
    yield "pages", taken[0].pages


def run(engine: Engine, length: Length, turn: int) -> list[Taken]:
    once = engine.slow and length.pages > 10
    rounds, warm_up = (1, 0) if once else (length.rounds, 2)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "paper.pdf"
        program, *words = engine.words
        command = [engine.python, "-m", program, *words, "--rows", length.rows, "--rounds", rounds]
        command += ["--warm-up", warm_up, "--first", 100 * turn, "--out", out]
        asked = list(map(str, command))
        said = subprocess.run(asked, cwd=HERE, stdout=subprocess.PIPE, text=True, check=True, timeout=TIMEOUT).stdout
        paper = pypdfium2.PdfDocument(out)
        pages = len(paper)
        paper.close()
    found = json.loads(said.splitlines()[-1])
    return [Taken(seconds, found["rss_mb"], found["bytes"] / 1024, pages) for seconds in found["seconds"]]


if __name__ == "__main__":
    sys.exit(main())
