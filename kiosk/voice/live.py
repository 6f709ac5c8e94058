"""Speech at once, by espeak-ng as a process: for names, and for what nobody has recorded. Robotic, and there in 50 ms.

espeak-ng is GPL-3; it is a program of the machine, run and not linked. Its Mandarin reads pinyin, not hanzi: pypinyin says them. What is
to be said goes to its standard input: a command line can be read by every process.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Final

from kiosk.voice import Ear

VOICES: Final = {Ear.MANDARIN: "cmn-latn-pinyin", Ear.CANTONESE: "yue", Ear.ENGLISH: "en-gb"}
USUAL_SPEED: Final = {Ear.MANDARIN: 165, Ear.CANTONESE: 160, Ear.ENGLISH: 165}
"""Words a minute, as espeak-ng counts them."""

PATIENCE: Final = 10.0
RATE: Final = 22_050
_PROGRAM: Final = "espeak-ng"


class CannotSpeak(Exception):
    """There is no espeak-ng here, or it failed; without any of the words."""


def is_there() -> bool:
    return shutil.which(_PROGRAM) is not None


def speak(words: str, ear: Ear, speed: float = 1.0) -> bytes:
    """PCM of `words`: 16 bit, mono, RATE. Blocks for some 50 ms. Raises CannotSpeak."""
    program = shutil.which(_PROGRAM)
    if program is None:
        raise CannotSpeak("espeak-ng is not installed")
    pace = str(round(USUAL_SPEED[ear] * speed))
    command = [program, "-v", VOICES[ear], "-s", pace, "-b", "1", "--stdin", "--stdout"]
    try:
        done = subprocess.run(  # noqa: S603 - a program of the machine; the words are its input
            command, input=readable(words, ear).encode(), capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        raise CannotSpeak("espeak-ng does not answer") from None
    if done.returncode != 0 or len(done.stdout) < 44:
        raise CannotSpeak(f"espeak-ng: exit {done.returncode}")
    return done.stdout[44 : 44 + (len(done.stdout) - 44) // 2 * 2]


def readable(words: str, ear: Ear) -> str:
    """What this voice can read: for Mandarin pinyin with tones, 张某 as zhang1 mou3."""
    if ear is not Ear.MANDARIN:
        return words
    from pypinyin import Style, lazy_pinyin

    said = lazy_pinyin(words, style=Style.TONE3, neutral_tone_with_five=True, errors=_others)
    return " ".join(said)


def _others(signs: str) -> str:
    """What pypinyin leaves: marks make pauses, letters are said as they are; what it does not know is passed over."""
    plain = re.sub("([，。：！？])", r"\1 ", signs).translate(str.maketrans("，。：！？", ",.:!?"))
    return re.sub(r"[^A-Za-z0-9,.:!?]+", " ", plain).strip()
