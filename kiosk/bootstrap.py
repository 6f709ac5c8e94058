"""The one room with all the keys: it opens the window first, then builds the terminal and hands it down."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFontDatabase, QGuiApplication, QWindow
from PySide6.QtQml import QQmlApplicationEngine

import resources
from kiosk.background import Homecoming
from kiosk.qt import announce_singletons
from kiosk.shell.pictures import Pictures
from kiosk.shell.shell import Shell
from kiosk.waste import Waste

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QTranslator

    from kiosk.attendance import Attendance
    from kiosk.dock.dock import Dock
    from kiosk.forgetting import Forgetting
    from kiosk.hands import Hands
    from kiosk.lighting import Lighting
    from kiosk.maintenance.maintenance import Maintenance
    from kiosk.shell.cues import Cues
    from kiosk.shell.picture_provider import PictureProvider
    from kiosk.shell.senses import Senses
    from kiosk.voice.voice import Voice

ROOT = Path(__file__).parent.parent
WEIGHTS = ("400Regular", "500Medium", "700Bold")
PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)


@dataclass(frozen=True)
class Look:
    """The little that must be known before the first frame."""

    px_per_mm: float = 4.03
    size: tuple[int, int] = PORTRAIT
    full: bool = True

    def windowed(self) -> Look:
        return replace(self, full=False)


def look_of(config_file: Path) -> Look:
    """Only the screen's own lines; the whole file is validated right after the first frame is up."""
    import tomllib

    try:
        screen = tomllib.loads(config_file.read_text("utf-8")).get("screen", {})
        size = LANDSCAPE if screen.get("orientation") == "landscape" else PORTRAIT
        return Look(float(screen.get("px_per_mm", 4.03)), size, bool(screen.get("fullscreen", True)))
    except (OSError, ValueError, TypeError, AttributeError):
        return Look()


