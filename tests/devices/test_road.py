"""The road to the centre, in each of its states and turned from one to another."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from devices.simulators.road import Road, RoadState


class Centre(BaseHTTPRequestHandler):
    """Says `the centre`, or what it was sent; waits before that while `gate` is closed."""

    protocol_version = "HTTP/1.1"
    gate = threading.Event()
    asked = 0

    def do_GET(self) -> None:
        self._answer(b"the centre")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        type(self).asked += 1
        self.gate.wait(10)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def centre() -> Iterator[ThreadingHTTPServer]:
    Centre.gate.set()
    Centre.asked = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Centre)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    Centre.gate.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def road(centre: ThreadingHTTPServer) -> Iterator[Road]:
    road = Road(centre.server_address[1], slow_seconds=0.5)
    road.start()
    yield road
    road.stop()


@pytest.fixture
def terminal() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def url(road: Road) -> str:
    return f"http://127.0.0.1:{road.port}/v1/greeting"


def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        threading.Event().wait(0.005)
    return False


def test_whole_it_carries_requests_and_answers_of_any_size(road: Road, terminal: requests.Session) -> None:
    large = bytes(range(256)) * 4096

    small_answer = terminal.get(url(road), timeout=5)
    large_answer = terminal.post(url(road), data=large, timeout=5)

    assert small_answer.content == b"the centre"
    assert large_answer.content == large


def test_cut_it_refuses_connections_and_keeps_its_number(road: Road, terminal: requests.Session) -> None:
    road.turn_to(RoadState.CUT)
    with pytest.raises(requests.ConnectionError):
        terminal.get(url(road), timeout=5)
    road.turn_to(RoadState.WHOLE)

    assert terminal.get(url(road), timeout=5).content == b"the centre"


def test_cut_it_breaks_a_request_in_flight(road: Road) -> None:
    Centre.gate.clear()
    line = http.client.HTTPConnection("127.0.0.1", road.port, timeout=5)
    line.request("GET", "/")
    assert eventually(lambda: Centre.asked == 1)

    road.turn_to(RoadState.CUT)

    with pytest.raises(ConnectionResetError):
        line.getresponse()
    line.close()


def test_cut_it_breaks_idle_connections_too(road: Road) -> None:
    line = http.client.HTTPConnection("127.0.0.1", road.port, timeout=5)
    line.request("GET", "/")
    line.getresponse().read()

    road.turn_to(RoadState.CUT)
    road.turn_to(RoadState.WHOLE)

    with pytest.raises(ConnectionError):
        _ask_again(line)
    line.close()


def _ask_again(line: http.client.HTTPConnection) -> None:
    line.request("GET", "/")
    line.getresponse()


def test_slow_it_holds_each_answer_once_however_long_it_is(road: Road, terminal: requests.Session) -> None:
    road.turn_to(RoadState.SLOW)
    started = time.monotonic()

    answer = terminal.post(url(road), data=bytes(1_000_000), timeout=5)

    assert len(answer.content) == 1_000_000
    assert 0.5 <= time.monotonic() - started < 2


def test_turned_from_slow_to_whole_it_lets_go_of_what_it_held(
    centre: ThreadingHTTPServer, terminal: requests.Session
) -> None:
    road = Road(centre.server_address[1], slow_seconds=60)
    road.start()
    road.turn_to(RoadState.SLOW)
    turning = threading.Thread(target=lambda: eventually(lambda: Centre.asked == 1) and road.turn_to(RoadState.WHOLE))
    turning.start()

    answer = terminal.get(url(road), timeout=10)

    turning.join()
    assert answer.content == b"the centre"
    road.stop()


@pytest.mark.parametrize(
    ("state", "status", "kind"),
    [(RoadState.ERROR, 500, "text/plain"), (RoadState.HTML, 200, "text/html; charset=utf-8")],
)
def test_a_stranger_answers_and_the_centre_hears_nothing(
    road: Road, terminal: requests.Session, state: RoadState, status: int, kind: str
) -> None:
    road.turn_to(state)

    answers = [terminal.post(url(road), data=bytes(100_000), timeout=5) for _ in range(3)]

    assert [(answer.status_code, answer.headers["Content-Type"]) for answer in answers] == [(status, kind)] * 3
    with pytest.raises(requests.JSONDecodeError):
        answers[0].json()
    assert Centre.asked == 0


def test_the_state_turns_under_an_open_connection(road: Road, terminal: requests.Session) -> None:
    statuses = []
    for state in (RoadState.WHOLE, RoadState.ERROR, RoadState.WHOLE, RoadState.HTML, RoadState.WHOLE):
        road.turn_to(state)
        answer = terminal.get(url(road), timeout=5)
        statuses.append((answer.status_code, answer.content == b"the centre"))

    assert statuses == [(200, True), (500, False), (200, True), (200, False), (200, True)]


def test_a_stranger_takes_over_a_request_in_flight(road: Road) -> None:
    Centre.gate.clear()
    line = http.client.HTTPConnection("127.0.0.1", road.port, timeout=5)
    line.request("GET", "/")
    assert eventually(lambda: Centre.asked == 1)

    road.turn_to(RoadState.ERROR)
    Centre.gate.set()

    assert line.getresponse().status == 500
    line.close()


def test_with_no_centre_behind_it_a_connection_is_broken(terminal: requests.Session) -> None:
    road = Road(1)
    road.start()

    with pytest.raises(requests.ConnectionError):
        terminal.get(url(road), timeout=5)

    road.stop()
