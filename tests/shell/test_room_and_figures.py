"""The terminal looks at its own queue and disk: the door goes by it at once, and the figures are where they were asked for."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from appeal_samples import an_appeal
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import QuickTerminal

from app.central import Cause
from app.config import Metrics
from app.metrics import MetricsDoor
from app.outbox import Caps, Outbox
from kiosk.measuring import Measuring


def small_store(home: Path, *, sealing_public_key: bytes, short_name: str) -> Outbox:
    caps = Caps(jobs=1, age=timedelta(days=14))
    return Outbox(home, sealing_public_key=sealing_public_key, short_name=short_name, caps=caps)


@pytest.fixture
def small(qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[QuickTerminal]:
    made = QuickTerminal(tmp_path / "terminal", qtbot, qapp, open_store=small_store)
    yield made
    made.close()
    assert made.defects == []


def test_full_queue_closes_the_tile_before_anybody_types_and_its_draining_opens_it(small: QuickTerminal) -> None:
    small.central.cut(Cause.NO_CONNECTION)
    small.waits_for(lambda: small.shell.around.online is False)
    now = datetime.now(UTC)
    small.outbox.file([an_appeal(now)], now)

    small.attendance.make_a_round()
    small.waits_for(lambda: small.shell.around.no_room)
    small.shell.start()
    small.shell.openService("S101")
    closed = (small.shell.page_name, dict(small.shell.property("closedService")))
    small.central.mend()
    small.waits_for(lambda: small.outbox.pending() == [])
    small.attendance.make_a_round()
    small.waits_for(lambda: not small.shell.around.no_room)
    small.shell.openService("S101")

    assert closed[0] == "Closed"
    assert closed[1]["reason"] == "排队的太多，先不收"
    assert "窗口" in closed[1]["act"]
    assert small.shell.page_name == "IdCard"


def test_figures_are_written_and_served_where_they_were_asked_for(terminal: QuickTerminal, tmp_path: Path) -> None:
    file, free = tmp_path / "guanjia.prom", MetricsDoor(0)
    port = free.port
    free.close()
    told = replace(terminal.hands.config, metrics=Metrics(file=str(file), port=port))
    seen: list[str] = []
    measuring = Measuring(replace(terminal.hands, config=told), seen.append)

    measuring.begin()
    terminal.waits_for(lambda: seen)
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    asking.request("GET", "/metrics")
    served = asking.getresponse().read().decode()
    asking.close()
    measuring.end()

    assert seen == [""]
    assert served == file.read_text("utf-8")
    assert 'guanjia_jobs{state="READY"}' in served
    assert "guanjia_centre_reachable 1.0" in served
