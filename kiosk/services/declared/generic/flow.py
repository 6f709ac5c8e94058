"""What the pages of any declared service show, and how its application is filed: promised first, printed after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.contract.numbers import is_phone, is_uscc
from app.errors import StoreError
from app.visit import Ending
from kiosk.declared_rows import BY_LICENCE, DeclaredRow
from kiosk.journey import Stage
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from kiosk.services.declared.generic import shown
from kiosk.services.declared.generic.asking import Asking
from kiosk.services.declared.generic.deciding import Applying, decide, due_of, mint_query_code
from kiosk.services.declared.generic.fields import Field
from kiosk.services.declared.generic.filling import Filling
from kiosk.services.declared.generic.receipt import receipt_of
from kiosk.services.declared.generic.stages import STEPS, phone_field, stages_of
from kiosk.services.declared.generic.told import Told
from kiosk.shell.flow import CHECK
from kiosk.shell.identified import IdentifiedFlow
from kiosk.shell.shell import Shell, Way
from kiosk.typing import engines
from kiosk.words import problem

if TYPE_CHECKING:
    from app.central import Accepted, Refused, Unreachable
    from app.contract.calendar import Due
    from app.contract.declared_services import DeclaredService
    from app.contract.licence import LicenceGrant
    from app.contract.prefill import Prefilled
    from app.contract.service_items import ServiceItem
    from app.outbox import FiledJob, JobStanding
    from app.outbox.filing import Draft
    from app.prefill import FormAtHand
    from kiosk.hands import Hands
    from printing.spooler import ReceiptOutcome

QML_IMPORT_NAME = "kiosk.services.declared.generic"
QML_IMPORT_MAJOR_VERSION = 1

Row = dict[str, object]

ACK_MS = 3_000
"""How long the page waits for the centre's ack before it says 已暂存. The job goes on without the page."""


