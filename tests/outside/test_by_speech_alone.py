"""The main job and an appeal by somebody who never looks: a process without a screen, the transcript of its sound wire, and keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from kiosk_process import kiosk_process
from listening import Listener
from private_desktop import Desktop, waits_for

from app.enrolment import load
from devices.simulators.hall_client import HallClient
from kiosk.simulated_hall import SimulatedHall
from kiosk.voice import live
from printing.seal import verify

pytestmark = pytest.mark.skipif(not live.is_there(), reason="espeak-ng is not installed: `scripts/set-up` installs it")

USCC = "91441900MA0TE5T16P"
PHONE = "13800000000"
DIGITS = "零一二三四五六七八九"
LONG_WAY = 400
HASTE = 10
"""A test listens faster than a person."""
NO_SCREEN = Desktop("", {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"})


class BlindVisitor:
    def __init__(self, around: SimulatedHall) -> None:
        self.around = around
        self.street = HallClient(around.control)
        waits_for(lambda: self.street.direct(do="look")["keypad"]["held"], "the terminal to hold its keypad")
        self.street.direct(do="haste", device="sound", times=HASTE)
        self.ears = Listener(self.street)

    def starts(self) -> None:
        self.ears.hears("有事，在这里办")
        self.ears.chooses("点这里开始")
        self.ears.hears("今天要办什么")

    def identifies(self) -> None:
        self.ears.hears("请把身份证平放在读卡区")
        self.street.direct(do="place-card", card="zhang")
        self.ears.hears("请出示电子营业执照码")
        self.street.direct(do="take-card")
        self.street.direct(do="phone-code", holder="zhang", uscc=USCC, age=0)

    def reads_to_the_end(self, last: str) -> None:
        """A page that wants to be read to its end says 接着看 until it is."""
        self.ears.goes_to(last, "接着看")
        while "接着看" in self.ears.transcript[-1]:
            self.ears.presses("ok")
            self.ears.goes_to(last, "接着看")
        self.ears.presses("ok")

    def keys_in(self, digits: str) -> None:
        for digit in digits:
            self.ears.chooses(DIGITS[int(digit)])

    def rates_and_leaves(self) -> None:
        self.ears.hears("这次办事，您满意吗")
        self.ears.chooses("非常满意")
        self.ears.hears("谢谢，请慢走")
        self.ears.chooses("都拿好了")
        self.ears.hears("有事，在这里办")


@pytest.fixture
def visitor(around: SimulatedHall, tmp_path: Path) -> Iterator[BlindVisitor]:
    with kiosk_process(NO_SCREEN, around, tmp_path, "--windowed") as kiosk:  # the screen that is not there is small
        visitor = BlindVisitor(around)
        yield visitor
        visitor.ears.unplugs()
        visitor.street.direct(do="haste", device="sound", times=1)
        visitor.street.direct(do="take-card")
        assert kiosk.is_alive()
        assert kiosk.complaints() == []


@pytest.mark.timeout(LONG_WAY)
def test_report_is_printed_and_rated_by_ear(visitor: BlindVisitor) -> None:
    ears = visitor.ears
    ears.plugs_in()
    visitor.starts()
    ears.chooses("信用报告")
    ears.hears("您要办哪一件")
    ears.chooses("打印信用报告", "信用报告")
    ears.hears("要哪一种信用报告")
    ears.chooses("无违法违规证明版")
    visitor.identifies()
    ears.hears("同意查询吗")
    visitor.reads_to_the_end("同意，去查")
    ears.hears("报告里要查什么")
    ears.chooses("下一步")
    ears.hears("报告用在哪里")
    ears.chooses_some_option()
    ears.chooses("下一步")
    ears.hears("请核对")
    visitor.reads_to_the_end("都对，生成报告")
    ears.hears("报告好了，已盖章")
    visitor.reads_to_the_end("打印")
    ears.hears("打好了，请拿走报告")
    ears.chooses("拿好了，办完了")
    visitor.rates_and_leaves()

    printed = max(visitor.around.printed.glob("page-*.pdf"))
    assert verify(printed.read_bytes(), load(visitor.around.terminal_home).root_pem).valid
    assert ears.outlets == {"headphones"}


@pytest.mark.soak  # the report takes the same way; that what is private is for headphones only, tests/hall hears each time
@pytest.mark.timeout(LONG_WAY)
def test_appeal_is_filed_by_ear_aloud_until_it_comes_to_a_number(visitor: BlindVisitor) -> None:
    """A key starts the voice; what is the visitor's own is said when the headphones are in, and never by the loudspeaker."""
    ears = visitor.ears
    ears.knocks("repeat")
    visitor.starts()
    ears.chooses("政企直通车")
    ears.hears("您要办哪一件")
    ears.chooses("提交企业诉求")
    visitor.identifies()
    ears.hears("哪方面有困难")
    ears.chooses("税费")
    ears.hears("已选中")
    visitor.reads_to_the_end("下一步")
    ears.hears("具体是什么困难")
    ears.chooses_some_option()
    visitor.reads_to_the_end("下一步")
    ears.hears("打哪个电话联系您")
    aloud = ears.outlets
    ears.plugs_in()
    visitor.keys_in(PHONE[:1])
    private = len(ears.transcript)
    visitor.keys_in(PHONE[1:])
    visitor.reads_to_the_end("下一步")
    ears.hears("请核对")
    visitor.reads_to_the_end("都对，提交")
    ears.hears("已收件")
    visitor.reads_to_the_end("打印小票")
    ears.hears("小票从左下方出来了")
    ears.chooses("拿好了，办完了")
    visitor.rates_and_leaves()

    assert aloud == {"speaker"}
    assert ears.outlets_after(private) == {"headphones"}
