"""A terminal's store that was copied shows at the first item both copies number, and then neither delivers; nothing else shows so."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from central_world import START, Terminal, World

from app.contract.jobs import BatchItem, ItemStatus, JobKind, VisitCounted
from central.inbox import InboxItem
from central.notices import Matter, Notice, open_notices
from central.visits import VisitFigure
from kiosk.command_line import main


def test_copy_shows_at_the_first_number_both_give(world: World) -> None:
    original, copy = _copied_after(world, 3)
    original.deliver(_filed(original, 4))

    answered = copy.offer(_filed(copy, 4))

    assert (answered.status, answered.code) == (409, "terminal-forked")
    assert world.count(VisitFigure) == 4


def test_copy_shows_at_a_place_in_an_aggregate_too(world: World) -> None:
    """As from a terminal that does not number its jobs yet."""
    world.terminal.deliver(world.terminal.item(JobKind.VISIT_COUNTED, figure(), aggregate="visit:1"))

    answered = world.terminal.offer(world.terminal.item(JobKind.VISIT_COUNTED, figure(), aggregate="visit:1"))

    assert (answered.status, answered.code) == (409, "terminal-forked")
    assert world.count(VisitFigure) == 1


def test_once_a_copy_is_known_neither_delivers_and_both_keep_their_jobs(world: World) -> None:
    original, copy = _copied_after(world, 1)
    original.deliver(_filed(original, 2))
    copy.offer(_filed(copy, 2))

    codes = [terminal.offer(_filed(terminal, 3)).code for terminal in (original, copy)]

    assert codes == ["terminal-forked", "terminal-forked"]
    assert world.count(InboxItem) == 2


def test_what_came_before_the_copy_in_its_batch_stays_taken(world: World) -> None:
    original, copy = _copied_after(world, 1)
    original.deliver(_filed(original, 3))
    fine, forked, behind = (_filed(copy, number) for number in (2, 3, 4))

    copy.offer(fine, forked, behind)

    with world.centre.database.reading() as session:
        assert [session.get(InboxItem, item.key) is not None for item in (fine, forked, behind)] == [True, False, False]


def test_operator_is_told_once_of_a_copy(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    original, copy = _copied_after(world, 1)
    original.deliver(_filed(original, 2))
    for number in (2, 3, 4):
        copy.offer(_filed(copy, number))

    main(["central", "status", "--home", str(world.centre.settings.home)])

    said = capfd.readouterr().out
    assert said.count("terminal-forked T0003") == 1
    assert "terminals stopped: 1" in said
    assert "enrol the one that stays anew" in said


def test_each_machine_enrolled_anew_delivers_all_it_kept(world: World) -> None:
    """The store that stays under its id, the copy under an id of its own: nothing is lost, nothing is there twice."""
    original, copy = _copied_after(world, 1)
    original.deliver(_filed(original, 2))
    kept_here, kept_there = [_filed(original, 3)], [_filed(copy, 2), _filed(copy, 3)]
    copy.offer(*kept_there)

    stays, moved = world.enrol("T0003"), world.enrol("T0009")
    results = (*stays.deliver(*kept_here), *moved.deliver(*kept_there))

    assert {result.status for result in results} == {ItemStatus.APPLIED}
    assert world.count(VisitFigure) == 5
    stays.session.close()
    moved.session.close()


def test_installation_that_was_replaced_is_refused_and_the_operator_hears_of_it(world: World) -> None:
    old = replace(world.terminal, incarnation="an-older-installation")
    for _ in range(3):
        assert old.offer(_filed(old, 1)).code == "incarnation-other"

    with world.centre.database.reading() as session:
        (notice,) = open_notices(session)
    assert (notice.matter, notice.terminal_id, notice.times) == (Matter.INCARNATION_OTHER, "T0003", 3)
    assert world.terminal.deliver(_filed(world.terminal, 1))[0].status is ItemStatus.APPLIED


def test_notice_that_was_seen_to_opens_again_when_it_happens_again(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    old = replace(world.terminal, incarnation="an-older-installation")
    old.offer(_filed(old, 1))
    home = ["--home", str(world.centre.settings.home)]

    closed = [main(["central", "close-notice", *home, "--by", "测试员", number]) for number in ("1", "1", "7")]
    seen_to = _notices(world)
    old.offer(_filed(old, 1))

    assert closed == [0, 1, 1]
    assert [(notice.closed_by, notice.closed_at is None) for notice in seen_to] == [("测试员", False)]
    assert [(notice.times, notice.closed_at) for notice in _notices(world)] == [(2, None)]


@pytest.mark.parametrize("seed", range(3))
def test_lost_replies_and_any_order_never_look_like_a_copy(world: World, seed: int) -> None:
    chance = random.Random(seed)
    items = [_filed(world.terminal, number) for number in range(1, 31)]
    owed = dict.fromkeys(item.key for item in items)

    while owed:
        some = chance.sample([item for item in items if item.key in owed], min(7, len(owed)))
        results = world.terminal.deliver(*some)
        # Of half the answers nothing reaches the terminal.
        for result in results if chance.random() < 0.5 else ():
            assert result.status in (ItemStatus.APPLIED, ItemStatus.DUPLICATE)
            del owed[result.key]

    assert world.count(VisitFigure) == 30
    assert world.count(Notice) == 0


def test_terminal_that_is_enrolled_anew_may_offer_everything_again(world: World) -> None:
    items = [_filed(world.terminal, number) for number in range(1, 6)]
    world.terminal.deliver(*items)
    again = world.enrol("T0003")

    results = again.deliver(*items, _filed(again, 6))

    assert [result.status for result in results] == [ItemStatus.DUPLICATE] * 5 + [ItemStatus.APPLIED]
    again.session.close()


def _copied_after(world: World, jobs: int) -> tuple[Terminal, Terminal]:
    """A terminal and the copy of its store: one key, one incarnation, one count of what was filed."""
    world.terminal.deliver(*(_filed(world.terminal, number) for number in range(1, jobs + 1)))
    return world.terminal, replace(world.terminal, session=requests.Session())


def _filed(terminal: Terminal, number: int) -> BatchItem:
    """The terminal's job of this number: a visit of its own."""
    return terminal.item(
        JobKind.VISIT_COUNTED, figure(), aggregate=f"visit:{number}:{random.getrandbits(64):x}", filed_no=number
    )


def figure() -> VisitCounted:
    at = START + timedelta(minutes=1)
    return VisitCounted(visit="v1", service="S901", mode="self", language="zh", ended="done", seconds=9.5, at=at)


def _notices(world: World) -> list[Notice]:
    with world.centre.database.reading() as session:
        return list(session.query(Notice))
