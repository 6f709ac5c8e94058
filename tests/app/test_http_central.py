"""What can answer at the centre's address and is not our centre; and what a call never costs, whoever answers."""

from __future__ import annotations

import gzip
import socket
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from filing_samples import NOW
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback_centre import LoopbackCentre, Saying, enrolment, serving, signed_for

from app.central import Accepted, Cause, Refused, Unreachable
from app.config import CentralServer
from app.contract.appeal import AppealQuery
from app.fake_central import FakeCentral
from app.http_central import MOST_BYTES, HttpCentral

GREETING = b'{"centre":"x","server_epoch":"1","server_time":"2026-11-23T09:30:00Z"}'
PROBLEM = "application/problem+json"


def http(
    body: bytes,
    status: str = "200 OK",
    media_type: str = "application/json",
    headers: str = "",
    length: int | None = None,
) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length or len(body)}\r\n{headers}\r\n"
    return head.encode() + body


def asked(raw: bytes, *, pause: float = 0.0, silent: bool = False, signed: bool = True) -> object:
    with Saying(raw, pause=pause, silent=silent, signed=signed) as answering:
        return HttpCentral(answering.server, enrolment()).greet()


def test_the_plain_answer_these_tests_spoil_is_understood() -> None:
    answer = asked(http(GREETING))

    assert isinstance(answer, Accepted)
    assert answer.value.server_time == NOW


SPOILT = {
    "a captive portal's page": http("<html>请登录</html>".encode(), media_type="text/html; charset=utf-8"),
    "a page that calls itself JSON": http(b"<html></html>"),
    "our JSON that calls itself a page": http(GREETING, media_type="text/html"),
    "an empty object": http(b"{}"),
    "nothing": http(b"", length=0),
    "a field too many": http(GREETING.replace(b"{", b'{"login":"here",', 1)),
    "a field of another type": http(GREETING.replace(b'"1"', b"1")),
    "a time that is a number": http(GREETING.replace(b'"2026-11-23T09:30:00Z"', b"1795426200")),
    "a list": http(b"[" + GREETING + b"]"),
    "not a number": http(GREETING.replace(b'"1"', b"NaN")),
    "a deep nest": http(b"[" * 100_000),
    "bytes": http(bytes(range(256))),
    "a redirect elsewhere": http(b"", "302 Found", headers="Location: http://127.0.0.1:9/portal\r\n"),
    "a redirect to itself": http(b"", "307 Temporary Redirect", headers="Location: /v1/greeting\r\n"),
    "201": http(GREETING, "201 Created"),
    "204": b"HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\n\r\n",
    "a portal's 403": http(b"<html></html>", "403 Forbidden", "text/html"),
    "a 404 in plain JSON": http(b'{"code":"appeal-unknown"}', "404 Not Found"),
    "a problem without a code": http(b'{"detail":"x"}', "404 Not Found", PROBLEM),
    "a problem that says 200": http(b'{"code":"x"}', "200 OK", PROBLEM),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_not_in_our_words_is_not_our_centre_even_where_it_is_signed(name: str) -> None:
    assert asked(SPOILT[name]) == Unreachable(Cause.NOT_OUR_CENTRE)


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_neither_in_our_words_nor_signed_proves_nothing(name: str) -> None:
    answer = asked(SPOILT[name], signed=False)

    assert answer in (Unreachable(Cause.NOT_OUR_CENTRE), Unreachable(Cause.REPLY_NOT_BELIEVED))


@pytest.mark.parametrize("status", ["500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable", "599 X"])
def test_a_server_error_is_one_whatever_it_says(status: str) -> None:
    assert asked(http(GREETING, status)) == Unreachable(Cause.SERVER_ERROR)
    assert asked(http(b'{"code":"x"}', status, PROBLEM), signed=False) == Unreachable(Cause.SERVER_ERROR)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 429])
def test_a_problem_in_our_words_is_a_refusal_with_its_status(status: int) -> None:
    assert asked(http(b'{"code":"no","detail":"x"}', f"{status} No", PROBLEM)) == Refused("no", "x", status)


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n\r\n", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 999999 \r\n\r\n", http(GREETING, length=1_000)]
)
def test_what_is_no_http_or_breaks_off_is_no_connection(raw: bytes) -> None:
    assert asked(raw, signed=False) == Unreachable(Cause.NO_CONNECTION)


def test_an_answer_cut_at_any_byte_proves_nothing() -> None:
    with Saying(http(GREETING), signed=True) as answering:
        central = HttpCentral(answering.server, enrolment())
        assert isinstance(central.greet(), Accepted)
        whole = len(signed_for(answering.last_request, http(GREETING)))

        for length in range(whole):
            answering.cut = length
            assert isinstance(central.greet(), Unreachable), length
        answering.cut = whole
        assert isinstance(central.greet(), Accepted)