@QmlElement
@QmlUncreatable("the shell opens flows")
class DeclaredFlow(IdentifiedFlow):
    """One service, as its row in the menu had it when it was opened: a pack that comes meanwhile changes nothing here."""

    told = Signal()

    def __init__(self, row: DeclaredRow, shell: Shell, hands: Hands) -> None:
        if row.declared is None or row.item is None:
            raise RuntimeError("a service was opened that has no item here")
        self.declared: DeclaredService = row.declared
        self.item: ServiceItem = row.item
        self.filling = Filling(row.declared, row.item)
        self.asking = Asking(self.filling)
        self.uscc = ""
        self.own_phone = ""
        self._filed: FiledJob | None = None
        self._due: Due | None = None
        self._standing: JobStanding | None = None
        self._query_code = ""
        self._slip: ReceiptOutcome | None = None
        self._was_asked = False
        self._goes_stated = False
        super().__init__(shell, hands, stages_of(row.declared, row.item, self.filling, self))
        self.changed.connect(self.told)

    def step_names(self) -> tuple[str, ...]:
        return STEPS

    @property
    def licensed_service(self) -> str:
        """A grant is for the item itself: with it the item's own form may be prefilled."""
        return self.item.catalog_code

    # ---- what stages are passed over by ----

    @property
    def online(self) -> bool:
        return self.shell.around.online is not False

    @property
    def has_card(self) -> bool:
        return self.shell.visit.holder is not None

    @property
    def has_licence(self) -> bool:
        return self.grant is not None

    @property
    def wants_prefill(self) -> bool:
        return not self._was_asked and self.has_licence and self.online and bool(self.asking.purposes())

    def is_prefilled(self, path: str) -> bool:
        line = self.asking.line(path)
        return line is not None and line.prefilled is not None

    @property
    def by_licence(self) -> bool:
        return self.declared.identity in BY_LICENCE

    # ---- stages ----

    def _enter(self, stage: Stage) -> None:
        """What is asked is known before its page is made."""
        self.asking.begin(stage.name)
        super()._enter(stage)

    def entered(self, stage: Stage) -> None:
        match stage.name:
            case "renew":
                self._identify.licence(self.licensed_service, self.holder, self._renewed)
            case "prefill":
                self._look_up()
            case _:
                super().entered(stage)
                if stage.page == "TextField":
                    engines.warm()

    def confirmed(self, stage: Stage) -> None:
        match stage.name:
            case "check":
                self._submit()
            case "filed":
                self._end()
            case "prefill":
                self._found(None)
            case name if name.startswith("row."):
                self._column_is_done(name)
            case name if self._answered(name):
                self.advance()

    def _answered(self, name: str) -> bool:
        match name.partition(".")[0]:
            case "enterprise":
                return is_uscc(self.uscc)
            case "phone":
                return is_phone(self.own_phone)
            case "consents":
                return not self.filling.refused()
            case "ask":
                return name.removeprefix("ask.") in self.filling.situation
            case "field":
                return self.asking.is_answered()
            case "commitment":
                return self.filling.refuses_commitment or self.filling.promises(self.has_licence)
        return True

    def step_back(self) -> bool:
        """Out of a row of a list that is being made, back to the list: what was begun of it is dropped."""
        if self.stage.name.startswith("row.") and not self._waiting:
            self.go_to(self.asking.drop_row())
            return True
        return super().step_back()

    def _column_is_done(self, name: str) -> None:
        if self.asking.is_answered():
            self.go_to(self.asking.next_of_row(name))

    def advance(self) -> None:
        """What card and licence say themselves stands in the form as soon as it is known who applies."""
        if self.form is None and self._is_known and not self.wants_prefill:
            self._take(None)
        super().advance()

    @property
    def _is_known(self) -> bool:
        if self.by_licence:
            return self.has_licence or is_uscc(self.uscc)
        return self.has_card or self.declared.identity == "N0"

    # ---- who applies ----

    def ways_out_of_trouble(self) -> tuple[Way, ...]:
        """Without the centre, or without the scanner, the enterprise may be keyed in (O2); it is then marked for checking."""
        ways = super().ways_out_of_trouble()
        if self.declared.offline != "O2":
            return ways
        if self.stage.name == "licence":
            return (Way("key", "输入统一社会信用代码", lambda: self.go_to("enterprise")), *ways)
        if self.stage.name == "renew":
            return (ways[0], Way("stated", "先存下，执照以后核对", self._go_stated), *ways[1:])
        return ways

    def _renewed(self, grant: LicenceGrant) -> None:
        """A fresh code for the same enterprise: what was filled in goes on as it is, and is filed now."""
        if self.grant is not None and grant.uscc != self.grant.uscc:
            self.shell.line.complain("licence-other-enterprise")
            self._identify.licence(self.licensed_service, self.holder, self._renewed)
            return
        self.shell.visit.grant = grant
        self.go_to(CHECK)
        self._submit()

    def _go_stated(self) -> None:
        """As if it had been keyed in. What only a licence can sign is not committed to then: the page of answers says so."""
        self._goes_stated = True
        if self.declared.commitment is not None and self.declared.commitment.signed:
            self.filling.refuses_commitment = True
        self.go_to(CHECK)

    def _applying(self) -> Applying:
        visit = self.shell.visit
        phone = phone_field(self.filling)
        number = str(self.filling.values.get(phone.path, "")) if phone else self.own_phone
        return Applying(visit.holder, visit.grant if self.by_licence else None, self.uscc, number)

    # ---- what others know ----

    def _look_up(self) -> None:
        """Whatever becomes of it, there is a form to fill in: what could not be asked for stays empty."""
        from app.prefill import asking_for

        self._was_asked = True
        grant = self.grant
        if grant is None:
            raise RuntimeError("others were to be asked without a licence")
        asked = asking_for(grant, self.item.task_code, self.asking.purposes(), self.hands.now())
        self.hands.workers.centre.do(
            lambda: self.hands.central.prefill(asked),
            self.awaited(self._found),
            self.awaited(lambda _: self._found(None)),
        )

    def _found(self, heard: Accepted[Prefilled] | Refused | Unreachable | None) -> None:
        self._take(heard)
        self.advance()

    def _take(self, heard: Accepted[Prefilled] | Refused | Unreachable | None) -> None:
        from app.prefill import form_at_hand

        visit = self.shell.visit
        visit.form = form_at_hand(self.filling.schema, visit.holder, heard)
        self.asking.take(visit.form, self.grant, self.uscc)

    # ---- filing ----

    def _submit(self) -> None:
        """What is missing is said on the page. A licence that ran out meanwhile is asked for anew, once all else is there."""
        if self.filling.missing() or self.filling.refused() or self._filed is not None:
            return
        if self.declared.offline == "O3" and not self.online:
            again = Way("again", "再试一次", lambda: self.go_to(CHECK))
            self.shell.trouble("centre-no-connection", again, self.shell.way_to_end())
        elif self._licence_ran_out():
            self.go_to("renew")
        else:
            self._file()

    def _licence_ran_out(self) -> bool:
        return self.grant is not None and not self._goes_stated and self.grant.expires_at <= self.hands.now()

    def _file(self) -> None:
        """One transaction; the page turns only when it is on the disk."""
        self.wait(lasting=True)
        hands, now = self.hands, self.hands.now()
        self._query_code = mint_query_code()
        who, query_code, filling = self._applying(), self._query_code, self.filling
        form, contests = self.asking.settled(now)

        def filed() -> tuple[FiledJob, Due]:
            drafts: list[Draft] = [decide(filling, who, form, query_code, now), *contests]
            due = due_of(filling.item, hands.on_hand.working_days.calendar(), hands.local_time(now).date())
            return hands.outbox.file(drafts, now)[0], due

        hands.workers.store.do(filed, self.awaited(self._on_disk), self.awaited(self._not_on_disk))

    def _on_disk(self, filed: tuple[FiledJob, Due]) -> None:
        self._filed, self._due = filed
        self.hands.note("filed", actor="visitor", object=self._filed.kind)
        self.hands.sync.wake()
        self.shell.busy("正在送出", "内容已经存好，正在交给市里的系统")
        QTimer.singleShot(ACK_MS if self.shell.around.online is True else 0, self._stop_awaiting)

    def _not_on_disk(self, error: Exception) -> None:
        if not isinstance(error, StoreError):
            raise error
        self.go_on()
        again = Way("again", "再试一次", lambda: self.go_to(CHECK))
        self.shell.trouble(error.code, again, self.shell.way_to_end())

    def job_settled(self, standing: JobStanding) -> None:
        """Whenever the centre has answered, the page that is up says so; also that it did not take it."""
        if self._filed is not None and standing.key == self._filed.key and (standing.receipt or standing.set_aside):
            self._standing = standing
            self.changed.emit()
            self._stop_awaiting()

    def _stop_awaiting(self) -> None:
        if self._filed is not None and self.stage.name == CHECK:
            self.go_to("filed")

    def _end(self) -> None:
        if self.declared.rated:
            self.shell.finish()
        else:
            self.shell.end_visit(Ending.DONE)

    # ---- paper ----

    @property
    def told_of(self) -> Told | None:
        if self._filed is None or self._due is None:
            return None
        return Told(
            title=shown.words(self, self.declared.title),
            next_step=shown.words(self, self.declared.next_step),
            phone=self.declared.phone,
            item=self.item,
            filed=self._filed,
            standing=self._standing,
            due=self._due,
            query_code=self._query_code,
            own_phone=self._applying().phone,
            bring=shown.to_bring(self),
        )

    def _print_slip(self) -> None:
        told = self.told_of
        if told is None or self.is_waiting:
            return
        self.wait()
        hands, copy_no = self.hands, self._copy_due()
        slip = receipt_of(told, self.shell.visit.holder, hands.config, told.filed.created_at, self.say)
        hands.workers.receipts.do(
            lambda: hands.spooler.print_receipt(slip, number=told.filed.local_no, copy_no=copy_no),
            self.awaited(self._slip_out),
        )

    def _copy_due(self) -> int:
        """The same copy again where none came out; where nobody knows, the next one, which says 补打."""
        last = self._slip
        return 1 if last is None else last.copy_no if last.fate == "failed" else last.copy_no + 1

    def _slip_out(self, printed: ReceiptOutcome) -> None:
        self._slip = printed
        self.go_on()

    def leaving(self) -> None:
        super().leaving()
        engines.rest()
        self.filling = Filling(self.declared, self.item)
        self.asking = Asking(self.filling)
        self._filed = self._standing = self._due = None
        self.uscc = self.own_phone = self._query_code = ""

    # ---- what the pages show ----

    @property
    def english(self) -> bool:
        return self.shell.language_now == "en"

    @property
    def form(self) -> FormAtHand | None:
        return self.asking.form

    @property
    def field_here(self) -> Field | None:
        return self.asking.at

    @Property("QVariantMap", notify=told)
    def service(self) -> Row:
        """title, hint; facts: [{label, text}]: all that is to be known before one begins"""
        return shown.opening(self)

    @Property("QVariantMap", notify=told)
    def question(self) -> Row:
        """What the page that is up asks: see `shown.question`."""
        return shown.question(self)

    @Property("QVariantList", notify=told)
    def consents(self) -> list[Row]:
        """id, text, agreed, required"""
        return [
            {
                "id": one.id,
                "text": shown.words(self, one.words),
                "agreed": one.id in self.filling.agreed,
                "required": one.required,
            }
            for one in self.declared.consents
        ]

    @Property("QVariantList", notify=told)
    def known(self) -> list[Row]:
        """label, value, note (who says so, as of when), change: what others have said of this page's fields"""
        return shown.known(self)

    @Property("QVariantMap", notify=told)
    def commitment(self) -> Row:
        """title, consequence, signed; clauses: [{id, text, ticked}]"""
        return shown.commitment(self)

    @Property("QVariantList", notify=told)
    def materials(self) -> list[Row]:
        """name, how: only what this situation's list has"""
        return shown.materials(self)

    @Property("QVariantMap", notify=told)
    def rows(self) -> Row:
        """title, hint, most; rows: their words"""
        return shown.rows(self)

    @Property("QVariantList", notify=told)
    def checkRows(self) -> list[Row]:  # QML's spelling
        """label, value, note, change, problem: what keeps it from being filed"""
        return shown.check_rows(self)

    @Property(str, notify=told)
    def enterpriseCode(self) -> str:  # QML's spelling
        return self.uscc

    @Property(bool, notify=told)
    def enterpriseComplete(self) -> bool:  # QML's spelling
        return is_uscc(self.uscc)

    @Property("QVariantMap", notify=told)
    def filed(self) -> Row:
        """accepted, setAside, number, numberLabel, queryCode, due, bring; events: [{when, text}]"""
        told = self.told_of
        return shown.filed(self, told) if told else {}

    @Property(str, notify=told)
    def slipState(self) -> str:  # QML's spelling
        """none | printed | failed | unknown"""
        return self._slip.fate.value if self._slip else "none"

    @Property(str, notify=told)
    def slipProblem(self) -> str:  # QML's spelling
        slip = self._slip
        return problem(self.shell.language_now, slip.code).title if slip and slip.code else ""

    # ---- what a page may answer ----

    @Slot(str)
    def setEnterpriseCode(self, text: str) -> None:  # QML's spelling
        self.uscc = text
        self.changed.emit()

    @Slot(str)
    def toggleConsent(self, consent: str) -> None:  # QML's spelling
        purposes = self.asking.purposes()
        self.filling.agreed ^= {consent}
        if self.asking.purposes() != purposes:  # what was agreed to decides what others may be asked
            self._was_asked = False
            self.asking.forget_what_others_said()
            self.shell.visit.form = None
        self.changed.emit()

    @Slot(str)
    def toggleClause(self, clause: str) -> None:  # QML's spelling
        self.filling.refuses_commitment = False
        self.filling.promised ^= {clause}
        self.changed.emit()

    @Slot()
    def refuseCommitment(self) -> None:  # QML's spelling
        """不承诺: the materials are handed in instead."""
        if not self.is_waiting and self.stage.name == "commitment":
            self.filling.refuses_commitment = True
            self.filling.promised.clear()
            self.advance()

    @Slot(str)
    def choose(self, choice: str) -> None:
        """A choice of a question; of a field the one, or one more."""
        name = self.stage.name
        if name.startswith("ask."):
            self.filling.chosen[name.removeprefix("ask.")] = choice
        else:
            self.asking.choose(choice)
        self.changed.emit()

    @Slot(str)
    def write(self, text: str) -> None:
        if self.stage.name == "phone":
            self.own_phone = text
        else:
            self.asking.write(text)
        self.changed.emit()

    @Slot()
    def contest(self) -> None:
        """登记的不对: said, or taken back."""
        self.asking.toggle_contest()
        self.changed.emit()

    @Slot()
    def addRow(self) -> None:  # QML's spelling
        if not self.is_waiting and self.stage.name.startswith("field."):
            first = self.asking.begin_row()
            if first:
                self.go_to(first)

    @Slot(int)
    def removeRow(self, place: int) -> None:  # QML's spelling
        self.asking.remove_row(place)
        self.changed.emit()

    @Slot()
    def printSlip(self) -> None:  # QML's spelling
        self._print_slip()
