"""Who speaks to those who listen: on and off, the plug, the voice's own keys, language, speed and volume."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from kiosk.service import Facility
from kiosk.shell.standing import FIRST_PAGES
from kiosk.voice import Ear
from kiosk.voice.following import Following
from kiosk.voice.library import Library
from kiosk.voice.mouth import Mouth
from kiosk.voice.settings import SPEED_NAMES, Settings
from kiosk.voice.wording import Phrase

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtQuick import QQuickWindow

    from devices.sound import SoundOut
    from kiosk.background import Homecoming
    from kiosk.shell.shell import Shell

QML_IMPORT_NAME = "kiosk.voice"
QML_IMPORT_MAJOR_VERSION = 1

UNPLUGGED_MS: Final = 3_000
"""A plug that comes out by accident is back in that time."""

HELD_MS: Final = 900
"""A finger that rests on a key for so long means to."""

RESTS_AFTER_MS: Final = 60_000
"""On the first page, where nobody may be left to listen."""

EARS: Final = {Ear.MANDARIN: "普通话", Ear.CANTONESE: "粤语", Ear.ENGLISH: "英语"}
GREETING: Final = "按下键听下一项，按确认键选它，按重复键再听一遍。长按重复键，换语言、快慢和音量。"
GREETING_BY_FINGER: Final = "点一下听，再点一下选。也可以用手指慢慢划着找。"
IN_OTHER_EARS: Final = {Ear.CANTONESE: "想聽廣東話，請長按重複鍵。", Ear.ENGLISH: "For English, hold the repeat key."}


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
        """`full_dba`: see Settings. `recordings`: a hall's own folder of clips. `has_keypad`: how the greeting says it is used."""
        super().__init__()
        self._shell = shell
        self._mouth = Mouth(
            sound,
            Library(recordings=recordings),
            lambda begun: home.call(lambda: self._speaks(begun)),
            lambda: home.call(self._turn_off),
        )
        self._mouth.settings = Settings(full_dba)
        self._following = Following(shell, window, self._mouth, self.announced.emit)
        self._has_keypad = has_keypad
        self._on = self._open = self._speaking = self._declined = False
        self._chinese = Ear.MANDARIN
        self._repeats = self._sign_of_repeat = self._sign_of_rest = 0
        self._pressed = QElapsedTimer()
        self._unplugged = QTimer(self, singleShot=True, interval=UNPLUGGED_MS)
        self._unplugged.timeout.connect(self._give_up_the_plug)
        self._rests = QTimer(self, interval=RESTS_AFTER_MS)
        self._rests.timeout.connect(self._rest)
        shell.pageTurned.connect(self._page_turned)
        shell.languageTurned.connect(self._language_turned)
        shell.offerChanged.connect(self._around_changed)
        shell.idle.wait_for(lambda: self._on and self._mouth.is_speaking)

    def end(self) -> None:
        """Silent for good; the shell and the window may go."""
        self._unplugged.stop()
        self._rests.stop()
        self._shell.idle.wait_for(None)
        self._shell.pageTurned.disconnect(self._page_turned)
        self._shell.languageTurned.disconnect(self._language_turned)
        self._shell.offerChanged.disconnect(self._around_changed)
        self._following.close()
        self._mouth.end()

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
        return self._shell.say(self.why_not) if self.why_not else ""

    @Property(bool, notify=changed)
    def speaking(self) -> bool:
        return self._speaking

    @Property(bool, notify=changed)
    def panelOpen(self) -> bool:  # QML's spelling
        """Whether 语音设置 covers the page."""
        return self._open

    @Property(str, notify=changed)
    def ear(self) -> str:
        """cmn | yue | en"""
        return str(self._mouth.settings.ear)

    @Property(str, notify=changed)
    def paceText(self) -> str:  # QML's spelling
        return self._shell.say("快慢：%1", self._shell.say(SPEED_NAMES[self._mouth.settings.pace]))

    @Property(str, notify=changed)
    def volumeText(self) -> str:  # QML's spelling
        return self._shell.say("音量：%1", self._mouth.settings.step)

    # ---- what Python goes by ----

    @property
    def is_on(self) -> bool:
        return self._on

    @property
    def is_open(self) -> bool:
        return self._open

    @property
    def settings(self) -> Settings:
        return self._mouth.settings

    @property
    def why_not(self) -> str:
        """Why it cannot speak now, as the product's own text; empty where it can."""
        broken = self._shell.ready_now and Facility.SOUND in self._shell.around.out_of_order
        return "声音设备要修" if broken else ""

    # ---- what pages and keys may ask for ----

    @Slot()
    def toggle(self) -> None:
        """语音: on; once it is on, the panel where it is turned off, or to another language."""
        if self._on:
            self.openPanel()
        elif not self.why_not:
            self._turn_on()

    @Slot()
    def stop(self) -> None:
        """Off, with a word that it is."""
        if self._on:
            self._declined = True
            self._show_panel(False)
            self._turn_off()
            self._mouth.remark("语音已关闭")

    @Slot()
    def repeat(self) -> None:
        """What was said last, once more; asked a second time in a row, the whole page."""
        signs = self._following.last_sign
        self._repeats = self._repeats + 1 if signs == self._sign_of_repeat else 1
        self._sign_of_repeat = signs
        if self._repeats > 1:
            self._following.say_page(whole=True)
        else:
            self._mouth.again()

    @Slot()
    def louder(self) -> None:
        self._turn(self.settings.louder(1), "大一点", "已经最大声")

    @Slot()
    def quieter(self) -> None:
        self._turn(self.settings.louder(-1), "小一点", "已经最小声")

    @Slot()
    def faster(self) -> None:
        self._turn(self.settings.faster(1), "快一点", "已经最快")

    @Slot()
    def slower(self) -> None:
        self._turn(self.settings.faster(-1), "慢一点", "已经最慢")

    @Slot(str)
    def listenIn(self, ear: str) -> None:  # QML's spelling
        """cmn, yue or en; the screen's language goes with it. Raises ValueError for another."""
        self._hear_in(Ear(ear))
        self._mouth.remark("现在说%1", self._mouth.words(EARS[self.settings.ear]))

    @Slot()
    def nextLanguage(self) -> None:  # QML's spelling
        ears = list(EARS)
        self.listenIn(str(ears[(ears.index(self.settings.ear) + 1) % len(ears)]))

    @Slot()
    def openPanel(self) -> None:  # QML's spelling
        self._show_panel(True)

    @Slot()
    def closePanel(self) -> None:  # QML's spelling
        self._show_panel(False)

    def key(self, key: str) -> None:
        """One of the keypad's keys that are the voice's own. The first of them turns it on."""
        self._pressed.start()
        asked = {
            "repeat": self.repeat,
            "louder": self.louder,
            "softer": self.quieter,
            "faster": self.faster,
            "slower": self.slower,
            "language": self.nextLanguage,
            "voice": self.stop,
        }
        if not self._on:
            self.toggle()
        elif key in asked:
            self._shell.idle.felt()
            asked[key]()

    def key_held(self, key: str) -> None:
        """The same key is still down: held long enough, 重复 opens 语音设置."""
        if key == "repeat" and self._on and self._pressed.isValid() and self._pressed.elapsed() > HELD_MS:
            self._pressed.invalidate()
            self.openPanel()

    def any_key(self) -> bool:
        """A key was pressed while headphones were in, left there by whoever was here before: it wakes the voice, and that is all it
        does. False where the key is for others."""
        sleeps = self._mouth.plugged_in and not (self._on or self._declined or self.why_not)
        if sleeps:
            self._turn_on()
        return sleeps

    def plug(self, inserted: bool) -> None:
        """Headphones went in or out. What is played goes to them and nowhere else while they are in."""
        before, self._mouth.plugged_in = self._mouth.plugged_in, inserted
        if inserted and not before:
            self._plugged_in()
        elif before and not inserted and self._on:
            self._mouth.hush()
            self._following.pause(True)
            self._unplugged.start()

    # ---- on and off ----

    def _turn_on(self) -> None:
        self._on, self._declined = True, False
        self._rests.start()
        self._shell.voice_is_on(True)
        self.changed.emit()
        self._following.begin(self._greeting())

    def _turn_off(self) -> None:
        """Also where the sound device fails: the button says why then."""
        if self._on:
            self._on = False
            self._rests.stop()
            self._unplugged.stop()
            self._following.end()
            self._mouth.hush()
            self._mouth.forget()
            self._shell.voice_is_on(False)
            self._show_panel(False)
            self.changed.emit()

    def _greeting(self) -> list[Phrase]:
        """That somebody speaks, how it is used, and to those who do not understand a word of it, how they would."""
        begun = Phrase(self._mouth.words("语音已打开"))
        if not self._has_keypad:
            return [begun, Phrase(self._mouth.words(GREETING_BY_FINGER))]
        others = [Phrase(words, ear=ear) for ear, words in IN_OTHER_EARS.items() if ear is not self.settings.ear]
        return [begun, Phrase(self._mouth.words(GREETING)), *others]

    def _plugged_in(self) -> None:
        self._unplugged.stop()
        self._following.pause(False)
        if self._on:
            self._mouth.again()
        elif not self.why_not:
            self._turn_on()

    def _give_up_the_plug(self) -> None:
        """It did not come back. If somebody's own words were to be heard, whoever stands there now is asked whether they are still the
        same: the page is covered, and wiped without an answer."""
        was_private = self._mouth.said_private
        self._turn_off()
        if was_private:
            self._shell.idle.ask_now()

    def _rest(self) -> None:
        """On the first page nobody has asked for anything for a minute: fingers may be somebody's who does not listen."""
        signs = self._following.last_sign
        if self._shell.page_name in FIRST_PAGES and signs == self._sign_of_rest and not self._mouth.is_speaking:
            self._turn_off()
        self._sign_of_rest = signs

    def _speaks(self, begun: bool) -> None:
        self._speaking = begun
        self.changed.emit()

    # ---- what turns ----

    def _turn(self, settings: Settings, done: str, at_end: str) -> None:
        turned, self._mouth.settings = settings != self.settings, settings
        self.changed.emit()
        self._mouth.remark(done if turned else at_end)

    def _hear_in(self, ear: Ear) -> None:
        self._mouth.settings = replace(self.settings, ear=ear)
        self._chinese = ear if ear.is_chinese else self._chinese
        if ear.is_chinese is not (self._shell.language_now == "zh"):
            self._shell.toggleLanguage()
        self.changed.emit()

    def _language_turned(self, language: str) -> None:
        """Whoever turns the screen's language hears the same."""
        if self.settings.ear.is_chinese is not (language == "zh"):
            self._mouth.settings = replace(self.settings, ear=Ear.ENGLISH if language == "en" else self._chinese)
            self.changed.emit()

    def _show_panel(self, shown: bool) -> None:
        if shown is not self._open and (self._on or not shown):
            self._open = shown
            self.changed.emit()
            self._following.page_turned()

    def _page_turned(self) -> None:
        if self._shell.page_name in FIRST_PAGES:
            self._start_anew()
        self._following.page_turned()

    def _start_anew(self) -> None:
        """The next visitor finds it as it was built, and at 65 dB(A). Headphones that are still in go on hearing."""
        self._mouth.settings, self._chinese = self.settings.anew(), Ear.MANDARIN
        self._mouth.forget()
        self._declined = False
        self._show_panel(False)
        if not self._mouth.plugged_in:
            self._turn_off()
        self.changed.emit()

    def _around_changed(self) -> None:
        """A device broke, or is well again."""
        if self.why_not:
            self._turn_off()
        self.changed.emit()
