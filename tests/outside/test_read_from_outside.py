"""The main job through AT-SPI alone: a process outside that knows names, roles and states, presses and writes, and points nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from kiosk_process import KioskProcess, kiosk_process
from private_desktop import accessible_desktop, waits_for, why_no_assistive_technology
from reader import CHOICE, TICK, Reader, a_reader, faults

from app.enrolment import load
from devices.simulators.hall_client import HallClient
from kiosk.simulated_hall import SimulatedHall
from printing.seal import verify

pytestmark = pytest.mark.skipif(bool(why_no_assistive_technology()), reason=why_no_assistive_technology())

USCC = "91441900MA0TE5T16P"
PHONE = "13800000000"
OWN_WORDS = "退税办了三个月还没到账，希望告诉我卡在哪里。"
LONG_WAY = 240
"""Seconds: a machine that has much else to do walks slowly."""


class Outsider:
    """The reader, the street, and what was wrong with the pages they came by."""

    def __init__(self, reader: Reader, street: HallClient, around: SimulatedHall, kiosk: KioskProcess) -> None:
        self.reader, self.street, self.around, self.kiosk = reader, street, around, kiosk
        self.stumbled: dict[str, list[str]] = {}

    def comes_to(self, heading: str) -> None:
        """The page is up; what is wrong with it is kept under its heading."""
        self.reader.hears(heading)
        wrong: list[str] = []

        def is_in_order() -> bool:  # a page that has just come up is still being laid out
            wrong[:] = faults(self.reader.page())
            return not wrong

        try:
            waits_for(is_in_order, "the page to be in order", 3.0, 0.1)
        except AssertionError:
            self.stumbled[heading] = wrong

    def presses(self, name: str) -> None:
        self.reader.presses(name)

    def reads_on_until(self, name: str) -> None:
        """A page that wants to be read to its end has its last button on its last sheet."""
        waits_for(lambda: self.reader.finds(name) or self.reader.finds("接着看"), f"a way on, or {name}")
        while self.reader.finds(name) is None:
            self.presses("接着看")
        self.presses(name)

    def starts(self) -> None:
        self.comes_to("有事，在这里办")
        self.presses("点这里开始")
        self.comes_to("今天要办什么")

    def takes(self, role: str) -> None:
        """The first answer of this kind, and hears that it is taken."""
        answer = next(node for node in self.reader.page() if node.role == role and not node.is_chosen)
        self.presses(answer.name)
        waits_for(lambda: getattr(self.reader.finds(answer.name), "is_chosen", False), f"{answer} to be said as chosen")

    def writes(self, field: str, text: str) -> None:
        self.reader.writes(field, text)
        waits_for(
            lambda: text in self.reader.reads(field), lambda: f"{text} to stand in {field}: {self.reader.reads(field)}"
        )

    def identifies(self) -> None:
        self.comes_to("请把身份证平放在读卡区")
        self.street.direct(do="place-card", card="zhang")
        self.comes_to("请出示电子营业执照码")
        self.street.direct(do="take-card")
        self.street.direct(do="phone-code", holder="zhang", uscc=USCC, age=0)

    def goes_home(self) -> None:
        self.comes_to("满意吗")
        self.presses("非常满意")
        self.comes_to("请慢走")
        self.presses("都拿好了")
        self.comes_to("有事，在这里办")


@pytest.fixture
def outsider(around: SimulatedHall, tmp_path: Path) -> Iterator[Outsider]:
    with (
        accessible_desktop() as desktop,
        kiosk_process(desktop, around, tmp_path) as kiosk,
        a_reader(desktop) as reader,
    ):
        outsider = Outsider(reader, HallClient(around.control), around, kiosk)
        waits_for(lambda: reader.finds("点这里开始") or not kiosk.is_alive(), "the terminal")
        yield outsider
        assert kiosk.is_alive()
        assert kiosk.complaints() == []


@pytest.mark.timeout(LONG_WAY)
def test_report_is_printed_and_rated_through_assistive_technology(outsider: Outsider) -> None:
    outsider.comes_to("有事，在这里办")
    outsider.presses("点这里开始")
    outsider.comes_to("今天要办什么")
    outsider.presses("信用报告")
    outsider.comes_to("信用报告")
    outsider.presses("信用报告")
    outsider.comes_to("要哪一种信用报告")
    outsider.presses("无违法违规证明版")
    outsider.identifies()
    outsider.comes_to("同意查询吗")
    outsider.reads_on_until("同意，去查")
    outsider.comes_to("报告里要查什么")
    outsider.presses("下一步")
    outsider.comes_to("报告用在哪里")
    outsider.takes(CHOICE)
    outsider.presses("下一步")
    outsider.comes_to("请核对")
    outsider.presses("都对，生成报告")
    outsider.comes_to("报告好了，已盖章")
    pages = sum("报告第" in node.name for node in outsider.reader.page())
    outsider.presses(next(node.name for node in outsider.reader.page() if node.name.startswith("打印 1 份")))
    outsider.comes_to("打好了，请拿走报告")
    outsider.presses("拿好了，办完了")
    outsider.goes_home()

    printed = max(outsider.around.printed.glob("page-*.pdf"))
    assert verify(printed.read_bytes(), load(outsider.around.terminal_home).root_pem).valid
    assert pages
    assert outsider.stumbled == {}


@pytest.mark.timeout(LONG_WAY)
def test_appeal_is_filed_in_own_words_through_assistive_technology(outsider: Outsider) -> None:
    outsider.starts()
    outsider.presses("政企直通车")
    outsider.comes_to("政企直通车")
    outsider.presses("提交企业诉求")
    outsider.identifies()
    outsider.comes_to("哪方面有困难")
    outsider.presses("税费")
    outsider.presses("下一步")
    outsider.comes_to("具体是什么困难")
    outsider.takes(TICK)
    outsider.presses("用自己的话说")
    outsider.comes_to("用自己的话说")
    outsider.writes("发生了什么，希望怎么解决", OWN_WORDS)
    outsider.presses("写好了，下一步")
    outsider.comes_to("打哪个电话联系您")
    outsider.writes("联系电话", PHONE)
    outsider.presses("下一步")
    outsider.comes_to("请核对")
    said = [node.name for node in outsider.reader.page()]
    outsider.reads_on_until("都对，提交")
    outsider.comes_to("已收件")
    outsider.presses("不打印，办完了")
    outsider.goes_home()

    assert any(OWN_WORDS in words for words in said)
    assert outsider.stumbled == {}
