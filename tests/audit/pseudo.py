"""The audit's own language: every text that goes through a translator comes out in brackets, and 40 % longer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTranslator

from kiosk import words

ROOT = Path(__file__).resolve().parents[2]
OPENS, CLOSES = "‹", "›"
LONGER = 0.4


def stretched(text: str) -> str:
    """Its own characters go round again; %1 and line ends only once."""
    plain = "".join(character for character in text.replace("%", "").replace("\n", "") if not character.isdigit())
    more = round(len(text) * LONGER)
    again = (plain * (more // max(1, len(plain)) + 1))[:more]
    return f"{OPENS}{text}{again}{CLOSES}"


class Stretched(dict[str, str]):
    """A text that nobody has put into English yet is stretched all the same: that it is missing is found elsewhere."""

    def __missing__(self, text: str) -> str:
        return stretched(text)


@contextmanager
def everything_stretched(folder: Path, turn_to: Callable[[QTranslator], None]) -> Iterator[None]:
    """Until the end, English is the pseudo-language. `turn_to` is given the translator in whose place it goes."""
    english, problems = words.english(), words._problems()
    kept = dict(english), {code: dict(entry) for code, entry in problems.items()}
    translator = QTranslator(QCoreApplication.instance())
    if not translator.load(str(compiled(folder, english))):
        raise FileNotFoundError("the pseudo-language was not compiled")
    english.update({text: stretched(text) for text in english})
    for entry in problems.values():
        entry["en"] = {part: stretched(said) for part, said in entry["zh"].items()}
    turn_to(translator)
    try:
        yield
    finally:
        english.clear()
        english.update(kept[0])
        problems.clear()
        problems.update(kept[1])


def compiled(folder: Path, english: dict[str, str]) -> Path:
    """The pages' texts as Qt reads them."""
    sys.path.insert(0, str(ROOT / "scripts"))
    from compile_words import context

    pages = sorted((ROOT / "kiosk").rglob("*.qml"))
    contexts = "".join(context(page, Stretched({text: stretched(text) for text in english})) for page in pages)
    source, target = folder / "pseudo.ts", folder / "pseudo.qm"
    source.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<TS version="2.1" language="en">\n{contexts}</TS>\n', "utf-8"
    )
    lrelease = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([lrelease, "-silent", source, "-qm", target], check=True)
    return target
