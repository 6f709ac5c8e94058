"""Card laid down → its record: at each of five baud rates, against the time that the frames themselves take on the wire.

The driver and a simulated security module with a real pty between them, whose bytes take the time that they take at the module's
rate (8N1, ten bits a byte). The frames are those that a card costs: find, select, read, its newest address (which most cards do
not have), and the find that asks whether the card is hidden from now on.

Measured twice at each rate. `lying_ms`: the card lies there when the wait begins, so that no poll is in it; this is held against
the wire. `placed_ms`: the card is laid down at a moment drawn by lot between two polls; the poll that goes by is what the wire
cannot help. The table goes to stderr; the line says the worst ratio, as a fraction above the wire's own time.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
from pathlib import Path
from time import perf_counter, sleep

from timing import median, p95, report

from devices.card_reader.questions import FIND, NEWEST_ADDRESS, READ, SELECT
from devices.card_reader.sam_v_serial import BAUD_RATES, SamVSerialReader
from devices.simulators.sam_frames import frame
from devices.simulators.sam_module import SamModule

LYING_SECONDS, LEAST_LYING, PLACED = 3.0, 5, 5
"""Cards read where they lie: so many seconds' worth at each rate, so that a slow moment of this machine is one among many."""
CARD = "zhang"
POLL_SECONDS = 0.3
BITS_PER_BYTE = 10
ANSWERS = (4, 8, 4 + 256 + 1_024, 0, 0)
"""Bytes of content (GA 467): found, selected, lengths with text and photo, no new address, hidden from now on."""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        rows = [at_rate(Path(folder) / "card-reader", rate) for rate in BAUD_RATES]
    show(rows)
    return report(
        "card-wire-time",
        "worst_over",
        worst_over=max(row["over"] for row in rows),
        worst_placed_over=max(row["placed_over"] for row in rows),
        poll_ms=POLL_SECONDS * 1_000,
        rates=[int(row["baud"]) for row in rows],
        wire_ms=[round(row["wire_ms"], 1) for row in rows],
        lying_ms=[round(row["lying_ms"], 1) for row in rows],
        placed_ms=[round(row["placed_ms"], 1) for row in rows],
        runs=int(sum(row["runs"] for row in rows)),
        goal=0.15,
        limit=0.15,
    )


def at_rate(link: Path, rate: int) -> dict[str, float]:
    module = SamModule(link, baud_rate=rate)
    module.start()
    reader = SamVSerialReader(str(link), baud_rate=rate, poll_interval=POLL_SECONDS)
    lot = random.Random(rate)
    try:
        reader.state()
        lying = [one_lying(module, reader) for _ in range(max(LEAST_LYING, int(LYING_SECONDS / wire_seconds(rate))))]
        placed = [one_placed(module, reader, lot.uniform(0.0, POLL_SECONDS)) for _ in range(PLACED)]
    finally:
        reader.close()
        module.stop()
    wire = wire_seconds(rate)
    return {
        "baud": rate,
        "runs": len(lying) + len(placed),
        "wire_ms": wire * 1_000,
        "lying_ms": median(lying) * 1_000,
        "lying_p95_ms": p95(lying) * 1_000,
        "over": median(lying) / wire - 1,
        "placed_ms": p95(placed) * 1_000,
        "placed_over": (p95(placed) - POLL_SECONDS) / wire - 1,
    }


def wire_seconds(rate: int) -> float:
    asked = sum(len(question.request) for question in (FIND, SELECT, READ, NEWEST_ADDRESS, FIND))
    return (asked + sum(len(frame(0x90, bytes(length))) for length in ANSWERS)) * BITS_PER_BYTE / rate


def one_lying(module: SamModule, reader: SamVSerialReader) -> float:
    module.place(CARD)
    began = perf_counter()
    reader.read_card(10)
    took = perf_counter() - began
    module.take()
    return took


def one_placed(module: SamModule, reader: SamVSerialReader, wait: float) -> float:
    """The hand that lays the card down knows nothing of the polls that go on meanwhile."""
    placed_at = []

    def hand() -> None:
        finds = module.look()["asked"].get("find", 0)
        while module.look()["asked"].get("find", 0) == finds:
            sleep(0.001)
        sleep(wait)
        placed_at.append(perf_counter())
        module.place(CARD)

    placing = threading.Thread(target=hand)
    placing.start()
    reader.read_card(20)
    took = perf_counter() - placed_at[0]
    placing.join()
    module.take()
    return took


def show(rows: list[dict[str, float]]) -> None:
    titles = ("baud", "wire ms", "lying ms", "p95", "over wire", "placed p95 ms", "less a poll, over wire")
    print("  ".join(titles), file=sys.stderr)
    for row in rows:
        cells = (
            f"{row['baud']:.0f}",
            f"{row['wire_ms']:.1f}",
            f"{row['lying_ms']:.1f}",
            f"{row['lying_p95_ms']:.1f}",
            f"{row['over']:+.1%}",
            f"{row['placed_ms']:.1f}",
            f"{row['placed_over']:+.1%}",
        )
        print("  ".join(cell.rjust(len(title)) for title, cell in zip(titles, cells, strict=True)), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