def test_a_port_nobody_listens_on_is_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"

    assert HttpCentral(CentralServer(url=url), enrolment()).greet() == Unreachable(Cause.NO_CONNECTION)


def test_a_silent_centre_costs_its_time_out_and_no_more() -> None:
    began = time.monotonic()

    answer = asked(b"", silent=True, signed=False)

    assert answer == Unreachable(Cause.TIMEOUT)
    assert 0.4 < time.monotonic() - began < 2.0


def test_an_answer_that_dribbles_costs_its_time_out_and_no_more() -> None:
    began = time.monotonic()

    answer = asked(http(GREETING), pause=0.02)

    assert answer == Unreachable(Cause.TIMEOUT)
    assert time.monotonic() - began < 1.5, "the head's dribble counts as much as the body's"


def test_an_endless_answer_is_let_go() -> None:
    assert asked(http(GREETING + b" " * MOST_BYTES)) == Unreachable(Cause.NOT_OUR_CENTRE)


def test_a_compressed_answer_is_never_unpacked() -> None:
    bomb = gzip.compress(GREETING + b" " * (4 * MOST_BYTES))

    assert asked(http(bomb, headers="Content-Encoding: gzip\r\n")) == Unreachable(Cause.NOT_OUR_CENTRE)


def test_a_compression_nobody_asked_for_proves_nothing() -> None:
    packed = http(gzip.compress(GREETING), headers="Content-Encoding: gzip\r\n")

    assert asked(packed) == Unreachable(Cause.NOT_OUR_CENTRE)


def test_what_answers_https_without_a_certificate_of_ours_is_not_our_centre() -> None:
    with Saying(b"\x15\x03\x01\x00\x02\x02\x28") as answering:
        server = CentralServer(url=answering.server.url.replace("http:", "https:"), timeout_seconds=0.5)

        answer = HttpCentral(server, enrolment()).greet()

    assert answer == Unreachable(Cause.NOT_OUR_CENTRE)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.binary(max_size=200), st.booleans())
def test_noise_from_the_wire_never_crashes_a_call(noise: bytes, framed: bool) -> None:
    answer = asked(http(noise) if framed else noise, signed=framed)

    assert isinstance(answer, Unreachable)


def test_a_terminal_nobody_enrolled_is_refused() -> None:
    stranger = enrolment(Ed25519PrivateKey.generate())
    with serving(LoopbackCentre(FakeCentral(), Ed25519PrivateKey.generate().public_key())) as server:
        answer = HttpCentral(server, stranger).appeal_progress(AppealQuery(query_code="1" * 12))

    assert answer == Refused("signature-wrong", status=401)


@pytest.mark.parametrize("year", [1970, 2016, 2036])
def test_a_terminal_whose_clock_stopped_gets_in_by_what_the_refusal_says(year: int) -> None:
    place = enrolment()
    with serving(LoopbackCentre(FakeCentral(), place.key.public_key())) as server:
        central = HttpCentral(server, place, clock=lambda: datetime(year, 1, 1, tzinfo=UTC))

        answer = central.credit_catalogue()

        assert isinstance(answer, Accepted)
        assert abs(central.clock() - datetime.now(UTC)) < timedelta(seconds=3)


@pytest.mark.parametrize("spelling", ["http://LOCALHOST:{port}/", "http://localhost:{port}"])
def test_the_address_may_be_spelled_as_people_do(spelling: str) -> None:
    place = enrolment()
    listening = LoopbackCentre(FakeCentral(), place.key.public_key())
    with serving(listening):
        url = spelling.format(port=listening.server_port)

        answer = HttpCentral(CentralServer(url=url), place).credit_catalogue()

    assert isinstance(answer, Accepted)


def test_a_captured_request_sent_again_as_it_was_is_refused() -> None:
    place = enrolment()
    with Saying(http(b"{}")) as thief:
        HttpCentral(thief.server, place).credit_catalogue()
        captured = thief.last_request

    with serving(LoopbackCentre(FakeCentral(), place.key.public_key())) as server:
        first, second = _send_raw(server, captured), _send_raw(server, captured)

    assert b" 200 " in first.split(b"\r\n")[0]
    assert b" 401 " in second.split(b"\r\n")[0]


def _send_raw(server: CentralServer, raw: bytes) -> bytes:
    """The answer's first bytes. The Host header is the thief's: what is signed is where the request was meant to go."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as wire:
        wire.sendall(raw)
        return wire.recv(65_536)
