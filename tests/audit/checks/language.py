"""Checks of language: nothing stays Chinese on an English page, nor goes round the translator."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache

from audit.findings import check
from audit.page import Page
from audit.pseudo import CLOSES, OPENS
from gallery.visits.appeals import OWN_WORDS

from central.seeding.organisations import DEPARTMENTS
from kiosk.voice import Ear, missing
from kiosk.voice.composing import Composer, Live
from kiosk.voice.library import Library, templates
from kiosk.voice.page import seen_of
from kiosk.words import known_codes, names
from resources import path

CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
MARKED = re.compile(f"{OPENS}[^{OPENS}{CLOSES}]*(?:{CLOSES}|$)")
LETTER = re.compile(r"^[a-z] .{1,4}$")
"""How the letters of a keyboard are called is one text, of which each key has its piece."""

NAMES = (
    "东莞市测试精密五金有限公司(合成)",
    "合成企业（测试）有限公司",
    "测试精密五金",
    "张××",
    "合成企业（测试）",
    "合成主办单位",
    "东莞市莞城街道",
    "寮步镇政务服务中心（样例）",
    "要找的是：",
)
"""What was looked for, where a terminal stands; a firm's, a person's and an office's name are what the register says; an address that was
picked goes on the paper as it is."""

CHINESE_FOR_ALL = ("点这里换中文", "中文", "电子营业执照", "出示执照", "营业执照")
"""The way back to Chinese is written in Chinese; so is what stands on a telephone, and what was looked for."""

OWN = re.compile(r"[\u3400-\u9fff，。、]{6,}")
"""What a visitor has written is not translated, nor any piece of it."""

SAMPLES = re.compile("样例[一二三四五六七八九十]?(社区|村|路|大道)")
"""Places that do not exist have no English name."""

MOST_OWN = 40
"""How often what was written is written again, to see what becomes of a long text."""

PLACES = tuple(sorted(json.loads(names.PARTS.read_text("utf-8")), key=len, reverse=True))
STROKES = re.compile(r"^\w+ [一丨丿丶乛]$")
"""What a key of the stroke keyboard writes stands on it, beside its name."""


@check(
    "untranslated",
    "28",
    "an English page is English",
    "qsTr on the page, say() in Python, words in kiosk/words/en.json",
)
def page_is_in_one_language(page: Page) -> Iterator[tuple[str, str]]:
    if page.variant.language != "en":
        return
    for text in _every_text(page):
        left = without_names(text)
        if CHINESE.search(_unmarked(left) if page.is_pseudo else left):
            yield f"“{text[:16]}”", "is not in English" if not page.is_pseudo else "goes round the translator"


@check(
    "unvoiced",
    "29",
    "every word that is said has a prompt file (EN 301 549 5.1.3.1)",
    "scripts/render_voice.py, after the words have changed",
)
def every_word_has_a_sound(page: Page) -> Iterator[tuple[str, str]]:
    if not page.heard or page.variant.language != "zh":
        return
    things = [seen.thing for seen in map(seen_of, page.said) if seen is not None and not seen.thing.private]
    said = {text for thing in things for text in (thing.name, thing.description) if text}
    for text in _without_a_sound(frozenset(said)):
        yield f"“{text[:16]}”", f"would have to be spoken live: {text}"


@lru_cache(maxsize=4096)
def _without_a_sound(texts: frozenset[str]) -> tuple[str, ...]:
    """What is somebody's own is spoken live: nobody can have recorded it."""
    return tuple(missing(sorted(text for text in texts if not (_is_somebodys(text) or _is_of_a_list(text)))))


def _is_somebodys(text: str) -> bool:
    return any(name in text for name in NAMES) or any(run in OWN_WORDS * MOST_OWN for run in OWN.findall(text))


@cache
def _declared() -> tuple[str, ...]:
    """What declared services say, which a centre may change any day; also the one that the tests themselves declare."""
    from declared_hall import every_kind  # lies among the tests of the shell, which the gallery brings within reach

    files = path("services").rglob("declared/*.json")
    written = "".join(file.read_text("utf-8") for file in (*files, path("services", "shared_fields.json")))
    written += "".join(one.model_dump_json() for one in every_kind())
    said = {_plain(text) for text in re.findall(r'"([^"\n]{2,})"', written) if CHINESE.search(text)}
    return tuple(sorted(said | set(map(_plain, DEPARTMENTS.values())), key=len, reverse=True))


def _plain(text: str) -> str:
    """As it is compared: a voice makes pauses of its own where commas stand."""
    return re.sub(r"\W", "", text)


@cache
def _composer() -> Composer:
    return Composer(Library(), templates(Ear.MANDARIN), Ear.MANDARIN)


def _is_of_a_pack(text: str) -> bool:
    """Whether nothing of it would have to be spoken live but what declared services say: our own words around it have their sound."""
    live = [_plain(step.words) for step in _composer().compose(text) if isinstance(step, Live)]
    return all(any(words in one for one in _declared()) or not missing(_undeclared(words)) for words in live)


def _undeclared(words: str) -> list[str]:
    """What is left of it without them."""
    for one in _declared():
        words = words.replace(one, "\n")
    return words.split()


def _is_of_a_list(text: str) -> bool:
    """A place of the list of addresses; the number of a problem, which is for whoever mends the machine; what comes in a pack;
    English: read out live."""
    return (
        text in PLACES
        or _is_of_a_pack(text)
        or SAMPLES.fullmatch(text) is not None
        or CHINESE.search(text) is None
        or any(text.endswith(code) for code in known_codes())
    )


def _every_text(page: Page) -> list[str]:
    said = (words for one in page.said.values() for words in (one.name, one.description))
    return sorted({*(writing.text for writing in page.writings), *said} - {""})


def _unmarked(text: str) -> str:
    """Without what went through the translator, also where one text was put into another."""
    while MARKED.search(text):
        text = MARKED.sub("", text)
    return "" if LETTER.match(text) else text


def without_names(text: str) -> str:
    """A place that has an English name may have its own beside it: it is what stands on the signs."""
    for name in (*NAMES, *CHINESE_FOR_ALL, *(PLACES if re.search("[A-Za-z]", text) else ())):
        text = text.replace(name, "")
    text = OWN.sub(lambda run: "" if run[0] in OWN_WORDS * MOST_OWN else run[0], SAMPLES.sub("", text))
    return "" if STROKES.match(text) else text
