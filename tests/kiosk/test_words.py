"""Both languages are complete: every text a person can meet has English, every code has words."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QGuiApplication

import devices.errors
from app.central import Cause
from app.contract.appeal import AppealState, Topic
from app.contract.credit import DomainGroup
from app.contract.licence import HolderRole
from kiosk.bootstrap import Hall, Look, english_translator
from kiosk.menu import BRIEFLY, SERVICES, TASKS, ZONES, reason_in_brief
from kiosk.service import Facility
from kiosk.services.appeals.file_appeal.decision import MATTERS
from kiosk.services.credit.report.versions import VERSIONS
from kiosk.words import english, known_codes, problem, say

KIOSK = Path(__file__).parents[2] / "kiosk"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
QSTR = re.compile(r'qsTr\("((?:[^"\\]|\\.)*)"')
SPEAKERS = {"say", "busy", "Way", "label"}


def qml_texts() -> Iterator[str]:
    for page in KIOSK.rglob("*.qml"):
        yield from texts_of(page)


def texts_of(page: Path) -> Iterator[str]:
    for text in QSTR.findall(page.read_text("utf-8")):
        yield json.loads(f'"{text}"')


def python_texts() -> Iterator[str]:
    """Every Chinese literal handed to something that speaks."""
    for module in KIOSK.rglob("*.py"):
        for call in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(call, ast.Call) and _speaks(call):
                yield from _literals(call)


def _speaks(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in SPEAKERS


def _literals(call: ast.Call) -> Iterator[str]:
    for argument in call.args:
        for part in ast.walk(argument):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and CHINESE.search(part.value):
                yield part.value


def table_texts() -> Iterator[str]:
    for zone in ZONES:
        yield from (word for word in (zone.house, zone.title, zone.hint) if word)
    for service in SERVICES:
        yield from (service.title, service.hint)
    for task in TASKS:
        yield from (task.title, task.hint)
    for texts in (Topic, AppealState, DomainGroup, HolderRole):
        yield from (member.value for member in texts)
    for matters in MATTERS.values():
        yield from matters
    for version in VERSIONS.values():
        yield from (version.name, version.good_for, version.looks_up, version.made)
    yield from BRIEFLY.values()
    yield from ("刷身份证", "扫执照码", "选内容", "核对", "打印", "哪家企业", "说困难", "回执")
    yield from (f"星期{day}" for day in "一二三四五六日")


def test_every_text_a_person_can_meet_has_english() -> None:
    texts = {*qml_texts(), *python_texts(), *table_texts()}

    missing = sorted(text for text in texts if CHINESE.search(text) and text not in english())

    assert missing == []


def test_english_keeps_every_placeholder() -> None:
    wrong = {
        chinese: words
        for chinese, words in english().items()
        if sorted(re.findall(r"%\d", chinese)) != sorted(re.findall(r"%\d", words))
    }

    assert wrong == {}


def device_codes() -> set[str]:
    errors = vars(devices.errors).values()
    return {error.code for error in errors if isinstance(error, type) and issubclass(error, devices.errors.DeviceError)}


def documented_codes(module: str) -> set[str]:
    text = (KIOSK.parent / "app" / "contract" / f"{module}.py").read_text("utf-8")
    listed = text.split("Refusal codes:")[1].split('"""')[0]
    return set(re.findall(r"\b([a-z]+(?:-[a-z]+)+)\b", listed))


def signature_codes() -> set[str]:
    text = (KIOSK.parent / "app" / "contract" / "signing.py").read_text("utf-8")
    refusals = text.split("class SignatureRefused")[1].split("def ")[0]
    return set(re.findall(r"^    ([a-z]+-[a-z]+)  ", refusals, re.MULTILINE)) | {"signature-replayed"}


def test_every_code_has_words_of_its_own() -> None:
    codes = device_codes() | signature_codes()
    for module in ("licence", "credit", "jobs", "orders", "enrolment", "blobs", "packs", "help", "service_items"):
        codes |= documented_codes(module)
    codes |= {f"centre-{cause}" for cause in Cause} | {
        f"closed-{facility}" for facility in Facility if facility != "centre"
    }

    assert codes - known_codes() == set()


@pytest.mark.parametrize("code", sorted(known_codes()))
def test_words_say_what_happened_and_who_acts(code: str) -> None:
    chinese, other = problem("zh", code), problem("en", code)

    assert chinese.who in {"visitor", "staff", "nobody"}
    assert all((chinese.title, chinese.what, chinese.act, other.title, other.what, other.act))
    assert CHINESE.search(chinese.act)
    assert not CHINESE.search(other.title)
    assert "！" not in chinese.title + chinese.what + chinese.act


def test_unknown_code_sends_for_staff() -> None:
    assert problem("zh", "never-heard-of").who == "staff"


def test_placeholders_are_filled_in_order() -> None:
    assert say("zh", "%1 到 %2", "甲", "乙") == "甲 到 乙"


def test_every_reason_fits_on_a_tile() -> None:
    from kiosk.door import Reason

    for facility in Facility:
        code = "closed-no-centre" if facility is Facility.CENTRE else f"closed-{facility}"
        assert len(reason_in_brief(Reason(code, facility), lambda text: text)) <= 10


def test_the_english_that_qt_reads_is_the_english_that_python_speaks() -> None:
    """`make words` was run after the last change of a page or of en.json."""
    parent = QObject()
    translator = english_translator(parent)

    stale = {
        (page.stem, text)
        for page in KIOSK.rglob("*.qml")
        for text in texts_of(page)
        if CHINESE.search(text) and translator.translate(page.stem, text) != english()[text]
    }

    assert stale == set()


def test_a_hall_that_is_closed_in_english_leaves_the_next_one_chinese(qapp: QGuiApplication) -> None:
    hall = Hall(qapp, Look(full=False))
    hall.shell.toggleLanguage()
    spoken = QCoreApplication.translate("Attract", "点这里开始")
    hall.close()

    assert spoken != "点这里开始"
    assert QCoreApplication.translate("Attract", "点这里开始") == "点这里开始"
