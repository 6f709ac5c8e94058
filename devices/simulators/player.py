"""A sound card with its player program: what it was given to play is written down, and it can fail."""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from devices.simulators import player_program

FAULTS = ("none", "crash", "die", "hang")
_LATELY = 50


class Player:
    """`folder` holds `player`, a program like aplay: `player SINK` with a WAV on its standard input."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._program = folder / "player"

    def start(self) -> str:
        """Plug it in. Returns the program's path."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self.plug()
        return str(self._program)

    def stop(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def plug(self) -> None:
        """The program, with an interpreter that starts quickly: without site-packages, deaf to the environment."""
        fresh = self._folder / ".player.new"
        fresh.write_text(f"#!{sys.executable} -IS\n" + Path(player_program.__file__).read_text("utf-8"), "utf-8")
        fresh.chmod(0o755)
        fresh.replace(self._program)

    def unplug(self) -> None:
        self._program.unlink(missing_ok=True)

    def break_down(self, fault: str) -> None:
        """What the next sounds meet: `crash` at once, `die` half-way, `hang`, `none`."""
        if fault not in FAULTS:
            raise ValueError(f"no such fault: {fault}")
        (self._folder / "fault").write_text(fault, "ascii")

    def hurry(self, times: float) -> None:
        """From the next sound on, so many times faster than it would sound; 1 is as it would."""
        (self._folder / "haste").write_text(str(times), "ascii")

    def direct(self, directions: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one stage direction: fault (crash, die, hang, none), haste (times), plug, unplug."""
        match directions["do"]:
            case "fault":
                self.break_down(str(directions["kind"]))
            case "haste":
                self.hurry(float(directions["times"]))
            case "plug":
                self.plug()
            case "unplug":
                self.unplug()
            case unknown:
                raise ValueError(f"the player cannot do this: {unknown}")
        return {}

    def look(self) -> dict[str, Any]:
        """What was played lately, oldest first: sink, seconds, peak (of 32,767), sha256 of the WAV, whether it came to its end, and
        its pieces (frames, sha256 of the samples) where it has cue points. `playing` is the one under way. The sounds themselves
        are not kept."""
        played = self._played()[-_LATELY:]
        under_way = [sound for sound in played if not sound["whole"] and _is_alive(sound["pid"])]
        return {
            "plugged": self._program.exists(),
            "player": str(self._program),
            "playing": under_way[-1] if under_way else None,
            "played": played,
        }

    def _played(self) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = []
        with suppress(OSError):
            whole, _, _ = (self._folder / "played.jsonl").read_text("ascii").rpartition("\n")
            for line in whole.splitlines():  # the last one may be being written
                said = json.loads(line)
                if "sink" in said:
                    told.append({**said, "whole": False})
                else:
                    next(sound for sound in reversed(told) if sound["pid"] == said["pid"])["whole"] = True
        return told


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
