"""A whole terminal in memory: the product's shell, flows, outbox, road and spooler; a centre and devices that do as they are told."""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.audit import AuditLog
from app.config import TerminalConfig
from app.contract.jobs import JobKind
from app.contract.licence import HolderRole
from app.fake_central import FakeCentral, Fault, ShownLicence
from app.outbox import JobStanding, Outbox
from app.sync import Sync
from devices.card_reader import CardType, IdCard
from devices.code_scanner import Scan
from devices.errors import Cancelled, DeviceError, WaitExpired
from devices.page_printer import Progress, SheetsOut
from devices.receipt_printer.profiles import EPSON_80
from devices.state import Condition, DeviceState
from devices.supervisor import Rhythm
from devices.supervisor.supervisor import Supervisor
from kiosk.attendance import Attendance
from kiosk.background import Homecoming
from kiosk.door import Surroundings
from kiosk.fittings import Fittings
from kiosk.hands import Hands, Workers
from kiosk.lent import LentCardReader, LentCodeScanner, LentPagePrinter, LentReceiptPrinter
from kiosk.maintenance.maintenance import Maintenance
from kiosk.menu import Menu
from kiosk.paper_trust import PaperTrust
from kiosk.shell.pictures import Pictures
from kiosk.shell.shell import Shell
from kiosk.waste import Waste
from printing import page
from printing.certificates import make_chain
from printing.document import Document, Paragraph
from printing.ledger import Ledger
from printing.seal import FileSealer
from printing.spooler import Spooler
from printing.token.kept import FOLDER, KeptTrust

NUMBER = "441900190003079992"
USCC = "91441900MA0TE5T16P"
CHAIN = make_chain("演示章（合成）", valid_days=2)


def a_card() -> IdCard:
    return IdCard(CardType.RESIDENT, "张测试", "男", None, NUMBER, None, None, long_term=True)


def held_until(release: Event) -> Fault:
    """The centre is slow: it answers when the test says so."""

    def slow(call: Callable[[], Any]) -> Any:
        release.wait(20)
        return call()

    return slow


