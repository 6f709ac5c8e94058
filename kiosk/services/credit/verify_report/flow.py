"""What the pages of the verification show: a code is held before the window, and the terminal says what it knows of the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devices.errors import Cancelled, DeviceError, WaitExpired
from kiosk.journey import Stage
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from kiosk.services.credit.verify_report.said import Row, answer_row
from kiosk.shell.flow import Flow
from kiosk.shell.shell import Shell
from kiosk.words import problem
from printing.token.paper_token import NotAToken, read

if TYPE_CHECKING:
    from devices.code_scanner import Scan
    from kiosk.hands import Hands
    from printing.token.check import Answer
    from printing.token.paper_token import PaperToken

QML_IMPORT_NAME = "kiosk.services.credit.verify_report"
QML_IMPORT_MAJOR_VERSION = 1

SCAN_SECONDS = 2.0


@QmlElement
@QmlUncreatable("the shell opens flows")
class VerifyReportFlow(Flow):
    """S903: a report's code in, how it stands out. With the wire the centre is asked first; without it the last that was heard counts."""

    told = Signal()

    def __init__(self, shell: Shell, hands: Hands) -> None:
        self._problem = ""
        self._answer: Answer | None = None
        self._looks = 0
        super().__init__(shell, hands, self._stages())
        self.changed.connect(self.told)

    def _stages(self) -> tuple[Stage, ...]:
        return (Stage("code", "ReportCode"), Stage("answer", "ReportAnswer"))

    def entered(self, stage: Stage) -> None:
        self._looks += 1
        if stage.name == "code":
            self._answer = None
            self._look()

    def confirmed(self, _stage: Stage) -> None:
        self.shell.home()

    def leaving(self) -> None:
        self._looks += 1
        self._answer = None

    # ---- looking ----

    def _look(self) -> None:
        """While the page is up, and no longer."""
        mine, scanner = self._looks, self.hands.scanner

        def look() -> Scan | None:
            while self._looks == mine:
                try:
                    return scanner.scan(SCAN_SECONDS)
                except WaitExpired:
                    continue
            return None

        self.hands.workers.scanner.do(
            look, lambda scan: self._seen(scan, mine), lambda error: self._scanner_said_no(error, mine)
        )

    def _scanner_said_no(self, error: Exception, mine: int) -> None:
        if isinstance(error, Cancelled) or mine != self._looks:
            return
        if not isinstance(error, DeviceError):
            raise error
        if error.who == "visitor":
            self._complain(error.code)
        else:
            self.shell.trouble(error.code)

    def _seen(self, scan: Scan | None, mine: int) -> None:
        if scan is None or mine != self._looks:
            return
        try:
            token = read(scan.text)
        except NotAToken:
            self._complain("not-a-report-code")
        else:
            self._ask(token)

    def _complain(self, code: str) -> None:
        self._problem = code
        self.changed.emit()
        self._look()

    def _ask(self, token: PaperToken) -> None:
        self._problem = ""
        self.wait()
        self.shell.busy("正在核验", "核对签名和撤销名单")
        trust, online = self.hands.paper_trust, self.shell.around.online is True
        self.hands.workers.centre.do(
            lambda: trust.check_now(token) if online else trust.check(token), self.awaited(self._answered)
        )

    def _answered(self, answer: Answer) -> None:
        self._answer = answer
        self.go_on()
        self.go_to("answer")

    # ---- what the pages show ----

    @Property("QVariantMap", notify=told)
    def codeProblem(self) -> Row:  # QML's spelling
        """title, act: what is wrong with what was scanned, in words; empty while nothing is."""
        if not self._problem:
            return {"title": "", "act": ""}
        words = problem(self.shell.language_now, self._problem)
        return {"title": words.title, "act": words.act}

    @Property("QVariantMap", notify=told)
    def answer(self) -> Row:
        """outcome, title, lead, asOf, number, rows: [{label, value}]"""
        return answer_row(self._answer, self.hands.now(), self.say) if self._answer else {}

    # ---- what a page may answer ----

    @Slot()
    def another(self) -> None:
        """再核一份."""
        self.go_to("code")
