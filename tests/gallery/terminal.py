"""The terminal of the gallery: the real window, shell, flows, store and road; a centre and devices in memory that do as they are told."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shell"))

import shiboken6
from card_slot import CardSlot
from gallery.centre import ExhibitCentre
from gallery.variants import PLAIN, Variant
from PySide6.QtCore import QMetaObject, QObject, QTimer, QTranslator
from PySide6.QtGui import QAccessible, QGuiApplication, QImage
from PySide6.QtQml import qmlContext, qmlEngine
from PySide6.QtQuick import QQuickItem, QQuickWindow
from quick_terminal import NUMBER, USCC, Printer, Window, a_card
from staff_slot import StaffSlot

from app.audit import AuditLog
from app.config import Idle, Screen, TerminalConfig
from app.contract.licence import HolderRole
from app.fake_central import ShownLicence
from app.outbox import Outbox
from app.sync import Sync
from devices.code_scanner import Scan
from devices.errors import DeviceError
from devices.page_printer import Progress, SheetsOut
from devices.sound import Outlet
from devices.state import Condition, DeviceState
from devices.supervisor.supervisor import Supervisor
from kiosk.background import Homecoming
from kiosk.bootstrap import Hall, Look, keep_qt_warnings
from kiosk.fittings import Fittings
from kiosk.hands import Hands, Workers
from kiosk.lent import LentCardReader, LentCodeScanner, LentPagePrinter, LentReceiptPrinter
from kiosk.paper_trust import PaperTrust
from kiosk.shell.appearance import TEXT_SCALES
from printing.ledger import Ledger
from printing.spooler import Spooler
from printing.token.kept import FOLDER, KeptTrust

PATIENCE_SECONDS = 20.0
PX_PER_MM = 4.03
CONFIG = TerminalConfig(
    short_name="T03",
    site="寮步镇政务服务中心（样例）",
    screen=Screen(px_per_mm=PX_PER_MM, fullscreen=False, floor_to_picture_mm=1_000),
    idle=Idle(warn_seconds=600, wipe_seconds=620, elder_seconds=1_800),
)
"""Nobody is asked whether they are still there while their page is looked at; how long a visitor has is checked apart."""


class NotReached(Exception):
    """A page that a visit was on its way to did not come up."""


class PatientPrinter(Printer):
    """Stands still where it is told to, and says why."""

    def __init__(self) -> None:
        super().__init__()
        self.stands_at = Progress(0, 0)

    def stands_still(self, pages_done: int, *reasons: str) -> None:
        """From the next paper on, until `goes_on`."""
        self.let.clear()
        self.stands_at = Progress(pages_done, 0, reasons)

    def goes_on(self, ending: DeviceError | None = None) -> None:
        self.ending = ending
        self.let.set()

    def print_pages(
        self, pdf: bytes, *, job_name: str, pages: int, on_progress: Callable[[Progress], None], timeout: float
    ) -> SheetsOut:
        if not self.let.is_set():
            on_progress(Progress(self.stands_at.pages_done, pages, self.stands_at.reasons))
            self.let.wait(timeout)
        if self.ending:
            raise self.ending
        return SheetsOut(pages, pages)


class QuietSpeaker:
    """See `devices.sound.SoundOut`. It is there, and makes no sound."""

    def play(
        self, wave: bytes, outlet: Outlet, volume: float = 1.0, *, unless: Callable[[], bool] | None = None
    ) -> None:
        pass

    def stop(self) -> None:
        pass

    def state(self) -> DeviceState:
        return DeviceState("sound", Condition.READY)

    def close(self) -> None:
        pass


@dataclass
class Devices:
    """What a visit does at the terminal's outside."""

    reader: Window | CardSlot = field(default_factory=lambda: Window("card-reader"))
    scanner: Window = field(default_factory=lambda: Window("code-scanner"))
    pages: PatientPrinter = field(default_factory=PatientPrinter)
    slips: Printer = field(default_factory=Printer)
    staff: StaffSlot = field(default_factory=StaffSlot)
    speaker: QuietSpeaker = field(default_factory=QuietSpeaker)

    def fittings(self) -> Fittings:
        return Fittings(
            card_reader=self.reader,
            code_scanner=self.scanner,
            page_printer=self.pages,
            receipt_printer=self.slips,
            smart_card=self.staff,
            sound=self.speaker,
        )


