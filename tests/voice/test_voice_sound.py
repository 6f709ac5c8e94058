"""Clips and live speech as sound: length, pitch, loudness; files that are gone or spoilt."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from devices.sound.wave import read
from kiosk.voice import Ear, live
from kiosk.voice.composing import Clip, Live, Pause
from kiosk.voice.library import Library, file_name
from kiosk.voice.sounding import RATE, Sounding, decoded, levelled
from kiosk.voice.tempo import stretched

speaks = pytest.mark.skipif(not live.is_there(), reason="espeak-ng is not installed: `scripts/set-up` installs it")


def tone(seconds: float = 1.0, hertz: float = 220.0) -> np.ndarray:
    at = np.arange(int(seconds * RATE)) / RATE
    return (12_000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)


def pitch(samples: np.ndarray) -> float:
    middle = samples[len(samples) // 4 : -len(samples) // 4].astype(float)
    strength = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    return float(np.fft.rfftfreq(len(middle), 1 / RATE)[strength.argmax()])


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    for ear, words, seconds in (("cmn", "信用报告", 0.5), ("cmn", "按钮", 0.25)):
        (tmp_path / ear).mkdir(exist_ok=True)
        name = file_name(words, Ear(ear))
        soundfile.write(tmp_path / ear / f"{name}.ogg", tone(seconds), RATE, format="OGG", subtype="OPUS")
    return tmp_path


def frames_of(wav: bytes | None) -> tuple[int, ...]:
    assert wav is not None
    return read(wav).marks


@pytest.mark.parametrize("speed", [0.7, 1.3])
def test_speed_changes_the_length_and_keeps_the_pitch(speed: float) -> None:
    sound = tone(1.5)

    other = stretched(sound, RATE, speed)

    assert len(other) == pytest.approx(len(sound) / speed, rel=0.03)
    assert pitch(other) == pytest.approx(220.0, abs=4)
    assert np.abs(other).max() == pytest.approx(12_000, rel=0.1)


def test_usual_speed_changes_nothing() -> None:
    sound = tone()

    assert stretched(sound, RATE, 1.0) is sound


def test_clips_and_pauses_are_joined_with_a_mark_at_each(shelf: Path) -> None:
    sounding = Sounding(Library(shelf), lambda *_: None)

    wav = sounding.wav([Clip("信用报告"), Pause(0.3), Clip("按钮")], Ear.MANDARIN, 1.0, rest=0.2)

    assert frames_of(wav) == (0, RATE // 2, RATE // 2 + int(0.3 * RATE), RATE // 2 + int(0.3 * RATE) + RATE // 4)


def test_recording_of_a_person_goes_before_the_rendered_clip(shelf: Path, tmp_path: Path) -> None:
    folder = tmp_path / "hall" / "cmn"
    folder.mkdir(parents=True)
    soundfile.write(folder / f"{file_name('按钮', Ear.MANDARIN)}.wav", tone(0.8), 48_000)

    samples = decoded(Library(shelf, tmp_path / "hall").file("按钮", Ear.MANDARIN))

    assert len(samples) == pytest.approx(0.4 * RATE, abs=2)


@speaks
def test_clip_that_is_spoilt_is_spoken_live(shelf: Path) -> None:
    missed: list[str] = []
    library = Library(shelf)
    library.file("按钮", Ear.MANDARIN).write_bytes(b"OggS and no more")

    wav = Sounding(library, lambda words, _: missed.append(words)).wav([Clip("按钮")], Ear.MANDARIN, 1.0)

    assert wav is not None
    assert read(wav).seconds > 0.2


@speaks
@pytest.mark.parametrize(
    ("ear", "words"), [(Ear.MANDARIN, "张测试"), (Ear.CANTONESE, "張測試"), (Ear.ENGLISH, "Zhang")]
)
def test_live_speech_is_as_loud_as_a_clip_and_always_the_same(ear: Ear, words: str) -> None:
    said = levelled(live.speak(words, ear))

    spoken = said[np.abs(said) > 1000].astype(float)
    assert 1_500 < np.sqrt(np.mean(spoken**2)) < 8_000
    assert np.array_equal(said, levelled(live.speak(words, ear)))


@speaks
def test_what_is_missed_is_told_unless_it_is_somebodys_own(shelf: Path) -> None:
    missed: list[str] = []
    sounding = Sounding(Library(shelf), lambda words, _: missed.append(words))

    sounding.wav([Live("公开的话", Ear.MANDARIN)], Ear.MANDARIN, 1.0)
    sounding.wav([Live("张测试", Ear.MANDARIN)], Ear.MANDARIN, 1.0, private=True)

    assert missed == ["公开的话"]


def test_mandarin_is_read_as_pinyin_with_its_tones() -> None:
    assert live.readable("重庆银行，A", Ear.MANDARIN) == "chong2 qing4 yin2 hang2 , A"


def test_without_a_speaking_program_there_is_silence_and_no_failure(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert shutil.which("espeak-ng") is None

    assert Sounding(Library(shelf), lambda *_: None).wav([Live("张测试", Ear.MANDARIN)], Ear.MANDARIN, 1.0) is None


def test_words_never_stand_on_a_command_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every process can read those of every other."""
    program = tmp_path / "espeak-ng"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\ncat > {tmp_path}/input\nhead -c 100 /dev/zero\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    live.speak("张测试", Ear.CANTONESE)

    assert "张测试" not in (tmp_path / "words").read_text("utf-8")
    assert (tmp_path / "input").read_text("utf-8") == "张测试"


def test_no_file_name_tells_what_its_clip_says(shelf: Path) -> None:
    assert all(file.stem.isalnum() and len(file.stem) == 16 for file in (shelf / "cmn").iterdir())
    assert io.BytesIO((next((shelf / "cmn").iterdir())).read_bytes()).read(4) == b"OggS"
