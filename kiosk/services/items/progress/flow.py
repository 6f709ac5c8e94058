"""What the progress pages show: how an appeal or an application stands, here or at the centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central import Accepted, Refused, Unreachable
from app.contract.appeal import AppealProgress, AppealQuery
from app.contract.application import ApplicationProgress, ApplicationsAsked, MyApplications
from app.contract.jobs import JobKind
from app.contract.licence import CardHolder
from devices.errors import Cancelled, DeviceError, WaitExpired
from kiosk.journey import Stage
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from kiosk.services.items.progress import CASES, SERVICE, query_code_of, said
from kiosk.services.items.progress.said import Row
from kiosk.shell.identified import IdentifiedFlow
from kiosk.shell.shell import Shell
from kiosk.words import problem

if TYPE_CHECKING:
    from app.central import Central
    from app.outbox import JobStanding, Outbox
    from devices.code_scanner import Scan
    from kiosk.hands import Hands

QML_IMPORT_NAME = "kiosk.services.items.progress"
QML_IMPORT_MAJOR_VERSION = 1

Answer = Accepted[AppealProgress] | Accepted[ApplicationProgress] | Refused | Unreachable

SCAN_SECONDS = 2.0


@QmlElement
@QmlUncreatable("the shell opens flows")
class ProgressFlow(IdentifiedFlow):
    """Twelve digits in, how it stands out; without them, what was begun on this card, or on this licence. The terminal knows what
    waits here; the centre knows the rest."""

    told = Signal()
    service_id = CASES

    def __init__(self, shell: Shell, hands: Hands) -> None:
        self._code = ""
        self._problem = ""
        self._here: JobStanding | None = None
        self._there: Answer | None = None
        self._mine: tuple[ApplicationProgress, ...] = ()
        self._older = 0
        self._asked = 0
        super().__init__(shell, hands, self._stages())
        self.changed.connect(self.told)

    def _stages(self) -> tuple[Stage, ...]:
        def by_card() -> bool:
            return bool(self._mine) or self.shell.visit.holder is not None

        return (
            Stage("code", "QueryCode"),
            Stage("card", "IdCard", applies=lambda: False),
            Stage("licence", "LicenceCode", applies=lambda: False),
            Stage("mine", "MyMatters", applies=by_card),
            Stage("result", "ProgressResult", applies=lambda: False),
            Stage("case", "CaseProgress", applies=lambda: False),
        )

    def entered(self, stage: Stage) -> None:
        super().entered(stage)
        self._asked += 1
        if stage.name == "code":
            self._forget_who()
            self._watch_scanner()
        elif stage.name == "mine":
            self._ask_for_mine()
        else:
            self._code = ""

    def confirmed(self, stage: Stage) -> None:
        match stage.name:
            case "result" | "mine" | "case":
                self.shell.home()
            case "code" if query_code_of(self._code):
                self._ask()

    def leaving(self) -> None:
        super().leaving()
        self._asked += 1
        self._code = ""
        self._here = self._there = None
        self._mine = ()

    # ---- looking it up by its code ----

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
            lambda: _look_up(hands.outbox, hands.central, code),
            lambda found: self._found(*found) if self._asked == mine else None,
        )

    def _found(self, here: JobStanding | None, there: Answer) -> None:
        self._here, self._there = here, there
        self.go_on()
        if isinstance(there, Accepted) and isinstance(there.value, ApplicationProgress):
            self._show_case()
        elif isinstance(there, Accepted) or here is not None:
            self.shell.visit.service = SERVICE.id
            self.go_to("result")
        else:
            self._problem = there.code if isinstance(there, Refused) else "progress-offline"
            self.resume()

    def _show_case(self) -> None:
        """Counted, and rated, as what it is."""
        self.shell.visit.service = CASES
        self.go_to("case")

    # ---- looking for one's own ----

    def _forget_who(self) -> None:
        """Back at the beginning, the next code may be anybody's."""
        self._mine, self._older, self._there = (), 0, None
        self.shell.visit.wipe()

    def _ask_for_mine(self) -> None:
        self.wait()
        self.shell.busy("正在查", "问市里的系统")
        mine, central, grant = self._asked, self.hands.central, self.grant
        holder = CardHolder(name=self.holder.name, number=self.holder.number)
        asked = ApplicationsAsked(holder=holder, grant=grant.grant if grant else "")
        self.hands.workers.centre.do(
            lambda: central.my_applications(asked),
            lambda answer: self._mine_found(answer) if self._asked == mine else None,
        )

    def _mine_found(self, answer: Accepted[MyApplications] | Refused | Unreachable) -> None:
        if isinstance(answer, Accepted):
            self._mine, self._older = answer.value.applications, answer.value.older
            self.come_back()
        else:
            self.go_on()
            self.device_trouble(answer.code if isinstance(answer, Refused) else f"centre-{answer.cause}")

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
        if isinstance(there, Accepted) and isinstance(there.value, AppealProgress):
            return said.appeal_row(there.value, self.say)
        return said.waiting_row(self._here, self.hands.config.staff.phone, self.say) if self._here else {}

    @Property("QVariantMap", notify=told)
    def case(self) -> Row:
        """As `said.case_row`."""
        there = self._there
        if isinstance(there, Accepted) and isinstance(there.value, ApplicationProgress):
            return said.case_row(there.value, self.hands.config.staff.phone, self.say)
        return {}

    @Property("QVariantList", notify=told)
    def mine(self) -> list[Row]:
        """As `said.list_row`: what was begun in this name, the newest first."""
        return [said.list_row(progress, self.say) for progress in self._mine]

    @Property(str, notify=told)
    def whose(self) -> str:
        """The enterprise whose matters these are; empty where they are the card's holder's own."""
        return self.grant.entity_name if self.grant else ""

    @Property(int, notify=told)
    def older(self) -> int:
        return self._older

    # ---- what a page may answer ----

    @Slot(str)
    def setQueryCode(self, digits: str) -> None:  # QML's spelling
        self._code, self._problem = digits, ""
        self.changed.emit()

    @Slot()
    def lookByCard(self) -> None:  # QML's spelling
        """没有查询码."""
        if not self.is_waiting:
            self.go_to("card")

    @Slot()
    def lookByLicence(self) -> None:  # QML's spelling
        """看企业办的事."""
        if not self.is_waiting:
            self.go_to("licence")

    @Slot(str)
    def openMatter(self, number: str) -> None:  # QML's spelling
        chosen = next((one for one in self._mine if one.project_no == number), None)
        if chosen is not None and not self.is_waiting:
            self._there = Accepted(chosen)
            self._show_case()


def _look_up(outbox: Outbox, central: Central, code: str) -> tuple[JobStanding | None, Answer]:
    """The code says which of them it is: what this terminal filed it knows, of the rest an appeal is asked for first."""
    here, query = outbox.find_appeal(code), AppealQuery(query_code=code)
    if here is not None and here.kind == JobKind.APPLICATION_FILED:
        return here, central.application_progress(query)
    appeal = central.appeal_progress(query)
    if here is None and isinstance(appeal, Refused) and appeal.code == "appeal-unknown":
        return here, central.application_progress(query)
    return here, appeal
