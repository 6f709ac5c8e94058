"""A city's first publication of items, 1,200 at three levels, on SQLite: how long the longest wait of an intake beside it is.

Beside the order a program writes one row at a time into the same database, as terminals' deliveries do. What is compared is its longest
wait with how long the whole publication takes: below a tenth, publishing needs no night. One JSON line.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from time import perf_counter, sleep

from timing import report

from central.clock import utc_now
from central.db.counters import next_number
from central.db.database import DatabaseAway, connect
from central.seed import seed
from central.settings import Settings
from kiosk.command_line import main as guanjia

ITEMS = 1_200


def longest_wait(home: Path, stop: threading.Event, waits: list[float]) -> None:
    database = connect(Settings(home=home).database)
    began = perf_counter()
    while not stop.is_set():
        with suppress(DatabaseAway):  # who is turned away waits on
            with database.writing() as session:
                next_number(session, "benchmark")
            waits.append(perf_counter() - began)
            sleep(0.01)
            began = perf_counter()
    database.close()


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "central"
        seed(home, enterprises=0, clock=utc_now, say=lambda _: None)
        assert guanjia(["central", "seed-items", "--items", str(ITEMS), "--home", str(home)]) == 0
        stop, waits = threading.Event(), list[float]()
        beside = threading.Thread(target=longest_wait, args=(home, stop, waits), daemon=True)
        beside.start()
        began = perf_counter()
        guanjia_here = str(Path(sys.executable).with_name("guanjia"))
        subprocess.run([guanjia_here, "central", "publish-items", "--home", str(home)], check=True)
        took = perf_counter() - began
        stop.set()
        beside.join()
    return report(
        "publishing_wait",
        "longest_of_whole",
        goal=0.10,
        limit=0.20,
        longest_of_whole=max(waits) / took,
        longest_wait_seconds=max(waits),
        publishing_seconds=took,
        writes_beside=len(waits),
    )


if __name__ == "__main__":
    sys.exit(main())
