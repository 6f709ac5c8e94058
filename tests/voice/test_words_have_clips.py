"""What the product says has its clips, and what is shipped is whole: every file decodes, is as long and as loud as the manifest says."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from kiosk.voice import Ear, missing
from kiosk.voice.library import Library, file_name
from kiosk.voice.sounding import RATE, decoded

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "resources" / "voice"
MOST_MEGABYTES = 20
SOFTEST = 0.01
"""Of 1: an f or an s is heard before its vowel, and is no louder."""
MOST_MISSING = 0.05
"""Of the texts: those that were written since somebody last ran `make voice`. They are spoken live meanwhile."""

OWN = (
    *(
        "按钮",
        "已选中",
        "没选中",
        "输入框",
        "第一项",
        "最后一项",
        "点",
        "内容已隐藏",
        "语音已打开",
        "语音已关闭",
        "语音设置",
    ),
    *(
        "大一点",
        "小一点",
        "已经最大声",
        "已经最小声",
        "快一点",
        "慢一点",
        "已经最快",
        "已经最慢",
        "现在说普通话",
        "现在说英语",
    ),
    *(
        "第 2 项，共 7 项",
        "第 2 步，共 5 步",
        "这一页有 6 个可以选的",
        "已输入 3 位，共 11 位",
        "这一页给工作人员用，不朗读。",
    ),
    *(
        "按下键听下一项，按确认键选它，按重复键再听一遍。长按重复键，换语言、快慢和音量。",
        "点一下听，再点一下选。也可以用手指慢慢划着找。",
    ),
    *(
        "返回",
        "首页",
        "求助",
        "语音",
        "字号",
        "对比",
        "您还在吗？",
        "还有 20 秒",
        "到时没有点，就结束办理，清除您的信息。",
    ),
    *(
        "91441900MA0TE5T16P",
        "138 0000 0000",
        "2026年9月14日 17:30",
        "12345",
        "4419**********1234",
        "100%",
        "¥12,345.60",
    ),
)
LATER = ("dock", "maintenance", "command_line", "doctor", "demo", "receipt.py", "slip.py", "paper_ledger")


def committed(file: str) -> dict[str, object]:
    """As it was committed: a colleague may be writing at this moment. Where there is no git, as it is."""
    shown = subprocess.run(["git", "show", f"HEAD:{file}"], cwd=ROOT, capture_output=True, check=False)
    words: dict[str, object] = json.loads(shown.stdout or (ROOT / file).read_bytes())
    return words


def texts() -> list[str]:
    """Every Chinese text a visitor may meet, its slots filled with a number."""
    sources = [
        file.read_text("utf-8")
        for file in [*(ROOT / "kiosk").rglob("*.qml"), *(ROOT / "kiosk").rglob("*.py")]
        if not any(part in str(file) for part in LATER)
    ]
    heard = [
        text
        for text in committed("kiosk/words/en.json")
        if any(text.replace("\n", "\\n") in source for source in sources)
    ]
    problems = [
        words for entry in committed("kiosk/words/problems.json").values() for words in dict(entry)["zh"].values()
    ]  # type: ignore[call-overload]  # JSON
    return [re.sub(r"%\d", "3", text) for text in [*heard, *problems]]


def test_the_voices_own_words_numbers_and_letters_have_clips() -> None:
    assert missing(OWN) == []


def test_what_pages_say_has_clips() -> None:
    """`make voice` renders what is missing."""
    said = texts()

    lacking = missing(said)

    assert len(said) > 500
    assert len(lacking) <= MOST_MISSING * len(said), f"run `make voice`: {lacking}"


def test_what_is_missing_is_told() -> None:
    assert missing(["按钮", "从来没有人录过的一句话"]) == ["从来没有人录过的一句话"]


@pytest.mark.parametrize("ear", [Ear.MANDARIN])
def test_every_clip_of_the_manifest_is_there_and_none_besides(ear: Ear) -> None:
    manifest = Library().manifest(ear)

    files = {file.stem for file in (SHIPPED / ear).glob("*.ogg")}
    assert files == set(manifest)
    assert all(name == file_name(clip.words, ear) for name, clip in manifest.items())


def test_clips_are_as_long_as_they_say_and_equally_loud() -> None:
    """A clip in thirty; the whole would take as long as the suite."""
    clips = sorted(Library().manifest(Ear.MANDARIN).items())[::30]

    for name, clip in clips:
        samples = decoded(SHIPPED / "cmn" / f"{name}.ogg").astype(np.float64) / 32_768
        spoken = samples[np.abs(samples) > 0.02]
        assert len(samples) == clip.frames, clip.words
        assert 0.03 < np.sqrt(np.mean(spoken**2)) < 0.25, clip.words
        assert np.abs(samples).max() <= 1.0
        assert np.flatnonzero(np.abs(samples) > SOFTEST)[0] < 0.08 * RATE, f"{clip.words} begins late"


def test_manifest_says_who_speaks_under_which_licence_and_who_approved_it() -> None:
    told = json.loads((SHIPPED / "cmn" / "manifest.json").read_text("utf-8"))

    assert {"voice", "model", "rate", "licence", "approved_by"} <= set(told)
    assert told["rate"] == RATE
    assert "Apache License" in (SHIPPED / "LICENCES.txt").read_text("utf-8")


def test_clips_take_no_more_room_than_they_may() -> None:
    room = sum(file.stat().st_size for file in SHIPPED.rglob("*") if file.is_file())

    assert room < MOST_MEGABYTES * 2**20
