"""The room in which the terminal's devices are looked after: what its pages show, and what they may ask for."""

from __future__ import annotations

import re
import shutil
import time
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, QTimer

from app.errors import StoreError
from app.outbox import JobState
from devices.errors import DeviceError
from kiosk.maintenance import findings
from kiosk.maintenance.findings import Finding
from kiosk.maintenance.staff_card import StaffCardWatch
from kiosk.maintenance.stuck import StuckJobs
from kiosk.maintenance.trials import Bench, Place, Result, Trial
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from kiosk.service import Facility
from kiosk.shell import MAINTENANCE_PAGES
from kiosk.words import code_of, problem
from printing.ledger import LedgerUnusable

if TYPE_CHECKING:
    from devices.page_printer.stock import Stock
    from devices.smart_card import StaffCard
    from kiosk.hands import Hands
    from kiosk.lighting import Lighting
    from kiosk.shell.shell import Shell

QML_IMPORT_NAME = "kiosk.maintenance"
QML_IMPORT_MAJOR_VERSION = 1

Row = dict[str, object]

STATUS, TESTS, JOBS, NUMBERS = "DeviceStatus", "DeviceTests", "StuckJobs", "FaultNumbers"
DIGITS = "0123456789"
LOOK_MS = 1_000
CARD_ID = re.compile(r"(?!.*\d{11})[A-Za-z0-9._-]{1,32}")
STORE_EVERY = 5
"""Looks between two looks at store and disk."""


@runtime_checkable
class TellsItsStock(Protocol):
    """A printer that knows what it has left."""

    def stock(self) -> Stock: ...


