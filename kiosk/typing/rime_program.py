"""The helper that spells: `python -I -m kiosk.typing.rime_program`. One JSON line in, one out; see `kiosk.typing.shut_in`.

    {"id": 1, "way": "pinyin", "steps": [["keys", "dongguan"], ["choose", 0], …]}
    → {"id": 1, "preedit": "…", "candidates": [[place, text], …], "text": "what became text, if the last step did that"}

A question holds the whole composition: a helper that had to be started anew goes on where the former one was. One more key on what
was asked before is only added to it.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import resources
from kiosk.typing.librime import DATA, Librime, LibrimeMissing, Session
from kiosk.typing.shut_in import Answer, Request, refuse, serve, shut_in

SCHEMAS = {"pinyin": "guanjia_pinyin", "stroke": "guanjia_stroke"}
IN_MEMORY = Path("/dev/shm")  # noqa: S108  # a tmpfs: our schemas lie there for the blink in which librime reads them
STROKES = DATA / "stroke.dict.yaml"
CITY = "东莞市"
"""What begins with the city's name is not offered before it is spelt out: 33 towns would stand before everything else."""
FOLDER = "guanjia-typing-"
MOST, FEW = 120, 40
"""Candidates told to the hall: of one syllable many, so that a rare name is among them; of a sentence few, they are long to make."""
MOST_KEPT = 400
LONG = 7
"""Keys of more than one syllable."""


def main() -> int:
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # stdin of a program is a text stream
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # and so is stdout
    try:
        sessions = open_sessions()
    except LibrimeMissing as missing:
        return refuse(str(missing))
    strokes = common_strokes()
    shut_in()
    serve(Speller(sessions, strokes).answer)
    return 0


def open_sessions() -> dict[str, Session]:
    """librime with our schemas, from a private folder that is gone when this returns. Raises LibrimeMissing."""
    place = IN_MEMORY if IN_MEMORY.is_dir() else Path(tempfile.gettempdir())
    _tidy(place)
    folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER}{os.getpid()}-", dir=place))
    try:
        shutil.copytree(resources.path("typing", "rime"), folder, dirs_exist_ok=True)
        rows = list(phrase_rows())
        (folder / "trade.txt").write_text("".join(rows), "utf-8")
        (folder / "to_come.txt").write_text("".join(row for row in rows if not row.startswith(CITY)), "utf-8")
        librime = Librime(folder)
        return {way: librime.open(schema) for way, schema in SCHEMAS.items()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tidy(place: Path) -> None:
    """What a helper left that was killed while it started: our schemas, nobody's words."""
    for left in place.glob(f"{FOLDER}*"):
        process = left.name.removeprefix(FOLDER).split("-")[0]
        if not Path("/proc", process).exists():
            shutil.rmtree(left, ignore_errors=True)


def phrase_rows() -> Iterator[str]:
    """The words of the trade as librime reads them: word, code, weight. A long word is found by its initials too."""
    for line in resources.path("typing", "phrases.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, spelt = line.split("\t")
            syllables = spelt.split()
            yield f"{word}\t{''.join(syllables)}\t10\n"
            if len(syllables) > 2:
                yield f"{word}\t{''.join(syllable[0] for syllable in syllables)}\t1\n"


def common_strokes() -> list[tuple[str, str]]:
    """The characters of the general table with their strokes, the most used first: librime lists what is still to come by its
    length, and a person who has written three strokes wants 真 before 艹. Some can be written in more than one way."""
    ranks = {
        character: place for place, character in enumerate(resources.path("typing", "common.txt").read_text("utf-8"))
    }
    rows = (line.split("\t") for line in STROKES.read_text("utf-8").splitlines() if "\t" in line)
    written = [(row[0], row[1]) for row in rows if row[0] in ranks]
    return sorted(written, key=lambda row: ranks[row[0]])


class Speller:
    """The sessions, and what each of them has been asked last."""

    def __init__(self, sessions: dict[str, Session], strokes: list[tuple[str, str]]) -> None:
        self._sessions = sessions
        self._strokes = strokes
        self._ranks = {character: place for place, (character, _) in reversed(list(enumerate(strokes)))}
        self._begun = {"": strokes}
        self._asked: dict[str, list[list[str | int]]] = {way: [] for way in sessions}

    def answer(self, request: Request) -> Answer:
        """Raises KeyError, TypeError or ValueError for a question that is none."""
        way, steps = request["way"], request["steps"]
        session = self._sessions[way]
        self._take(way, session, steps)
        text = session.committed()
        if text:
            self._asked[way] = []
        keys = "".join(str(what) for kind, what in steps if kind == "keys")
        listed = session.candidates(FEW if len(keys) >= LONG else MOST)
        found = self._in_order_of_use(listed, keys) if way == "stroke" else [word for word, _ in listed]
        return {
            "preedit": session.preedit(),
            "candidates": [[place, word] for place, word in enumerate(found)],
            "text": text,
        }

    def _take(self, way: str, session: Session, steps: list[list[str | int]]) -> None:
        before, self._asked[way] = self._asked[way], []
        more = more_keys(before, steps)
        if more:
            take(session, "keys", more)
        else:
            session.clear()
            for kind, what in steps:
                take(session, str(kind), what)
        self._asked[way] = steps

    def _in_order_of_use(self, listed: list[tuple[str, str]], keys: str) -> list[str]:
        """The common characters that are written out already, those that begin so, then rare ones, written out first."""
        common = [character for character, _ in self._beginning_with(keys)]
        whole = [character for character, to_come in listed if not to_come]
        first = sorted((character for character in whole if character in self._ranks), key=self._ranks.__getitem__)
        return list(dict.fromkeys((*first, *common, *whole, *(character for character, _ in listed))))[:MOST]

    def _beginning_with(self, keys: str) -> list[tuple[str, str]]:
        """Of those that begin as the stroke before this one left them."""
        if len(self._begun) > MOST_KEPT:
            self._begun = {"": self._strokes}
        if keys not in self._begun:
            self._begun[keys] = [row for row in self._beginning_with(keys[:-1]) if row[1].startswith(keys)]
        return self._begun[keys]


def more_keys(before: list[list[str | int]], steps: list[list[str | int]]) -> str:
    """The keys by which `steps` goes beyond `before`; empty where it is not that, and nothing else, in which they differ."""
    if (
        not before
        or len(before) != len(steps)
        or before[:-1] != steps[:-1]
        or before[-1][0] != "keys"
        or steps[-1][0] != "keys"
    ):
        return ""
    old, new = str(before[-1][1]), str(steps[-1][1])
    return new.removeprefix(old) if new.startswith(old) else ""


def take(session: Session, kind: str, what: str | int) -> None:
    if kind == "keys" and isinstance(what, str) and what.isascii():
        session.spell(what)
    elif kind == "choose" and isinstance(what, int) and 0 <= what < MOST:
        session.choose(what)
    else:
        raise ValueError("no step")


if __name__ == "__main__":
    sys.exit(main())
