"""What the progress pages show: how an appeal stands, here or at the centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central import Accepted, Refused, Unreachable
from app.contract.appeal import AppealProgress, AppealQuery, AppealStep
from devices.errors import Cancelled, DeviceError, WaitExpired
from kiosk.journey import Stage
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from kiosk.services.appeals.progress import query_code_of
from kiosk.shell.flow import Flow
from kiosk.shell.shell import Shell
from kiosk.words import problem
from kiosk.words.dates import in_english, moment_words
from kiosk.words.names import place_name, with_english_names
from printing.numbers import grouped

if TYPE_CHECKING:
    from app.outbox import JobStanding
    from devices.code_scanner import Scan
    from kiosk.hands import Hands

QML_IMPORT_NAME = "kiosk.services.appeals.progress"
QML_IMPORT_MAJOR_VERSION = 1

Row = dict[str, object]
Answer = Accepted[AppealProgress] | Refused | Unreachable

SCAN_SECONDS = 2.0


@QmlElement
@QmlUncreatable("the shell opens flows")
class AppealProgressFlow(Flow):
    """S102: twelve digits in, how it stands out. The terminal knows what waits here; the centre knows the rest."""

    told = Signal()

    def __init__(self, shell: Shell, hands: Hands) -> None:
        self._code = ""
        self._problem = ""
        self._here: JobStanding | None = None
        self._there: Answer | None = None
        self._asked = 0
        super().__init__(shell, hands, self._stages())
        self.changed.connect(self.told)

    def _stages(self) -> tuple[Stage, ...]:
        return (Stage("code", "QueryCode"), Stage("result", "ProgressResult"))

    def entered(self, stage: Stage) -> None:
        self._asked += 1
        if stage.name == "code":
            self._watch_scanner()
        else:
            self._code = ""

    def confirmed(self, stage: Stage) -> None:
        if stage.name == "result":
            self.shell.home()
        elif query_code_of(self._code):
            self._ask()

    def leaving(self) -> None:
        self._asked += 1
        self._code = ""
        self._here = self._there = None

    # ---- looking it up ----

    def _watch_scanner(self) -> None:
        """The receipt's own code may be shown instead of keying digits; while the page is up, and no longer."""
        mine, scanner = self._asked, self.hands.scanner

        def look() -> Scan | None:
            while self._asked == mine:
                try:
                    return scanner.scan(SCAN_SECONDS)
                except WaitExpired:
                    continue
                except (Cancelled, DeviceError):
                    return None
            return None

        self.hands.workers.scanner.do(look, lambda scan: self._scanned(scan, mine))

    def _scanned(self, scan: Scan | None, asked: int) -> None:
        if scan is None or asked != self._asked:
            return
        code = query_code_of(scan.text)
        if code:
            self.setQueryCode(code)
            self.confirm()
        else:
            self._problem = "not-a-query-code"
            self.changed.emit()
            self._watch_scanner()

    def _ask(self) -> None:
        self.wait()
        self.shell.busy("正在查", "先看这台机，再问市里的系统")
        mine, hands, code = self._asked, self.hands, self._code
        hands.workers.centre.do(
            lambda: (
                hands.outbox.find_appeal(code),
                hands.central.appeal_progress(AppealQuery(query_code=code)),
            ),
            lambda found: self._found(*found) if self._asked == mine else None,
        )

    def _found(self, here: JobStanding | None, there: Answer) -> None:
        self._here, self._there = here, there
        self.go_on()
        if isinstance(there, Accepted) or here is not None:
            self.go_to("result")
        else:
            self._problem = there.code if isinstance(there, Refused) else "progress-offline"
            self.resume()

    # ---- what the pages show ----

    @Property(str, notify=told)
    def queryCode(self) -> str:  # QML's spelling
        return self._code

    @Property(bool, notify=told)
    def complete(self) -> bool:
        return query_code_of(self._code) is not None

    @Property(str, notify=told)
    def problem(self) -> str:
        return problem(self.shell.language_now, self._problem).what if self._problem else ""

    @Property("QVariantMap", notify=told)
    def result(self) -> Row:
        """accepted, state, number, numberLabel, unit, contactDue, lead: what it means; steps: [{when, text, done}]"""
        there = self._there
        if isinstance(there, Accepted):
            return self._at_the_centre(there.value)
        return self._still_here(self._here) if self._here else {}

    def _at_the_centre(self, progress: AppealProgress) -> Row:
        due = moment_words(progress.contact_due, self.say)
        promise = "%1 前有人联系您（时限暂定）" if progress.contact_due_provisional else "%1 前有人联系您"
        return {
            "accepted": True,
            "state": self.say(progress.state.value),
            "number": grouped(progress.appeal_no),
            "numberLabel": self.say("诉求编号"),
            "unit": place_name(progress.lead_unit, self.say),
            "contactDue": self.say(promise, due),
            "lead": self.say("由%1负责", place_name(progress.lead_unit, self.say)),
            "steps": [self._step(step) for step in progress.steps],
        }

    def _step(self, step: AppealStep) -> Row:
        text = with_english_names(step.english, self.say) if in_english(self.say) and step.english else step.text
        return {"when": moment_words(step.at, self.say), "text": text, "done": True}

    def _still_here(self, standing: JobStanding) -> Row:
        arrived = bool(standing.receipt)
        if standing.set_aside:
            return self._not_taken(standing)
        waiting = {"when": self.say("网络恢复后"), "text": self.say("自动送出，您不用再来"), "done": False}
        return {
            "accepted": arrived,
            "state": self.say("已收件") if arrived else self.say("已暂存，尚未受理"),
            "number": grouped(standing.receipt or standing.local_no),
            "numberLabel": self.say("诉求编号") if arrived else self.say("暂存号"),
            "unit": "",
            "contactDue": "",
            "lead": self.say("现在问不到市里的系统，这是本机知道的情况")
            if arrived
            else self.say("还在这台机里等候送出"),
            "steps": [] if arrived else [waiting],
        }

    def _not_taken(self, standing: JobStanding) -> Row:
        """The centre has said no, or nothing sensible: it does not go on by itself, and nobody shall wait for it."""
        act = self.say("打 %1，报暂存号", self.hands.config.staff.phone)
        return {
            "accepted": False,
            "state": self.say("已暂存，尚未受理"),
            "number": grouped(standing.local_no),
            "numberLabel": self.say("暂存号"),
            "unit": "",
            "contactDue": "",
            "lead": self.say("市里的系统没有收下，要工作人员处理"),
            "steps": [{"when": self.say("接下来"), "text": act, "done": False}],
        }

    # ---- what a page may answer ----

    @Slot(str)
    def setQueryCode(self, digits: str) -> None:  # QML's spelling
        self._code, self._problem = digits, ""
        self.changed.emit()