@QmlElement
@QmlUncreatable("bootstrap furnishes the one room")
class Maintenance(QObject):
    """Anyone may look; who has a staff card in the reader may try things out, until the card is out. GUI thread only.

    It lives while one of its pages is up: whatever else turns the page ends every test and forgets the card.
    """

    told = Signal()

    def __init__(self, shell: Shell, hands: Hands, lighting: Lighting | None = None) -> None:
        super().__init__(shell)
        self._shell = shell
        self._hands = hands
        self._lighting = lighting
        self._rows: list[Row] = []
        self._owed: tuple[int, int] | None = (0, 0)
        self._papers: int | None = 0
        self._free_bytes = 0
        self._stock: Stock | None = None
        self._is_up = False
        self._staff = False
        self._card_code = ""
        self._fault_number = ""
        self._running: Trial | None = None
        self._progress = ""
        self._until = 0.0
        self._results: dict[str, Result] = {}
        place = Place(hands.config.short_name, hands.config.site, hands.local_now)
        self._bench = Bench(hands.fittings, hands.supervision, place)
        self._stuck = StuckJobs(hands, self._retell)
        self._cards = self._watch_for_cards()
        self._looks = 0
        self._beat = QTimer(self)
        self._beat.setInterval(LOOK_MS)
        self._beat.timeout.connect(self._look)
        shell.pageTurned.connect(self._page_turned)
        shell.languageTurned.connect(lambda _: self._retell())

    def _watch_for_cards(self) -> StaffCardWatch | None:
        reader = self._hands.fittings.staff_reader
        if reader is None:
            return None
        return StaffCardWatch(
            reader,
            self._hands.supervision,
            self._hands.workers.staff_card,
            proven=self._let_in,
            removed=lambda: self._lock("card-out"),
            refused=self._not_let_in,
        )

    # ---- coming and going ----

    def open(self) -> None:
        self._is_up = True
        self._look()
        self._turn_to(STATUS)
        self._beat.start()
        if self._cards is not None:
            self._cards.begin()

    def step_back(self) -> bool:
        """返回, where one of these pages is up: from all others to the states, from there to the help page."""
        if not self._is_up:
            return False
        if self._shell.page_name in {TESTS, JOBS, NUMBERS}:
            self._end_test()
            self._turn_to(STATUS)
        else:
            self._shell.help()
        return True

    def _turn_to(self, page: str) -> None:
        self._shell.turn_to(MAINTENANCE_PAGES / f"{page}.qml")

    def _page_turned(self) -> None:
        if self._shell.page_name not in {STATUS, TESTS, JOBS, NUMBERS}:
            self.close()

    def close(self) -> None:
        """Nobody is in here any more."""
        if self._is_up:
            self._is_up = False
            self._beat.stop()
            self._card_code = ""
            if self._cards is not None:
                self._cards.end()
            self._lock("left")

    # ---- who may act ----

    def _let_in(self, card: StaffCard) -> None:
        self._staff, self._card_code = True, ""
        self._shell.help_call.staff_are_here()
        self._shell.idle.touched()
        self._hands.note("maintenance-opened", actor="staff", object=_code(card.card_id))
        self._retell()

    def _not_let_in(self, code: str) -> None:
        self._card_code = code
        self._shell.idle.touched()
        self._hands.note("maintenance-refused", actor="staff", result=code)
        self._retell()

    def _lock(self, why: str) -> None:
        """Whatever is being tried ends at once."""
        self._end_test()
        self._results.clear()
        self._stuck.leave()
        if not self._staff:
            return
        self._staff = False
        self._hands.note("maintenance-ended", actor="staff", result=why)
        if self._is_up and self._shell.page_name in {TESTS, JOBS}:
            self._turn_to(STATUS)
        self._retell()

    # ---- looking ----

    def _look(self) -> None:
        if self._looks % STORE_EVERY == 0:
            self._look_at_the_store()
            self._stuck.look()
            self._look_at_the_stock()
        self._looks += 1
        self._retell()

    def _look_at_the_store(self) -> None:
        hands = self._hands

        def work() -> tuple[tuple[int, int] | None, int | None, int]:
            return _owed(hands), _waiting_papers(hands), shutil.disk_usage(hands.terminal_home).free

        hands.workers.store.do(work, lambda seen: self._store_seen(*seen))

    def _store_seen(self, owed: tuple[int, int] | None, papers: int | None, free_bytes: int) -> None:
        self._owed, self._papers, self._free_bytes = owed, papers, free_bytes
        self._retell()

    def _look_at_the_stock(self) -> None:
        printer: object = self._hands.fittings.page_printer
        if isinstance(printer, TellsItsStock) and self._running is None:
            self._hands.workers.maintenance.do(printer.stock, self._stock_seen, self._stock_not_seen)

    def _stock_seen(self, stock: Stock) -> None:
        self._stock = stock
        self._retell()

    def _stock_not_seen(self, error: Exception) -> None:
        """Its state says why."""
        self._stock = None
        if not isinstance(error, DeviceError):
            raise error

    def _findings(self) -> list[Finding]:
        hands, now, link = self._hands, self._hands.now(), self._hands.sync.link
        clock = hands.local_now().strftime("%m-%d %H:%M:%S")
        return [
            *findings.of_devices(hands.supervision.states(), now, self._stock),
            findings.of_centre(link),
            findings.of_store(self._owed, now),
            findings.of_papers(self._papers, now),
            findings.of_disk(self._free_bytes, now),
            findings.of_clock(link, clock, now),
        ]

    def _retell(self) -> None:
        """Only while somebody reads it."""
        if self._is_up:
            self.told.emit()

    # ---- trying out ----

    def _begin(self, trial: Trial) -> None:
        self._running, self._progress = trial, ""
        self._until = time.monotonic() + trial.seconds
        self._results.pop(trial.id, None)
        self._bench.ready()
        worker = self._hands.workers.maintenance
        worker.do(
            lambda: self._bench.carry_out(
                trial, lambda words, *figures: worker.home(lambda: self._went_on(trial, words, *figures))
            ),
            lambda result: self._ended(trial, result),
        )
        self._retell()

    def _went_on(self, trial: Trial, words: str, *figures: object) -> None:
        if self._running is trial:
            self._progress = self._shell.say(words, *figures)
            self._shell.idle.touched()
            self._retell()

    def _ended(self, trial: Trial, result: Result) -> None:
        self._hands.note("device-tried", actor="staff", object=trial.id, result=result.code or "done")
        if trial.facility is Facility.LAMP and self._lighting is not None:
            self._lighting.look_anew()
        if self._running is trial:
            self._running = None
            if self._staff:
                self._results[trial.id] = result
                self._shell.idle.touched()
            self._retell()

    def _end_test(self) -> None:
        if self._running is not None:
            self._bench.stop()

    # ---- what the pages show ----

    @Property("QVariantList", notify=told)
    def rows(self) -> list[Row]:
        """id, name, state, tone (ok | wait | stop | note), checked, what, act, warning, left"""
        shell, local = self._shell, self._hands.local_time
        return [findings.shown(row, shell.language_now, shell.say, local) for row in self._findings()]

    @Property(str, notify=told)
    def summary(self) -> str:
        say = self._shell.say
        wrong = [say(row.name) for row in self._findings() if row.needs_somebody]
        return say("要处理：%1", say("、").join(wrong)) if wrong else say("没有发现问题")

    @Property(bool, notify=told)
    def staff(self) -> bool:
        """Whether a staff card is in that has proved itself: actions are offered then, and never otherwise."""
        return self._staff

    @Property("QVariantMap", notify=told)
    def entrance(self) -> Row:
        """text, act, tone: how staff get to the actions here, or what was wrong with the card."""
        say = self._shell.say
        if self._cards is None:
            return {"text": say("这里只能看"), "act": say("要测试，请技术员在命令行用 guanjia doctor"), "tone": "note"}
        if self._card_code:
            words = problem(self._shell.language_now, self._card_code)
            return {"text": words.title, "act": words.act, "tone": "stop"}
        return {"text": say("这里只能看"), "act": say("要测试，请插工作卡"), "tone": "note"}

    @Property("QVariantList", notify=told)
    def tests(self) -> list[Row]:
        """id, title, hint, state ("" | running | well | bad), tag"""
        return [self._test_row(trial) for trial in self._bench.trials()]

    def _test_row(self, trial: Trial) -> Row:
        say, result = self._shell.say, self._results.get(trial.id)
        row: Row = {"id": trial.id, "title": say(trial.title), "hint": say(trial.hint), "state": "", "tag": ""}
        if trial is self._running:
            left = max(0, round(self._until - time.monotonic()))
            doing = self._progress or say(trial.hint)
            return {**row, "hint": doing, "state": "running", "tag": say("最多 %1 秒", left)}
        if result is None:
            return row
        if result.went_well:
            return {**row, "hint": say(result.words), "state": "well", "tag": say("好")}
        words = problem(self._shell.language_now, result.code)
        return {**row, "hint": words.title, "state": "bad", "tag": say("没成")}

    @Property("QVariantList", notify=told)
    def jobs(self) -> list[Row]:
        """id, title, hint, tag, chosen: what does not get through by itself; for staff alone"""
        return self._stuck.rows(self._shell.language_now, self._shell.say) if self._staff else []

    @Property("QVariantList", notify=told)
    def latestJobs(self) -> list[Row]:  # QML's spelling
        """name, state, tone, checked: the last filings, for whoever comes back for their number; for staff alone"""
        return self._stuck.latest(self._shell.say, self._hands.local_time) if self._staff else []

    @Property("QVariantMap", notify=told)
    def jobReason(self) -> Row:  # QML's spelling
        """text, act: why the chosen job does not get through; empty while none is chosen"""
        return self._stuck.reason(self._shell.language_now) if self._staff else {}

    @Property(str, notify=told)
    def jobsInBrief(self) -> str:  # QML's spelling
        count = self._stuck.count
        return self._shell.say("%1 件要处理", count) if count else self._shell.say("没有要处理的")

    @Property(str, notify=told)
    def faultNumber(self) -> str:  # QML's spelling
        """What was keyed in of a 报修编号."""
        return self._fault_number

    @Property("QVariantMap", notify=told)
    def fault(self) -> Row:
        """code, title, what, act: what stood on the visitor's page that showed this number; empty where no page does"""
        code = code_of(int(self._fault_number or 0))
        if code is None:
            return {}
        words = problem(self._shell.language_now, code)
        return {"code": code, "title": words.title, "what": words.what, "act": words.act}

    @Property(bool, notify=told)
    def testing(self) -> bool:
        return self._running is not None

    # ---- what a page may ask for ----

    @Slot()
    def lookAgain(self) -> None:  # QML's spelling
        """Every device, the store and the road, at once."""
        if self._staff:
            self._hands.supervision.ask_now()
            self._hands.sync.wake()
            self._looks = 0
            self._look()

    @Slot()
    def openTests(self) -> None:  # QML's spelling
        if self._staff:
            self._turn_to(TESTS)

    @Slot()
    def openJobs(self) -> None:  # QML's spelling
        if self._staff:
            self._stuck.look()
            self._turn_to(JOBS)

    @Slot()
    def openNumbers(self) -> None:  # QML's spelling
        """For anyone: what a number means is nobody's secret."""
        self.lookUp("")
        self._turn_to(NUMBERS)

    @Slot(str)
    def lookUp(self, number: str) -> None:  # QML's spelling
        """A 报修编号, as far as it was keyed in."""
        self._fault_number = "".join(digit for digit in number if digit in DIGITS)
        self._retell()

    @Slot(str)
    def chooseJob(self, key: str) -> None:  # QML's spelling
        if self._staff:
            self._stuck.choose(key)

    @Slot()
    def leaveJob(self) -> None:  # QML's spelling
        self._stuck.leave()

    @Slot()
    def retryJob(self) -> None:  # QML's spelling
        """Only with the card in, and written into the diary."""
        if self._staff:
            self._stuck.retry()

    @Slot(str)
    def tryOut(self, trial_id: str) -> None:  # QML's spelling
        """One at a time, and only with the card in."""
        if self._staff and self._running is None:
            for trial in self._bench.trials():
                if trial.id == trial_id:
                    self._begin(trial)

    @Slot()
    def stopTest(self) -> None:  # QML's spelling
        self._end_test()

    @Slot()
    def finish(self) -> None:
        """结束检修: back to whoever was here before; a card that stays in does not open the door again by itself."""
        self._lock("finished")
        self._shell.leaveHelp()


def _owed(hands: Hands) -> tuple[int, int] | None:
    """Jobs that wait, and jobs that were set aside; None where the store cannot be read."""
    try:
        counts = hands.outbox.counts()
    except StoreError:
        return None
    set_aside = counts[JobState.REJECTED] + counts[JobState.QUARANTINED]
    return counts[JobState.READY] + counts[JobState.SENDING], set_aside


def _waiting_papers(hands: Hands) -> int | None:
    """Papers that somebody has to look at; None where the ledger cannot be read."""
    try:
        return len(hands.spooler.for_a_person())
    except LedgerUnusable:
        return None


def _code(card_id: str) -> str:
    """The diary takes short plain codes; a number that is none of them is left out rather than refused."""
    return card_id if CARD_ID.fullmatch(card_id) else ""
