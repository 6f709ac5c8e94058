"""Whoever listens on the wire says it again: at once, later, changed, shortened, elsewhere, as somebody else. Nothing happens twice."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from bench_drafts import draft_of
from bench_world import World, wait_until, world
from clocks import FAKETIME, faked
from conftest import Say
from damaging_proxy import DamagingProxy, Request
from promise_oracle import read_effects
from road_in_process import file, now, opened, walking

from app import enrolment
from app.contract.signing import sign
from app.outbox import JobState

Change = Callable[[World, Request], bytes]


def at_once(_world: World, heard: Request) -> bytes:
    return heard.raw


def another_body(_world: World, heard: Request) -> bytes:
    return heard.head + heard.body.replace(b'"seq":', b'"seq" :').replace(b"bench:", b"forge:")[: len(heard.body)]


def another_body_with_its_digest(_world: World, heard: Request) -> bytes:
    body = heard.body.replace(b"bench:", b"forge:")
    digest = base64.b64encode(hashlib.sha256(body).digest())
    return re.sub(rb"(?i)(content-digest: )[^\r]*", rb"\1sha-256=:" + digest + b":", heard.head) + body


def another_method(_world: World, heard: Request) -> bytes:
    return heard.raw.replace(b"POST ", b"PUT ", 1)


def another_terminal(_world: World, heard: Request) -> bytes:
    return heard.raw.replace(b"/terminals/T0001/", b"/terminals/T0002/", 1)


def another_host(_world: World, heard: Request) -> bytes:
    return re.sub(rb"(?i)\r\nhost: [^\r]*", b"\r\nHost: centre.example", heard.raw, count=1)


def unsigned(_world: World, heard: Request) -> bytes:
    return re.sub(rb"(?i)\r\nsignature(-input)?: [^\r]*", b"", heard.raw)


def without_its_digest(_world: World, heard: Request) -> bytes:
    """A downgrade: the body is no longer among what was signed."""
    return heard.raw.replace(b' "content-digest"', b"", 1)


def by_another_time(_world: World, heard: Request) -> bytes:
    return re.sub(rb"created=\d+", b"created=%d" % datetime.now(UTC).timestamp(), heard.raw, count=1)


def by_another_key(bench: World, heard: Request) -> bytes:
    """A terminal that is let in says in its own name what the first one had said."""
    stranger = enrolment.load(bench.seeded / "T0002")
    return _signed(bench, heard, stranger.key, "T0002")


def in_anothers_name(bench: World, heard: Request) -> bytes:
    return _signed(bench, heard, enrolment.load(bench.seeded / "T0002").key, "T0001")


def _signed(bench: World, heard: Request, key: object, name: str) -> bytes:
    url = f"http://{_host(heard)}{heard.target}"
    prepared = requests.Request("POST", url, data=heard.body, headers={"Content-Type": "application/json"}).prepare()
    sign(prepared, key=key, terminal_id=name, now=now())  # type: ignore[arg-type]  # an Ed25519 key
    lines = [f"POST {heard.target} HTTP/1.1", f"Host: {_host(heard)}"]
    lines += [f"{header}: {value}" for header, value in prepared.headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + heard.body


def _host(heard: Request) -> str:
    found = re.search(rb"(?i)\r\nhost: ([^\r]*)", heard.raw)
    assert found
    return found[1].decode()


CHANGES: tuple[Change, ...] = (
    at_once,
    another_body,
    another_body_with_its_digest,
    another_method,
    another_terminal,
    another_host,
    unsigned,
    without_its_digest,
    by_another_time,
    by_another_key,
    in_anothers_name,
)


def said_to(port: int, raw: bytes) -> int:
    """The status the centre answers with; 0 where it hangs up."""
    with socket.create_connection(("127.0.0.1", port), 60) as wire:
        wire.sendall(raw)
        first = wire.makefile("rb").readline()
    return int(first.split()[1]) if first else 0


def heard_on_the_wire(bench: World, batches: int) -> list[Request]:
    """What a listener has of so many genuine batches, all of which the centre took."""
    with DamagingProxy(bench.centre.port, keeps=batches) as wire:
        terminal = bench.terminal("T0001", wire.url)
        with opened(terminal.home) as outbox, walking(terminal.home, outbox, interval=0.005) as road:
            for number in range(batches):
                file(outbox, [draft_of("T0001", number, now())])
                road.wake()
                wait_until(lambda: len(wire.kept) > number, 60, "a batch passed", every=0.002)  # noqa: B023  # asked at once
            wait_until(lambda: outbox.counts()[JobState.DONE] == batches, 60, "all were taken")
        return list(wire.kept)


def play(bench: World, batches: int, say: Say) -> None:
    heard = heard_on_the_wire(bench, batches)
    before = read_effects(bench.centre.url)

    answers = {
        change.__name__: Counter(said_to(bench.centre.port, change(bench, each)) for each in heard)
        for change in CHANGES
    }

    after = read_effects(bench.centre.url)
    say(answers)
    assert (before.count, len(before.receipts)) == (batches, batches)
    assert (after.receipts, after.inbox) == (before.receipts, before.inbox), "a replay had an effect"
    assert all(status >= 400 for statuses in answers.values() for status in statuses), answers


def test_nothing_happens_twice_for_whoever_says_it_again(tmp_path: Path, seeded: Path, say: Say) -> None:
    with world(tmp_path, seeded) as bench:
        play(bench, 12, say)


@pytest.mark.soak
def test_nothing_happens_twice_for_a_thousand_batches_said_again(tmp_path: Path, seeded: Path, say: Say) -> None:
    with world(tmp_path, seeded) as bench:
        play(bench, 1_000, say)


@pytest.mark.skipif(not FAKETIME, reason="libfaketime is missing: scripts/set-up development")
def test_what_was_heard_is_refused_after_its_time(tmp_path: Path, seeded: Path) -> None:
    """The nonce is forgotten by then; the time it was made at is not."""
    with world(tmp_path, seeded) as bench:
        heard = heard_on_the_wire(bench, 5)
        before = read_effects(bench.centre.url)
        bench.centre.stop()
        bench.centre.environment = faked(tmp_path / "clock", timedelta(minutes=11))
        bench.centre.start()

        answers = [said_to(bench.centre.port, each.raw) for each in heard]

        assert answers == [401] * 5
        assert read_effects(bench.centre.url).receipts == before.receipts