class Terminal:
    """One terminal with its window. GUI thread only; spins the event loop while it waits."""

    def __init__(self, application: QGuiApplication, folder: Path) -> None:
        """`folder` holds the store and the centre's keys: give a new one, or one in which something is stored already."""
        self.application = application
        self.home = folder / "terminal"
        self.devices = Devices()
        self.central = ExhibitCentre(folder / "centre")
        self.defects: list[BaseException] = []
        self.complaints: list[str] = []
        self._stopped: list[QTimer] = []
        self._switched_on_at = datetime.now(UTC)

    def _now(self) -> datetime:
        """Time stands still while pages are looked at: no picture differs from another by a minute."""
        return self._switched_on_at

    def switch_on(self) -> None:
        keep_qt_warnings(self.complaints)
        self.hall = Hall(self.application, Look(PX_PER_MM, PLAIN.size, full=False))
        self.hall.furnish(self._hands, self.defects.append)
        self.waits_for(lambda: self.shell.ready_now or bool(self.defects), "the terminal")
        if self.defects:
            raise self.defects[0]
        self.waits_for(lambda: self.shell.around.online is True, "the centre")
        self.theme.setProperty("still", True)

    def switch_off(self) -> None:
        self.dress(PLAIN)
        self.theme.setProperty("still", False)
        for printer in (self.devices.pages, self.devices.slips):
            printer.let.set()
        self.central.mend()
        self.central.answers.set()
        self.hall.close()
        self.application.processEvents()

    def _hands(self, home: Homecoming) -> Hands:
        home.tell_defects(self.defects.append)
        fitted, central = self.devices.fittings(), self.central
        outbox = Outbox(self.home, sealing_public_key=central.sealing_public_key, short_name=CONFIG.short_name)
        supervision = Supervisor(fitted.by_name())
        pages = LentPagePrinter("page-printer", fitted.page_printer, supervision)
        slips = LentReceiptPrinter("receipt-printer", fitted.receipt_printer, supervision)
        return Hands(
            config=CONFIG,
            central=central,
            outbox=outbox,
            audit=AuditLog(self.home / "audit.jsonl"),
            sync=Sync(outbox, central, interval_seconds=0.05),
            spooler=Spooler(pages, slips, Ledger(":memory:", self._now), terminal=CONFIG.short_name, now=self._now),
            reader=LentCardReader("card-reader", fitted.card_reader, supervision),
            scanner=LentCodeScanner("code-scanner", fitted.code_scanner, supervision),
            page_printer=pages,
            receipt_printer=slips,
            fittings=fitted,
            supervision=supervision,
            workers=Workers.begin(home, self.defects.append),
            root_pem=central.keys.root_pem,
            paper_trust=PaperTrust(central, KeptTrust(self.home / FOLDER, central.keys.root_pem), self._now),
            now=self._now,
            terminal_home=self.home,
        )

    # ---- what a visit sees and does ----

    @property
    def shell(self) -> Any:
        return self.hall.shell

    @property
    def flow(self) -> Any:
        return self.shell.flow_now

    @property
    def maintenance(self) -> Any:
        return self.hall.maintenance

    def waits_for(self, seen: Callable[[], object], what: str) -> None:
        """Raises NotReached when it has not come after a while, with the page that is up instead."""
        self._time_goes_on()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not seen():
            if time.monotonic() > deadline:
                up = f"{self.shell.page_name} {self.shell.trouble_code}"
                raise NotReached(f"waited for {what}; on the screen: {up}")
            self.application.processEvents()
            time.sleep(0.002)

    def _time_goes_on(self) -> None:
        stopped, self._stopped = self._stopped, []
        for timer in filter(shiboken6.isValid, stopped):
            timer.start()

    def sees(self, page: str) -> None:
        self.waits_for(lambda: self.shell.page_name == page, f"page {page}")

    def is_answered(self) -> None:
        """The flow waits for nobody any more."""
        self.waits_for(lambda: not self.flow.is_waiting, "an answer")

    def cut_the_wire(self) -> None:
        self.central.cut()
        self.hall.hands.sync.wake()
        self.waits_for(lambda: self.shell.around.online is False, "the cut to be noticed")

    def shows_card(self) -> None:
        self.devices.reader.show(a_card())

    def shows_licence(self, service: str) -> None:
        code = f"code-{service}"
        licence = ShownLicence(datetime.now(UTC), {NUMBER: HolderRole.LEGAL_REPRESENTATIVE}, uscc=USCC)
        self.central.show_licence(code, licence)
        self.devices.scanner.show(Scan(code))

    # ---- how it is looked at ----

    @property
    def window(self) -> QQuickWindow:
        window = self.hall.window
        assert isinstance(window, QQuickWindow)
        return window

    @property
    def theme(self) -> QObject:
        return self._singleton("Theme")

    @property
    def taps(self) -> QObject:
        return self._singleton("Taps")

    @property
    def typist(self) -> QObject:
        return self._singleton("Typist", "kiosk.typing")

    def _singleton(self, name: str, module: str = "kiosk.controls") -> QObject:
        found = qmlEngine(self.window).singletonInstance(module, name)
        assert isinstance(found, QObject)
        return found

    @property
    def page(self) -> QQuickItem:
        """The page that is up: what Main.qml has loaded; or what lies over it."""
        loaders = [item for item in self.window.contentItem().childItems() if item.inherits("QQuickLoader")]
        shown = [loader.property("item") for loader in loaders if loader.isVisible() and loader.property("item")]
        if not shown or not isinstance(shown[-1], QQuickItem):
            raise NotReached(f"{self.shell.page_name} does not load: {self.complaints}")
        return shown[-1]

    @property
    def name_of_the_page(self) -> str:
        """By its file's name; what lies over the page that is up is named too."""
        lies_over = qmlContext(self.page).baseUrl().fileName().removesuffix(".qml")
        return lies_over or str(self.shell.page_name)

    def dress(self, variant: Variant) -> None:
        """Theme, size of text, 低位, panel, language: turned while the page is up, as a visitor turns them."""
        look = self.shell.appearance
        if look.is_elder != (variant.mode == "elder"):
            look.turn_elder()
        if str(look.property("mode")).endswith("contrast") != (variant.mode == "contrast"):
            look.turn_contrast()
        if look.property("low") != variant.low:
            look.turn_low()
        for _ in TEXT_SCALES:
            if look.text_scale != variant.real_scale:
                look.turn_text_size()
        if self.shell.language_now != variant.language:
            self.shell.toggleLanguage()
        if (self.window.width(), self.window.height()) != variant.size:
            self.window.resize(*variant.size)

    def takes_for_english(self, translator: QTranslator) -> None:
        """Another one than the product's own, from the next turn of the language on."""
        self.hall._translator = translator

    def draw_anew(self) -> None:
        """The page that is up, or the question over it, is taken down and made again, as for whoever comes to it now."""
        if self.shell.property("secondsLeft") >= 0:
            self.shell.stillHere()
            self.application.processEvents()
            self.shell.idle.ask_now()
        else:
            self.shell.pageTurned.emit()

    def stop_the_clocks(self) -> None:
        """Pages that go by themselves stay while they are looked at, and no second is counted, until the visit waits for something."""
        for timer in filter(QTimer.isActive, self.shell.findChildren(QTimer)):
            timer.stop()
            self._stopped.append(timer)
        for item in filter(shiboken6.isValid, self.page.findChildren(QObject)):
            if item.inherits("QQmlTimer") and item.property("repeat"):
                item.setProperty("running", False)

    def settle(self) -> QImage:
        """The page is there and not under its veil any more; text is measured, then laid out, then dealt to sheets: until nothing
        changes for two frames. The page as it is then."""
        before, alike = QImage(), 0
        deadline = time.monotonic() + PATIENCE_SECONDS
        while alike < 2 and time.monotonic() < deadline:
            self.application.processEvents()
            now = self.window.grabWindow()
            alike = alike + 1 if now == before and not self._is_veiled() else 0
            before = now
        return before

    def _is_veiled(self) -> bool:
        """For a moment after a page was turned."""
        return any(
            item.inherits("QQuickRectangle") and item.isVisible() for item in self.window.contentItem().childItems()
        )

    def presses(self, name: str) -> bool:
        """As assistive technology presses a control. False where there is none of that name to be pressed."""
        for item in everything_in(self.page):
            if item.objectName() == name and item.property("live") is not False:
                QMetaObject.invokeMethod(self.taps, "forget")  # this hand does not tremble
                QAccessible.queryAccessibleInterface(item).actionInterface().doAction("Press")
                return True
        return False

    def turn_to_the_first_sheet(self) -> None:
        while self.presses("pager.back"):
            pass

    def sheets(self) -> Iterator[int]:
        """Every sheet of the page, turned by its own button."""
        sheet = 0
        yield sheet
        while self.presses("pager.on"):
            sheet += 1
            self.settle()
            yield sheet


def everything_in(item: QQuickItem) -> Iterator[QQuickItem]:
    """Everything a person can see now, sheets that are not up left out."""
    if not item.isVisible() or item.opacity() == 0:
        return
    yield item
    for child in item.childItems():
        yield from everything_in(child)


@contextmanager
def a_terminal(application: QGuiApplication, folder: Path, prepare: Callable[[Terminal], None]) -> Iterator[Terminal]:
    """Switched on, in reach of its centre, nobody before it. `prepare` is done before it is switched on."""
    terminal = Terminal(application, folder)
    QAccessible.setActive(True)
    prepare(terminal)
    terminal.switch_on()
    try:
        yield terminal
    finally:
        terminal.switch_off()