class Window:
    """A reader or a scanner: what is shown to it comes out of the wait that is under way, or of the next; an error is raised there."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._shown: queue.Queue[Any] = queue.Queue()
        self._cancelled = Event()

    def show(self, something: Any) -> None:
        self._shown.put(something)

    def _wait(self, timeout: float) -> Any:
        self._cancelled.clear()
        for _ in range(int(timeout / 0.01)):
            if self._cancelled.is_set():
                raise Cancelled
            try:
                shown = self._shown.get(timeout=0.01)
            except queue.Empty:
                continue
            if isinstance(shown, DeviceError):
                raise shown
            return shown
        raise WaitExpired

    read_card = scan = _wait

    def sam_id(self) -> str:
        return "05.03-20100101-0000012345-1234567890"

    def state(self) -> DeviceState:
        return DeviceState(self._name, Condition.READY)

    def cancel(self) -> None:
        self._cancelled.set()

    def close(self) -> None:
        pass


class Printer:
    """Prints when it is let; `ending` is what goes wrong, if anything does."""

    def __init__(self) -> None:
        self.printed: list[bytes] = []
        self.let, self.begun = Event(), Event()
        self.let.set()
        self.ending: DeviceError | None = None

    def print_pages(
        self, pdf: bytes, *, job_name: str, pages: int, on_progress: Callable[[Progress], None], timeout: float
    ) -> SheetsOut:
        del job_name
        self.begun.set()
        on_progress(Progress(0, pages))
        self.let.wait(timeout)
        on_progress(Progress(pages, pages))
        if self.ending:
            raise self.ending
        self.printed.append(pdf)
        return SheetsOut(pages, pages)

    def settle(self, job_name: str, pages: int) -> SheetsOut:
        del job_name
        return SheetsOut(pages, pages)

    profile = EPSON_80

    def print_receipt(self, receipt: bytes) -> None:
        self.begun.set()
        self.let.wait(20)
        if self.ending:
            raise self.ending
        self.printed.append(receipt)

    def state(self) -> DeviceState:
        return DeviceState("printer", Condition.READY)

    def cancel(self) -> None:
        self.let.set()

    def close(self) -> None:
        pass


def sealed_page(*_order: object) -> bytes:
    laid = page.render(Document("样例", (Paragraph("合成"),), sealed_by="演示章（合成）"))
    return FileSealer(CHAIN.seal_key_pem, CHAIN.seal_chain_pem).seal(laid, reason="样例")


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class QuickTerminal:
    """What a test does as the visitor, the centre or the devices. GUI thread."""

    home: Path
    bot: QtBot
    application: QGuiApplication
    open_store: Callable[..., Outbox] = Outbox
    ledger: Ledger = field(default_factory=lambda: Ledger(":memory:", utc_now))
    central: FakeCentral = field(default_factory=lambda: FakeCentral(lay_out=sealed_page))
    reader: Window = field(default_factory=lambda: Window("card-reader"))
    scanner: Window = field(default_factory=lambda: Window("code-scanner"))
    pages: Printer = field(default_factory=Printer)
    slips: Printer = field(default_factory=Printer)
    defects: list[BaseException] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    """Devices beyond the four, by their field in `Fittings`; or one of the four as None, where the hall has none."""
    rhythm: Rhythm | None = None

    def __post_init__(self) -> None:
        four = {"card_reader": self.reader, "code_scanner": self.scanner}
        printers = {"page_printer": self.pages, "receipt_printer": self.slips}
        self.fittings = Fittings(**{**four, **printers, **self.more})
        self.waste = Waste()
        self.waste.begin()
        self.homecoming = Homecoming()
        self.homecoming.tell_defects(self.defects.append)
        self.shell = Shell(Pictures())
        self.outbox = self.open_store(self.home, sealing_public_key=self.central.sealing_public_key, short_name="03")
        self.supervision = Supervisor(self.fittings.by_name(), self.rhythm)
        pages = LentPagePrinter("page-printer", self.fittings.page_printer, self.supervision)
        slips = LentReceiptPrinter("receipt-printer", self.fittings.receipt_printer, self.supervision)
        self.hands = Hands(
            config=TerminalConfig(),
            central=self.central,
            outbox=self.outbox,
            audit=AuditLog(self.home / "audit.jsonl"),
            sync=Sync(self.outbox, self.central, interval_seconds=0.05),
            spooler=Spooler(pages, slips, self.ledger, terminal="03", now=utc_now),
            reader=LentCardReader("card-reader", self.fittings.card_reader, self.supervision),
            scanner=LentCodeScanner("code-scanner", self.fittings.code_scanner, self.supervision),
            page_printer=pages,
            receipt_printer=slips,
            fittings=self.fittings,
            supervision=self.supervision,
            workers=Workers.begin(self.homecoming, self.defects.append),
            root_pem=CHAIN.root_pem,
            paper_trust=PaperTrust(self.central, KeptTrust(self.home / FOLDER, CHAIN.root_pem), utc_now),
            now=utc_now,
            terminal_home=self.home,
        )
        self.shell.take(self.hands, Menu(), Surroundings(fitted=self.fittings.facilities()))
        self.attendance = Attendance(self.shell, self.hands, self.homecoming)
        self.maintenance = Maintenance(self.shell, self.hands)
        self.shell.show_around(self.maintenance)
        self.attendance.begin()
        self.waits_for(lambda: self.shell.around.online is True)

    def close(self) -> None:
        self.maintenance.close()
        self.attendance.end()
        self.pages.let.set()
        self.slips.let.set()
        self.hands.close()
        self.shell.deleteLater()
        self.application.processEvents()
        self.waste.end()

    def waits_for(self, seen: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(seen()), timeout=20_000)

    def sees(self, page_name: str) -> None:
        self.bot.waitUntil(lambda: self.shell.page_name == page_name, timeout=20_000)

    def lets_everything_come_home(self) -> None:
        """Every worker has done what it was given, and its answers were heard."""
        for worker in self.hands.workers.all():
            done: list[bool] = []
            worker.do(lambda: True, done.append)
            self.waits_for(lambda done=done: done)

    @property
    def flow(self) -> Any:
        return self.shell.flow_now

    def jobs(self, kind: JobKind) -> list[JobStanding]:
        return [job for job in self.outbox.jobs() if job.kind == kind]

    def identifies(self, service: str, version: str = "no-violations") -> None:
        code = f"code-{service}"
        licence = ShownLicence(datetime.now(UTC), {NUMBER: HolderRole.LEGAL_REPRESENTATIVE}, uscc=USCC)
        self.central.show_licence(code, licence)
        self.shell.start()
        if service == "S901":
            self.opens_the_report(version)
        else:
            self.shell.openService(service)
        self.reader.show(a_card())
        self.sees("LicenceCode")
        self.scanner.show(Scan(code))

    def opens_the_report(self, version: str = "no-violations") -> None:
        self.shell.openService("S901")
        self.sees("Version")
        self.waits_for(lambda: not self.flow.is_waiting)
        self.flow.chooseVersion(version)

    def comes_to_check_of_the_report(self, version: str = "no-violations") -> None:
        self.identifies("S901", version)
        self.sees("Consent")
        self.flow.confirm()
        if version == "no-violations":
            self.flow.confirm()
        self.sees("PurposePage")
        self.flow.choosePurpose("bidding")
        self.flow.confirm()
        self.sees("Check")

    def comes_to_preview(self, version: str = "no-violations") -> None:
        self.comes_to_check_of_the_report(version)
        self.flow.confirm()
        self.sees("Preview")

    def comes_to_check_of_the_appeal(self) -> None:
        self.identifies("S101")
        self.sees("TopicPage")
        self.flow.chooseTopic("税费")
        self.flow.confirm()
        self.flow.toggleMatter("办得太慢")
        self.flow.confirm()
        self.flow.setPhone("13800000000")
        self.flow.confirm()
        self.sees("Check")
