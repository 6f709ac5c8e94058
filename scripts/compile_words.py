"""Makes kiosk/words/en.qm, the English that Qt reads, out of kiosk/words/en.json and the pages' qsTr texts. `make words` runs it.

A translator written in Python would need no such file, but Qt asks for words from its loader's thread too, while the page
turn that waits for it holds Python's lock: the terminal would stand still for ever.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

KIOSK = Path.cwd() / "kiosk"
TS = Path.cwd() / "build" / "en.ts"
QM = KIOSK / "words" / "en.qm"
QSTR = re.compile(r'qsTr\("((?:[^"\\]|\\.)*)"')


def main() -> int:
    """Return 0 when the file is written. Raises KeyError for a text without English, CalledProcessError from lrelease."""
    english = json.loads((KIOSK / "words" / "en.json").read_text("utf-8"))
    pages = sorted(KIOSK.rglob("*.qml"))
    contexts = "".join(context(page, english) for page in pages)
    TS.parent.mkdir(exist_ok=True)
    TS.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<TS version="2.1" language="en">\n{contexts}</TS>\n', "utf-8"
    )
    lrelease = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([lrelease, "-silent", TS, "-qm", QM], check=True)  # noqa: S603  # Qt's own compiler
    return 0


def context(page: Path, english: dict[str, str]) -> str:
    """One page's texts. Qt's context of a qsTr is the page's name; a text without Chinese is the same in English."""
    texts = dict.fromkeys(json.loads(f'"{text}"') for text in QSTR.findall(page.read_text("utf-8")))
    messages = "".join(message(text, english[text]) for text in texts if text in english or has_chinese(text))
    return f"<context><name>{page.stem}</name>\n{messages}</context>\n" if messages else ""


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def message(source: str, translation: str) -> str:
    return f"<message><source>{escape(source)}</source><translation>{escape(translation)}</translation></message>\n"


if __name__ == "__main__":
    sys.exit(main())
