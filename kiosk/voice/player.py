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
    """`say` and `hush` from the GUI thread, neither blocks longer than it takes to kill a player program (some 10 ms).

    `heard(begun)` is called on the player's thread: True when a speech begins to sound, False when all is said. `failed` hears of the
    device's trouble; what was to be said is dropped then.
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
        self._changed = threading.Condition()
        self._waiting: deque[Speech] = deque()
        self._turn = 0
        self._now: Speech | None = None
        self._ended = False
        self._thread = threading.Thread(target=self._play_for_ever, name="voice", daemon=True)
        self._thread.start()

    def say(self, speech: Speech) -> None:
        """Say it now; if it is polite, after what is being said."""
        with self._changed:
            if not speech.polite:
                self._turn += 1
                self._waiting.clear()
            self._waiting.append(speech)
            interrupts = not speech.polite and self._now is not None
            self._changed.notify_all()
        if (
            interrupts
        ):  # not within the lock: the voice's thread may be about to play, and asks then whether it still should
            self._sound.stop()

    def hush(self) -> None:
        """Silence within 100 ms; what waited is forgotten."""
        with self._changed:
            self._turn += 1
            self._waiting.clear()
            playing = self._now is not None
        if playing:
            self._sound.stop()

    @property
    def is_speaking(self) -> bool:
        with self._changed:
            return self._now is not None or bool(self._waiting)

    @property
    def says_private(self) -> bool:
        """Whether what is being said, or waits to be, is somebody's own."""
        with self._changed:
            return any(speech.private for speech in (self._now, *self._waiting) if speech)

    def end(self) -> None:
        """Be silent for good."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self.hush()
        self._thread.join(3.0)

    # ---- on the voice's thread ----

    def _play_for_ever(self) -> None:
        self._warm_up()
        while (taken := self._next()) is not None:
            try:
                self._play(*taken)
            except Cancelled:
                pass
            except DeviceError as trouble:
                self._failed(trouble)
            except Exception as defect:
                self._defect(defect)
            finally:
                self._done()

    def _warm_up(self) -> None:
        """The first word does not wait for libraries."""
        import numpy  # noqa: F401
        import pypinyin  # noqa: F401
        import soundfile  # noqa: F401

    def _next(self) -> tuple[Speech, int] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended)
            if self._ended:
                return None
            self._now = self._waiting.popleft()
            return self._now, self._turn

    def _done(self) -> None:
        with self._changed:
            self._now = None
            silent = not self._waiting
        if silent:
            self._heard(False)

    def _play(self, speech: Speech, turn: int) -> None:
        """Phrase after phrase, each its own sound: the first is heard while the others are not yet made."""
        self._heard(True)
        for phrase in speech.phrases:
            wav = self._made(phrase, speech.manner)
            if wav is not None:
                self._sound.play(
                    wav, speech.manner.outlet, speech.manner.volume, unless=lambda: self._turn != turn or self._ended
                )

    def _made(self, phrase: Phrase, manner: Manner) -> bytes | None:
        ear = phrase.ear or manner.ear
        steps = self._composer(ear).compose(phrase.words)
        return self._sounding.wav(steps, ear, manner.speed, rest=BETWEEN_PHRASES / manner.speed, private=phrase.private)
