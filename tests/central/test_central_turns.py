"""Writers of one process take turns: in the order they came, each alone, and none waits for ever."""

from __future__ import annotations

import threading
import time

import pytest

from central.db.turns import TooLongAQueue, Turns


def until(seen: object, patience: float = 20.0) -> None:
    deadline = time.monotonic() + patience
    while not seen():  # type: ignore[operator]  # a question
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_those_who_wait_are_served_in_the_order_they_came() -> None:
    turns = Turns(60.0)
    served: list[int] = []

    def writes(number: int) -> None:
        with turns.taken():
            served.append(number)

    with turns.taken():
        threads = []
        for number in range(8):
            threads.append(threading.Thread(target=writes, args=(number,)))
            threads[-1].start()
            until(lambda: len(turns._waiting) == number + 1)  # noqa: B023  # asked at once
    for thread in threads:
        thread.join(20.0)

    assert served == list(range(8))


def test_nobody_writes_beside_another() -> None:
    turns = Turns(60.0)
    inside, most = 0, 0

    def writes() -> None:
        nonlocal inside, most
        for _ in range(200):
            with turns.taken():
                inside += 1
                most = max(most, inside)
                time.sleep(0)
                inside -= 1

    threads = [threading.Thread(target=writes) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30.0)

    assert most == 1
    assert inside == 0


def test_who_has_waited_too_long_is_told_and_stands_in_nobodys_way() -> None:
    turns = Turns(0.01)

    with turns.taken(), pytest.raises(TooLongAQueue), turns.taken():
        pass

    with turns.taken():
        pass


def test_turn_is_passed_on_by_one_who_fails() -> None:
    turns = Turns(1.0)

    with pytest.raises(ZeroDivisionError), turns.taken():
        raise ZeroDivisionError

    with turns.taken():
        pass
