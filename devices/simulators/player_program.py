"""A player program that makes no sound: it takes as long as the sound does, and writes down what it was given.

Run by its copy `player` in the simulated sound card's folder: `player SINK`, a WAV on standard input.
"""

import hashlib
import json
import os
import struct
import sys
import time
from collections.abc import Iterator
from typing import Any


def main() -> int:
    folder = os.path.dirname(os.path.abspath(sys.argv[0]))
    fault, haste = _told(folder, "fault"), float(_told(folder, "haste") or 1)
    if fault == "crash":
        return 1
    octets = sys.stdin.buffer.read()
    samples, rate, channels, marks = _pcm(octets)
    peak = max(map(abs, struct.unpack(f"<{len(samples) // 2}h", samples)), default=0)
    seconds = len(samples) / (2 * rate * channels)
    if fault == "hang":
        time.sleep(3600)
    if peak:
        _write_down(
            folder,
            sink=sys.argv[1],
            seconds=round(seconds, 3),
            peak=peak,
            sha256=hashlib.sha256(octets).hexdigest(),
            pieces=list(_pieces(samples, 2 * channels, marks)),
        )
    if fault == "die":
        time.sleep(seconds / 2 / haste)
        return 1
    time.sleep(seconds / haste)
    if peak:
        _write_down(folder, whole=True)
    return 0


def _told(folder: str, what: str) -> str:
    try:
        with open(os.path.join(folder, what), encoding="ascii") as file:
            return file.read()
    except OSError:
        return ""


def _write_down(folder: str, **what: Any) -> None:
    line = json.dumps({"pid": os.getpid(), **what}) + "\n"
    with open(os.path.join(folder, "played.jsonl"), "a", encoding="ascii") as file:
        file.write(line)


def _pcm(octets: bytes) -> tuple[bytes, int, int, list[int]]:
    """The samples, their rate, the number of channels and the cue points: RIFF is chunks, each with its name and length."""
    at, rate, channels = 12, 1, 1
    marks: list[int] = []
    while at + 8 <= len(octets):
        name, length = struct.unpack_from("<4sI", octets, at)
        if name == b"fmt ":
            channels, rate = struct.unpack_from("<HI", octets, at + 10)
        if name == b"cue ":
            marks = [struct.unpack_from("<I", octets, point + 20)[0] for point in range(at + 12, at + 8 + length, 24)]
        if name == b"data":
            return octets[at + 8 : at + 8 + length], rate, channels, marks
        at += 8 + length + length % 2
    return b"", 1, 1, []


def _pieces(samples: bytes, frame: int, marks: list[int]) -> Iterator[dict[str, Any]]:
    """What lies between the cue points; silent pieces are not told of."""
    ends = [*marks[1:], len(samples) // frame]
    for start, end in zip(marks, ends):  # noqa: B905 - as long as each other
        piece = samples[start * frame : end * frame]
        if any(piece):
            yield {"frames": end - start, "sha256": hashlib.sha256(piece).hexdigest()}


if __name__ == "__main__":
    sys.exit(main())
