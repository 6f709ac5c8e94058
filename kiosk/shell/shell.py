"""What can be done: pages are turned, services opened, visits ended and wiped. How things stand is in `standing.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.visit import Ending, Visit
from kiosk.qt import QmlElement, QmlUncreatable, Slot
from kiosk.shell import MAINTENANCE_PAGES, SHELL_PAGES
from kiosk.shell.callback import Callback
from kiosk.shell.card_lock import CardLock
from kiosk.shell.pictures import Pictures
from kiosk.shell.prompt import PromptState
from kiosk.shell.shown import Closed
from kiosk.shell.standing import FIRST_PAGES, UNATTENDED_PAGES, Standing
from kiosk.shell.trouble import Trouble, Way

if TYPE_CHECKING:
    from app.outbox import JobStanding
    from kiosk.catalogue import Listed
    from kiosk.declared_rows import Offered
    from kiosk.declared_services import DeclaredServices
    from kiosk.door import Surroundings
    from kiosk.hands import Hands
    from kiosk.item_guides import Gates, ItemGuide, ItemGuides, TooOld
    from kiosk.maintenance.maintenance import Maintenance
    from kiosk.menu import Menu
    from kiosk.service import Service
    from kiosk.shell.flow import Flow
    from kiosk.shell.untold import Untold

__all__ = ["Shell", "Way"]

QML_IMPORT_NAME = "kiosk.shell"
QML_IMPORT_MAJOR_VERSION = 1

GOODBYE_SECONDS = 10
"""Long enough to read what to take along; anyone may end it sooner."""

BUSY_SHOWN_MS = 1_000
BUSY_LONG_MS = 10_000


@QmlElement
@QmlUncreatable("bootstrap makes the one shell")
class Shell(Standing):
    """Down as calls, up as `Standing`'s signals. GUI thread only."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self.pictures = pictures
        self._untold: Untold | None = None
        self._before_help: tuple[Path, Trouble | None, tuple[str, str] | None] = (self._page, None, None)
        self._attended = True
        self._finished = False
        self._locked = False
        self._listens = False
        self._goodbye = QTimer(self)
        self._goodbye.setSingleShot(True)
        self._goodbye.setInterval(GOODBYE_SECONDS * 1000)
        self._goodbye.timeout.connect(self._back_to_attract)
        self._minute_shown = -1
        self._minute = QTimer(self)
        self._minute.setInterval(5_000)
        self._minute.timeout.connect(self._look_at_the_clock)
        self._callback = self.call_back = Callback(self)
        self._card_lock = self.card_lock = CardLock(self)
        self._before_lock: tuple[Path, Trouble | None, tuple[str, str] | None] = (self._page, None, None)
        self._before_closed = ""
        self._item_guides: ItemGuides | None = None
        self._declared: DeclaredServices | None = None
        self.help_call.moved.connect(self._help_moved)
        self.idle.ticked.connect(self.changed)
        self.idle.expired.connect(lambda: self.end_visit(Ending.TIMEOUT))

    # ---- bootstrap's part ----

    def take(self, hands: Hands, menu: Menu, around: Surroundings) -> None:
        """The terminal is complete: from now on services can be opened.

        Menu and hands come after the first frame: whatever they stand on is not loaded before it.
        """
        self._hands, self._menu, self._around = hands, menu, around
        self.appearance.measure(hands.config.screen)
        self._set_idle_limits()
        self.idle.ask_who_has_gone(hands.config.idle.gone_seconds)
        self._minute.start()
        self.help_call.take(hands)
        self.searching.take(hands)
        self._hear_of_items(hands)
        self.offerChanged.emit()
        self.changed.emit()
        self._look_for_the_untold(hands)

    def _look_for_the_untold(self, hands: Hands) -> None:
        """Whoever was promised something when the terminal went dark is told now that it is back."""
        from kiosk.shell.untold import Untold

        self._untold = Untold(hands, self._tell_what_was_stored, self.leaveRecovered)
        self._untold.ask()

    def _tell_what_was_stored(self, job: JobStanding) -> None:
        """Only on the first page: who has begun something meanwhile is not the one, or has seen that all is well."""
        if self._page.stem in FIRST_PAGES:
            self._recovered = job
            self.hands.note("told-after-restart", object=job.kind)
            self.turn_to_own("Recovered")

    def _hear_of_items(self, hands: Hands) -> None:
        from kiosk.declared_services import DeclaredServices
        from kiosk.item_guides import ItemGuides

        self._item_guides = ItemGuides(hands, self._close_by_items)
        self._item_guides.look()
        self._declared = DeclaredServices(hands, self._offer_declared)
        self._declared.look()

    def _close_by_items(self, gates: Gates) -> None:
        """What the centre has taken back is closed from the pull that brought it; whoever has begun it goes on."""
        if self.menu.item_gates != gates:
            self.menu.item_gates = gates
            self.offerChanged.emit()
            self.changed.emit()

    def _offer_declared(self, offered: Offered) -> None:
        """Whoever has begun one of them goes on with what they have seen."""
        self.menu.declared, self.menu.declared_gates = offered.rows, offered.gates
        self.searching.learn(offered.rows.values())
        self.offerChanged.emit()
        self.changed.emit()

    def look_around(self, around: Surroundings) -> None:
        """How the devices and the road are now. Tiles open and close by it on the page that is up; what moves no tile is no news
        to a page."""
        before, self._around = self._around, around
        if before is None or (before.out_of_order, before.no_room) != (around.out_of_order, around.no_room):
            self.offerChanged.emit()
            self.changed.emit()

    def show_around(self, maintenance: Maintenance) -> None:
        """The room in which the devices are looked after: its pages are reached from the help page."""
        self._maintenance = maintenance

    def give_voice(self, voice: QObject) -> None:
        """Who speaks to those who listen: the bar's 语音 and the keypad's keys are its own from now on."""
        self._voice = voice
        self.changed.emit()

    def voice_is_on(self, on: bool) -> None:
        """Whoever listens is given the time of 长辈版 before anybody asks whether they are still there."""
        self._listens = on
        self._set_idle_limits()

    def somebody_stands_there(self, there: bool) -> None:
        """The presence sensor's word: it wakes the poster, and tells the idle guard."""
        self.idle.somebody_stands_there(there)
        if there != self._somebody_there:
            self._somebody_there = there
            self.changed.emit()

    def lock(self, locked: bool) -> None:
        """The centre takes this terminal out of service, or gives it back. A visit under way ends; what was promised is kept."""
        if locked == self._locked:
            return
        self._locked = locked
        if self._page.stem in FIRST_PAGES:
            self._back_to_attract()
        elif locked and self.is_in_use and self._page.parent != MAINTENANCE_PAGES:
            self.end_visit()

    @property
    def _first_page(self) -> Path:
        return SHELL_PAGES / ("OutOfService.qml" if self._locked else "Attract.qml")

    def job_settled(self, standing: JobStanding) -> None:
        if self._recovered is not None and standing.key == self._recovered.key:
            self._recovered = standing
            self.changed.emit()
        self.call_back.job_settled(standing)
        if self._flow is not None:
            self._flow.job_settled(standing)

    # ---- turning pages ----

    def turn_to(self, page: Path, flow: Flow | None = None) -> None:
        """Show a page. Whatever the former page waited for at a device is called off, and so is the goodbye's own end."""
        self._call_off_devices()
        self._goodbye.stop()
        self._page, self._trouble, self._busy, self._slow = page, None, None, False
        self._flow = flow or self._flow
        self.line.say(PromptState.WAITING, "")
        self._watch()
        self.changed.emit()
        self.pageTurned.emit()

    def turn_to_own(self, name: str) -> None:
        self.turn_to(SHELL_PAGES / f"{name}.qml")

    def trouble(self, code: str, *ways: Way) -> None:
        """Show the problem page; the service stays where it is until a way is chosen. No way given: ending is the way."""
        self.turn_to_own("Problem")
        self._trouble = Trouble(code, ways or (self.way_to_end(),))
        self.changed.emit()

    def busy(self, title: str, hint: str) -> None:
        """Something was begun that the visitor waits for: after a second the page says what, after ten it offers a way out."""
        token = self._busy = (title, hint)
        QTimer.singleShot(BUSY_SHOWN_MS, lambda: self._show_busy(token))
        QTimer.singleShot(BUSY_LONG_MS, lambda: self._offer_way_out(token))

    def end_busy(self) -> bool:
        """What was waited for is here. True where the page that said so is still up."""
        self._busy = None
        return self._page.stem == "Working"

    def _show_busy(self, token: tuple[str, str]) -> None:
        if self._busy is token:
            self._call_off_devices()
            self._page = SHELL_PAGES / "Working.qml"
            self._slow = False
            self.changed.emit()
            self.pageTurned.emit()

    def _offer_way_out(self, token: tuple[str, str]) -> None:
        if self._busy is token:
            self._slow = True
            self.changed.emit()

    def way_to_end(self) -> Way:
        return Way("end", "结束办理", self.end_visit)

    def ways_now(self) -> tuple[Way, ...]:
        """On from the problem page. While a device is not well that one of them goes by, a person comes first."""
        ways, trouble, around = super().ways_now(), self._trouble, self._around
        waits = trouble is not None and around is not None and trouble.waits_for_staff(around)
        return (Way("help", "叫工作人员过来", self.help), *ways) if waits else ways

    def attend(self, attended: bool) -> None:
        """While paper comes out nobody is asked whether they are still there, on whatever page they wait."""
        self._attended = attended
        self._watch()

    def _watch(self) -> None:
        self.idle.watch(self._attended and self._page.stem not in UNATTENDED_PAGES)

    def give_up(self) -> None:
        """Something happened that nobody expected: the service ends with words, so that no page waits for ever."""
        self._drop_flow()
        if self._page.stem not in UNATTENDED_PAGES:
            self.trouble("unknown")

    # ---- the visit ----

    @property
    def visit(self) -> Visit:
        if self._visit is None:
            self._visit = Visit(
                started_at=self.hands.now(), language=self.language_now, mode=self.appearance.counted_as
            )
        return self._visit

    def still(self, visit: Visit) -> bool:
        """Whether `visit` is the one that stands here: what comes home for another is dropped."""
        return self._visit is visit

    def finish(self) -> None:
        """The service is done; the rating page follows by itself (GB/T 39735: 一事一评)."""
        self._drop_flow()
        self._finished = True
        self.turn_to_own("Rating")

    def end_visit(self, ending: Ending = Ending.CANCELLED) -> None:
        """Wipe everything personal, file that a visit took place, say goodbye. Who leaves from the rating page is done."""
        self._send_helpers_home()
        visit, self._visit = self._visit, None
        finished, self._finished = self._finished, False
        self._call_off_devices()
        self._drop_flow()
        self.pictures.wipe()
        if visit is None or not visit.service:
            self._back_to_attract()
            return
        self._wipe(visit, Ending.DONE if finished else ending)
        self.turn_to_own("Goodbye")
        self._goodbye.start()

    def _wipe(self, visit: Visit, ending: Ending) -> None:
        from kiosk.shell.owed import counted

        visit.wipe()
        hands = self.hands
        hands.spooler.wipe()
        hands.note("visit-ended", actor="visitor", object=visit.service, result=ending)
        hands.promises.file(counted(visit, ending, hands.now()))
        if self._untold is not None:
            self._untold.is_told()

    def _drop_flow(self) -> None:
        self._attended = True
        if self._flow is not None:
            self._flow.leave()
            self._flow.deleteLater()
            self._flow = None

    def _send_helpers_home(self) -> None:
        """Whoever called has gone: nobody has to come, and neither a number nor a question is kept."""
        self.help_call.visit_is_over()
        self.call_back.visit_is_over()
        self.searching.visit_is_over()
        self.card_lock.visit_is_over()
        self._card_is_out = False

    def _help_moved(self) -> None:
        """Who waits for a person is given the time that takes, and news of them counts as a touch."""
        waits = self._hands is not None and self.help_call.stands
        self.idle.give_time(self._time_for_help() if waits else 0)
        self.idle.touched()

    def _time_for_help(self) -> int:
        """As long as a call may stand unseen, and the time that who asks for more time has."""
        idle = self.hands.config.idle
        return self.help_call.answer_seconds + idle.elder_seconds - idle.wipe_seconds

    def _back_to_attract(self) -> None:
        self._send_helpers_home()
        self._goodbye.stop()
        self.appearance.start_anew()
        self.languageTurned.emit("zh")
        self.offerChanged.emit()
        self._set_idle_limits()
        self.turn_to(self._first_page)

    def _call_off_devices(self) -> None:
        if self._hands is not None:
            self._hands.reader.cancel()
            self._hands.scanner.cancel()

    def _set_idle_limits(self) -> None:
        if self._hands is None:  # the poster can be touched before the terminal is complete; `take` sets them then
            return
        idle = self._hands.config.idle
        wipe = idle.elder_seconds if self.appearance.is_elder or self._listens else idle.wipe_seconds
        self.idle.set_limits(wipe - (idle.wipe_seconds - idle.warn_seconds), wipe)

    def _close_the_door(self, wanted: str, closed: Closed) -> None:
        """`wanted` is the service's number in the plan: what the centre's item says of it comes a moment later."""
        self._before_closed = self._page.stem
        self._closed = closed
        self.turn_to_own("Closed")
        if self._item_guides is not None:
            self._item_guides.ask(wanted, lambda guide: self._tell_how_it_goes(closed, guide))

    def _tell_how_it_goes(self, closed: Closed, guide: ItemGuide | TooOld | None) -> None:
        """As long as that door is still before them."""
        if self._closed is closed and guide is not None:
            self._closed = closed._replace(guide=guide)
            self.changed.emit()

    def _open(self, service: Service) -> None:
        self._drop_flow()
        self.visit.service = service.id
        self._flow = service.load_flow()(self, self.hands)
        self._flow.begin()

    def _look_at_the_clock(self) -> None:
        """Only a new minute is news: each `changed` makes the page look at everything again."""
        if self._item_guides is not None:
            self._item_guides.look()
        if self._declared is not None:
            self._declared.look()
        shown, self._minute_shown = self._minute_shown, self.hands.local_now().minute
        if shown != self._minute_shown:
            self.changed.emit()

    # ---- what a page may ask for ----

    @Slot()
    def start(self) -> None:
        if self._locked:
            self.turn_to(self._first_page)
        elif self._hands is not None:
            self.turn_to_own("HomeElder" if self.appearance.is_elder else "Home")

    @Slot()
    def elder(self) -> None:
        """长辈版 on and off; the page that is up keeps its answers."""
        self.appearance.turn_elder()
        self._set_idle_limits()
        if self._page.stem in {"Attract", "Home", "HomeElder"}:
            self.start()
        self._note_mode()

    def _note_mode(self) -> None:
        if self._visit is not None:
            self._visit.mode = self.appearance.counted_as

    @Slot()
    def toggleLanguage(self) -> None:  # QML's spelling
        language = self.appearance.turn_language()
        if self._visit is not None:
            self._visit.language = language
        self.languageTurned.emit(language)
        self.line.changed.emit()
        if self._flow is not None:
            self._flow.changed.emit()
        self.offerChanged.emit()
        self.changed.emit()

    @Slot()
    def cycleTextSize(self) -> None:  # QML's spelling
        self.appearance.turn_text_size()

    @Slot()
    def cycleContrast(self) -> None:  # QML's spelling
        self.appearance.turn_contrast()
        self._note_mode()

    @Slot()
    def toggleLow(self) -> None:  # QML's spelling
        """低位: everything within reach of who sits, and back."""
        self.appearance.turn_low()

    @Slot(str)
    def openZone(self, zone: str) -> None:  # QML's spelling
        """All that belongs to a zone, or to a stage, what is open first; what cannot be done here says where it can."""
        self._zone = zone
        self.turn_to_own("Zone")

    @Slot()
    def openSearch(self) -> None:  # QML's spelling
        if self._hands is not None:
            self.turn_to_own("Search")

    @Slot()
    def writeSearch(self) -> None:  # QML's spelling
        """The same question, by hand or spelt out."""
        if self._hands is not None:
            self.turn_to_own("SearchWriting")

    @Slot(str)
    def openService(self, service_id: str) -> None:  # QML's spelling
        """By its own number or by the plan's. Raises KeyError for a number that is in neither."""
        from kiosk import catalogue

        known, service = catalogue.find(service_id), self.menu.doing(service_id)
        if self._locked:
            self.start()
        elif service is not None:
            self._open_unless_closed(service)
        elif known is None:
            raise KeyError(service_id)
        elif known.door:
            self._open_door(known.door)
        else:
            self._say_where_else(known)

    def _open_unless_closed(self, service: Service) -> None:
        reason = self.menu.closed_because(service, self.around)
        if reason:
            self._close_the_door(service.id, Closed(service.title, reason, service))
        else:
            self._open(service)

    def _open_door(self, door: str) -> None:
        """What every page has a button for, found by its name."""
        {"help": self.help, "elder": self.elder}[door]()

    def _say_where_else(self, known: Listed) -> None:
        from kiosk.menu import NOT_HERE

        self._close_the_door(known.id, Closed(known.title, NOT_HERE, None, known.where))

    @Slot()
    def back(self) -> None:
        if self._page.stem == "Help":
            self.leaveHelp()
            return
        if self._page.stem == "Callback":
            self.turn_to_own("Help")
            return
        if self._page.stem == "SearchWriting":
            self.turn_to_own("Search")
            return
        if self._page.stem == "Closed" and self._before_closed in {"Zone", "Search"}:
            self.turn_to_own(self._before_closed)
            return
        if self._maintenance is not None and self._maintenance.step_back():
            return
        if self._flow is not None and self._flow.step_back():
            return
        if self._flow is not None:
            self._leave_service()
        elif self._page.stem in {"Home", "HomeElder"}:
            self.end_visit()
        else:
            self.start()

    @Slot()
    def home(self) -> None:
        if self._flow is None:
            self.start()
        elif self._flow.can_go_home:
            self._leave_service()

    def _leave_service(self) -> None:
        """Back to the home page without having finished: the person may choose again, but stands there unknown."""
        self._drop_flow()
        self.pictures.wipe()
        self.card_lock.visit_is_over()
        self._card_is_out = False
        if self._visit is not None:
            self._visit.wipe()
        self.start()

    @Slot()
    def help(self) -> None:
        """Somebody is called at once. A flow keeps its place underneath: 返回 leads back to it."""
        if self._page.parent == MAINTENANCE_PAGES or self._page.stem == "Callback":
            self.turn_to_own("Help")
        elif self._page.stem != "Help":
            self._before_help = (self._page, self._trouble, self._busy)
            service = self._visit.service if self._visit is not None and self._flow is not None else ""
            self.help_call.call(self._page.stem, service)
            self.turn_to_own("Help")

    def lock_page(self) -> None:
        """The card is out: whatever is up is hidden, and goes on as it was when the card is back."""
        self._before_lock = (self._page, self._trouble, self._busy)
        self._card_is_out = True
        self.turn_to_own("Locked")

    def unlock_page(self) -> None:
        """Who had gone on to the help page stays there, and goes back to where they were before the card was out."""
        self._card_is_out = False
        if self._page.stem == "Locked":
            self._go_back_to(*self._before_lock)
        elif self._before_help[0].stem == "Locked":
            self._before_help = self._before_lock
            self.changed.emit()

    @Slot()
    def withdrawHelp(self) -> None:  # QML's spelling
        """不用来了: the one who called can do without."""
        from app.contract.help import HelpWord

        self.help_call.end(HelpWord.NOT_NEEDED)
        if self._page.stem == "Help":
            self.leaveHelp()

    @Slot()
    def leaveNumber(self) -> None:  # QML's spelling
        """请人打电话给我."""
        if self._hands is not None:
            self.turn_to_own("Callback")

    @Slot()
    def showDevices(self) -> None:  # QML's spelling
        """设备状态, from the help page: how every device is, for whoever speaks to staff on the telephone."""
        if self._maintenance is not None:
            self._maintenance.open()

    @Slot()
    def leaveHelp(self) -> None:  # QML's spelling
        page, trouble, busy = self._before_help
        if page.stem in FIRST_PAGES:  # who goes back to the poster has gone
            self._send_helpers_home()
        self._go_back_to(page, trouble, busy)

    def _go_back_to(self, page: Path, trouble: Trouble | None, busy: tuple[str, str] | None) -> None:
        """To a page that was up before, as it was. What a service waits for it waits for still."""
        own = page.parent == SHELL_PAGES and page.stem in {"Help", "Callback", "Rating", "Locked"}
        if self._flow is not None and trouble is None and not own:
            self._flow.resume()
            if busy is not None and self._flow.is_waiting:
                self.busy(*busy)
            return
        self.turn_to(page)
        self._trouble = trouble
        self.changed.emit()

    @Slot(str)
    def chooseWay(self, way_id: str) -> None:  # QML's spelling
        chosen = next((way for way in self.ways_now() if way.id == way_id), None)
        if chosen is not None:
            chosen.go()

    @Slot(int)
    def rate(self, stars: int) -> None:
        """One to five; 0 is 这次不评. One tap ends it either way."""
        if self._page.stem != "Rating":
            return
        if stars and self._visit is not None:
            from kiosk.shell.owed import rated

            self.hands.promises.file(rated(self._visit.service, stars, self.hands.now()))
        self.end_visit(Ending.DONE)

    @Slot()
    def endVisit(self) -> None:  # QML's spelling
        if self._page.stem == "Goodbye":
            self._back_to_attract()
        else:
            self.end_visit(Ending.CANCELLED)

    @Slot()
    def leaveRecovered(self) -> None:  # QML's spelling
        """The number was noted down, or the three minutes are over."""
        if self._untold is not None:
            self._untold.is_told()
        self._recovered = None
        if self._before_help[0].stem == "Recovered":
            self._before_help = (self._first_page, None, None)
        if self._page.stem == "Recovered":
            self._back_to_attract()

    @Slot()
    def stillHere(self) -> None:  # QML's spelling
        self.idle.touched()
