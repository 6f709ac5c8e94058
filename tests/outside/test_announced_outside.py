"""What is new on a page is announced to whoever reads from outside, though the terminal's own voice is off."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import requests
from kiosk_process import kiosk_process
from private_desktop import (
    SYSTEM_PYTHON,
    accessible_desktop,
    our_program,
    running,
    waits_for,
    why_no_assistive_technology,
)
from reader import a_reader

from devices.simulators.hall_client import HallClient
from kiosk.simulated_hall import SimulatedHall

pytestmark = pytest.mark.skipif(bool(why_no_assistive_technology()), reason=why_no_assistive_technology())

LISTENS = """
import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi
listener = Atspi.EventListener.new(lambda event: print(event.any_data, flush=True))
listener.register("object:announcement")
print("listening", flush=True)
Atspi.event_main()
"""


SITE = "寮步镇政务服务中心"
BADGE = "T15-P03"
"""Of who holds a window post in that town, as seeding has it."""


class StaffWindow:
    """A window of the hall that sees its calls for help, as a browser does."""

    def __init__(self, around: SimulatedHall) -> None:
        home = around.terminal_home.parent / "central"
        add = ("central", "add-window", "--home", str(home), "--name", "样例3号窗", "--site", SITE, "--badge", BADGE)
        added = subprocess.run(our_program(*add), capture_output=True, text=True, check=True)
        self._headers = {"Authorization": f"Bearer {added.stdout.strip()}"}
        self._url = f"http://127.0.0.1:{around.central_port}/window/calls"

    def comes(self) -> None:
        waits_for(lambda: self._calls(), "the call")
        (call,) = self._calls()
        said = {"badge": BADGE}
        answer = requests.post(f"{self._url}/{call['id']}/acknowledge", json=said, headers=self._headers, timeout=60)
        assert answer.status_code == 200, answer.text

    def _calls(self) -> list[dict[str, Any]]:
        return list(requests.get(self._url, headers=self._headers, timeout=60).json()["calls"])


def test_what_is_new_on_a_page_is_announced_to_readers_outside(around: SimulatedHall, tmp_path: Path) -> None:
    street = HallClient(around.control)
    heard = tmp_path / "heard"
    with (
        accessible_desktop() as desktop,
        kiosk_process(desktop, around, tmp_path),
        heard.open("w", encoding="utf-8") as told,
        running([SYSTEM_PYTHON, "-c", LISTENS], env=desktop.environment, stdout=told, stderr=subprocess.DEVNULL),
        a_reader(desktop) as reader,
    ):
        waits_for(lambda: "listening" in heard.read_text("utf-8"), "somebody who listens")
        reader.hears("有事，在这里办")
        reader.presses("点这里开始")
        reader.hears("您好，今天要办什么？")
        reader.presses("验报告")
        reader.hears("请扫报告上的码")

        def announces(words: str) -> None:
            waits_for(lambda: words in heard.read_text("utf-8"), lambda: f"{words}: {heard.read_text('utf-8')}")

        street.direct(do="show-code", text="https://example.com/not-a-report", device="code-scanner")
        announces("这不是报告上的码")
        reader.presses("求助")
        reader.hears("已经叫了工作人员")
        StaffWindow(around).comes()
        announces("工作人员已看到，正在过来")
