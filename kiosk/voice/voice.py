"""Who speaks to those who listen: says what has the focus, what comes up, what goes wrong; obeys keys, plug and fingers."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QKeyEvent

from app.log import get_logger
from devices.sound import Outlet
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from kiosk.service import Facility
from kiosk.shell import MAINTENANCE_PAGES
from kiosk.shell.standing import FIRST_PAGES
from kiosk.voice import Ear, wording
from kiosk.voice.composing import Composer
from kiosk.voice.fingers import Fingers
from kiosk.voice.library import Library, file_name, templates
from kiosk.voice.page import PageReader, Seen, seen_of
from kiosk.voice.player import Manner, Player, Speech
from kiosk.voice.settings import SPEED_NAMES, Settings
from kiosk.voice.sounding import Sounding
from kiosk.voice.wording import CONTROLS, Phrase, Role, Thing
from kiosk.words import Language, say

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtQuick import QQuickItem, QQuickWindow

    from devices.errors import DeviceError
    from devices.sound import SoundOut
    from kiosk.background import Homecoming
    from kiosk.shell.shell import Shell

QML_IMPORT_NAME = "kiosk.voice"
QML_IMPORT_MAJOR_VERSION = 1

SETTLED_MS: Final = 80
"""A page that has just come up has laid itself out by then."""

NEWS_MS: Final = 250
"""How often the page is asked what is new on it."""

UNPLUGGED_MS: Final = 3_000
"""A plug that comes out by accident is back in that time."""

HELD_MS: Final = 900
"""A finger that rests on a key for so long means to."""

MOST_NEWS: Final = 4
EARS: Final = {Ear.MANDARIN: "普通话", Ear.CANTONESE: "粤语", Ear.ENGLISH: "英语"}
_KEYS: Final = {Qt.Key.Key_Tab: True, Qt.Key.Key_Down: True, Qt.Key.Key_Backtab: False, Qt.Key.Key_Up: False}
"""Keys that go on and back."""
_BAR_KEYS: Final = {Qt.Key.Key_Right: True, Qt.Key.Key_Left: False}

GREETING: Final = "按下键听下一项，按确认键选它，按重复键再听一遍。长按重复键，换语言、快慢和音量。"
IN_OTHER_EARS: Final = {Ear.CANTONESE: "想聽廣東話，請長按重複鍵。", Ear.ENGLISH: "For English, hold the repeat key."}
GREETING_BY_FINGER: Final = "点一下听，再点一下选。也可以用手指慢慢划着找。"


@QmlElement
@QmlUncreatable("the hall has the one voice")
class Voice(QObject):
    """Off until it is asked for: by headphones, by a key that is its own, by 语音. GUI thread only; it plays on a thread of its own.

    What it says of a page is what assistive technology is told (`QAccessible`). `announced` carries what is new on a page to it too.
    """

    changed = Signal()
    announced = Signal(str)

    def __init__(
        self,
        shell: Shell,
        window: QQuickWindow,
        home: Homecoming,
        sound: SoundOut,
        *,
        full_dba: float = 77.0,
        recordings: Path | None = None,
        has_keypad: bool = True,
    ) -> None:
        super().__init__()
        self._shell, self._window, self._home = shell, window, home
        self._reader = PageReader(window)
        self._fingers = Fingers(self._reader, self._touched)
        self._library = Library(recordings=recordings)
        self._composers: dict[Ear, Composer] = {}
        self._player = Player(
            sound, Sounding(self._library, self._missed), self._composer, self._heard, self._failed, self._defect
        )
        self._settings = Settings(full_dba)
        self._chinese = Ear.MANDARIN
        self._has_keypad = has_keypad
        self._on = self._panel = self._speaking = False
        self._inserted: bool | None = None
        self._last: list[Phrase] = []
        self._again = 0
        self._known: list[str] = []
        self._focus: Seen | None = None
        self._page_is_new = self._asked = False
        self._held = QElapsedTimer()
        self._settled = self._timer(SETTLED_MS, self._page_came)
        self._unplugged = self._timer(UNPLUGGED_MS, self._give_up_the_plug)
        self._news = QTimer(self)
        self._news.setInterval(NEWS_MS)
        self._news.timeout.connect(self._look_for_news)
        window.activeFocusItemChanged.connect(self._focus_moved)
        shell.pageTurned.connect(self._page_turned)
        shell.languageTurned.connect(self._language_turned)
        shell.offerChanged.connect(self._around_changed)
        shell.idle.wait_for(lambda: self._on and self._player.is_speaking)
        if QAccessible.isActive():
            self._news.start()

    def _timer(self, milliseconds: int, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(then)
        return timer

    def end(self) -> None:
        """Silent for good; the shell and the window may go."""
        self._news.stop()
        self._settled.stop()
        self._unplugged.stop()
        self._shell.idle.wait_for(None)
        if self._on:
            self._window.removeEventFilter(self)
        self._window.activeFocusItemChanged.disconnect(self._focus_moved)
        self._shell.pageTurned.disconnect(self._page_turned)
        self._shell.languageTurned.disconnect(self._language_turned)
        self._shell.offerChanged.disconnect(self._around_changed)
        self._player.end()

    # ---- what pages see ----

    @Property(bool, notify=changed)
    def on(self) -> bool:
        return self._on

    @Property(bool, notify=changed)
    def available(self) -> bool:
        """Whether it can be turned on now."""
        return not self.why_not

    @Property(str, notify=changed)
    def reason(self) -> str:
        """Why it cannot; empty where it can."""
        return self._say(self.why_not) if self.why_not else ""

    @Property(bool, notify=changed)
    def speaking(self) -> bool:
        return self._speaking

    @Property(bool, notify=changed)
    def panelOpen(self) -> bool:  # QML's spelling
        """Whether 语音设置 covers the page."""
        return self._panel

    @Property(str, notify=changed)
    def ear(self) -> str:
        """cmn | yue | en"""
        return str(self._settings.ear)

    @Property(str, notify=changed)
    def paceText(self) -> str:  # QML's spelling
        return self._say("快慢：%1", self._say(SPEED_NAMES[self._settings.pace]))

    @Property(str, notify=changed)
    def volumeText(self) -> str:  # QML's spelling
        quietest = self._settings.louder(-99).level
        return self._say("音量：%1", self._settings.level - quietest + 1)

    @property
    def is_on(self) -> bool:
        return self._on

    @property
    def why_not(self) -> str:
        """Why it cannot speak now, as the product's own text."""
        around = self._shell.around if self._shell.ready_now else None
        return "声音设备要修" if around is not None and Facility.SOUND in around.out_of_order else ""

    @property
    def settings(self) -> Settings:
        return self._settings

    # ---- what pages, keys and the plug may ask for ----

    @Slot()
    def toggle(self) -> None:
        """语音: on; once it is on, the page where it is turned off, or turned to another language."""
        if self._on:
            self.openPanel()
        elif not self.why_not:
            self._turn_on()

    @Slot()
    def stop(self) -> None:
        """Off, with a word that it is."""
        if self._on:
            self.closePanel()
            self._turn_off()
            self._remark(self._say("语音已关闭"))

    @Slot()
    def repeat(self) -> None:
        """What was said last, once more; asked a second time, the whole page."""
        self._again += 1
        if self._again > 1:
            self._say_page()
        elif self._last:
            self._player.say(self._speech(self._last))

    @Slot()
    def louder(self) -> None:
        self._turn_volume(1, "大一点", "已经最大声")

    @Slot()
    def quieter(self) -> None:
        self._turn_volume(-1, "小一点", "已经最小声")

    @Slot()
    def faster(self) -> None:
        self._turn_pace(1, "快一点", "已经最快")

    @Slot()
    def slower(self) -> None:
        self._turn_pace(-1, "慢一点", "已经最慢")

    @Slot(str)
    def listenIn(self, ear: str) -> None:  # QML's spelling
        """cmn, yue or en; the screen's language goes with it."""
        self._hear_in(Ear(ear))
        self._remark(self._say("现在说%1", self._say(EARS[self._settings.ear])))

    @Slot()
    def nextLanguage(self) -> None:  # QML's spelling
        ears = list(EARS)
        self.listenIn(str(ears[(ears.index(self._settings.ear) + 1) % len(ears)]))

    @Slot()
    def openPanel(self) -> None:  # QML's spelling
        self._show_panel(True)

    @Slot()
    def closePanel(self) -> None:  # QML's spelling
        self._show_panel(False)

    def key(self, key: str) -> None:
        """One of the keypad's own keys for the voice. The first of them turns it on."""
        self._held.start()
        if not self._on:
            self.toggle()
            return
        asked = {
            "repeat": self.repeat,
            "louder": self.louder,
            "softer": self.quieter,
            "faster": self.faster,
            "slower": self.slower,
            "language": self.nextLanguage,
            "voice": self.stop,
        }.get(key)
        if asked is not None:
            self._shell.idle.felt()
            asked()

    def key_held(self, key: str) -> None:
        """The same key is still down: held long enough, 重复 opens 语音设置."""
        if key == "repeat" and self._on and not self._panel and self._held.isValid() and self._held.elapsed() > HELD_MS:
            self._held.invalidate()
            self.openPanel()

    def plug(self, inserted: bool) -> None:
        """Headphones went in or out. What is played goes to them and nowhere else while they are in."""
        before, self._inserted = self._inserted, inserted
        if inserted and before is not True:
            self._plugged_in()
        elif not inserted and before:
            self._player.hush()
            if self._on:
                self._unplugged.start()

    def _around_changed(self) -> None:
        """A device broke, or is well again."""
        if self._on and self.why_not:
            self._turn_off()
        self.changed.emit()

    # ---- on and off ----

    def _turn_on(self) -> None:
        self._on = True
        self._window.installEventFilter(self)
        self._news.start()
        self._fingers.forget()
        self._shell.voice_is_on(True)
        self.changed.emit()
        self._known, self._focus = self._texts(), self._reader.focused()
        self._say_now([*self._greeting(), *self._page_said()])

    def _greeting(self) -> list[Phrase]:
        """That somebody speaks, how it is used, and to those who do not understand a word of it, how they would."""
        if not self._has_keypad:
            return [Phrase(self._say("语音已打开")), Phrase(self._say(GREETING_BY_FINGER))]
        others = [Phrase(words, ear=ear) for ear, words in IN_OTHER_EARS.items() if ear is not self._settings.ear]
        return [Phrase(self._say("语音已打开")), Phrase(self._say(GREETING)), *others]

    def _turn_off(self) -> None:
        self._on = False
        self._player.hush()
        self._window.removeEventFilter(self)
        if not QAccessible.isActive():
            self._news.stop()
        self._settings = replace(self._settings.anew(), ear=self._settings.ear)
        self._last = []
        self._shell.voice_is_on(False)
        self.changed.emit()

    def _plugged_in(self) -> None:
        self._unplugged.stop()
        if self._on:
            self.repeat()
        elif not self.why_not:
            self._turn_on()

    def _give_up_the_plug(self) -> None:
        """It did not come back. If somebody's own words were to be heard, whoever stands there now is asked who they are first."""
        was_private = any(phrase.private for phrase in self._last)
        self._turn_off()
        if was_private:
            self._shell.idle.ask_now()

    def _start_anew(self) -> None:
        """Nobody is there any more: the next visitor finds it as it was built. Headphones that are still in go on hearing."""
        self._settings, self._chinese, self._last = self._settings.anew(), Ear.MANDARIN, []
        self._panel = False
        if self._on and not self._inserted:
            self._turn_off()
        self.changed.emit()

    # ---- turning knobs ----

    def _turn_volume(self, by: int, words: str, at_end: str) -> None:
        before, self._settings = self._settings, self._settings.louder(by)
        self.changed.emit()
        self._remark(self._say(words if self._settings != before else at_end))

    def _turn_pace(self, by: int, words: str, at_end: str) -> None:
        before, self._settings = self._settings, self._settings.faster(by)
        self.changed.emit()
        self._remark(self._say(words if self._settings != before else at_end))

    def _hear_in(self, ear: Ear) -> None:
        self._settings = replace(self._settings, ear=ear)
        self._chinese = ear if ear.is_chinese else self._chinese
        if ear.is_chinese is not (self._shell.language_now == "zh"):
            self._shell.toggleLanguage()
        self._known = self._texts()
        self.changed.emit()

    def _language_turned(self, language: str) -> None:
        ear = Ear.ENGLISH if language == "en" else self._chinese
        if ear is not self._settings.ear and self._settings.ear.is_chinese is not (language == "zh"):
            self._settings = replace(self._settings, ear=ear)
            self.changed.emit()

    def _show_panel(self, shown: bool) -> None:
        if shown is not self._panel:
            self._panel = shown
            self.changed.emit()
            if self._on:
                self._page_turned()

    # ---- what happens on the page ----

    def _page_turned(self) -> None:
        """Whatever was being said belongs to the former page. The focus that comes with this one is said with it."""
        if self._shell.page_name in FIRST_PAGES and not self._panel:
            self._start_anew()
        if self._on:
            self._player.hush()
            self._fingers.forget()
            self._page_is_new = True
            self._settled.start()

    def _page_came(self) -> None:
        self._page_is_new = False
        if self._on and not self._unplugged.isActive():
            self._say_page()

    def _say_page(self) -> None:
        self._known, self._focus = self._texts(), self._reader.focused()
        self._say_now(self._page_said())

    def _page_said(self) -> list[Phrase]:
        """Heading, words, how many choices; and where the focus is."""
        if self._is_for_staff:
            return [Phrase(self._say("这一页给工作人员用，不朗读。"))]
        things = [seen.thing for seen in self._reader.all() if not seen.apart]
        here = self._focus.thing if self._focus is not None else None
        focused = self._phrases(here) if here is not None and here.role in CONTROLS else []
        return [*wording.page(things, self._say, aloud=self._aloud), *focused]

    def _focus_moved(self) -> None:
        if not self._on or self._page_is_new or self._is_for_staff:
            return
        seen = self._reader.focused()
        if seen is not None and seen.thing.role in CONTROLS:
            self._focus = seen
            self._say_now(self._phrases(seen.thing))

    def _touched(self, seen: Seen) -> None:
        """A finger has found something."""
        if not self._is_for_staff:
            self._focus = seen
            self._say_now(self._phrases(seen.thing))

    def _look_for_news(self) -> None:
        """What has come up on the page since it was looked at last, and what became of the control that was just used."""
        if self._page_is_new or self._is_for_staff:
            return
        was_asked, self._asked = self._asked, self._shell.idle.seconds_left >= 0
        if self._asked is not was_asked and self._on:
            self._say_page()
        elif not self._asked:
            self._tell(self._what_is_new())

    def _what_is_new(self) -> list[Thing]:
        before, there = set(self._known), self._reader.all()
        self._known = [seen.thing.name for seen in there]
        return [seen.thing for seen in there if _is_news(seen, before)][:MOST_NEWS]

    def _tell(self, new: list[Thing]) -> None:
        for thing in new if QAccessible.isActive() else ():
            self.announced.emit(thing.name)
        if not self._on or self._unplugged.isActive():
            return
        said = [*self._what_became_of_the_focus(), *(phrase for one in new for phrase in self._phrases(one))]
        if said:
            self._last = said
            self._player.say(self._speech(said, polite=not any(one.role is Role.ALERT for one in new)))

    def _what_became_of_the_focus(self) -> list[Phrase]:
        before = self._focus
        now = seen_of(before.item) if before is not None and shiboken6.isValid(before.item) else None
        if before is None or now is None or now.thing == before.thing:
            return []
        self._focus = now
        if now.thing.name == before.thing.name:
            return [Phrase(words) for words in (wording.kind(now.thing, self._say),) if words]
        return self._phrases(now.thing)

    def _texts(self) -> list[str]:
        return [seen.thing.name for seen in self._reader.all()]

    @property
    def _is_for_staff(self) -> bool:
        return self._shell.page_file.parent == MAINTENANCE_PAGES and not self._panel

    # ---- keys and fingers ----

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # Qt's name
        """Only while it is on."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key_pressed(event)
        if not self._fingers.takes(event):
            return False
        event.accept()
        self._shell.idle.felt()
        return True

    def _key_pressed(self, event: QKeyEvent) -> bool:
        """Any key ends what is being said. At the last thing on leads no further: it says so instead of going round."""
        self._player.hush()
        self._again = 0
        key = Qt.Key(event.key())
        if key in _BAR_KEYS:
            here = self._window.activeFocusItem()
            QTimer.singleShot(0, self, lambda: self._stayed_at(here, forward=_BAR_KEYS[key]))
        if key not in _KEYS or not self._reader.focus_ends(forward=_KEYS[key]):
            return False
        self._shell.idle.felt()
        self._remark(self._say("最后一项" if _KEYS[key] else "第一项"))
        return True

    def _stayed_at(self, before: QQuickItem | None, *, forward: bool) -> None:
        """At the end of the bar its keys lead no further either."""
        if self._on and before is not None and self._window.activeFocusItem() == before:
            self._remark(self._say("最后一项" if forward else "第一项"))

    # ---- saying ----

    @property
    def _aloud(self) -> bool:
        """Whether the loudspeaker says it, for everybody to hear."""
        return not self._inserted

    def _say(self, text: str, *values: object) -> str:
        return say(self._language, text, *values)

    @property
    def _language(self) -> Language:
        return "zh" if self._settings.ear.is_chinese else "en"

    def _phrases(self, thing: Thing) -> list[Phrase]:
        return wording.sentences(thing, self._say, aloud=self._aloud)

    def _say_now(self, said: list[Phrase]) -> None:
        """Instead of whatever is being said; 重复 says it again."""
        self._last, self._again = said, 0
        self._player.say(self._speech(said))

    def _remark(self, words: str) -> None:
        """Said once: 重复 goes on to repeat what was said before."""
        self._player.say(self._speech([Phrase(words)]))

    def _speech(self, phrases: list[Phrase], *, polite: bool = False) -> Speech:
        settings = self._settings
        outlet = Outlet.SPEAKER if self._aloud else Outlet.HEADPHONES
        return Speech(tuple(phrases), Manner(settings.ear, settings.speed, outlet, settings.volume), polite)

    # ---- the player's thread ----

    def _composer(self, ear: Ear) -> Composer:
        if ear not in self._composers:
            self._composers[ear] = Composer(self._library, templates(ear), ear)
        return self._composers[ear]

    def _heard(self, begun: bool) -> None:
        self._home.call(lambda: self._speaks(begun))

    def _speaks(self, begun: bool) -> None:
        self._speaking = begun
        self.changed.emit()

    def _missed(self, words: str, ear: Ear) -> None:
        self._log.warning("no-clip", code=file_name(words, ear), kind=str(ear))

    @cached_property
    def _log(self) -> Any:
        return get_logger("voice")

    def _failed(self, trouble: DeviceError) -> None:
        self._log.warning("voice-lost", code=trouble.code)
        self._home.call(self._lost)

    def _lost(self) -> None:
        if self._on:
            self._turn_off()

    def _defect(self, defect: BaseException) -> None:
        self._log.error("defect", defect=type(defect).__name__)


def _is_news(seen: Seen, before: set[str]) -> bool:
    return not seen.apart and seen.thing.role not in CONTROLS and seen.thing.name not in before
