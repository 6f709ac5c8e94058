"""A name server that is silent, a host of many addresses that are: a call costs its deadline and no more."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from app.contract.signing import Outgoing
from app.dialling import addresses_of, dial
from app.http_exchange import Exchange


@contextmanager
def deaf() -> Iterator[tuple[str, int]]:
    """Where somebody listens and takes nobody in: its queue is full, and whoever calls hears nothing."""
    with ExitStack() as held:
        listening = held.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(4):
            caller = held.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(listening.getsockname())
        yield listening.getsockname()


def at(*places: tuple[str, int]) -> list[tuple[object, ...]]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]


def test_a_host_of_many_silent_addresses_costs_one_deadline() -> None:
    with deaf() as place:
        began = time.monotonic()

        with pytest.raises(TimeoutError):
            dial("centre.example", 80, began + 0.4, lambda _host, _port: at(place, place, place, place))

        assert 0.35 < time.monotonic() - began < 1.2


def test_a_silent_name_server_costs_one_deadline() -> None:
    released = threading.Event()

    def silent(_host: str, _port: int) -> list[tuple[object, ...]]:
        released.wait(30)
        return []

    began = time.monotonic()
    with pytest.raises(TimeoutError):
        dial("centre.example", 80, began + 0.4, silent)
    took = time.monotonic() - began
    released.set()

    assert 0.35 < took < 1.2


def test_an_address_that_refuses_leads_to_the_next() -> None:
    with socket.create_server(("127.0.0.1", 0)) as there, socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        places = at(nobody.getsockname(), there.getsockname())

        with dial("centre.example", 80, time.monotonic() + 5, lambda _host, _port: places) as wire:
            assert wire.getpeername() == there.getsockname()
            assert 0 < (wire.gettimeout() or 0) <= 5


def test_a_name_nobody_knows_and_a_host_without_an_address_are_errors_of_the_wire() -> None:
    with pytest.raises(socket.gaierror):
        dial("no-such-host.invalid", 80, time.monotonic() + 30, addresses_of)
    with pytest.raises(OSError, match="no address"):
        dial("centre.example", 80, time.monotonic() + 5, lambda _host, _port: [])


def test_a_number_needs_no_name_server() -> None:
    def none(_host: str, _port: int) -> list[tuple[object, ...]]:
        raise AssertionError("asked for a name")

    with socket.create_server(("127.0.0.1", 0)) as there:
        dial(*there.getsockname(), time.monotonic() + 5, none).close()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_whole_call_to_such_a_host_costs_one_deadline(scheme: str) -> None:
    with deaf() as place:
        exchange = Exchange(
            f"{scheme}://centre.example:1", timeout_seconds=0.4, resolve=lambda _host, _port: at(place, place, place)
        )
        began = time.monotonic()

        with pytest.raises(TimeoutError):
            exchange.send(Outgoing("GET", f"{scheme}://centre.example:1/v1/greeting", {}))

        assert time.monotonic() - began < 1.5
