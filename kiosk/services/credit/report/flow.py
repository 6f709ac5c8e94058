"""The credit report from its first page to the paper: what the answers set going."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.journey import Stage
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from kiosk.service import Facility
from kiosk.services.credit.report import SERVICE, shown
from kiosk.services.credit.report.choosing import ReportChoices
from kiosk.services.credit.report.decision import Scope, decide, owed_after_printing
from kiosk.services.credit.report.making import Made, NotMade, make_report
from kiosk.services.credit.report.paper_in_hand import PaperInHand
from kiosk.services.credit.report.receipt import receipt_of
from kiosk.shell.flow import CHECK, WHICH
from kiosk.shell.shell import Shell, Way
from kiosk.shell.trouble import Needed
from kiosk.words import problem
from printing.spooler import MOST_COPIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.contract.credit import CreditReportOrder
    from devices.page_printer import Progress
    from kiosk.hands import Hands
    from kiosk.services.credit.report.shown import Row
    from printing.spooler import PagesOutcome, ReceiptOutcome

QML_IMPORT_NAME = "kiosk.services.credit.report"
QML_IMPORT_MAJOR_VERSION = 1

PRINT_SECONDS = 180.0
"""How long paper may take, refilling included, before the job is taken back from the printer."""


@QmlElement
@QmlUncreatable("the shell opens flows")
class CreditReportFlow(ReportChoices):
    """S901 from the choice of a version to the paper."""

    told = Signal()
    service_id = SERVICE.id

    def __init__(self, shell: Shell, hands: Hands) -> None:
        self._order: CreditReportOrder | None = None
        self._made: Made | None = None
        self._pages_done = 0
        self._print_reason = ""
        self._copy_no = 1
        self._receipt_problem = ""
        self._in_hand = PaperInHand(hands)
        super().__init__(shell, hands, self._stages())
        self.changed.connect(self.told)

    def _stages(self) -> tuple[Stage, ...]:
        def scoped() -> bool:
            return self._offer is None or self._offer.asks_scope

        return (
            Stage("version", "Version", 0, lambda: len(self._offers) != 1),
            Stage("card", "IdCard", 1),
            Stage("licence", "LicenceCode", 2),
            Stage("consent", "Consent", 3, detail_of="version"),
            Stage("scope", "Scope", 3, scoped),
            Stage("domains", "Domains", 3, lambda: scoped() and self._answers.scope is Scope.OWN, detail_of="scope"),
            Stage("group", "DomainGroup", 3, lambda: False),
            Stage("period", "Period", 3, lambda: scoped() and self._sets_own_period, detail_of="scope"),
            Stage("purpose", "PurposePage", 3),
            Stage(CHECK, "Check", 4),
            Stage(WHICH, "WhichAnswer", 4, lambda: False),
            Stage("preview", "Preview", 5, can_go_back=False),
            Stage("printing", "Printing", 5, can_go_back=False),
            Stage("done", "Done", 5, can_go_back=False),
        )

    def step_names(self) -> tuple[str, ...]:
        return ("刷身份证", "扫执照码", "选内容", "核对", "打印")

    def entered(self, stage: Stage) -> None:
        super().entered(stage)
        if stage.name == "version":
            self._fetch_catalogue()
        elif stage.name == "printing":
            self._print()

    def confirmed(self, stage: Stage) -> None:
        match stage.name:
            case "version":
                pass  # a tile is the answer
            case "domains" if not self._answers.domains:
                pass
            case "purpose" if not self._answers.purpose:
                pass
            case "group":
                self.go_to("domains")
            case "period":
                self._confirm_period()
            case "check":
                self._order_report()
            case "done":
                self._in_hand.taken()
                self.shell.finish()
            case _:
                self.advance()

    def leaving(self) -> None:
        super().leaving()
        self._in_hand.visitor_goes()
        self._made = self._order = None

    def figures(self) -> Row:
        """What became of the report, without a word about whose it is."""
        report = self._made.report if self._made else None
        return {
            "number": report.report_no if report else "",
            "pages_asked": report.pages if report else 0,
            "pages_printed": self._pages_done,
        }

    # ---- making ----

    def _order_report(self) -> None:
        """The same answers are the same order, also when they are confirmed again after a silence of the centre."""
        offer = self._offer
        if self._catalogue is None or offer is None or self.grant is None or self.is_waiting:
            return
        order = decide(self._answers, self._catalogue, offer, self.grant.grant, self.hands.today())
        if self._order is None or order.model_copy(update={"key": self._order.key}) != self._order:
            self._order = order
        self._send(self._order)

    def _send(self, order: CreditReportOrder) -> None:
        self.wait()
        self.shell.busy("正在生成报告", "市里的系统在汇总数据、编号、盖章")
        hands = self.hands
        hands.workers.centre.do(
            lambda: make_report(hands.central, order, hands.root_pem), self.awaited(self._report_came)
        )

    def _report_came(self, made: Made | NotMade) -> None:
        self.go_on()
        if isinstance(made, Made):
            self._made = made
            self.shell.pictures.hold(made.pictures)
            self.go_to("preview")
        else:
            self.shell.trouble(made.code, *self._ways_after(made))

    def _ways_after(self, not_made: NotMade) -> tuple[Way, ...]:
        if not_made.again:
            return (Way("again", "再试一次", self._order_report), self.shell.way_to_end())
        if not_made.code.startswith("grant-"):
            return (Way("licence", "重新扫执照码", self._scan_licence_again), self.shell.way_to_end())
        return (Way("change", "回去修改", lambda: self.go_to("check")), self.shell.way_to_end())

    def _scan_licence_again(self) -> None:
        self.go_to("check")
        self.change("licence")

    # ---- paper ----

    def _print(self) -> None:
        made, hands = self._made, self.hands
        if made is None:
            return
        self._pages_done, self._print_reason = 0, ""
        self.wait()
        self.shell.attend(False)
        worker, follow, heard = hands.workers.pages, self.awaited(self._progressed), self.awaited(self._pages_out)
        worker.do(
            lambda: hands.spooler.print_pages(
                made.report.pdf,
                number=made.report.report_no,
                pages=made.report.pages,
                copy_no=self._copy_no,
                on_progress=lambda progress: worker.home(lambda: follow(progress)),
                timeout=PRINT_SECONDS,
            ),
            lambda out: self._printing_ended(out, made, heard),
        )

    def _progressed(self, progress: Progress) -> None:
        self._pages_done = progress.pages_done
        self._print_reason = progress.reasons[0] if progress.reasons else ""
        self.changed.emit()

    def _printing_ended(self, out: PagesOutcome, made: Made, heard: Callable[[PagesOutcome], None]) -> None:
        """The centre is told in any case, also when the visitor has left in the middle."""
        self.hands.note("printed", actor="page-printer", object=self.service_id, result=out.fate)
        self.hands.promises.file(
            owed_after_printing(made.report, out.fate, out.pages_printed, out.code, out.copy_no, self.hands.now())
        )
        self._in_hand.came_out(made.report.report_no, out)
        heard(out)

    def _pages_out(self, out: PagesOutcome) -> None:
        self._pages_done = out.pages_printed
        self.shell.attend(True)
        if out.fate == "printed":
            self._print_receipt()
        else:
            self.go_on()
            self._paper_trouble(out)

    def _paper_trouble(self, out: PagesOutcome) -> None:
        """Nothing came out: the same copy again. Some or an unknown number did: one more, marked 补打 (同号补打 1 次)."""
        code = {"partial": "pages-missing", "unknown": "outcome-unknown"}.get(out.fate, out.code)
        next_copy = out.copy_no if out.fate == "failed" else out.copy_no + 1
        stopped = self.hands.now() if out.fate == "failed" and problem("zh", code).who == "staff" else None
        printer = Needed(Facility.PAGE_PRINTER, since=stopped)
        again = Way("again", "再打一次", lambda: self._print_again(next_copy), printer)
        ways = (again,) if next_copy <= MOST_COPIES else ()
        self.shell.trouble(code, *ways, self.shell.way_to_end())

    def _print_again(self, copy_no: int) -> None:
        self._copy_no = copy_no
        self.go_to("printing")

    def _print_receipt(self) -> None:
        made, hands = self._made, self.hands
        if made is None:
            return
        slip = receipt_of(made.report, self.holder, hands.config, self._pages_done, hands.now(), self.say)
        number = made.report.report_no
        hands.workers.receipts.do(
            lambda: hands.spooler.print_receipt(slip, number=number), self.awaited(self._receipt_out)
        )

    def _receipt_out(self, slip: ReceiptOutcome) -> None:
        self._receipt_problem = slip.code
        self.go_to("done")

    # ---- what the pages show ----

    @Property(str, notify=told)
    def entityName(self) -> str:  # QML's spelling
        return self.grant.entity_name if self.grant else ""

    @Property("QVariantMap", notify=told)
    def report(self) -> Row:
        if self._made is None:
            return {}
        return shown.report_row(self._made.report, self._domains, self._version_name, self._english, self.say)

    @Property("QVariantMap", notify=told)
    def paper(self) -> Row:
        """pagesDone, pagesAsked, reason: code or empty; title, act: its words"""
        words = problem(self.shell.language_now, self._print_reason) if self._print_reason else None
        return {
            "pagesDone": self._pages_done,
            "pagesAsked": self._made.report.pages if self._made else 0,
            "reason": self._print_reason,
            "title": words.title if words else "",
            "act": words.act if words else "",
        }

    @Property(str, notify=told)
    def receiptProblem(self) -> str:  # QML's spelling
        """Why there is no slip, in words; empty when it was printed."""
        return problem(self.shell.language_now, self._receipt_problem).title if self._receipt_problem else ""

    # ---- what a page may answer ----

    @Slot()
    def stopPrinting(self) -> None:  # QML's spelling
        """不等了: the job is taken back from the printer, so that no page comes out for somebody else."""
        self.hands.page_printer.cancel()
