"""The one thread that plays what is said: a newer word ends an older one at once, and nothing is ever queued behind a key."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from devices.errors import Cancelled, DeviceError
from devices.sound import Outlet

if TYPE_CHECKING:
    from devices.sound import SoundOut
    from kiosk.voice import Ear
    from kiosk.voice.composing import Composer
    from kiosk.voice.sounding import Sounding
    from kiosk.voice.wording import Phrase

BETWEEN_PHRASES: Final = 0.25
"""Seconds of silence after a phrase, at the usual speed."""


@dataclass(frozen=True)
class Manner:
    """How it is said: in which language, how fast, where to and how loud (0 to 1)."""

    ear: Ear
    speed: float
    outlet: Outlet
    volume: float


@dataclass(frozen=True, repr=False)
class Speech:
    """Phrases said one after the other. `polite`: it waits for what is being said instead of ending it."""

    phrases: tuple[Phrase, ...]
    manner: Manner
    polite: bool = False

    @property
    def private(self) -> bool:
        return any(phrase.private for phrase in self.phrases)


class Player:
    """`say` and `hush` from the GUI thread; neither blocks longer than it takes to kill a player program (some 10 ms).

    Each speech has a thread of its own: one that is cut off may still be making its next sound, and nobody waits for it.
    `heard(begun)` is called on such a thread: True when a speech begins to sound, False when all is said. `failed` hears of the
    device's trouble; what was to be said is dropped then. `warm_up` is done at once, on a thread too: the first word does not wait.
    """

    def __init__(
        self,
        sound: SoundOut,
        sounding: Sounding,
        composer: Callable[[Ear], Composer],
        heard: Callable[[bool], None],
        failed: Callable[[DeviceError], None],
        defect: Callable[[BaseException], None],
    ) -> None:
        self._sound = sound
        self._sounding = sounding
        self._composer = composer
        self._heard, self._failed, self._defect = heard, failed, defect
        self._lock = threading.Lock()
        self._waiting: deque[Speech] = deque()
        self._turn = 0
        self._now: Speech | None = None
        self._ended = False
        self._last_thread = self._begin(self._warm_up)

    def say(self, speech: Speech) -> None:
        """Say it now; if it is polite, after what is being said."""
        with self._lock:
            if self._ended:
                return
            interrupts, waits = not speech.polite and self._now is not None, speech.polite and self._now is not None
            if not waits:
                self._turn += 1
                self._waiting.clear()
                self._now = speech
            self._waiting.append(speech)
            turn = self._turn
        if (
            interrupts
        ):  # not within the lock: the former thread may be about to play, and asks then whether it still should
            self._sound.stop()
        if not waits:
            self._last_thread = self._begin(lambda: self._say_all(turn))

    def hush(self) -> None:
        """Silence within 100 ms; what waited is forgotten."""
        with self._lock:
            self._turn += 1
            self._waiting.clear()
            playing, self._now = self._now is not None, None
        if playing:
            self._sound.stop()
            self._heard(False)

    @property
    def is_speaking(self) -> bool:
        with self._lock:
            return self._now is not None

    def end(self) -> None:
        """Be silent for good."""
        with self._lock:
            self._ended = True
        self.hush()
        self._last_thread.join(3.0)

    @staticmethod
    def _begin(work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work, name="voice", daemon=True)
        thread.start()
        return thread

    # ---- on a speech's thread ----

    def _warm_up(self) -> None:
        """What takes long the first time: libraries, the folders of clips, the texts with slots."""
        import numpy  # noqa: F401
        import pypinyin  # noqa: F401
        import soundfile  # noqa: F401

        from kiosk.voice import Ear

        self._composer(Ear.MANDARIN).compose("第 1 项，共 2 项")

    def _say_all(self, turn: int) -> None:
        """This speech, and those that waited politely for it."""
        self._heard(True)
        while self._next_is_said(turn):
            pass

    def _next_is_said(self, turn: int) -> bool:
        """False when nothing is left to say, or something newer is being said. In a function of its own: a speech may hold somebody's
        name, and nothing of it may stay behind."""
        with self._lock:
            if turn != self._turn:
                return False
            speech = self._now = self._waiting.popleft() if self._waiting else None
        if speech is None:
            self._heard(False)
            return False
        return self._is_said(speech, turn)

    def _is_said(self, speech: Speech, turn: int) -> bool:
        try:
            self._play(speech, turn)
        except Cancelled:
            return turn == self._turn  # somebody else's sound took its place
        except DeviceError as trouble:
            self._failed(trouble)
        except Exception as defect:
            self._defect(defect)
        return True

    def _play(self, speech: Speech, turn: int) -> None:
        """Phrase after phrase, each its own sound: the first is heard while the others are not yet made."""
        for phrase in speech.phrases:
            wav = self._made(phrase, speech.manner) if turn == self._turn else None
            if wav is not None:
                self._sound.play(wav, speech.manner.outlet, speech.manner.volume, unless=lambda: self._turn != turn)

    def _made(self, phrase: Phrase, manner: Manner) -> bytes | None:
        ear = phrase.ear or manner.ear
        steps = self._composer(ear).compose(phrase.words)
        return self._sounding.wav(steps, ear, manner.speed, rest=BETWEEN_PHRASES / manner.speed, private=phrase.private)
