"""What the driver adds to pcscd: a social security card read, a card noticed, a pcscd that comes back.

Real pcscd and its virtual reader, in a room of their own. pcscd looks into such a reader every 0.4 s, which bounds how soon anybody
can know that a card is in or out. `over_ms` is what comes after pcscd has told of a card: waking up, nine commands, parsing; `ratio`
compares having its record with being told that it is in.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from timing import median, p95, report

from devices.simulators.pcscd_room import READER, PcscdRoom, why_not
from devices.simulators.virtual_card import VirtualCard
from devices.smart_card import pcsc_lite
from devices.smart_card.pcsc_reader import PcscReader
from devices.state import Condition

CARDS = 20
LOOK, SWAP = 0.4, 0.6
"""Seconds between two of pcscd's looks; seconds a card must be out to be another one."""
LOT = random.Random(7816)
RESTARTS = 10


def main() -> int:
    if lack := why_not():
        print(f"smart-card: {lack}", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        room = PcscdRoom(Path(folder))
        os.environ["PCSCLITE_CSOCK_NAME"] = str(room.socket_path)
        room.start()
        slot, reader = VirtualCard(room.connect), PcscReader(READER)
        slot.start()
        try:
            return measure(room, slot, reader)
        finally:
            reader.close()
            slot.stop()
            room.stop()


def measure(room: PcscdRoom, slot: VirtualCard, reader: PcscReader) -> int:
    until(lambda: reader.state().condition is Condition.READY)
    cards = [one_card(slot, reader) for _ in range(CARDS)]
    back = [one_restart(room, reader) for _ in range(RESTARTS)]
    told, record, taken_out = (list(column) for column in zip(*cards, strict=True))
    over = [later - earlier for earlier, later in zip(told, record, strict=True)]
    return report(
        "smart-card",
        "ratio",
        ratio=sum(record) / sum(told),
        put_in_to_told_ms=median(told),
        put_in_to_record_ms=median(record),
        over_ms=median(over),
        over_p95_ms=p95(over),
        taken_out_ms=median(taken_out),
        taken_out_p95_ms=p95(taken_out),
        pcscd_back_ms=median(back),
        pcscd_back_slowest_ms=max(back),
        runs=CARDS,
        goal=1.1,
        limit=1.5,
    )


def one_card(slot: VirtualCard, reader: PcscReader) -> tuple[float, float, float]:
    """From a card's going in to pcscd's telling of it, and to its record; from its going out to the end of the wait. Milliseconds."""
    time.sleep(SWAP + LOT.uniform(0, LOOK))
    told: list[float] = []
    with pcsc_lite.context() as line:
        empty = pcsc_lite.await_change(line, {READER: pcsc_lite.UNAWARE}, 0)[0].state
        listener = threading.Thread(target=lambda: told.append(moment_of_change(line, empty)))
        listener.start()
        began = time.perf_counter()
        slot.direct({"do": "insert-card", "card": "zhang"})
        reader.read_social_security_card(5)
        record = time.perf_counter()
        listener.join()
    return (told[0] - began) * 1_000, (record - began) * 1_000, take_out(slot, reader)


def moment_of_change(line: pcsc_lite.Context, empty: int) -> float:
    while not pcsc_lite.await_change(line, {READER: empty}, 5)[0].present:
        pass
    return time.perf_counter()


def take_out(slot: VirtualCard, reader: PcscReader) -> float:
    time.sleep(LOT.uniform(0, LOOK))
    slot.direct({"do": "remove-card"})
    return milliseconds(lambda: reader.wait_for_removal(5))


def one_restart(room: PcscdRoom, reader: PcscReader) -> float:
    """From the moment at which pcscd answers again. Milliseconds."""
    room.stop_pcscd(signal.SIGKILL)
    until(lambda: reader.state().condition is Condition.ABSENT)
    room.start_pcscd()
    return milliseconds(lambda: until(lambda: reader.state().condition is Condition.READY))


def milliseconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1_000


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the stage does not come to be as it should")
        time.sleep(0.002)


if __name__ == "__main__":
    sys.exit(main())
