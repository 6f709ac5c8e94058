"""The player of speech: a newer word ends an older one, a polite one waits, and silence is silence."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from devices.errors import DeviceError
from devices.simulators.player import Player as SoundCard
from devices.sound import Outlet
from devices.sound.player_process import PlayerProcess
from kiosk.voice import Ear
from kiosk.voice.composing import Composer, Templates
from kiosk.voice.library import Library, file_name
from kiosk.voice.player import Manner, Player, Speech
from kiosk.voice.sounding import RATE, Sounding
from kiosk.voice.wording import Phrase

LENGTHS = {"甲": 3.0, "乙": 0.1, "丙": 0.2, "丁": 0.05}
MANNER = Manner(Ear.MANDARIN, 1.0, Outlet.HEADPHONES, 0.5)


class Booth:
    """A player of four clips, told apart by their length."""

    def __init__(self, folder: Path) -> None:
        (folder / "cmn").mkdir()
        for words, seconds in LENGTHS.items():
            tone = (8_000 * np.sin(np.arange(int(seconds * RATE)) / 20)).astype(np.int16)
            soundfile.write(folder / "cmn" / f"{file_name(words, Ear.MANDARIN)}.wav", tone, RATE)
        library = Library(folder)
        self.card = SoundCard(folder / "sound")
        self.device = PlayerProcess([self.card.start(), "{sink}"], headphones="ears")
        self.begun: list[bool] = []
        self.failed: list[DeviceError] = []
        self.defects: list[BaseException] = []
        self.player = Player(
            self.device,
            Sounding(library, lambda *_: None),
            lambda ear: Composer(library, Templates((), ear), ear),
            self.begun.append,
            self.failed.append,
            self.defects.append,
        )

    def says(self, *words: str, polite: bool = False) -> None:
        self.player.say(Speech(tuple(map(Phrase, words)), MANNER, polite))

    def heard(self) -> list[tuple[str, bool]]:
        """What was given to the sound card, and whether it came to its end."""
        frames = {int(seconds * RATE): words for words, seconds in LENGTHS.items()}
        played = self.card.look()["played"]
        return [(frames[sound["pieces"][0]["frames"]], sound["whole"]) for sound in played]


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[Booth]:
    booth = Booth(tmp_path)
    yield booth
    booth.player.end()
    booth.card.stop()
    assert booth.defects == []


def until(seen: Callable[[], object], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not seen() and time.monotonic() < deadline:
        time.sleep(0.005)
    return bool(seen())


def test_phrases_are_said_one_after_the_other(booth: Booth) -> None:
    booth.says("乙", "丙", "丁")

    assert until(lambda: not booth.player.is_speaking)
    assert booth.heard() == [("乙", True), ("丙", True), ("丁", True)]
    assert until(lambda: booth.begun == [True, False])


def test_newer_word_ends_the_older_one_at_once(booth: Booth) -> None:
    booth.says("甲")
    assert until(lambda: booth.heard() == [("甲", False)])

    booth.says("乙")

    assert until(lambda: not booth.player.is_speaking)
    assert booth.heard() == [("甲", False), ("乙", True)]


def test_polite_word_waits(booth: Booth) -> None:
    booth.says("丙")
    booth.says("乙", polite=True)

    assert until(lambda: not booth.player.is_speaking)
    assert booth.heard() == [("丙", True), ("乙", True)]


def test_polite_word_is_said_at_once_where_nothing_is(booth: Booth) -> None:
    booth.says("乙", polite=True)

    assert until(lambda: booth.heard() == [("乙", True)])


def test_silence_ends_it_and_what_waited(booth: Booth) -> None:
    booth.says("甲")
    booth.says("乙", polite=True)
    assert until(lambda: booth.heard() == [("甲", False)])

    booth.player.hush()

    assert booth.card.look()["playing"] is None
    assert not booth.player.is_speaking
    assert booth.heard() == [("甲", False)]


def test_silence_that_comes_before_the_sound_is_kept(booth: Booth) -> None:
    """A key pressed while the word is still being made: not a single sample of it."""
    for _ in range(30):
        booth.says("甲")
        booth.player.hush()

    booth.says("丁")
    assert until(lambda: ("丁", True) in booth.heard())
    assert not [whole for words, whole in booth.heard() if words == "甲" and whole]
    assert booth.card.look()["playing"] is None


def test_a_hundred_words_that_cut_each_other_off_leave_no_thread(booth: Booth) -> None:
    booth.says("丁")
    assert until(lambda: not booth.player.is_speaking)
    before = threading.active_count()

    for _ in range(100):
        booth.says("甲")
    booth.player.hush()

    assert until(lambda: threading.active_count() <= before)
    assert booth.card.look()["playing"] is None


def test_device_that_fails_is_told_of(booth: Booth) -> None:
    booth.card.unplug()

    booth.says("乙")

    assert until(lambda: booth.failed)
    assert until(lambda: not booth.player.is_speaking)


def test_nothing_is_said_after_the_end(booth: Booth) -> None:
    booth.player.end()

    booth.says("乙")

    assert not booth.player.is_speaking
    assert booth.heard() == []
