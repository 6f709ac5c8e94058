"""Follows a page for a listener: where the focus goes, what comes up, what becomes of what was chosen; keys and fingers on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QKeyEvent

from kiosk.shell import MAINTENANCE_PAGES
from kiosk.voice import wording
from kiosk.voice.fingers import Fingers
from kiosk.voice.page import PageReader, Seen, seen_of
from kiosk.voice.wording import CONTROLS, Phrase, Role, Thing

if TYPE_CHECKING:
    from PySide6.QtQuick import QQuickItem, QQuickWindow

    from kiosk.shell.shell import Shell
    from kiosk.voice.mouth import Mouth

SETTLED_MS: Final = 80
"""A page that has just come up has laid itself out by then."""

NEWS_MS, ASLEEP_MS = 250, 2_000
"""How often the page is asked what is new on it; and, while nobody listens, whether somebody reads from outside."""

MOST_NEWS: Final = 4
_ON_AND_BACK: Final = {Qt.Key.Key_Tab: True, Qt.Key.Key_Down: True, Qt.Key.Key_Backtab: False, Qt.Key.Key_Up: False}
_ALONG_THE_BAR: Final = {Qt.Key.Key_Right: True, Qt.Key.Key_Left: False}


class Following(QObject):
    """`begin` and `end` as the voice is turned on and off. `announce` is told what is new even while it is off, where somebody reads
    from outside (AT-SPI). GUI thread.
    """

    def __init__(self, shell: Shell, window: QQuickWindow, mouth: Mouth, announce: Callable[[str], None]) -> None:
        super().__init__()
        self._shell, self._window, self._mouth, self._announce = shell, window, mouth, announce
        self._reader = PageReader(window)
        self._fingers = Fingers(self._reader, self._found)
        self._on = self._paused = False
        self._page_is_new = False
        self._known: list[str] = []
        self._headings: list[str] = []
        self._here: Seen | None = None
        self.last_sign = 0
        """How often a key or a finger was felt."""
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self._page_came)
        self._news = QTimer(self, interval=ASLEEP_MS)
        self._news.timeout.connect(self._look_for_news)
        window.activeFocusItemChanged.connect(self._focus_moved)
        self._news.start()

    def begin(self, first: list[Phrase]) -> None:
        """From now on everything is said; `first` comes before the page that is up."""
        self._on, self._paused = True, False
        self._window.installEventFilter(self)
        self._news.start(NEWS_MS)
        self._fingers.forget()
        self.say_page(first)

    def end(self) -> None:
        self._on = False
        self._settled.stop()
        self._window.removeEventFilter(self)
        self.forget()

    def forget(self) -> None:
        """What stood on a page may have been somebody's own: it is not kept longer than it is needed."""
        self._known, self._headings, self._here = [], [], None
        self._fingers.forget()

    def close(self) -> None:
        """For good: the window may go."""
        self.end()
        self._news.stop()
        self._window.activeFocusItemChanged.disconnect(self._focus_moved)

    def pause(self, paused: bool) -> None:
        """While nobody can hear, nothing is said."""
        self._paused = paused

    def page_turned(self) -> None:
        """Whatever was being said belongs to the former page. The focus that comes with this one is said with it."""
        self._page_is_new = True
        self.forget()
        self._settled.start()
        if self._on:
            self._mouth.hush()
        elif QAccessible.isActive():
            QTimer.singleShot(0, self, self._look_first)

    def _look_first(self) -> None:
        """The page is there: what comes up on it from now on is news, though it has not settled yet."""
        if self._page_is_new:
            self._known = [_known_as(seen.thing) for seen in self._reader.all()]

    def say_page(self, first: list[Phrase] | None = None, *, whole: bool = False) -> None:
        """Heading, words, how many choices; and where the focus is. `whole`: with the head that every page has."""
        self._page_is_new = False
        there = self._reader.all()
        self._known, self._headings = [_known_as(seen.thing) for seen in there], _headings(there)
        self._here = self._reader.focused()
        if not self._paused:
            self._mouth.say([*(first or []), *self._page(whole)])

    @property
    def _is_for_staff(self) -> bool:
        """Their pages are never read aloud; the listener's own settings may lie over one."""
        panel = getattr(self._shell.voice, "is_open", False)
        return self._shell.page_file.parent == MAINTENANCE_PAGES and not panel

    def _page(self, whole: bool) -> list[Phrase]:
        if self._is_for_staff:
            return [Phrase(self._mouth.words("这一页给工作人员用，不朗读。"))]
        things = [
            seen.thing for seen in self._reader.all() if not seen.apart or (whole and seen.thing.role is Role.TEXT)
        ]
        here = self._here.thing if self._here is not None else None
        focused = self._mouth.phrases(here) if here is not None and here.role in CONTROLS else []
        return [*self._mouth.page(things), *focused]

    def _page_came(self) -> None:
        self._page_is_new = False
        if self._on:
            self.say_page()
        elif QAccessible.isActive():
            self._tell(self._what_is_new(self._reader.all()) if self._known else [])

    # ---- the focus, and what is new ----

    def _focus_moved(self) -> None:
        if not self._on or self._page_is_new or self._is_for_staff:
            return
        seen = self._reader.focused()
        if seen is not None and seen.thing.role in CONTROLS:
            self._found(seen)

    def _found(self, seen: Seen) -> None:
        """The focus, or a finger, is at this thing now."""
        if not (self._is_for_staff or self._paused):
            self._here = seen
            self._mouth.say(self._mouth.phrases(seen.thing))

    def _look_for_news(self) -> None:
        """What has come up on the page since it was looked at last, and what became of the control that was just used."""
        self._news.setInterval(NEWS_MS if self._on or QAccessible.isActive() else ASLEEP_MS)
        if self._page_is_new or self._is_for_staff or not (self._on or QAccessible.isActive()):
            return
        there = self._reader.all()
        if self._on and self._headings != _headings(there):  # another page, or a question over it
            self.say_page()
        elif self._shell.idle.seconds_left < 0:  # the seconds that are left are said once, not each
            self._tell(self._what_is_new(there))

    def _what_is_new(self, there: list[Seen]) -> list[Thing]:
        before = set(self._known)
        self._known = [_known_as(seen.thing) for seen in there]
        return [seen.thing for seen in there if _is_news(seen, before)][:MOST_NEWS]

    def _tell(self, new: list[Thing]) -> None:
        for thing in new if QAccessible.isActive() else ():
            self._announce(thing.name)
        if self._on and not self._paused:
            said = [*self._what_became_of_it(), *(phrase for one in new for phrase in self._mouth.news(one))]
            self._mouth.say(said, polite=not any(one.role is Role.ALERT for one in new))

    def _what_became_of_it(self) -> list[Phrase]:
        """The control that was heard last: chosen now, or called otherwise."""
        before = self._here
        now = seen_of(before.item) if before is not None and shiboken6.isValid(before.item) else None
        if before is None or now is None or now.thing == before.thing:
            return []
        self._here = now
        if now.thing.name == before.thing.name:
            return [Phrase(words) for words in (wording.kind(now.thing, self._mouth.words),) if words]
        return self._mouth.phrases(now.thing)

    # ---- keys and fingers ----

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # Qt's name
        """Only while it is on."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key_pressed(Qt.Key(event.key()))
        if not self._fingers.takes(event):
            return False
        event.accept()
        self._felt()
        return True

    def _felt(self) -> None:
        self.last_sign += 1
        self._shell.idle.felt()

    def _key_pressed(self, key: Qt.Key) -> bool:
        """Any key ends what is being said. At the last thing on leads no further: it says so instead of going round."""
        self._mouth.hush()
        self._felt()
        if key in _ALONG_THE_BAR:
            here = self._window.activeFocusItem()
            QTimer.singleShot(0, self, lambda: self._stayed_at(here, forward=_ALONG_THE_BAR[key]))
        if key not in _ON_AND_BACK or not self._reader.focus_ends(forward=_ON_AND_BACK[key]):
            return False
        self._say_end(forward=_ON_AND_BACK[key])
        return True

    def _stayed_at(self, before: QQuickItem | None, *, forward: bool) -> None:
        """At the end of the bar its keys lead no further either."""
        if self._on and before is not None and self._window.activeFocusItem() == before:
            self._say_end(forward=forward)

    def _say_end(self, *, forward: bool) -> None:
        self._mouth.remark("最后一项" if forward else "第一项")


def _headings(there: list[Seen]) -> list[str]:
    return [seen.thing.name for seen in there if seen.thing.role is Role.HEADING]


def _known_as(thing: Thing) -> str:
    """A field is another one when there is more in it."""
    return f"{thing.name} {thing.description}" if thing.role is Role.EDIT else thing.name


def _is_news(seen: Seen, before: set[str]) -> bool:
    return not seen.apart and seen.thing.role not in CONTROLS - {Role.EDIT} and _known_as(seen.thing) not in before
