"""Which words the voice should have clips of: everything a visitor can meet, taken from the product itself.

Texts come from kiosk/words (what only staff read, and what stands on paper only, left out), problems.json, the forms' pack, what services
are found by, and the reference catalogue of the centre. They are cut into sentences; texts with slots into what stands between the slots.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from central.seeding.domains import DOMAINS, PURPOSES
from kiosk import catalogue
from kiosk.search.catalogue import ALSO
from kiosk.voice import Ear
from kiosk.voice.composing import Templates, sentences_of
from kiosk.voice.normaliser import phrase
from kiosk.voice.numerals import ZH_DIGITS, chinese_number
from kiosk.words import Language, english, known_codes, problem, say

ROOT = Path(__file__).resolve().parents[1]
KIOSK = ROOT / "kiosk"
NOT_HEARD = ("maintenance", "dock", "receipt.py", "slip.py", "command_line.py", "doctor.py", "demo.py", "paper_ledger")
"""Parts of paths under kiosk/ whose words no visitor hears: for staff, on the dock, on paper, on a console."""
OLDEST, NEWEST = 2020, 2040


@dataclass(frozen=True)
class Wanted:
    """`part`: made to be joined to others, like a number."""

    words: str
    part: bool = False


def wanted(ear: Ear) -> list[Wanted]:
    """Every clip there should be in `ear`, each once; what everybody hears comes first."""
    found: dict[str, Wanted] = {}
    for one in [*_parts(ear), *_sentences(ear), *_literals(ear), *_often(ear)]:
        found.setdefault(one.words, one)
    return list(found.values())


def texts(ear: Ear) -> list[str]:
    """What a visitor may be shown, as it is written; slots still open."""
    words = english()
    chinese = [text for text in words if _is_heard(text)]
    language: Language = "zh" if ear.is_chinese else "en"
    shown = chinese if ear.is_chinese else [words[text] for text in chinese]
    problems = [problem(language, code) for code in sorted(known_codes())]
    centre = [one.name if ear.is_chinese else one.name_en for one in DOMAINS]
    centre += [chinese_name if ear.is_chinese else name for _, chinese_name, name in PURPOSES]
    said = [text for words in problems for text in (words.title, words.what, words.act)]
    return [text for text in [*shown, *said, *centre, *(chain(_forms(), _sought()) if ear.is_chinese else ())] if text]


def _is_heard(text: str) -> bool:
    places = [place for place, source in _sources() if text in source]
    return not places or any(not any(part in place for part in NOT_HEARD) for place in places)


_read: list[tuple[str, str]] = []


def _sources() -> list[tuple[str, str]]:
    """Every page and module of the hall: where it lies, and what is written in it."""
    if not _read:
        files = [*KIOSK.rglob("*.qml"), *KIOSK.rglob("*.py")]
        _read.extend(
            (str(file.relative_to(KIOSK)), file.read_text("utf-8").replace("\\n", "\n")) for file in sorted(files)
        )
    return _read


def _forms() -> Iterator[str]:
    for file in sorted((ROOT / "resources" / "packs" / "papers").glob("*.toml")):
        form = tomllib.loads(file.read_text("utf-8"))
        yield from (str(form[key]) for key in ("title", "summary", "hint", "note") if isinstance(form.get(key), str))


def _sought() -> Iterator[str]:
    """What a thing is found by besides its name: 里面有：…"""
    for one in catalogue.listed():
        yield from (*one.words, *one.matters, *one.forms)
    yield from (words for also in ALSO.values() for words in also)


def _often(ear: Ear) -> Iterator[Wanted]:
    """Texts with slots that everybody hears again and again: said in one piece where the numbers are small."""
    counted = [("第 %1 项，共 %2 项", 9), ("第 %1 步，共 %2 步", 7), ("第 %1 页，共 %2 页", 6)]
    pairs = [
        (text, part, whole) for text, most in counted for whole in range(2, most + 1) for part in range(1, whole + 1)
    ]
    pairs += [("已输入 %1 位，共 %2 位", keyed, length) for length in (11, 12, 18) for keyed in range(length + 1)]
    pairs += [("还差 %1 位，共 %2 位", left, length) for length in (11, 12, 18) for left in range(1, length + 1)]
    pairs += [("这一页有 %1 个可以选的", choices, 0) for choices in range(21)]
    language: Language = "zh" if ear.is_chinese else "en"
    for text, *numbers in (pair for pair in pairs if pair[0] in english()):
        yield Wanted(phrase(say(language, text, *numbers), ear))


def _sentences(ear: Ear) -> Iterator[Wanted]:
    for text in texts(ear):
        if not re.search(r"%\d", text):
            yield from (Wanted(words) for words in sentences_of(phrase(text, ear), ear) if _can_be_said(words, ear))


def _literals(ear: Ear) -> Iterator[Wanted]:
    slotted = [sentence for text in texts(ear) if "%" in text for sentence in _sentences_with_slots(text)]
    yield from (Wanted(words) for words in Templates(slotted, ear).literals() if _can_be_said(words, ear))
    yield from (
        Wanted(words)
        for text in slotted
        if not re.search(r"%\d", text)
        for words in sentences_of(phrase(text, ear), ear)
        if _can_be_said(words, ear)
    )


def _sentences_with_slots(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[。！？])|(?<=[.!?])\s", text) if part]


def _can_be_said(words: str, ear: Ear) -> bool:
    wants = r"[\u3400-\u9fff]" if ear.is_chinese else r"[A-Za-z]"
    return re.search(wants, words) is not None and (ear.is_chinese or not re.search(r"[\u3400-\u9fff]", words))


def _parts(ear: Ear) -> Iterable[Wanted]:
    letters = list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if ear is Ear.ENGLISH:
        from kiosk.voice.numerals import english_number

        return [Wanted(words, part=True) for words in [*letters, *(english_number(number) for number in range(101))]]
    numbers = [chinese_number(number) for number in range(101)]
    larger = [
        *(f"{digit}百" for digit in ZH_DIGITS[1:]),
        *(f"{digit}千" for digit in ZH_DIGITS[1:]),
        "万",
        "亿",
        "千",
        "百",
    ]
    dates = [
        *("".join(ZH_DIGITS[int(digit)] for digit in str(year)) + "年" for year in range(OLDEST, NEWEST + 1)),
        *(f"{chinese_number(month)}月" for month in range(1, 13)),
        *(f"{chinese_number(day)}日" for day in range(1, 32)),
        *(f"星期{day}" for day in "一二三四五六日"),
        *(f"{chinese_number(hour)}点" for hour in range(24)),
        *(("零" if minute < 10 else "") + f"{chinese_number(minute)}分" for minute in range(1, 60)),
    ]
    small = ["English", "整", "点", "幺", "两", "元", "百分之", "隐藏", "位", "个", "年", "页", "秒"]
    return [Wanted(words, part=True) for words in [*letters, *numbers, *larger, *dates, *small]]
