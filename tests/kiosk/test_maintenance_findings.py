"""What the status page says of each thing: 正常 only of what has just answered, and of every fault what helps, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.central import Cause
from app.sync import Link
from devices.page_printer.stock import Stock, Supply, Tray
from devices.state import Condition, DeviceState
from kiosk.dongguan_time import DONGGUAN
from kiosk.door import Surroundings
from kiosk.fittings import DEVICES
from kiosk.machine_findings import LITTLE_DISK
from kiosk.maintenance import findings, trials
from kiosk.maintenance.findings import NAMES, STATES, Finding, of_device
from kiosk.service import Facility
from kiosk.words import Language, english, say

NOW = datetime(2026, 11, 23, 1, 41, 5, tzinfo=UTC)
ONLINE = Link(online=True, checked_at=NOW)
MAINTENANCE = Path(__file__).parents[2] / "kiosk" / "maintenance"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def row(finding: Finding, language: Language = "zh") -> dict[str, object]:
    return findings.shown(
        finding, language, lambda text, *values: say(language, text, *values), lambda at: at.astimezone(DONGGUAN)
    )


def seen(condition: Condition, *reasons: str, warnings: tuple[str, ...] = (), ago: float = 0.5) -> DeviceState:
    return DeviceState("page-printer", condition, reasons, warnings, NOW - timedelta(seconds=ago))


def printer(state: DeviceState) -> Finding:
    return of_device(Facility.PAGE_PRINTER, state, NOW)


def test_well_is_said_only_of_what_has_just_answered() -> None:
    fresh, stale = row(printer(seen(Condition.READY))), row(printer(seen(Condition.READY, ago=11)))

    assert (fresh["state"], fresh["tone"]) == ("正常", "ok")
    assert (stale["state"], stale["tone"]) == ("没有新消息", "note")


def test_what_another_program_has_is_not_called_in_use() -> None:
    state = DeviceState("card-reader", Condition.BUSY, ("device-absent",), (), NOW, "port-in-use")

    shown = row(of_device(Facility.CARD_READER, state, NOW))

    assert (shown["state"], shown["tone"]) == ("要人处理", "wait")
    assert (shown["what"], shown["act"]) == ("端口正被别的程序占用", "关掉占用这个端口的程序")
    assert not Surroundings(devices={Facility.CARD_READER: state}).works(Facility.CARD_READER)


def test_well_is_never_said_of_what_was_not_asked() -> None:
    never = DeviceState("page-printer", Condition.READY)

    assert row(printer(never))["state"] == "没有新消息"


def test_time_of_the_check_is_dongguans() -> None:
    assert row(printer(seen(Condition.READY)))["checked"] == "09:41:04 查过"


@pytest.mark.parametrize("condition", list(Condition))
def test_every_condition_has_a_word_and_a_tone(condition: Condition) -> None:
    words, tone = STATES[condition]

    assert words in english()
    assert tone in {"ok", "wait", "stop", "note"}


def test_every_device_has_a_name() -> None:
    assert {name.replace("_", "-") for name in DEVICES} <= {str(facility) for facility in NAMES}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "reason", ["media-empty", "media-jam", "cover-open", "cutter-fault", "device-absent", "paused"]
)
def test_fault_says_what_it_is_and_what_helps(language: Language, reason: str) -> None:
    shown = row(printer(seen(Condition.NEEDS_STAFF, reason)), language)

    assert shown["what"]
    assert shown["act"]
    assert bool(CHINESE.search(str(shown["what"]))) is (language == "zh")


def test_printer_that_runs_low_is_well_and_warned_of() -> None:
    shown = row(printer(seen(Condition.READY, warnings=("toner-low", "media-low"))))

    assert (shown["tone"], shown["what"], shown["act"]) == ("ok", "", "")
    assert shown["warning"] == "墨粉快用完了；纸快用完了"


def test_supplies_are_named_as_the_printer_names_them() -> None:
    stock = Stock(
        (Supply("Black Toner", "toner", 45), Supply("Drum", "opc", None)), (Tray("main", "iso_a4_210x297mm", 200, 250),)
    )

    (found,) = findings.of_devices({"page-printer": seen(Condition.READY)}, NOW, stock)

    assert row(found)["left"] == "还有：Black Toner 45 %, main 200/250"


def test_device_that_gives_no_reason_is_still_put_into_words() -> None:
    shown = row(printer(seen(Condition.BROKEN)))

    assert shown["what"]
    assert shown["act"]


@pytest.mark.parametrize(
    ("link", "tone", "words"),
    [
        (Link(), "note", ""),
        (ONLINE, "ok", ""),
        (Link(online=False, cause=Cause.NO_CONNECTION, checked_at=NOW), "stop", "网络断了"),
        (Link(online=True, refusal="terminal-unknown", checked_at=NOW), "stop", "这台机还没有登记"),
    ],
)
def test_centre_is_in_reach_or_the_reason_is_said(link: Link, tone: str, words: str) -> None:
    shown = row(findings.of_centre(link))

    assert (shown["tone"], shown["what"]) == (tone, words)


@pytest.mark.parametrize(("counts", "tone"), [((0, 0), "ok"), ((3, 0), "ok"), ((3, 1), "wait"), (None, "stop")])
def test_store_says_what_waits_and_what_was_set_aside(counts: tuple[int, int] | None, tone: str) -> None:
    assert row(findings.of_store(counts, NOW))["tone"] == tone


def test_disk_that_fills_up_is_seen_to_in_time() -> None:
    assert row(findings.of_disk(LITTLE_DISK, NOW))["tone"] == "ok"
    assert row(findings.of_disk(LITTLE_DISK - 1, NOW))["tone"] == "wait"


def test_clock_is_right_only_where_the_centre_says_so() -> None:
    apart = Link(online=True, refusal="clock-skew", checked_at=NOW)

    tones = [row(findings.of_clock(link, "11-23 09:41:05", NOW))["tone"] for link in (ONLINE, apart, Link())]

    assert tones == ["ok", "stop", "note"]


def texts() -> Iterator[str]:
    """Every Chinese text of the room, but for what is printed on its test papers."""
    for module in ("findings", "trials", "maintenance"):
        tree = ast.parse((MAINTENANCE / f"{module}.py").read_text("utf-8"))
        docstrings = {id(part.value) for part in ast.walk(tree) if isinstance(part, ast.Expr)}
        for part in ast.walk(tree):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in docstrings:
                yield from (part.value for _ in [0] if CHINESE.search(part.value))


def test_every_text_of_the_room_has_english() -> None:
    assert sorted({text for text in texts() if text not in english()}) == []


def test_every_card_a_reader_can_read_has_words() -> None:
    assert set(trials.CARD_KINDS) == set(trials.CardType)
