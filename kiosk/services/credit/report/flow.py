"""What the pages of the credit report show, and what their answers set going."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.central import Accepted, Refused, Unreachable
from app.contract.credit import CreditCatalogue, CreditDomain, CreditReportOrder, DomainGroup
from app.contract.licence import LicenceGrant
from app.visit import Holder
from kiosk.journey import Stage
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from kiosk.services.credit.report import SERVICE
from kiosk.services.credit.report.decision import (
    Answers,
    Period,
    PeriodChoice,
    Scope,
    decide,
    last_years,
    owed_after_printing,
    period_problem,
)
from kiosk.services.credit.report.making import Made, NotMade, make_report
from kiosk.services.credit.report.receipt import receipt_of
from kiosk.services.credit.report.said import conclusion_words
from kiosk.shell.flow import Flow
from kiosk.shell.identify import Identify
from kiosk.shell.shell import Shell, Way
from kiosk.words import problem
from kiosk.words.dates import in_fours, span_words

if TYPE_CHECKING:
    from devices.page_printer import Progress
    from kiosk.hands import Hands
    from printing.spooler import PagesOutcome, ReceiptOutcome

QML_IMPORT_NAME = "kiosk.services.credit.report"
QML_IMPORT_MAJOR_VERSION = 1

Row = dict[str, object]

MOST_COPIES = 2

PRINT_SECONDS = 180.0
"""How long paper may take, refilling included, before the job is taken back from the printer."""


@QmlElement
@QmlUncreatable("the shell opens flows")
class CreditReportFlow(Flow):
    """S901 from the card to the paper."""

    changed = Signal()

    def __init__(self, shell: Shell, hands: Hands) -> None:
        self._answers = Answers()
        super().__init__(shell, hands)
        self._identify = Identify(shell, self._device_trouble)
        self._catalogue: CreditCatalogue | None = None
        self._order: CreditReportOrder | None = None
        self._made: Made | None = None
        self._group = ""
        self._pages_done = 0
        self._print_reason = ""
        self._copy_no = 1
        self._receipt_problem = ""
        self._period_problem = ""

    def table(self) -> tuple[Stage, ...]:
        answers = self._answers
        return (
            Stage("card", "IdCard", 1),
            Stage("licence", "LicenceCode", 2),
            Stage("consent", "Consent", 3),
            Stage("scope", "Scope", 3),
            Stage("domains", "Domains", 3, lambda: answers.scope is Scope.OWN, detail_of="scope"),
            Stage("group", "DomainGroup", 3, lambda: False),
            Stage("period", "Period", 3, lambda: answers.period_choice is PeriodChoice.OWN, detail_of="scope"),
            Stage("purpose", "PurposePage", 3),
            Stage("check", "Check", 4),
            Stage("preview", "Preview", 5, can_go_back=False),
            Stage("printing", "Printing", 5, can_go_back=False),
            Stage("done", "Done", 5, can_go_back=False),
        )

    def step_names(self) -> tuple[str, ...]:
        return ("刷身份证", "扫执照码", "选内容", "核对", "打印")

    # ---- identify ----

    def entered(self, stage: Stage) -> None:
        match stage.name:
            case "card":
                self._identify.card(self._card_read)
            case "licence":
                self._identify.licence(SERVICE.id, self._holder, self._licence_granted)
            case "consent":
                self._fetch_catalogue()
            case "printing":
                self._print()

    def _card_read(self, holder: Holder) -> None:
        self.shell.visit.holder = holder
        self.advance()

    def _licence_granted(self, grant: LicenceGrant) -> None:
        self.shell.visit.grant = grant
        self.advance()

    @property
    def _holder(self) -> Holder:
        holder = self.shell.visit.holder
        if holder is None:
            raise RuntimeError("a stage after the card was entered without a card")
        return holder

    @property
    def _grant(self) -> LicenceGrant:
        grant = self.shell.visit.grant
        if grant is None:
            raise RuntimeError("a stage after the licence was entered without a grant")
        return grant

    def _device_trouble(self, code: str) -> None:
        self.shell.trouble(code, Way("again", "再试一次", self.resume), self.shell.way_to_end())

    # ---- what may be asked ----

    def _fetch_catalogue(self) -> None:
        if self._catalogue is not None:
            return
        self.wait()
        visit, central = self.shell.visit, self.hands.central
        self.hands.workers.centre.do(
            central.credit_catalogue, lambda answer: self._catalogue_came(answer) if self.shell.still(visit) else None
        )

    def _catalogue_came(self, answer: Accepted[CreditCatalogue] | Refused | Unreachable) -> None:
        self.go_on()
        if isinstance(answer, Accepted):
            self._catalogue = answer.value
            self.changed.emit()
            return
        code = answer.code if isinstance(answer, Refused) else f"centre-{answer.cause}"
        self._device_trouble(code)

    @property
    def _domains(self) -> tuple[CreditDomain, ...]:
        return self._catalogue.domains if self._catalogue else ()

    # ---- the pages' primary actions ----

    def confirmed(self, stage: Stage) -> None:
        match stage.name:
            case "domains":
                self._confirm_domains()
            case "group":
                self.go_to("domains")
            case "period":
                self._confirm_period()
            case "purpose":
                if self._answers.purpose:
                    self.advance()
            case "check":
                self._order_report()
            case "done":
                self.shell.finish()
            case _:
                self.advance()

    def _confirm_domains(self) -> None:
        if self._answers.domains:
            self.advance()

    def _confirm_period(self) -> None:
        maximum = self._catalogue.max_years if self._catalogue else 0
        wrong = period_problem(self._period, self.hands.today(), maximum)
        self._period_problem = wrong or ""
        if wrong:
            self.changed.emit()
        else:
            self.advance()

    # ---- making ----

    def _order_report(self) -> None:
        if self._catalogue is None:
            return
        order = decide(self._answers, self._catalogue, self._grant.grant, self.hands.today())
        if self._order is None or order.model_copy(update={"key": self._order.key}) != self._order:
            self._order = order
        self._send(self._order)

    def _send(self, order: CreditReportOrder) -> None:
        self.wait()
        self.shell.busy("正在生成报告", "市里的系统在汇总数据、编号、盖章")
        visit, hands = self.shell.visit, self.hands
        hands.workers.centre.do(
            lambda: make_report(hands.central, order, hands.root_pem),
            lambda made: self._report_came(made) if self.shell.still(visit) else None,
        )

    def _report_came(self, made: Made | NotMade) -> None:
        self.go_on()
        if isinstance(made, Made):
            self._made = made
            self.shell.pictures.hold(made.pictures)
            self.go_to("preview")
            return
        self.shell.trouble(made.code, *self._ways_after(made))

    def _ways_after(self, not_made: NotMade) -> tuple[Way, ...]:
        if not_made.again:
            return (Way("again", "再试一次", self._order_report), self.shell.way_to_end())
        if not_made.code.startswith("grant-"):
            return (Way("licence", "重新扫执照码", lambda: self.go_to("licence")), self.shell.way_to_end())
        return (Way("change", "回去修改", lambda: self.go_to("check")), self.shell.way_to_end())

    # ---- paper ----

    def _print(self) -> None:
        made, visit, hands = self._made, self.shell.visit, self.hands
        if made is None:
            return
        self._pages_done, self._print_reason = 0, ""
        self.shell.attend(False)
        worker = hands.workers.pages
        worker.do(
            lambda: hands.spooler.print_pages(
                made.report.pdf,
                number=made.report.report_no,
                pages=made.report.pages,
                copy_no=self._copy_no,
                on_progress=lambda progress: worker.home(lambda: self._progressed(progress)),
                timeout=PRINT_SECONDS,
            ),
            lambda out: self._pages_out(out, made) if self.shell.still(visit) else None,
        )

    def _progressed(self, progress: Progress) -> None:
        self._pages_done = progress.pages_done
        self._print_reason = progress.reasons[0] if progress.reasons else ""
        self.changed.emit()

    def _pages_out(self, out: PagesOutcome, made: Made) -> None:
        self._pages_done = out.pages_printed
        self.shell.attend(True)
        self.shell.file(
            owed_after_printing(made.report, out.fate, out.pages_printed, out.code, out.copy_no, self.hands.now())
        )
        if out.fate == "printed":
            self._print_receipt(made)
        else:
            self._paper_trouble(out)

    def _paper_trouble(self, out: PagesOutcome) -> None:
        """Nothing came out: the same copy again. Some or an unknown number did: one further copy, marked 补打 (同号补打 1 次)."""
        code = {"partial": "pages-missing", "unknown": "outcome-unknown"}.get(out.fate, out.code)
        next_copy = out.copy_no if out.fate == "failed" else out.copy_no + 1
        again = Way("again", "再打一次", lambda: self._print_again(next_copy))
        ways = (again,) if next_copy <= MOST_COPIES else ()
        self.shell.trouble(code, *ways, self.shell.way_to_end())

    def _print_again(self, copy_no: int) -> None:
        self._copy_no = copy_no
        self.go_to("printing")

    def _print_receipt(self, made: Made) -> None:
        visit, hands, config = self.shell.visit, self.hands, self.hands.config
        slip = receipt_of(
            made.report, self._holder, config.site, config.staff.phone, self._pages_done, hands.now(), self.say
        )
        hands.workers.receipts.do(
            lambda: hands.spooler.print_receipt(slip),
            lambda out: self._receipt_out(out) if self.shell.still(visit) else None,
        )

    def _receipt_out(self, slip: ReceiptOutcome) -> None:
        self._receipt_problem = slip.code
        self.go_to("done")

    def leaving(self) -> None:
        self._identify.stop()
        self._made = self._order = None
        self._answers = Answers()

    # ---- what the pages show ----

    @Property(str, notify=changed)
    def entityName(self) -> str:  # QML's spelling
        grant = self.shell.visit.grant
        return grant.entity_name if grant else ""

    @Property("QVariantList", notify=changed)
    def consentPoints(self) -> list[Row]:  # QML's spelling
        """title, text: who asks, what is looked up, what for, how long it is kept."""
        grant = self.shell.visit.grant
        if grant is None:
            return []
        role = self.say(grant.holder_role)
        return [
            {
                "title": self.say("谁在查"),
                "text": self.say("%1，%2，代表 %3", self._holder.masked_name, role, grant.entity_name),
            },
            {"title": self.say("查什么"), "text": self.say("这家企业的行政处罚、行政强制、严重失信名单和法院执行记录")},
            {"title": self.say("做什么用"), "text": self.say("只用来做这一份报告，内容交到您手上")},
            {"title": self.say("留多久"), "text": self.say("本机办完就清除；市里只留报告编号，供别人核对真假")},
        ]

    @Property(str, notify=changed)
    def scopeChoice(self) -> str:  # QML's spelling
        """all | own"""
        return self._answers.scope

    @Property(str, notify=changed)
    def periodChoice(self) -> str:  # QML's spelling
        """1 | 3 | 5 | own"""
        return self._answers.period_choice

    @Property(int, notify=changed)
    def domainTotal(self) -> int:  # QML's spelling
        return len(self._domains)

    @Property(int, notify=changed)
    def domainCount(self) -> int:  # QML's spelling
        return len(self._answers.chosen_domains(self._catalogue)) if self._catalogue else 0

    @property
    def _period(self) -> Period:
        return self._answers.period(self.hands.today())

    @Property(str, notify=changed)
    def periodText(self) -> str:  # QML's spelling
        return span_words(self._period.start, self._period.end, self.say)

    @Property("QVariantMap", notify=changed)
    def ownPeriod(self) -> Row:  # QML's spelling
        """fromYear, fromMonth, toYear, toMonth, thisYear, thisMonth, firstYear; problem: words or empty."""
        today, period = self.hands.today(), self._period
        maximum = self._catalogue.max_years if self._catalogue else 0
        words = problem(self.shell.language_now, self._period_problem) if self._period_problem else None
        return {
            "fromYear": period.start.year,
            "fromMonth": period.start.month,
            "toYear": period.end.year,
            "toMonth": period.end.month,
            "firstYear": last_years(today, maximum).start.year,
            "thisYear": today.year,
            "thisMonth": today.month,
            "problem": words.what if words else "",
        }

    @Property("QVariantList", notify=changed)
    def groups(self) -> list[Row]:
        """id, title, hint (three of its domains), chosen, total"""
        return [self._group_row(group) for group in DomainGroup]

    def _group_row(self, group: DomainGroup) -> Row:
        members = self._members(group)
        names = [self._domain_name(domain) for domain in members]
        return {
            "id": group.value,
            "title": self.say(group.value),
            "hint": self.say("%1等", "、".join(names[:3]))
            if self.shell.language_now == "zh"
            else ", ".join(names[:2]) + " …",
            "chosen": sum(domain.id in self._answers.domains for domain in members),
            "total": len(members),
        }

    def _members(self, group: str) -> list[CreditDomain]:
        return [domain for domain in self._domains if domain.group == group]

    def _domain_name(self, domain: CreditDomain) -> str:
        return domain.name_en if self.shell.language_now == "en" else domain.name

    @Property(str, notify=changed)
    def groupTitle(self) -> str:  # QML's spelling
        return self.say(self._group) if self._group else ""

    @Property("QVariantList", notify=changed)
    def groupDomains(self) -> list[Row]:  # QML's spelling
        """id, name, hint (data up to when, or that no conclusion is drawn), chosen"""
        return [
            {
                "id": domain.id,
                "name": self._domain_name(domain),
                "hint": self._as_of(domain),
                "chosen": domain.id in self._answers.domains,
            }
            for domain in self._members(self._group)
        ]

    def _as_of(self, domain: CreditDomain) -> str:
        if domain.as_of is None:
            return self.say("数据未接入，不作结论")
        if domain.stale:
            return self.say("数据没有更新，不作结论")
        return self.say("数据到 %1月%2日", domain.as_of.month, domain.as_of.day)

    @Property("QVariantList", notify=changed)
    def purposes(self) -> list[Row]:
        """id, name, chosen"""
        return self._purpose_rows()

    @Property("QVariantList", notify=changed)
    def checkRows(self) -> list[Row]:  # QML's spelling
        """label, value, note, change: the stage that asked, or empty where nothing can be changed"""
        grant = self.shell.visit.grant
        if grant is None or self._catalogue is None:
            return []
        everything = self._answers.scope is Scope.ALL
        domains = "全部 %1 个" if everything else "选了 %1 个"
        count = len(self._answers.chosen_domains(self._catalogue))
        purpose = next((str(row["name"]) for row in self._purpose_rows() if row["chosen"]), "")
        return [
            self._row("企业", grant.entity_name, note=self.say("来自电子营业执照")),
            self._row("信用代码", in_fours(grant.uscc)),
            self._row("经办人", self.say("%1，%2", self._holder.masked_name, self.say(grant.holder_role))),
            self._row("查询领域", self.say(domains, count), change="scope"),
            self._row(
                "查询时间",
                self._period_words(),
                note=span_words(self._period.start, self._period.end, self.say),
                change="scope",
            ),
            self._row("用在哪里", purpose, change="purpose"),
            self._row("打印", self.say("1 份，不收费")),
        ]

    def _purpose_rows(self) -> list[Row]:
        rows = self._catalogue.purposes if self._catalogue else ()
        english = self.shell.language_now == "en"
        return [
            {"id": row.id, "name": row.name_en if english else row.name, "chosen": row.id == self._answers.purpose}
            for row in rows
        ]

    def _row(self, label: str, value: str, *, note: str = "", change: str = "") -> Row:
        return {"label": self.say(label), "value": value, "note": note, "change": change}

    def _period_words(self) -> str:
        choice = self._answers.period_choice
        return self.say("自己定的日期") if choice is PeriodChoice.OWN else self.say("近 %1 年", choice.value)

    @Property("QVariantMap", notify=changed)
    def report(self) -> Row:
        """number, code, pages, pictures: [image source], conclusions: [words]"""
        if self._made is None:
            return {}
        report = self._made.report
        return {
            "number": report.report_no,
            "code": report.verify_code,
            "pages": report.pages,
            "pictures": [f"image://paper/{report.report_no}/{page}" for page in range(report.pages)],
            "conclusions": conclusion_words(report.conclusions, self.say),
        }

    @Property("QVariantMap", notify=changed)
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

    @Property(str, notify=changed)
    def receiptProblem(self) -> str:  # QML's spelling
        """Why there is no slip, in words; empty when it was printed."""
        return problem(self.shell.language_now, self._receipt_problem).title if self._receipt_problem else ""

    def figures(self) -> Row:
        """What became of the report, without a word about whose it is."""
        report = self._made.report if self._made else None
        return {
            "number": report.report_no if report else "",
            "pages_asked": report.pages if report else 0,
            "pages_printed": self._pages_done,
        }

    # ---- what a page may answer ----

    @Slot(str)
    def chooseScope(self, scope: str) -> None:  # QML's spelling
        self._answers.scope = Scope(scope)
        if self._answers.scope is Scope.OWN and not self._answers.domains:
            self._answers.domains = frozenset(domain.id for domain in self._domains)
        self.changed.emit()

    @Slot(str)
    def choosePeriod(self, choice: str) -> None:  # QML's spelling
        self._answers.period_choice = PeriodChoice(choice)
        if choice == PeriodChoice.OWN and self._answers.own_period is None:
            self._answers.own_period = last_years(self.hands.today(), 3)
        self.changed.emit()

    @Slot(int, int, int, int)
    def setOwnPeriod(self, from_year: int, from_month: int, to_year: int, to_month: int) -> None:  # QML's spelling
        """Whole months; the month under way ends today."""
        today = self.hands.today()
        after = date(to_year + to_month // 12, to_month % 12 + 1, 1)
        self._answers.own_period = Period(
            date(from_year, from_month, 1), min(date.fromordinal(after.toordinal() - 1), today)
        )
        self._period_problem = ""
        self.changed.emit()

    @Slot(str)
    def openGroup(self, group: str) -> None:  # QML's spelling
        self._group = group
        self.go_to("group")

    @Slot(str)
    def toggleDomain(self, domain: str) -> None:  # QML's spelling
        self._answers.domains ^= {domain}
        self.changed.emit()

    @Slot(bool)
    def wholeGroup(self, chosen: bool) -> None:  # QML's spelling
        members = {domain.id for domain in self._members(self._group)}
        self._answers.domains = self._answers.domains | members if chosen else self._answers.domains - members
        self.changed.emit()

    @Slot()
    def allDomains(self) -> None:  # QML's spelling
        """全部都要: the one choice most offices ask for."""
        self._answers.scope = Scope.ALL
        self._answers.domains = frozenset()
        self.advance()

    @Slot(str)
    def choosePurpose(self, purpose: str) -> None:  # QML's spelling
        self._answers.purpose = purpose
        self.changed.emit()

    @Slot()
    def stopPrinting(self) -> None:  # QML's spelling
        """不等了: the job is taken back from the printer, so that no page comes out for somebody else."""
        self.hands.page_printer.cancel()