class Hall:
    """The window and everything behind it. Made and used on the GUI thread.

    The engine goes before what it shows, or every binding complains of null at exit.
    """

    def __init__(self, application: QGuiApplication, look: Look) -> None:
        self.application = application
        self._waste = Waste()
        for weight in WEIGHTS:
            QFontDatabase.addApplicationFont(str(resources.path("fonts", f"NotoSansSC_{weight}.ttf")))
        announce_singletons()
        self.home = Homecoming()
        self.shell = Shell(Pictures())
        self.hands: Hands | None = None
        self.attendance: Attendance | None = None
        self.dock: Dock | None = None
        self.senses: Senses | None = None
        self.maintenance: Maintenance | None = None
        self.voice: Voice | None = None
        self.forgetting: Forgetting | None = None
        self._lighting: Lighting | None = None
        self._cues: Cues | None = None
        self._provider: PictureProvider | None = None
        self._translator: QTranslator | None = None
        self.shell.languageTurned.connect(self._turn_language)
        self._engine = self._make_engine(look)
        self.window = self._open_window()

    def _make_engine(self, look: Look) -> QQmlApplicationEngine:
        engine = QQmlApplicationEngine()
        engine.addImportPath(str(ROOT))
        engine.setInitialProperties(
            {
                "shell": self.shell,
                "full": look.full,
                "pxPerMm": look.px_per_mm,
                "width": look.size[0],
                "height": look.size[1],
            }
        )
        return engine

    def _open_window(self) -> QWindow:
        """A QQuickWindow, in truth; QtQuick's Python is not loaded before the first frame unless somebody has done so."""
        self._engine.load(QUrl.fromLocalFile(str(ROOT / "kiosk" / "shell" / "Main.qml")))
        if not self._engine.rootObjects():
            raise RuntimeError("Main.qml did not load; its errors are on stderr")
        return self._the_window()

    def _the_window(self) -> QWindow:
        window = self._engine.rootObjects()[0]
        if not isinstance(window, QWindow):
            raise TypeError("Main.qml is no window")
        return window

    def _turn_language(self, language: str) -> None:
        if self._translator is None:
            self._translator = english_translator(self.application)
        if language == "en":
            self.application.installTranslator(self._translator)
        else:
            self.application.removeTranslator(self._translator)
        self._engine.retranslate()

    def furnish(self, build: Callable[[Homecoming], Hands], failed: Callable[[Exception], None]) -> None:
        """Build the terminal off the GUI thread, so that the first page can be read and touched meanwhile."""

        def work() -> None:
            try:
                hands = build(self.home)
                load_every_flow()
                gc.freeze()  # what is built now stays: to look through it for waste would stop the pages for 65 ms
            except Exception as error:
                wrong = error
                self.home.call(lambda: failed(wrong))
            else:
                self.home.call(lambda: self._take(hands))

        threading.Thread(target=work, name="furnish", daemon=True).start()

    def _take(self, hands: Hands) -> None:
        from kiosk.attendance import Attendance
        from kiosk.door import Surroundings
        from kiosk.forgetting import Forgetting
        from kiosk.maintenance.maintenance import Maintenance
        from kiosk.menu import Menu
        from kiosk.shell.picture_provider import PictureProvider
        from kiosk.shell.senses import Senses

        self.hands = hands
        self._waste.begin()
        self._provider = PictureProvider(self.shell.pictures)
        self._engine.addImageProvider("paper", self._provider)
        self.attendance = Attendance(self.shell, hands, self.home)
        self.shell.take(hands, Menu(), Surroundings(fitted=hands.fittings.facilities()))
        self.forgetting = Forgetting(self.shell, hands.workers, self._engine.collectGarbage)
        self._light_up(hands, self.attendance)
        self.maintenance = Maintenance(self.shell, hands, self._lighting)
        self.shell.show_around(self.maintenance)
        self._give_voice(hands)
        self.senses = Senses(self.shell, self.window, self.home)
        if self.voice is not None:
            self.senses.headphones.connect(self.voice.plug)
            self.senses.wake_by(self.voice.any_key)
            self.senses.spokenKey.connect(self.voice.key)
            self.senses.heldKey.connect(self.voice.key_held)
        # On the window, not on the application: there it would be asked about thousands of events a page.
        self.window.installEventFilter(self.shell.idle)
        self.attendance.begin()
        self.senses.attend(hands.fittings.keypad, hands.fittings.presence_sensor, hands.workers.maintenance)
        if hands.config.hall is not None and self.application.platformName() != "offscreen":
            from kiosk.dock.dock import Dock

            self.dock = Dock(Path(hands.config.hall.control), self.home, hands.fittings.by_name())

    def _give_voice(self, hands: Hands) -> None:
        """Where there is something to speak with. It looks into pages, so the window is asked for anew, as what it really is."""
        fitted, sound = hands.fittings, hands.fittings.sound
        if sound is None:
            return
        from PySide6.QtQuick import QQuickWindow

        from kiosk.shell.cues import Cues
        from kiosk.voice.voice import Voice

        if not isinstance(self.window, QQuickWindow):
            del self.window
            self.window = self._the_window()
        if isinstance(self.window, QQuickWindow):
            configured = hands.config.sound
            self.voice = Voice(
                self.shell,
                self.window,
                self.home,
                sound,
                full_dba=configured.full_volume_dba,
                recordings=Path(configured.recordings) if configured.recordings else None,
                has_keypad=fitted.keypad is not None,
            )
            self.shell.give_voice(self.voice)
        self._cues = Cues(self.shell, sound, hands.workers.cues)

    def _light_up(self, hands: Hands, attendance: Attendance) -> None:
        if hands.fittings.lamp is None:
            return
        from kiosk.lighting import Lighting

        self._lighting = Lighting(self.shell, hands.fittings.lamp, hands.workers.lamp)
        attendance.looked.connect(self._lighting.look)

    def met_defect(self, defect: BaseException) -> None:
        """From any thread: an exception nobody expected. Its kind is written down, never its words; the visit is told."""
        from app.log import get_logger

        get_logger("hall").error("defect", defect=type(defect).__name__)
        self.home.call(self.shell.give_up)

    def close(self) -> None:
        """End in order: the pages, then the threads, then the store."""
        self.shell.languageTurned.disconnect(self._turn_language)  # a goodbye that is still under way turns it back
        if self._translator is not None:
            self.application.removeTranslator(self._translator)
        self.window.removeEventFilter(self.shell.idle)
        if self.senses is not None:
            self.senses.end()
        if self.voice is not None:
            self.voice.end()
        if self.maintenance is not None:
            self.maintenance.close()
        if self.forgetting is not None:
            self.forgetting.end()
        if self._lighting is not None:
            self._lighting.end()
        self._end_helpers()
        self.window.close()
        del self.window
        shiboken6.delete(self._engine)
        if self.dock is not None:
            self.dock.close()
        if self.attendance is not None:
            self.attendance.end()
        if self.hands is not None:
            self.hands.close()
        gc.unfreeze()
        self._waste.end()

    def _end_helpers(self) -> None:
        """Processes that were told what somebody wrote, where the terminal is closed in mid-visit."""
        from kiosk.typing import engines

        engines.rest()


