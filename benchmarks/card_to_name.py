"""Card laid down → its holder's name on the screen: from the hand that lays it on the reader to the first frame of the page after it.

Measured through the whole terminal: the simulated security module is a process of its own behind a real pty whose bytes take the
time that they take at 115,200 baud; the driver polls it; the kiosk's own flow reads, judges the card and turns the page, whose header
says (masked) who stands here. Each card is laid down at another moment between two polls, drawn by lot.

What no terminal can beat is the wire (the requests find, select, read and their answers, ten bits a byte) and, with bad luck, one
whole poll. `over_ms` is what the slowest placements (p95) take beyond that.
"""

from __future__ import annotations

import inspect
import random
import sys

from terminal import CARD, Terminal, terminal
from timing import median, p95, report

from devices.card_reader.questions import FIND, READ, SELECT
from devices.card_reader.sam_v_serial import SamVSerialReader
from devices.simulators.sam_frames import frame

PLACEMENTS = 24
WARM_UP = 1

BITS_PER_BYTE = 10
READER = inspect.signature(SamVSerialReader).parameters
POLL_MS = READER["poll_interval"].default * 1_000
FOUND_CONTENT, SELECTED_CONTENT, RECORD_CONTENT = 4, 8, 4 + 256 + 1_024
"""Bytes: what find and select tell of the chip; two lengths, the text, the photo (GA 467)."""


def main() -> int:
    lot = random.Random(467)
    with terminal() as kiosk:
        kiosk.comes_to_card()
        placed = [one_placement(kiosk, lot.uniform(0.0, POLL_MS)) for _ in range(WARM_UP + PLACEMENTS)][WARM_UP:]
    return report(
        "card-to-name",
        "over_ms",
        over_ms=p95(placed) - wire_ms() - POLL_MS,
        median_ms=median(placed),
        p95_ms=p95(placed),
        wire_ms=wire_ms(),
        poll_ms=POLL_MS,
        ratio=median(placed) / (wire_ms() + POLL_MS / 2),
        runs=PLACEMENTS,
        goal=50.0,
        limit=50.0,
    )


def wire_ms() -> float:
    asked = sum(len(question.request) for question in (FIND, SELECT, READ))
    told = sum(len(frame(0x90, bytes(length))) for length in (FOUND_CONTENT, SELECTED_CONTENT, RECORD_CONTENT))
    return (asked + told) * BITS_PER_BYTE * 1_000 / int(READER["baud_rate"].default)


def one_placement(kiosk: Terminal, wait_ms: float) -> float:
    """From a page that waits for a card back to such a page, in which nobody is known any more."""
    kiosk.visitor.lets_pass(wait_ms / 1_000)
    if kiosk.hall.shell.property("who"):
        raise RuntimeError("somebody is known before the card is read")
    milliseconds = kiosk.milliseconds_to_page("LicenceCode", lambda: kiosk.street.direct(do="place-card", card=CARD))
    if not kiosk.hall.shell.property("who"):
        raise RuntimeError("the page after the card does not say who stands here")
    kiosk.street.direct(do="take-card")
    kiosk.visitor.taps("nav.home")
    kiosk.visitor.sees("Home")
    kiosk.visitor.taps("zone.credit")
    kiosk.visitor.sees("Zone")
    kiosk.visitor.taps("service.S901")
    kiosk.visitor.sees("Version")
    kiosk.visitor.taps("version.no-violations")
    kiosk.visitor.sees("IdCard")
    return milliseconds


if __name__ == "__main__":
    sys.exit(main())
