"""Writes the clips of resources/voice that are missing, and removes those of words that are no longer said. `make voice` runs it.

Two programs in one file: without `--worker` it finds out what is wanted, in the product's .venv; with it, it speaks what it is given on
standard input, in the place where the model lives (build/voice/tools). Resumes where it was stopped.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "voice"
VOICES = BUILD / "package" / "voices"
SPOKEN_RMS = 0.1
"""-20 dB below full scale, on average while something is said: what the loudness of the terminal is measured by."""
PEAK = 0.89
LEAD, TAIL, FADE = 0.02, 0.06, 0.005
"""Seconds kept before the first sound and after the last, and of coming and going."""
OPUS = 0.95
"""libsndfile's compression level: about 16 kbit/s for one voice."""


def main() -> int:
    """0: everything that is wanted is there. 1: something could not be said; the words say what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--ear", choices=["cmn", "en"], action="append", help="this language; Mandarin where none is named"
    )
    parser.add_argument("--list", action="store_true", help="print what is missing, and render nothing")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.worker:
        return speak(chosen.worker)
    return max(render(ear, only_list=chosen.list) for ear in chosen.ear or ["cmn"])


def render(ear: str, *, only_list: bool) -> int:
    from voice_texts import wanted

    from kiosk.voice import Ear
    from kiosk.voice.library import Library, file_name

    language = Ear(ear)
    library = Library()
    clips = {file_name(one.words, language): one for one in wanted(language)}
    missing = {name: one for name, one in clips.items() if not library.rendered(one.words, language)}
    print(f"{ear}: {len(clips)} wanted, {len(missing)} missing", flush=True)
    if only_list:
        print(*(one.words for one in missing.values()), sep="\n")
        return 0
    library.keep_only(language, {name: one.part for name, one in clips.items()})
    if not missing:
        return 0
    asked = "".join(
        json.dumps({"name": name, "words": one.words, "part": one.part}) + "\n" for name, one in missing.items()
    )
    worker = [str(BUILD / "tools" / "bin" / "python"), str(Path(__file__)), "--worker", ear]
    return subprocess.run(["nice", "-n", "15", *worker], input=asked, text=True, check=False).returncode  # noqa: S603,S607


# ---- where the model lives ----


def speak(ear: str) -> int:
    """Speak every line of standard input into its file; the manifest says so at once."""
    import kokoro

    voice = kokoro.Kokoro(VOICES, ear)
    folder = ROOT / "resources" / "voice" / ear
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / "manifest.json"
    told: dict[str, Any] = json.loads(manifest.read_text("utf-8")) if manifest.exists() else {}
    told |= {
        "ear": ear,
        "voice": kokoro.VOICES[ear],
        "model": kokoro.MODEL,
        "rate": kokoro.RATE,
        "licence": "Apache-2.0, see ../LICENCES.txt",
        "approved_by": told.get("approved_by", ""),
    }
    failed = 0
    for at, asked in enumerate(map(json.loads, sys.stdin), start=1):
        try:
            frames = _write(folder / f"{asked['name']}.ogg", voice.say(asked["words"]), kokoro.RATE)
        except ValueError as wrong:
            print(wrong, file=sys.stderr, flush=True)
            failed += 1
            continue
        clip = {"text": asked["words"], "frames": frames, **({"part": True} if asked["part"] else {})}
        told.setdefault("clips", {})[asked["name"]] = clip
        _write_manifest(manifest, told)
        if at % 20 == 0:
            print(f"{ear}: {at}", flush=True)
    return 1 if failed else 0


def _write_manifest(manifest: Path, told: dict[str, Any]) -> None:
    ordered = {**told, "clips": dict(sorted(told["clips"].items(), key=lambda clip: clip[1]["text"]))}
    fresh = manifest.with_suffix(".new")
    fresh.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", "utf-8")
    fresh.replace(manifest)


def _write(file: Path, samples: Any, rate: int) -> int:
    """An Ogg Opus of `samples`, cut to what is said and at the loudness that all clips have. Returns its length in frames."""
    import soundfile

    said = _levelled(_cut(samples, rate))
    fresh = file.with_suffix(".new")
    soundfile.write(str(fresh), said, rate, format="OGG", subtype="OPUS", compression_level=OPUS)
    fresh.replace(file)
    return len(said)


def _cut(samples: Any, rate: int) -> Any:
    import numpy as np

    loud = np.flatnonzero(np.abs(samples) > 0.012 * np.abs(samples).max())
    first, last = max(0, loud[0] - int(LEAD * rate)), min(len(samples), loud[-1] + int(TAIL * rate))
    said = samples[first:last].copy()
    slope = np.linspace(0.0, 1.0, int(FADE * rate), dtype=said.dtype)
    said[: len(slope)] *= slope
    said[-len(slope) :] *= slope[::-1]
    return said


def _levelled(said: Any) -> Any:
    """All clips equally loud while something is said, and none distorted."""
    import numpy as np

    frame = 480
    energy = np.sqrt(np.array([np.mean(said[at : at + frame] ** 2) for at in range(0, len(said), frame)]))
    spoken = energy[energy > 0.1 * energy.max()]
    gain = SPOKEN_RMS / float(np.sqrt(np.mean(spoken**2)))
    return said * min(gain, PEAK / float(np.abs(said).max()))


if __name__ == "__main__":
    sys.exit(main())