def english_translator(parent: QObject) -> QTranslator:
    """English for every `qsTr`. A compiled file, and no translator in Python: Qt asks from its loader's thread too, while the
    page turn that waits for the loader holds Python's lock. Raises FileNotFoundError."""
    from PySide6.QtCore import QTranslator

    translator = QTranslator(parent)
    if not translator.load(str(ROOT / "kiosk" / "words" / "en.qm")):
        raise FileNotFoundError("kiosk/words/en.qm")
    return translator


def load_every_flow() -> None:
    """So that a service's first visitor does not wait for its libraries, nor the page that is up for what the hall still takes."""
    import kiosk.maintenance.maintenance
    import kiosk.shell.senses
    import kiosk.typing.code_guide
    import kiosk.typing.place_picker
    import kiosk.typing.typist
    import kiosk.voice.voice  # noqa: F401  # loaded for the GUI thread, which asks for them in a moment
    from kiosk.menu import SERVICES

    for service in SERVICES:
        service.load_flow()


def new_application() -> QGuiApplication:
    application = QGuiApplication(["guanjia"])
    application.setApplicationDisplayName("莞家自助")
    return application


def keep_qt_warnings(sink: list[str]) -> None:
    """Qt's complaints (a binding that failed, a page that did not load) are collected: none is expected."""
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    def heard(kind: QtMsgType, _context: object, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and kind is not QtMsgType.QtInfoMsg:
            sink.append(text)

    qInstallMessageHandler(heard)


def build_hands(terminal_home: Path, home: Homecoming, on_defect: Callable[[BaseException], None]) -> Hands:
    """Everything a visit works with, from the terminal's home folder. Blocks; raises the errors of `app.errors`.

    The only place where a real device, the real store and the real road to the centre are named.
    """
    from app import config, enrolment
    from app.audit import AuditLog
    from app.errands import errands_of
    from app.http_central import HttpCentral
    from app.outbox import open_outbox
    from app.sync import Sync
    from devices.supervisor.supervisor import Supervisor
    from kiosk.fittings import fit_out
    from kiosk.hands import Hands, Workers
    from kiosk.lent import LentCardReader, LentCodeScanner, LentPagePrinter, LentReceiptPrinter
    from kiosk.paper_trust import PaperTrust
    from kiosk.service import Facility
    from printing.ledger import Ledger
    from printing.spooler import Spooler
    from printing.token.kept import FOLDER, KeptTrust

    home.tell_defects(on_defect)
    settings = config.load(terminal_home / config.FILE)
    place = enrolment.load(terminal_home)
    central = HttpCentral(settings.central, place)
    now = central.clock
    outbox = open_outbox(terminal_home, place, settings)
    audit = AuditLog(terminal_home / "audit.jsonl")
    errands = errands_of(terminal_home, place, central, outbox, audit)
    fitted = fit_out(settings.devices, settings.terminal_id)
    supervision = Supervisor(fitted.by_name())
    page_printer = LentPagePrinter(Facility.PAGE_PRINTER, fitted.page_printer, supervision)
    receipt_printer = LentReceiptPrinter(Facility.RECEIPT_PRINTER, fitted.receipt_printer, supervision)
    return Hands(
        config=settings,
        central=central,
        outbox=outbox,
        audit=audit,
        sync=Sync(outbox, central, now=now, errands=errands),
        orders=errands.orders,
        spooler=Spooler(
            page_printer,
            receipt_printer,
            Ledger(terminal_home / "papers.db", now),
            terminal=settings.short_name,
            now=now,
        ),
        reader=LentCardReader(Facility.CARD_READER, fitted.card_reader, supervision),
        scanner=LentCodeScanner(Facility.CODE_SCANNER, fitted.code_scanner, supervision),
        page_printer=page_printer,
        receipt_printer=receipt_printer,
        fittings=fitted,
        supervision=supervision,
        workers=Workers.begin(home, on_defect),
        root_pem=place.root_pem,
        paper_trust=PaperTrust(central, KeptTrust(terminal_home / FOLDER, place.root_pem), now),
        now=now,
        terminal_home=terminal_home,
        packs=errands.packs,
    )
