"""Metrics: a page Prometheus reads, written whole, served on loopback alone, with nobody's name on it."""

from __future__ import annotations

import http.client
import re
import socket
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from filing_samples import CANARIES, NOW, after, appeal, rating

from app.contract.jobs import ItemResult, ItemStatus
from app.metrics import CONTENT_TYPE, MetricsDoor, measure, text_of, write
from app.outbox import Outbox

SAMPLE = re.compile(r'guanjia_[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\.)*"(?:,[a-z]+="(?:[^"\\\n]|\\.)*")*\})? -?[0-9.e+-]+')


def figures(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_page_tells_age_attempts_quarantine_disk_clock_and_devices(outbox: Outbox) -> None:
    outbox.file([rating("waits"), rating("aside")], NOW)
    first = outbox.lease(1, NOW)
    outbox.settle(first, [], NOW)
    second = outbox.lease(1, NOW)
    poison = ItemResult(
        key=second[0].item.key, payload_sha256=second[0].item.payload_sha256, status=ItemStatus.MISMATCH
    )
    outbox.settle(second, [poison], NOW)
    outbox.purge(NOW, after(60))

    seen = measure(
        outbox,
        after(90),
        online=False,
        clock_offset=timedelta(seconds=-1.5),
        devices={"card-reader": "ready", "page-printer": "needs-staff"},
    )
    said = figures(text_of(seen))

    assert said['guanjia_jobs{state="READY"}'] == 1
    assert said['guanjia_jobs{state="QUARANTINED"}'] == 1
    assert said['guanjia_jobs{state="DONE"}'] == 0
    assert said["guanjia_queue_oldest_ready_age_seconds"] == 90
    assert said["guanjia_queue_attempts"] == 1
    assert said["guanjia_queue_open"] == 1
    assert said["guanjia_disk_free_bytes"] > 0
    assert said["guanjia_centre_backup_age_seconds"] == 90
    assert said["guanjia_centre_reachable"] == 0
    assert said["guanjia_clock_offset_seconds"] == -1.5
    assert said['guanjia_device{device="page-printer",condition="needs-staff"}'] == 1


def test_page_is_in_prometheus_words(outbox: Outbox) -> None:
    outbox.file([appeal()], NOW)
    devices = {'of "two"\nlines \\': "ready"}

    text = text_of(measure(outbox, NOW, online=True, clock_offset=timedelta(), devices=devices))

    lines = text.splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert text.endswith("\n")
    assert [line for line in samples if not SAMPLE.fullmatch(line)] == []
    kinds = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(kinds) == len(set(kinds))
    assert {re.split(r"[ {]", line)[0] for line in samples} == set(kinds)
    assert [canary for canary in CANARIES if canary in text] == []


def test_what_is_not_known_is_left_out_and_not_called_zero(outbox: Outbox) -> None:
    text = text_of(measure(outbox, NOW))

    assert "clock_offset" not in text
    assert "centre_reachable" not in text
    assert "centre_backup" not in text


def test_file_is_whole_at_every_moment_and_others_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "guanjia.prom"
    pages = ["a" * 40_000 + "\n", "b" * 40_000 + "\n"]
    write(file, pages[0])
    done = threading.Event()

    def rewrite() -> None:
        for turn in range(300):
            write(file, pages[turn % 2])
        done.set()

    writer = threading.Thread(target=rewrite)
    writer.start()
    seen = set()
    while not done.is_set():
        seen.add(file.read_text("ascii"))
    writer.join()

    assert seen <= set(pages)
    assert file.stat().st_mode & 0o777 == 0o644
    assert [left.name for left in tmp_path.iterdir()] == ["guanjia.prom"]


def test_door_serves_the_last_page_on_loopback_and_nothing_else() -> None:
    door = MetricsDoor(0)
    try:
        door.show("guanjia_jobs 1\n")
        asking = http.client.HTTPConnection("127.0.0.1", door.port, timeout=5)
        asking.request("GET", "/metrics")
        page = asking.getresponse()
        content = (page.status, page.headers["Content-Type"], page.read())
        asking.request("GET", "/etc/passwd")
        other = asking.getresponse()
        other.read()
        asking.request("POST", "/metrics", b"x")
        written = asking.getresponse()
        written.read()
        asking.close()

        assert content == (200, CONTENT_TYPE, b"guanjia_jobs 1\n")
        assert (other.status, written.status) == (404, 501)
        with socket.socket() as elsewhere:
            elsewhere.bind(("127.0.0.2", door.port))
    finally:
        door.close()


def test_a_port_that_is_taken_is_an_error() -> None:
    door = MetricsDoor(0)
    try:
        with pytest.raises(OSError, match="in use"):
            MetricsDoor(door.port)
    finally:
        door.close()
