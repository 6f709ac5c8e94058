"""The hall's smart-card reader, as stage directions move it and as the terminal's driver sees it."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.simulators.pcscd_room import READER, why_not
from devices.simulators.smart_card_stage import SmartCardStage
from devices.simulators.virtual_card import Fault
from devices.smart_card.pcsc_reader import PcscReader
from devices.smart_card.staff_trust import trust_from_files
from devices.state import Condition

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


@pytest.fixture
def stage() -> Iterator[SmartCardStage]:
    folder = Path(os.environ["PCSCLITE_CSOCK_NAME"]).parent.parent
    stage = SmartCardStage(folder)
    stage.start()
    yield stage
    stage.stop()
    shutil.rmtree(folder)


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        threading.Event().wait(0.005)
    return False


def test_what_the_hall_does_to_the_reader_is_what_the_terminal_sees(stage: SmartCardStage, tmp_path: Path) -> None:
    (tmp_path / "staff.pem").write_bytes(stage.office.pem)
    (tmp_path / "roster.txt").write_text("DG-0001\n")
    reader = PcscReader(READER, trust_from_files("T", tmp_path / "staff.pem", tmp_path / "roster.txt"))
    seen = []

    for directions, detail in [
        ({"do": "unplug"}, "no-reader"),
        ({"do": "plug"}, ""),
        ({"do": "pcscd", "state": "stopped"}, "no-pcscd"),
        ({"do": "pcscd", "state": "running"}, ""),
        ({"do": "pcscd", "state": "frozen"}, "pcscd-silent"),
        ({"do": "pcscd", "state": "running"}, ""),
    ]:
        stage.direct(directions)
        seen.append(eventually(lambda detail=detail: reader.state().detail == detail))
    stage.direct({"do": "insert-card", "staff": "DG-0001"})

    assert all(seen)
    assert reader.state().condition is Condition.READY
    assert reader.read_staff_card(5).card_id == "DG-0001"
    assert stage.look() == {
        "card": "staff",
        "powered": True,
        "commands": 5,
        "plugged": True,
        "pcscd": True,
        "port": os.environ["PCSCLITE_CSOCK_NAME"],
    }
    reader.close()


def test_nonsense_is_refused_in_words(stage: SmartCardStage) -> None:
    with pytest.raises(ValueError, match="a smart card cannot do this: fly"):
        stage.direct({"do": "fly"})
    with pytest.raises(ValueError, match="no such fault of a card: rain"):
        stage.direct({"do": "insert-card", "card": "zhang", "fault": "rain:1"})
    with pytest.raises(ValueError, match="pcscd is running, stopped or frozen, not tired"):
        stage.direct({"do": "pcscd", "state": "tired"})


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("", Fault()),
        ("mute", Fault("mute")),
        ("pull:3", Fault("pull", 3)),
        ("garbage:2:6f00", Fault("garbage", 2, octets=b"\x6f\x00")),
        ("slow:0:0.5", Fault("slow", 0, seconds=0.5)),
    ],
)
def test_faults_are_said_in_words(words: str, fault: Fault) -> None:
    assert Fault.said(words) == fault
