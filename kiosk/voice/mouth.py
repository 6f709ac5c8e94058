"""The mouth: what is to be said, in the listener's language, to where the listener hears it, as loud and as fast as was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.log import get_logger
from devices.sound import Outlet
from kiosk.voice import Ear, wording
from kiosk.voice.composing import Composer
from kiosk.voice.library import Library, file_name, templates
from kiosk.voice.player import Manner, Player, Speech
from kiosk.voice.settings import Settings
from kiosk.voice.sounding import Sounding
from kiosk.voice.wording import Phrase, Thing
from kiosk.words import say

if TYPE_CHECKING:
    from devices.errors import DeviceError
    from devices.sound import SoundOut


class Mouth:
    """`settings` may be put anew at any moment; the next word follows them. `plugged_in` says where to. GUI thread.

    `speaks(begun)` and `failed()` are called on the player's thread.
    """

    def __init__(
        self, sound: SoundOut, library: Library, speaks: Callable[[bool], None], failed: Callable[[], None]
    ) -> None:
        self.settings = Settings()
        self.plugged_in = False
        self._library = library
        self._composers: dict[Ear, Composer] = {}
        self._last: list[Phrase] = []
        self._tell_failed = failed
        self._log: Any = get_logger("voice")
        sounding = Sounding(library, self._missed)
        self._player = Player(sound, sounding, self._composer, speaks, self._failed, self._defect)

    @property
    def aloud(self) -> bool:
        """Whether the loudspeaker says it, for everybody to hear."""
        return not self.plugged_in

    @property
    def is_speaking(self) -> bool:
        return self._player.is_speaking

    @property
    def said_private(self) -> bool:
        """Whether what was said last is somebody's own."""
        return any(phrase.private for phrase in self._last)

    def words(self, text: str, *values: object) -> str:
        """One of the product's texts in the listener's language."""
        return say("zh" if self.settings.ear.is_chinese else "en", text, *values)

    def phrases(self, thing: Thing) -> list[Phrase]:
        return wording.sentences(thing, self.words, aloud=self.aloud)

    def page(self, things: list[Thing]) -> list[Phrase]:
        return wording.page(things, self.words, aloud=self.aloud)

    def news(self, thing: Thing) -> list[Phrase]:
        return wording.news(thing, self.words, aloud=self.aloud)

    def say(self, said: list[Phrase], *, polite: bool = False) -> None:
        """Instead of whatever is being said, or politely after it. `again` says it once more."""
        if said:
            self._last = said
            self._player.say(self._speech(said, polite=polite))

    def remark(self, text: str, *values: object) -> None:
        """Said once: `again` goes on to repeat what was said before."""
        self._player.say(self._speech([Phrase(self.words(text, *values))]))

    def again(self) -> None:
        if self._last:
            self._player.say(self._speech(self._last))

    def hush(self) -> None:
        """Silence within 100 ms."""
        self._player.hush()

    def forget(self) -> None:
        """What was said belongs to somebody who has gone."""
        self._last = []

    def end(self) -> None:
        self._player.end()

    def _speech(self, phrases: list[Phrase], *, polite: bool = False) -> Speech:
        outlet = Outlet.SPEAKER if self.aloud else Outlet.HEADPHONES
        settings = self.settings
        return Speech(tuple(phrases), Manner(settings.ear, settings.speed, outlet, settings.volume), polite)

    # ---- on the player's thread ----

    def _composer(self, ear: Ear) -> Composer:
        if ear not in self._composers:
            self._composers[ear] = Composer(self._library, templates(ear), ear)
        return self._composers[ear]

    def _missed(self, words: str, ear: Ear) -> None:
        """By the name its clip would have, and nothing of what it says."""
        self._log.warning("no-clip", code=file_name(words, ear), kind=str(ear))

    def _failed(self, trouble: DeviceError) -> None:
        self._log.warning("voice-lost", code=trouble.code)
        self._tell_failed()

    def _defect(self, defect: BaseException) -> None:
        self._log.error("defect", defect=type(defect).__name__)
