"""The helper that spells: `python -I -m kiosk.typing.rime_program`. One JSON line in, one out; see `kiosk.typing.shut_in`.

    {"id": 1, "way": "pinyin", "steps": [["keys", "dongguan"], ["choose", 0], …]}
    → {"id": 1, "preedit": "…", "candidates": [[place, text], …], "text": "what became text, if the last step did that"}

A question holds the whole composition, and nothing is kept between two questions: a helper that had to be started anew goes on
where the former one was.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import resources
from kiosk.typing.librime import Librime, LibrimeMissing, Session
from kiosk.typing.shut_in import Answer, Request, refuse, serve, shut_in

SCHEMAS = {"pinyin": "guanjia_pinyin", "stroke": "guanjia_stroke"}
IN_MEMORY = Path("/dev/shm")  # noqa: S108  # a tmpfs: our schemas lie there for the blink in which librime reads them
CITY = "东莞市"
"""What begins with the city's name is not offered before it is spelt out: 33 towns would stand before everything else."""
MOST = {"pinyin": 150, "stroke": 4000}
SHOWN = 150
"""Candidates told to the hall; the strokes of a common character are looked for among more."""


def main() -> int:
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # stdin of a program is a text stream
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # and so is stdout
    try:
        sessions = open_sessions()
    except LibrimeMissing as missing:
        return refuse(str(missing))
    ranks = {character: place for place, character in enumerate(common_characters())}
    shut_in()
    serve(lambda request: answered(sessions, ranks, request))
    return 0


def open_sessions() -> dict[str, Session]:
    """librime with our schemas, from a private folder that is gone when this returns. Raises LibrimeMissing."""
    folder = Path(tempfile.mkdtemp(prefix="guanjia-typing-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None))
    try:
        shutil.copytree(resources.path("typing", "rime"), folder, dirs_exist_ok=True)
        rows = list(phrase_rows())
        (folder / "trade.txt").write_text("".join(rows), "utf-8")
        (folder / "to_come.txt").write_text("".join(row for row in rows if not row.startswith(CITY)), "utf-8")
        librime = Librime(folder)
        return {way: librime.open(schema) for way, schema in SCHEMAS.items()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def phrase_rows() -> Iterator[str]:
    """The words of the trade as librime reads them: word, code, weight. A long word is found by its initials too."""
    for line in resources.path("typing", "phrases.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, spelt = line.split("\t")
            syllables = spelt.split()
            yield f"{word}\t{''.join(syllables)}\t10\n"
            if len(syllables) > 2:
                yield f"{word}\t{''.join(syllable[0] for syllable in syllables)}\t1\n"


def common_characters() -> str:
    return resources.path("typing", "common.txt").read_text("utf-8").strip()


def answered(sessions: dict[str, Session], ranks: dict[str, int], request: Request) -> Answer:
    """Raises KeyError, TypeError or ValueError for a question that is none."""
    way = request["way"]
    session = sessions[way]
    session.clear()
    for kind, what in request["steps"]:
        take(session, kind, what)
    text = session.committed()
    found = list(enumerate(session.candidates(MOST[way])))
    if way == "stroke":
        found.sort(key=lambda row: (bool(row[1][1]), ranks.get(row[1][0], len(ranks))))
    preedit = session.preedit()
    session.clear()
    return {"preedit": preedit, "candidates": [[place, row[0]] for place, row in found[:SHOWN]], "text": text}


def take(session: Session, kind: str, what: str | int) -> None:
    if kind == "keys" and isinstance(what, str) and what.isascii():
        session.spell(what)
    elif kind == "choose" and isinstance(what, int) and 0 <= what < max(MOST.values()):
        session.choose(what)
    else:
        raise ValueError("no step")


if __name__ == "__main__":
    sys.exit(main())
