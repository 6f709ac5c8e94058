"""The terminal by keypad and speech: what came out of the sound wire is the oracle, the screen is never looked at."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from ear import UNKNOWN, HallEar, in_order
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from scene import Scene

from kiosk.visitor import GaveUp
from kiosk.voice import Ear, live
from kiosk.voice.composing import Live
from kiosk.voice.player import Speech
from kiosk.voice.voice import Voice
from kiosk.voice.wording import Phrase, Thing

HASTE, GREAT_HASTE = 5, 25
"""A test listens faster than a person; still faster where nothing is to be cut short."""

pytestmark = pytest.mark.skipif(not live.is_there(), reason="espeak-ng is not installed: `scripts/set-up` installs it")


@pytest.fixture
def ear(scene: Scene) -> Iterator[HallEar]:
    scene.visitor.sees("Attract")
    ear = HallEar(Path(scene.street.direct(do="look")["sound"]["player"]).parent)
    ear.from_now_on()
    scene.street.direct(do="haste", device="sound", times=HASTE)
    yield ear
    scene.street.direct(do="haste", device="sound", times=1)
    scene.street.direct(do="headphones", inserted=False)


def voice(scene: Scene) -> Voice:
    assert scene.hall.voice is not None
    return scene.hall.voice


def hears(scene: Scene, ear: HallEar, *words: str, patience: float = 12.0) -> None:
    try:
        scene.visitor.waits_for(lambda: in_order(words, ear.heard()), "words", patience)
    except GaveUp:
        raise GaveUp(f"waited to hear {words}; heard {ear.heard()}") from None


def plugs_in(scene: Scene, ear: HallEar) -> None:
    scene.street.direct(do="headphones", inserted=True)
    hears(scene, ear, "语音已打开")
    presses(scene, ear, "softer")
    presses(scene, ear, "louder")
    hears(scene, ear, "大一点")


def presses(scene: Scene, ear: HallEar, key: str) -> str:
    """Press, and hear the first thing that is said then."""
    before = len(ear.heard())
    scene.street.direct(do="press", key=key)
    scene.visitor.waits_for(lambda: len(ear.heard()) > before, f"anything after {key}", 5.0)
    return ear.heard()[before]


def finds(scene: Scene, ear: HallEar, words: str, key: str = "down", most: int = 30) -> None:
    """On and on until `words` is heard."""
    said = [presses(scene, ear, key)]
    while said[-1] != words and len(said) < most:
        said.append(presses(scene, ear, key))
    assert said[-1] == words, said


def chooses(scene: Scene, ear: HallEar, words: str) -> None:
    finds(scene, ear, words)
    ear.from_now_on()
    scene.street.direct(do="press", key="ok")


# ---- on and off ----


def test_headphones_start_the_voice_and_the_loudspeaker_stays_silent(scene: Scene, ear: HallEar) -> None:
    scene.street.direct(do="headphones", inserted=True)

    hears(scene, ear, "语音已打开")
    assert voice(scene).is_on
    assert ear.outlets() == {"headphones"}


def test_key_of_its_own_starts_it_over_the_loudspeaker(scene: Scene, ear: HallEar) -> None:
    scene.street.direct(do="press", key="repeat")

    hears(scene, ear, "语音已打开")
    assert ear.outlets() == {"speaker"}


def test_whoever_cannot_see_hears_where_the_focus_is(scene: Scene, ear: HallEar) -> None:
    plugs_in(scene, ear)

    first = presses(scene, ear, "down")
    hears(scene, ear, "长辈版", "按钮", "字大，步骤少")
    second = presses(scene, ear, "up")
    end = presses(scene, ear, "up")

    assert (first, second, end) == ("长辈版", "点这里开始", "第一项")


def test_focus_never_goes_round_in_silence(scene: Scene, ear: HallEar) -> None:
    plugs_in(scene, ear)

    finds(scene, ear, "最后一项")

    assert presses(scene, ear, "down") == "最后一项"
    assert presses(scene, ear, "up") not in {"最后一项", "第一项"}


def test_repeat_after_a_rest_says_the_last_thing_again_and_not_the_page(scene: Scene, ear: HallEar) -> None:
    plugs_in(scene, ear)
    presses(scene, ear, "down")
    voice(scene)._rest()  # a minute has gone by: nobody touched anything, and what was said last is still the last

    assert presses(scene, ear, "repeat") == "长辈版"
    assert voice(scene).is_on


def test_repeat_says_it_again_and_asked_twice_the_whole_page(scene: Scene, ear: HallEar) -> None:
    plugs_in(scene, ear)
    presses(scene, ear, "down")

    assert presses(scene, ear, "repeat") == "长辈版"
    assert presses(scene, ear, "repeat") == "您好 有事，在这里办"


def test_any_key_ends_what_is_being_said(scene: Scene, ear: HallEar) -> None:
    scene.street.direct(do="headphones", inserted=True)
    hears(scene, ear, "语音已打开")

    presses(scene, ear, "down")

    said = ear.heard()
    assert "长辈版" in said
    assert (
        "按下键听下一项，按确认键选它，按重复键再听一遍 长按重复键，换语言、快慢和音量"
        not in said[said.index("长辈版") :]
    )


def test_pulled_plug_ends_it_after_three_seconds_and_put_back_it_goes_on(scene: Scene, ear: HallEar) -> None:
    plugs_in(scene, ear)
    presses(scene, ear, "down")
    ear.from_now_on()

    scene.street.direct(do="headphones", inserted=False)
    scene.visitor.lets_pass(1.0)
    silent = ear.heard()
    scene.street.direct(do="headphones", inserted=True)
    hears(scene, ear, "长辈版")
    scene.street.direct(do="headphones", inserted=False)
    scene.visitor.waits_for(lambda: not voice(scene).is_on, "the voice to end", 5.0)

    assert silent == []
    assert ear.outlets() == {"headphones"}


def test_every_visit_begins_at_the_usual_loudness(scene: Scene, ear: HallEar) -> None:
    plugs_in(scene, ear)
    usual = voice(scene).settings.dba
    presses(scene, ear, "louder")
    presses(scene, ear, "faster")
    loud = voice(scene).settings.dba
    presses(scene, ear, "ok")

    scene.hall.shell.end_visit()
    scene.visitor.sees("Attract")

    assert (usual, loud) == (65.0, 71.0)
    assert (voice(scene).settings.dba, voice(scene).settings.speed) == (65.0, 1.0)


def test_louder_is_six_decibels_louder(scene: Scene, ear: HallEar) -> None:
    plugs_in(scene, ear)
    presses(scene, ear, "down")
    usual = ear.peaks()[-1]
    presses(scene, ear, "louder")
    presses(scene, ear, "up")
    presses(scene, ear, "down")

    assert ear.peaks()[-1] == pytest.approx(usual * 10 ** (6 / 20), rel=0.01)


def test_broken_sound_ends_the_voice_and_the_button_says_why(scene: Scene, ear: HallEar) -> None:
    plugs_in(scene, ear)

    scene.street.direct(do="unplug", device="sound")
    scene.visitor.waits_for(lambda: bool(voice(scene).why_not), "the loss", 5.0)

    assert not voice(scene).is_on
    assert voice(scene).property("reason") == "声音设备要修"
    scene.street.direct(do="plug", device="sound")
    scene.visitor.waits_for(lambda: bool(voice(scene).property("available")), "the sound to be back", 6.0)


# ---- fingers ----


def test_first_tap_speaks_and_the_second_acts(scene: Scene, ear: HallEar) -> None:
    scene.hall.shell.voice.toggle()  # type: ignore[union-attr]  # the hall has one
    hears(scene, ear, "语音已打开")

    scene.visitor.taps("start")
    hears(scene, ear, "点这里开始")
    stayed = scene.page
    scene.visitor.taps("start")

    scene.visitor.sees("Home")
    assert stayed == "Attract"


def test_finger_that_is_drawn_along_explores_and_chooses_nothing(scene: Scene, ear: HallEar) -> None:
    scene.hall.shell.voice.toggle()  # type: ignore[union-attr]  # the hall has one
    hears(scene, ear, "语音已打开")
    way = [scene.visitor.finds(name) for name in ("door.elder", "door.language", "door.help")]

    for spot, kind in zip([*way, way[-1]], ["Press", "Move", "Move", "Release"], strict=True):
        drag(scene, QPointF(spot), kind)

    hears(scene, ear, "长辈版", "请人帮忙")
    assert scene.page == "Attract"
    assert scene.hall.shell.language_now == "zh"


def drag(scene: Scene, spot: QPointF, kind: str) -> None:
    types = {
        "Press": QEvent.Type.MouseButtonPress,
        "Move": QEvent.Type.MouseMove,
        "Release": QEvent.Type.MouseButtonRelease,
    }
    left = Qt.MouseButton.LeftButton
    event = QMouseEvent(types[kind], spot, spot, left, left, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(scene.visitor.window, event)
    scene.visitor.lets_pass(0.3)


# ---- languages, settings ----


def test_held_repeat_opens_the_settings_and_back_leads_to_the_page(scene: Scene, ear: HallEar) -> None:
    plugs_in(scene, ear)
    ear.from_now_on()

    voice(scene).key("repeat")
    scene.visitor.lets_pass(1.0)
    voice(scene).key_held("repeat")
    hears(scene, ear, "语音设置")
    finds(scene, ear, "慢一点")
    scene.street.direct(do="press", key="ok")
    scene.visitor.waits_for(lambda: voice(scene).settings.speed == 0.7, "slower speech", 3.0)
    scene.street.direct(do="press", key="back")
    scene.visitor.waits_for(lambda: not voice(scene).is_open, "the page", 3.0)

    assert scene.page == "Attract"


def test_english_is_heard_and_shown_and_cantonese_is_spoken_by_another_voice(scene: Scene, ear: HallEar) -> None:
    plugs_in(scene, ear)

    voice(scene).listenIn("en")
    shown = scene.hall.shell.language_now
    voice(scene).listenIn("yue")
    ear.expects("现在说粤语", ear=Ear.CANTONESE)

    hears(scene, ear, "现在说粤语")
    assert (shown, scene.hall.shell.language_now) == ("en", "zh")


# ---- time, staff, private things ----


def test_nobody_is_asked_whether_they_are_there_while_they_listen(scene: Scene, ear: HallEar) -> None:
    plugs_in(scene, ear)
    presses(scene, ear, "ok")
    scene.visitor.sees("Home")
    scene.street.direct(do="haste", device="sound", times=1)
    scene.hall.shell.idle.set_limits(2, 60)
    presses(scene, ear, "repeat")
    presses(scene, ear, "repeat")

    scene.visitor.lets_pass(3.0)
    is_read, while_read = voice(scene).property("speaking"), scene.hall.shell.idle.seconds_left
    voice(scene).key("voice")
    scene.hall.shell.idle.set_limits(1, 60)
    scene.visitor.waits_for(lambda: scene.hall.shell.idle.seconds_left >= 0, "the question, in silence", 8.0)

    assert is_read
    assert while_read == -1


def test_question_is_spoken_and_answered_by_keys(scene: Scene, ear: HallEar) -> None:
    plugs_in(scene, ear)
    presses(scene, ear, "ok") if presses(scene, ear, "up") == "第一项" else None
    scene.visitor.sees("Home")
    ear.from_now_on()

    scene.hall.shell.idle.set_limits(1, 21)
    hears(scene, ear, "您还在吗", "继续办")
    scene.street.direct(do="press", key="ok")

    scene.visitor.waits_for(lambda: scene.hall.shell.idle.seconds_left < 0, "the page again", 5.0)
    assert scene.page == "Home"


def test_pages_of_staff_are_never_read_aloud(scene: Scene, ear: HallEar) -> None:
    plugs_in(scene, ear)
    scene.hall.shell.help()
    scene.visitor.sees("Help")
    ear.from_now_on()

    scene.hall.shell.showDevices()
    hears(scene, ear, "这一页给工作人员用，不朗读")
    ear.from_now_on()
    for key in ("down", "down"):
        scene.street.direct(do="press", key=key)
    scene.visitor.lets_pass(0.8)

    assert ear.heard() == []


def asks_for_the_report(scene: Scene) -> None:
    """As far as the page that names who asks."""
    scene.visitor.sees("Attract")
    scene.hall.shell.start()
    scene.hall.shell.openService("S901")
    scene.visitor.sees("Version")
    scene.visitor.taps("version.no-violations")
    scene.visitor.sees("IdCard")
    scene.identifies()


def test_private_words_are_for_headphones_only(scene: Scene, ear: HallEar) -> None:
    scene.street.direct(do="haste", device="sound", times=GREAT_HASTE)
    asks_for_the_report(scene)
    scene.street.direct(do="press", key="repeat")

    hears(scene, ear, "同意查询吗", "插上耳机，才念您自己的内容", "内容已隐藏", patience=25.0)
    ear.from_now_on()
    scene.street.direct(do="headphones", inserted=True)
    scene.visitor.waits_for(lambda: any("…" in said for said in ear.heard()), "what is one's own", 25.0)

    assert "内容已隐藏" not in ear.heard()
    assert ear.outlets() == {"headphones"}


def test_whoever_pulls_the_plug_while_private_words_are_read_covers_the_page(scene: Scene, ear: HallEar) -> None:
    asks_for_the_report(scene)
    scene.street.direct(do="headphones", inserted=True)
    scene.visitor.waits_for(lambda: voice(scene).is_on, "the voice", 5.0)

    scene.street.direct(do="headphones", inserted=False)

    scene.visitor.waits_for(lambda: scene.hall.shell.idle.seconds_left >= 0, "the question over the page", 6.0)
    assert not voice(scene).is_on


# ---- a whole visit ----


def bare(words: str) -> str:
    return "".join(sign for sign in words if sign.isalnum())


def moves_to(scene: Scene, ear: HallEar, words: str) -> None:
    """By ear alone: on until it is heard, or until there is no further; then back."""
    for key, end in (("down", "最后一项"), ("up", "第一项")):
        for _ in range(40):
            said = presses(scene, ear, key)
            if bare(said) == bare(words):
                return
            if said == end:
                break
    raise AssertionError(f"{words} was not heard; last: {ear.heard()[-20:]}")


def takes(scene: Scene, ear: HallEar, words: str) -> None:
    moves_to(scene, ear, words)
    ear.from_now_on()
    scene.street.direct(do="press", key="ok")


@pytest.mark.soak  # a process of its own is walked by ear in `tests/outside`, each time
@pytest.mark.timeout(0)
def test_credit_report_by_keypad_and_speech_alone(scene: Scene, ear: HallEar) -> None:
    """Only the hands that hold the card and the telephone are not guided: where to lay them is heard."""
    plugs_in(scene, ear)
    ear.expects("东莞市测试精密五金有限公司", "合成", "张某某")

    takes(scene, ear, "点这里开始")
    hears(scene, ear, "您好，今天要办什么")
    takes(scene, ear, "信用报告")
    hears(scene, ear, "您要办哪一件")
    takes(scene, ear, "信用报告")
    hears(scene, ear, "要哪一种信用报告")
    takes(scene, ear, "无违法违规证明版")
    hears(scene, ear, "请把身份证平放在读卡区")
    scene.shows_card()
    hears(scene, ear, "请出示电子营业执照码")
    scene.shows_code()
    hears(scene, ear, "同意查询吗")
    takes(scene, ear, "同意，去查")
    hears(scene, ear, "报告里要查什么")
    takes(scene, ear, "下一步")
    hears(scene, ear, "报告用在哪里")
    takes(scene, ear, "招标投标")
    hears(scene, ear, "已选中")
    takes(scene, ear, "下一步")
    hears(scene, ear, "请核对，没错就生成报告")
    hears(
        scene,
        ear,
        "东莞市测试精密五金有限公司",
        "信用代码",
        "张某某",
        "办完自动清除，机器里不留您的证件信息",
        patience=30.0,
    )
    code = "".join(said for said in ear.heard() if "幺" in said)
    takes(scene, ear, "都对，生成报告")
    hears(scene, ear, "报告好了，已盖章", patience=30.0)
    takes(scene, ear, "打印一份，共两页")
    hears(scene, ear, "打好了，请拿走报告", patience=40.0)
    takes(scene, ear, "拿好了，办完了")
    hears(scene, ear, "这次办事，您满意吗")
    takes(scene, ear, "非常满意")
    hears(scene, ear, "谢谢，请慢走")

    assert bare(code).endswith("九幺四四幺九零零MA零TE五T幺六P")
    assert ear.outlets() == {"headphones"}
    assert not [said for said in ear.heard() if UNKNOWN in said]


def test_nothing_of_what_was_said_stays_when_the_visit_is_over(scene: Scene, ear: HallEar) -> None:
    """The listener's own words are in no list of the voice any more; what the whole process holds is looked at elsewhere."""
    scene.street.direct(do="haste", device="sound", times=GREAT_HASTE)
    asks_for_the_report(scene)
    scene.street.direct(do="headphones", inserted=True)
    scene.visitor.waits_for(lambda: any(UNKNOWN in said for said in ear.heard()), "what is one's own", 25.0)

    scene.hall.shell.end_visit()
    scene.hall.shell.endVisit()
    scene.visitor.sees("Attract")
    scene.visitor.waits_for(lambda: not voice(scene).property("speaking"), "silence", 20.0)

    kept = [one for one in gc.get_objects() if isinstance(one, (Phrase, Thing, Live, Speech))]
    names = [getattr(one, "words", "") or getattr(one, "name", "") for one in kept]
    assert not [name for name in names if "测试精密" in name or "张" in name]
