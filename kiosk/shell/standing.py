"""How things stand: what every page sees of the visit, the terminal and the way on. What can be done is in `shell.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl

from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal
from kiosk.shell import MAINTENANCE_PAGES, SHELL_PAGES
from kiosk.shell.appearance import Appearance
from kiosk.shell.help_call import HelpCall
from kiosk.shell.idle import IdleGuard
from kiosk.shell.prompt import Prompt
from kiosk.shell.searching import Searching
from kiosk.words import Language, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.outbox import JobStanding
    from app.visit import Visit
    from kiosk.door import Surroundings
    from kiosk.hands import Hands
    from kiosk.maintenance.maintenance import Maintenance
    from kiosk.menu import Menu
    from kiosk.shell.flow import Flow
    from kiosk.shell.shown import Closed, Row
    from kiosk.shell.trouble import Trouble, Way

QML_IMPORT_NAME = "kiosk.shell"
QML_IMPORT_MAJOR_VERSION = 1

UNATTENDED_PAGES = frozenset({"Attract", "Goodbye", "Recovered", "OutOfService"})
FIRST_PAGES = frozenset({"Attract", "OutOfService"})
"""What is up while nobody is there."""

NO_WAY_BACK = frozenset({"Attract", "Goodbye", "Rating", "Problem", "Recovered", "OutOfService", "Locked"})
NO_WAY_HOME = frozenset({*UNATTENDED_PAGES, "Home", "HomeElder", "Rating", "Locked"})


@QmlElement
@QmlUncreatable("bootstrap makes the one shell")
class Standing(QObject):
    """Up as `changed` (and `pageTurned` when another page is to be shown). GUI thread only.

    What is on offer has a signal of its own: its rows are many, and a page that is turned does not change them.
    """

    changed = Signal()
    offerChanged = Signal()
    pageTurned = Signal()
    languageTurned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.appearance = Appearance(self)
        self.appearance.turned.connect(self.changed)
        self.line = Prompt(lambda: self.language_now, self)
        self.idle = IdleGuard(self)
        self.help_call = HelpCall(self)
        self._hands: Hands | None = None
        self._menu: Menu | None = None
        self._around: Surroundings | None = None
        self._maintenance: Maintenance | None = None
        self._voice: QObject | None = None
        self._callback: QObject | None = None
        self._card_lock: QObject | None = None
        self._card_is_out = False
        self._recovered: JobStanding | None = None
        self._somebody_there = False
        self.searching = Searching(self)
        self._visit: Visit | None = None
        self._flow: Flow | None = None
        self._page = SHELL_PAGES / "Attract.qml"
        self._zone = ""
        self._offered: dict[tuple[str, ...], list[Row]] = {}
        for news in (self.offerChanged, self.pageTurned):
            news.connect(self._offered.clear)  # before any page hears of it
        self._closed: Closed | None = None
        self._trouble: Trouble | None = None
        self._busy: tuple[str, str] | None = None
        self._slow = False

    def say(self, text: str, *values: object) -> str:
        return say(self.language_now, text, *values)

    # ---- what Python goes by ----

    @property
    def hands(self) -> Hands:
        if self._hands is None:
            raise RuntimeError("the shell was asked to work before bootstrap gave it its hands")
        return self._hands

    @property
    def menu(self) -> Menu:
        if self._menu is None:
            raise RuntimeError("the shell was asked for its menu before bootstrap gave it")
        return self._menu

    @property
    def around(self) -> Surroundings:
        if self._around is None:
            raise RuntimeError("the shell was asked what works before bootstrap said it")
        return self._around

    @property
    def ready_now(self) -> bool:
        return self._hands is not None

    @property
    def page_name(self) -> str:
        """The page that is up, by its file's name: `Home`, `Check` …"""
        return self._page.stem

    @property
    def page_file(self) -> Path:
        return self._page

    @property
    def trouble_code(self) -> str:
        """The code on the problem page, or on the prompt line; empty while all is well."""
        return self._trouble.code if self._trouble else self.line.complaint

    def ways_now(self) -> tuple[Way, ...]:
        """On from the problem page."""
        return self._trouble.ways if self._trouble else ()

    @property
    def flow_now(self) -> Flow | None:
        return self._flow

    @property
    def voice_now(self) -> QObject | None:
        return self._voice

    @property
    def language_now(self) -> Language:
        return self.appearance.language_now

    @property
    def is_in_use(self) -> bool:
        return self._page.stem not in UNATTENDED_PAGES

    @property
    def help_is_asked(self) -> bool:
        """The lamp shows it: somebody waits for a person, or reads how to reach one."""
        return self.help_call.stands or self._page.stem == "Help"

    # ---- what every page sees ----

    @Property(QUrl, notify=changed)
    def page(self) -> QUrl:
        return QUrl.fromLocalFile(str(self._page))

    @Property(bool, notify=changed)
    def pageIsTheFlows(self) -> bool:  # QML's spelling
        """Pages of a service are handed their flow beside the shell; the shell's own pages are not."""
        return self._page.parent not in {SHELL_PAGES, MAINTENANCE_PAGES}

    @Property(QObject, notify=changed)
    def flow(self) -> QObject | None:
        return self._flow

    @Property(QObject, notify=changed)
    def prompt(self) -> QObject:
        return self.line

    @Property(QObject, notify=changed)
    def look(self) -> QObject:
        """How everything looks to whoever stands here: `Appearance`."""
        return self.appearance

    @Property(QObject, notify=changed)
    def voice(self) -> QObject | None:
        """Who speaks here: `on`, `toggle()`, `repeat()` …; null where nobody does."""
        return self._voice

    @Property(QObject, notify=changed)
    def helpCall(self) -> QObject:  # QML's spelling
        """The visitor's call for a person: `HelpCall`."""
        return self.help_call

    @Property(QObject, notify=changed)
    def callback(self) -> QObject | None:
        """Where a telephone number is left: `Callback`."""
        return self._callback

    @Property(QObject, notify=changed)
    def cardLock(self) -> QObject | None:  # QML's spelling
        """What waits for a card that was pulled out: `CardLock`."""
        return self._card_lock

    @Property(QObject, notify=changed)
    def maintenance(self) -> QObject | None:
        return self._maintenance

    @Property(bool, notify=changed)
    def somebodyThere(self) -> bool:  # QML's spelling
        """Whether a presence sensor sees somebody before the terminal. False where there is none."""
        return self._somebody_there

    @Property(bool, notify=changed)
    def ready(self) -> bool:
        """Whether services can be opened yet: the first frame comes before the devices."""
        return self._hands is not None

    @Property(str, notify=changed)
    def place(self) -> str:
        from kiosk.words.names import place_name

        return place_name(self._hands.config.site, self.say) if self._hands else ""

    @Property(str, notify=changed)
    def terminalName(self) -> str:  # QML's spelling
        return self.say("自助终端 %1", self._hands.config.short_name) if self._hands else ""

    @Property(str, notify=changed)
    def clock(self) -> str:
        return self._hands.local_now().strftime("%H:%M") if self._hands else ""

    @Property(str, notify=changed)
    def dateText(self) -> str:  # QML's spelling
        if not self._hands:
            return ""
        from kiosk.words.dates import weekday_words

        return weekday_words(self._hands.today(), self.say)

    @Property(str, notify=changed)
    def language(self) -> str:
        return self.language_now

    @Property(str, notify=changed)
    def mode(self) -> str:
        """standard | elder | contrast | elder-contrast"""
        return str(self.appearance.mode)

    @Property(float, notify=changed)
    def textScale(self) -> float:  # QML's spelling
        return self.appearance.text_scale

    @Property(str, notify=changed)
    def who(self) -> str:
        """Who stands here, masked: the enterprise's short name and the person; empty while nobody is known."""
        visit = self._visit
        if visit is None or visit.holder is None or self._card_is_out:
            return ""
        entity = visit.grant.entity_name.removeprefix("东莞市").split("有限公司")[0][:8] if visit.grant else ""
        return " · ".join(part for part in (entity, visit.holder.masked_name) if part)

    @Property(bool, notify=changed)
    def online(self) -> bool:
        return self._around is None or self._around.online is not False

    @Property(bool, notify=changed)
    def canGoBack(self) -> bool:  # QML's spelling
        name = self._page.stem
        if name in NO_WAY_BACK:
            return False
        if name in {"Help", "Callback"} or self._page.parent == MAINTENANCE_PAGES:
            return True  # back to the page it was asked from, which goes on as it was
        return self._flow is None or (self._flow.stage.can_go_back and not self._flow.is_waiting)

    @Property(bool, notify=changed)
    def canGoHome(self) -> bool:  # QML's spelling
        return self._page.stem not in NO_WAY_HOME and (self._flow is None or self._flow.can_go_home)

    @Property("QVariantList", notify=changed)
    def steps(self) -> list[str]:
        return [self.say(name) for name in self._flow.step_names()] if self._flow else []

    @Property(int, notify=changed)
    def step(self) -> int:
        return self._flow.stage.step if self._flow else 0

    @Property("QVariantList", notify=offerChanged)
    def zones(self) -> list[Row]:
        return self._offer("zones", lambda menu: menu.zone_rows(self.around, self.say))

    @Property("QVariantList", notify=offerChanged)
    def stages(self) -> list[Row]:
        """As `zones`, by the stages in the life of an enterprise."""
        return self._offer("stages", lambda menu: menu.stage_rows(self.around, self.say))

    @Property(QObject, notify=changed)
    def search(self) -> QObject:
        """找一件事: `Searching`."""
        return self.searching

    @Property("QVariantList", notify=offerChanged)
    def services(self) -> list[Row]:
        """The services of the open zone or stage."""
        return self._offer("services", lambda menu: menu.service_rows(self._zone, self.around, self.say))

    @Property("QVariantList", notify=offerChanged)
    def tasks(self) -> list[Row]:
        """What most people come for, for the elders' home page."""
        return self._offer("tasks", lambda menu: menu.task_rows(self.around, self.say))

    @Property("QVariantList", notify=offerChanged)
    def further(self) -> list[Row]:
        """What else is done here."""
        return self._offer("further", lambda menu: menu.further_rows(self.around, self.say))

    def _offer(self, name: str, rows_of: Callable[[Menu], list[Row]]) -> list[Row]:
        """Made once for a page, or until the offer changes: for each look at one of its rows the page is given the whole list."""
        if self._menu is None:
            return []
        asked = (name, self.language_now, self._zone if name == "services" else "")
        if asked not in self._offered:
            self._offered[asked] = rows_of(self._menu)
        return self._offered[asked]

    @Property(str, notify=changed)
    def zoneTitle(self) -> str:  # QML's spelling
        return self.say(self._menu.zone_title(self._zone)) if self._menu and self._zone else ""

    @Property("QVariantMap", notify=changed)
    def closedService(self) -> Row:  # QML's spelling
        if self._closed is None:
            return {}
        from kiosk.shell.shown import closed_row

        return closed_row(self._closed, self.menu, self.around, self.language_now, self.say)

    @Property("QVariantMap", notify=changed)
    def problem(self) -> Row:
        if self._trouble is None:
            return {}
        from kiosk.shell.shown import problem_row

        return problem_row(self._trouble, self.ways_now(), self.language_now, self.say)

    @Property("QVariantMap", notify=changed)
    def recovered(self) -> Row:
        """Empty where nothing is to be told."""
        if self._recovered is None:
            return {}
        from kiosk.shell.shown import recovered_row

        return recovered_row(self._recovered, self.say)

    @Property("QVariantMap", notify=changed)
    def working(self) -> Row:
        """title, hint, slow: whether to offer ending it"""
        title, hint = self._busy or ("", "")
        return {"title": self.say(title), "hint": self.say(hint), "slow": self._slow}

    @Property(int, notify=changed)
    def secondsLeft(self) -> int:  # QML's spelling
        """Until the visit is ended for want of a touch; -1 while the question is not asked."""
        return self.idle.seconds_left

    @Property(str, notify=changed)
    def staffPhone(self) -> str:  # QML's spelling
        return self._hands.config.staff.phone if self._hands else ""
