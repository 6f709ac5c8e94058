"""The centre locks a terminal: nobody begins anything, what was promised is kept, staff can still get in; and it comes back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from quick_terminal import QuickTerminal

from app.central import Accepted
from app.contract.orders import Noted, OrderReport
from app.contract.wire import OrderKind, TerminalOrder
from app.orders import Acts, Orders


def test_an_idle_terminal_shows_that_it_is_out_of_service(terminal: QuickTerminal) -> None:
    terminal.shell.lock(True)

    assert terminal.shell.page_name == "OutOfService"
    assert not terminal.shell.is_in_use


def test_a_visit_under_way_ends_and_its_promise_is_kept(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_appeal()
    terminal.flow.confirm()
    terminal.sees("Filed")

    terminal.shell.lock(True)
    said_goodbye = terminal.shell.page_name
    terminal.shell.endVisit()

    assert (said_goodbye, terminal.shell.page_name) == ("Goodbye", "OutOfService")
    terminal.waits_for(lambda: terminal.outbox.jobs()[0].state == "DONE")


def test_nothing_can_be_begun_on_a_locked_terminal(terminal: QuickTerminal) -> None:
    terminal.shell.lock(True)

    for begin in (
        terminal.shell.start,
        terminal.shell.elder,
        terminal.shell.home,
        terminal.shell.back,
        lambda: terminal.shell.openService("S101"),
    ):
        begin()
        assert (terminal.shell.page_name, terminal.flow) == ("OutOfService", None)


def test_staff_still_get_to_the_devices_and_back(terminal: QuickTerminal) -> None:
    terminal.shell.lock(True)

    terminal.shell.help()
    helping = terminal.shell.page_name
    terminal.shell.showDevices()
    devices = terminal.shell.page_name
    terminal.shell.back()
    terminal.shell.leaveHelp()

    assert (helping, devices, terminal.shell.page_name) == ("Help", "DeviceStatus", "OutOfService")


def test_whoever_looks_after_the_devices_is_not_shut_out_by_a_lock(terminal: QuickTerminal) -> None:
    terminal.shell.help()
    terminal.shell.showDevices()

    terminal.shell.lock(True)

    assert terminal.shell.page_name == "DeviceStatus"


def test_unlocked_it_is_the_poster_again(terminal: QuickTerminal) -> None:
    terminal.shell.lock(True)

    terminal.shell.lock(False)
    terminal.shell.start()

    assert terminal.shell.page_name == "Home"


def test_a_goodbye_is_said_to_its_end_before_the_lock_shows(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_appeal()
    terminal.shell.endVisit()
    terminal.shell.lock(True)
    saying = terminal.shell.page_name

    terminal.shell.endVisit()

    assert (saying, terminal.shell.page_name) == ("Goodbye", "OutOfService")


class Reporting:
    """A centre that takes every report."""

    def report_order(self, order_id: str, report: OrderReport) -> Accepted[Noted]:
        return Accepted(Noted(at=datetime.fromisoformat("2026-11-23T09:30:00Z")))


@pytest.mark.parametrize("before", [True, False], ids=["locked before it was switched on", "locked while it runs"])
def test_an_order_reaches_the_screen(terminal: QuickTerminal, tmp_path: Path, before: bool) -> None:
    acts = Acts(wipe=lambda _: True, rotate_key=lambda: True, note=lambda _action, _result: None)
    orders = Orders(tmp_path, Reporting(), acts)
    order = TerminalOrder(id="0" * 32, kind=OrderKind.LOCK, ordered_at=datetime.fromisoformat("2026-11-23T09:30:00Z"))
    if before:
        orders.hear((order,), may_wipe=False)
    object.__setattr__(terminal.hands, "orders", orders)

    terminal.attendance.heed_orders()
    if not before:
        orders.hear((order,), may_wipe=False)

    terminal.sees("OutOfService")
