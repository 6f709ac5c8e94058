"""The helper processes: what they answer, what they cannot do, and what becomes of what they were told."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from kiosk.typing import engines
from kiosk.typing.helper import FAILED, MISSING, ROOT, Helper, HelperState

PHRASES = [
    ("dongguan", "东莞"),
    ("liaobu", "寮步"),
    ("lbz", "寮步镇"),
    ("jiuguanyong", "就莞用"),
    ("zhengqizhitongche", "政企直通车"),
    ("zqztc", "政企直通车"),
    ("yyzz", "营业执照"),
    ("machong", "麻涌"),
    ("mayong", "麻涌"),
    ("tongyishehuixinyongdaima", "统一社会信用代码"),
]
SECRET = "jueduibunengliuxia"


def answer_to(bot: QtBot, helper: Helper, question: dict[str, Any], within: int = 10_000) -> dict[str, Any]:
    heard: list[dict[str, Any]] = []
    helper.ask(question, heard.append)
    bot.waitUntil(lambda: bool(heard), timeout=within)
    return heard[0]


def spell(bot: QtBot, way: str, keys: str) -> list[str]:
    answer = answer_to(bot, engines.speller(), {"way": way, "steps": [["keys", keys]]})
    return [text for _, text in answer["candidates"]]


@pytest.fixture
def ready(qtbot: QtBot, spelling: None) -> Helper:
    engines.speller().warm()
    qtbot.waitUntil(lambda: engines.speller().state is HelperState.READY, timeout=20_000)
    return engines.speller()


@pytest.mark.parametrize(("keys", "wanted"), PHRASES)
def test_words_of_the_trade_stand_on_the_first_page(qtbot: QtBot, ready: Helper, keys: str, wanted: str) -> None:
    assert wanted in spell(qtbot, "pinyin", keys)[:10]


@pytest.mark.parametrize(
    ("keys", "wanted"), [("hzspn", "东"), ("hss", "真"), ("psphs", "作"), ("n", "为"), ("hspn", "木")]
)
def test_common_characters_come_first_by_their_strokes(qtbot: QtBot, ready: Helper, keys: str, wanted: str) -> None:
    assert wanted in spell(qtbot, "stroke", keys)[:30]


def test_a_choice_in_the_middle_leaves_the_rest_to_be_chosen(qtbot: QtBot, ready: Helper) -> None:
    keys: list[Any] = ["keys", "dongguanshiliaobu"]
    listed = answer_to(qtbot, ready, {"way": "pinyin", "steps": [keys]})["candidates"]
    city = next(place for place, text in listed if text == "东莞市")

    rest = answer_to(qtbot, ready, {"way": "pinyin", "steps": [keys, ["choose", city]]})
    town = next(place for place, text in rest["candidates"] if text == "寮步")
    whole = answer_to(qtbot, ready, {"way": "pinyin", "steps": [keys, ["choose", city], ["choose", town]]})

    assert rest["text"] == ""
    assert whole["text"] == "东莞市寮步"


def test_nothing_is_learnt_from_what_was_chosen(qtbot: QtBot, ready: Helper) -> None:
    before = spell(qtbot, "pinyin", "liuxia")

    for _ in range(5):
        answer_to(qtbot, ready, {"way": "pinyin", "steps": [["keys", "liuxia"], ["choose", 7]]})

    assert spell(qtbot, "pinyin", "liuxia") == before


def test_the_helper_has_no_folder_no_file_to_write_and_no_core(qtbot: QtBot, ready: Helper) -> None:
    """librime's private folder is gone before the first key; a user dictionary has nowhere to be."""
    spell(qtbot, "pinyin", SECRET)
    process = Path("/proc") / str(ready.process_id)

    limits = (
        resource.prlimit(ready.process_id, resource.RLIMIT_FSIZE),
        resource.prlimit(ready.process_id, resource.RLIMIT_CORE),
    )
    opened = {os.readlink(file) for file in (process / "fd").iterdir()}
    folders = [
        folder
        for root in (Path("/dev/shm"), Path("/tmp"))
        for folder in root.glob(f"guanjia-typing-{ready.process_id}-*")
    ]

    assert limits == ((0, 0), (0, 0))
    assert folders == []
    assert all(
        file.startswith(("pipe:", "/dev/", "/usr/share/rime-data/", "socket:", "anon_inode:")) for file in opened
    ), opened
    assert not any("userdb" in file for file in opened)


def test_a_helper_cannot_write_to_a_file(tmp_path: Path) -> None:
    program = "import os; from kiosk.typing.shut_in import shut_in; shut_in(); os.write(os.open('kept', os.O_CREAT | os.O_WRONLY), b'x')"

    tried = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )

    assert "File too large" in tried.stderr
    assert (tmp_path / "kept").read_bytes() == b""


