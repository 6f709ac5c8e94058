"""What is new on a page is announced to whoever reads from outside, though the terminal's own voice is off."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from kiosk_process import kiosk_process
from private_desktop import SYSTEM_PYTHON, accessible_desktop, running, waits_for, why_no_assistive_technology
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


def test_what_goes_wrong_is_announced_to_readers_outside(around: SimulatedHall, tmp_path: Path) -> None:
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

        street.direct(do="show-code", text="https://example.com/not-a-report", device="code-scanner")

        waits_for(lambda: "这不是报告上的码" in heard.read_text("utf-8"), lambda: f"it: {heard.read_text('utf-8')}")
