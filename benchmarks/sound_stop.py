"""stop() → silence: the player has been killed and is gone, limit 100 ms. In the same run, the least that takes: a child
that does nothing, killed and awaited.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from timing import median, p95, report

from devices.errors import Cancelled
from devices.simulators.player import Player
from devices.sound import Outlet
from devices.sound.player_process import PlayerProcess
from devices.sound.wave import Wave, written

TIMES = 40
TEN_SECONDS = written(Wave(b"\x10\x10" * 160_000, 1, 16_000))


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        player = Player(Path(folder) / "sound")
        sound = PlayerProcess([player.start(), "{sink}"])
        stops = [milliseconds_to_silence(player, sound) for _ in range(TIMES)]
        player.stop()
    kills = [milliseconds_to_kill() for _ in range(TIMES)]
    return report(
        "sound-stop",
        "p95_ms",
        goal=20.0,
        limit=100.0,
        p95_ms=p95(stops),
        median_ms=median(stops),
        bare_kill_ms=median(kills),
        ratio=median(stops) / median(kills),
    )


def milliseconds_to_silence(player: Player, sound: PlayerProcess) -> float:
    with ThreadPoolExecutor(1) as pool:
        playing = pool.submit(sound.play, TEN_SECONDS, Outlet.SPEAKER)
        while not player.look()["playing"]:
            threading.Event().wait(0.005)
        started = time.perf_counter()
        sound.stop()
        assert player.look()["playing"] is None, "the player outlived stop()"
        took = time.perf_counter() - started
        with suppress(Cancelled):
            playing.result(1)
    return took * 1000


def milliseconds_to_kill() -> float:
    child = subprocess.Popen([sys.executable, "-IS", "-c", "print(flush=True); input()"], stdin=-1, stdout=-1)
    with child:
        assert child.stdout is not None
        child.stdout.readline()
        started = time.perf_counter()
        child.kill()
        child.wait()
        return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    sys.exit(main())