def test_what_was_typed_is_in_no_file_of_the_dictionaries(qtbot: QtBot, ready: Helper, tmp_path: Path) -> None:
    watched = {file: file.stat().st_mtime_ns for file in Path("/usr/share/rime-data").rglob("*")}

    spell(qtbot, "pinyin", SECRET)
    engines.rest()

    assert {file: file.stat().st_mtime_ns for file in Path("/usr/share/rime-data").rglob("*")} == watched


def test_the_helpers_are_gone_with_the_visit(qtbot: QtBot, ready: Helper) -> None:
    process = Path("/proc") / str(ready.process_id)

    engines.rest()

    qtbot.waitUntil(lambda: not process.exists(), timeout=5_000)
    assert ready.state is HelperState.RESTING


def test_a_crash_is_the_helpers_own_and_the_question_is_asked_again(qtbot: QtBot, ready: Helper) -> None:
    os.kill(ready.process_id, signal.SIGSTOP)
    heard: list[dict[str, Any]] = []
    ready.ask({"way": "pinyin", "steps": [["keys", "dongguan"]]}, heard.append)

    os.kill(ready.process_id, signal.SIGSEGV)
    os.kill(ready.process_id, signal.SIGCONT)

    qtbot.waitUntil(lambda: bool(heard), timeout=10_000)
    assert heard[0]["candidates"][0][1] == "东莞"


def test_a_question_that_ends_two_helpers_is_given_up(
    qtbot: QtBot, helpers: None, house: Callable[[str], Helper]
) -> None:
    dying = house("import os, sys\nprint('{\"ready\": true}', flush=True)\nsys.stdin.readline()\nos.abort()")

    answer = answer_to(qtbot, dying, {"what": "ever"})

    assert answer == {"error": FAILED}
    assert dying.state is HelperState.RESTING


def test_a_helper_that_hangs_is_ended(qtbot: QtBot, helpers: None, house: Callable[[str], Helper]) -> None:
    hanging = house("import sys, threading\nprint('{\"ready\": true}', flush=True)\nthreading.Event().wait()")
    hanging._patience.setInterval(100)

    assert answer_to(qtbot, hanging, {"what": "ever"}) == {"error": FAILED}


def test_an_engine_that_is_not_installed_is_said_so(
    qtbot: QtBot, helpers: None, house: Callable[[str], Helper]
) -> None:
    missing = house('print(\'{"ready": false, "why": "library"}\', flush=True)')

    assert answer_to(qtbot, missing, {"what": "ever"}) == {"error": MISSING}
    assert missing.state is HelperState.MISSING
    assert answer_to(qtbot, missing, {"what": "ever"}) == {"error": MISSING}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Callable[[str], Helper]:
    """A helper that runs a program of the test's own."""

    def made(program: str) -> Helper:
        (tmp_path / "odd_helper.py").write_text(program, "utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        helper = Helper("odd_helper")
        request.addfinalizer(helper.rest)
        return helper

    return made


@pytest.mark.parametrize(
    "line",
    ["", "[]", "nonsense", '{"id": 1}', '{"id": 1, "way": "morse", "steps": []}', '{"id": 1, "way": "pinyin", "steps": [["keys", "东"]]}',
     '{"id": 1, "way": "pinyin", "steps": [["choose", -1]]}', '{"id": 1, "way": "pinyin", "steps": [["keys", "a"], ["choose", 3999]]}'],
)  # fmt: skip
def test_a_question_that_is_none_is_answered_with_its_kind_alone(spelling: None, line: str) -> None:
    program = [sys.executable, "-m", "kiosk.typing.rime_program"]

    said = subprocess.run(
        program,
        input=f'{line}\n{{"id": 2, "way": "pinyin", "steps": [["keys", "dong"]]}}\n',
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=20,
    )

    *_, last = [json.loads(row) for row in said.stdout.splitlines()]
    assert last["id"] == 2
    assert "东" in [text for _, text in last["candidates"]]
    assert said.stderr == ""


def test_the_terminal_itself_loads_neither_numpy_nor_librime() -> None:
    looking = "print('numpy' in sys.modules, 'librime' in open('/proc/self/maps').read())"
    program = f"import kiosk.typing.typist, sys; {looking}"

    said = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        timeout=30,
    )

    assert said.stdout.split() == ["False", "False"]


def test_a_helper_that_is_sent_away_while_it_starts_leaves_nothing(qtbot: QtBot, spelling: None) -> None:
    engines.speller().warm()
    qtbot.waitUntil(lambda: engines.speller().process_id > 0, timeout=5_000)
    process = Path("/proc") / str(engines.speller().process_id)

    engines.rest()

    qtbot.waitUntil(lambda: not process.exists(), timeout=10_000)
    assert list(Path("/dev/shm").glob(f"guanjia-typing-{process.name}-*")) == []


def test_what_a_killed_helper_left_is_tidied_by_the_next(qtbot: QtBot, spelling: None) -> None:
    left = Path("/dev/shm/guanjia-typing-999999999-old")
    left.mkdir(exist_ok=True)

    spell(qtbot, "pinyin", "d")

    assert not left.exists()
