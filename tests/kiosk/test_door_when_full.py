"""What cannot be kept is not asked for: with no room left, a service that files is closed before anybody types, and says what else."""

from __future__ import annotations

import pytest

from app.outbox import NoRoom
from kiosk.door import Surroundings
from kiosk.menu import Menu, reason_in_brief
from kiosk.words import known_codes, problem


@pytest.mark.parametrize("no_room", NoRoom)
@pytest.mark.parametrize("online", [True, False])
def test_filing_is_closed_and_looking_up_is_not(no_room: NoRoom, online: bool) -> None:
    menu, full = Menu(), Surroundings(online=online, no_room=no_room)

    closed = menu.closed_because(menu.service("S101"), full)
    room = menu.closed_because(menu.service("S101"), Surroundings(online=online))
    looked_up = menu.closed_because(menu.service("S102"), full)

    assert closed is not None
    assert closed.code == f"closed-{no_room}"
    assert room is None
    assert looked_up == menu.closed_because(menu.service("S102"), Surroundings(online=online))


@pytest.mark.parametrize("no_room", NoRoom)
def test_door_says_what_is_safe_and_where_else_to_go(no_room: NoRoom) -> None:
    full = Surroundings(online=True, no_room=no_room)
    menu = Menu()
    reason = menu.closed_because(menu.service("S101"), full)

    assert reason is not None
    assert reason.code in known_codes()
    assert len(reason_in_brief(reason, lambda text: text)) <= 10
    chinese, english = problem("zh", reason.code), problem("en", reason.code)
    assert "不受影响" in chinese.what
    assert "safe" in english.what
    assert ("窗口" in chinese.act, "counter" in english.act) == (True, True)
