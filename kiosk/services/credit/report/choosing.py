"""What a credit report is asked for, page by page: the version, and what that version leaves to choose."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.central import Accepted, Refused, Unreachable
from app.contract.credit import CreditCatalogue, CreditDomain, DomainGroup, VariantOffer
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from kiosk.services.credit.report import SERVICE, shown, versions
from kiosk.services.credit.report.decision import OWN_PERIOD, Answers, Period, Scope, offered_years, period_problem
from kiosk.shell.identified import IdentifiedFlow
from kiosk.words import problem
from kiosk.words.dates import span_words

if TYPE_CHECKING:
    from app.contract.licence import LicenceGrant
    from kiosk.hands import Hands
    from kiosk.journey import Stage
    from kiosk.services.credit.report.shown import Row
    from kiosk.shell.shell import Shell

QML_IMPORT_NAME = "kiosk.services.credit.report"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("the report's flow is one")
class ReportChoices(IdentifiedFlow):
    """The answers, from the choice of a version to the page on which they are checked."""

    asked = Signal()

    def __init__(self, shell: Shell, hands: Hands, stages: tuple[Stage, ...]) -> None:
        self._answers = Answers()
        self._catalogue: CreditCatalogue | None = None
        self._group = ""
        self._period_problem = ""
        self._granted_for = ""
        super().__init__(shell, hands, stages)
        self.changed.connect(self.asked)

    def leaving(self) -> None:
        super().leaving()
        self._answers = Answers()

    # ---- what may be asked ----

    def _fetch_catalogue(self) -> None:
        if self._catalogue is not None:
            return
        self.wait()
        self.shell.busy("正在看有哪几种报告", "在等市里的系统回答")
        self.hands.workers.centre.do(self.hands.central.credit_catalogue, self.awaited(self._catalogue_came))

    def _catalogue_came(self, answer: Accepted[CreditCatalogue] | Refused | Unreachable) -> None:
        self.go_on()
        if isinstance(answer, Refused):
            self.device_trouble(answer.code)
        elif isinstance(answer, Unreachable):
            self.device_trouble(f"centre-{answer.cause}")
        else:
            self._offer_versions(answer.value)

    def _offer_versions(self, catalogue: CreditCatalogue) -> None:
        """One version alone is no choice."""
        self._catalogue = catalogue
        self._answers.variant = self._offers[0].id
        if len(self._offers) == 1:
            self.advance()
        else:
            self.come_back()

    def licence_granted(self, _grant: LicenceGrant) -> None:
        self._granted_for = self.licensed_service

    @property
    def licensed_service(self) -> str:
        return self._offer.service if self._offer else SERVICE.id

    @property
    def _offers(self) -> tuple[VariantOffer, ...]:
        return versions.offers(self._catalogue) if self._catalogue else ()

    @property
    def _offer(self) -> VariantOffer | None:
        """The version that was chosen, as the centre offers it."""
        return next((offer for offer in self._offers if offer.id == self._answers.variant), None)

    @property
    def _sets_own_period(self) -> bool:
        return self._answers.period_choice == OWN_PERIOD

    @property
    def _version_name(self) -> str:
        return versions.version_name(self._offer, english=self._english, say=self.say) if self._offer else ""

    def _members(self, group: str) -> list[CreditDomain]:
        return [domain for domain in self._domains if domain.group == group]

    @property
    def _domains(self) -> tuple[CreditDomain, ...]:
        return self._catalogue.domains if self._catalogue else ()

    @property
    def _period(self) -> Period:
        today = self.hands.today()
        return self._answers.period(today, self._offer) if self._offer else Period(today, today)

    @property
    def _max_years(self) -> int:
        return self._offer.max_years if self._offer else 1

    @property
    def _english(self) -> bool:
        return self.shell.language_now == "en"

    def _confirm_period(self) -> None:
        self._period_problem = period_problem(self._period, self.hands.today(), self._max_years) or ""
        if self._period_problem:
            self.changed.emit()
        else:
            self.advance()

    # ---- what the pages show ----

    @Property("QVariantList", notify=asked)
    def consentPoints(self) -> list[Row]:  # QML's spelling
        if self.grant is None or self._offer is None:
            return []
        return shown.consent_points(self.grant, self.holder, self._offer, self._english, self.say)

    @Property("QVariantList", notify=asked)
    def versions(self) -> list[Row]:
        return shown.version_rows(self._offers, self._english, self.say)

    @Property(str, notify=asked)
    def versionName(self) -> str:  # QML's spelling
        return self._version_name

    @Property(str, notify=asked)
    def scopeChoice(self) -> str:  # QML's spelling
        """all | own"""
        return self._answers.scope

    @Property(str, notify=asked)
    def periodChoice(self) -> str:  # QML's spelling
        """A number of years, or own"""
        return self._answers.period_choice

    @Property("QVariantList", notify=asked)
    def periods(self) -> list[Row]:
        return shown.period_rows(self._max_years, self.say)

    @Property(int, notify=asked)
    def domainTotal(self) -> int:  # QML's spelling
        return len(self._domains)

    @Property(int, notify=asked)
    def domainCount(self) -> int:  # QML's spelling
        return len(self._answers.chosen_domains(self._catalogue)) if self._catalogue else 0

    @Property(str, notify=asked)
    def periodText(self) -> str:  # QML's spelling
        return span_words(self._period.start, self._period.end, self.say)

    @Property("QVariantMap", notify=asked)
    def ownPeriod(self) -> Row:  # QML's spelling
        words = problem(self.shell.language_now, self._period_problem) if self._period_problem else None
        return shown.own_period(self._period, self.hands.today(), self._max_years, words, self.say)

    @Property("QVariantList", notify=asked)
    def groups(self) -> list[Row]:
        members = {str(group): self._members(group) for group in DomainGroup}
        return shown.group_rows(members, self._answers.domains, self._english, self.say)

    @Property(str, notify=asked)
    def groupTitle(self) -> str:  # QML's spelling
        return self.say(self._group) if self._group else ""

    @Property("QVariantList", notify=asked)
    def groupDomains(self) -> list[Row]:  # QML's spelling
        return shown.domain_rows(self._members(self._group), self._answers.domains, self._english, self.say)

    @Property("QVariantList", notify=asked)
    def purposes(self) -> list[Row]:
        return shown.purpose_rows(self._catalogue, self._answers.purpose, self._english) if self._catalogue else []

    @Property("QVariantList", notify=asked)
    def checkRows(self) -> list[Row]:  # QML's spelling
        offer, today = self._offer, self.hands.today()
        if self.grant is None or self._catalogue is None or offer is None:
            return []
        return shown.check_rows(
            self._answers, self._catalogue, offer, self.grant, self.holder, today, self._english, self.say
        )

    @Property("QVariantList", notify=asked)
    def checkInBrief(self) -> list[Row]:  # QML's spelling
        offer = self._offer
        if self.grant is None or self._catalogue is None or offer is None:
            return []
        return shown.check_in_brief(self._answers, self._catalogue, offer, self.grant, self._english, self.say)

    # ---- what a page may answer ----

    @Slot(str)
    def chooseVersion(self, version: str) -> None:  # QML's spelling
        """What is known of the visitor stays known; a version for which the licence must allow something else asks for it anew."""
        if self.is_waiting or version not in {offer.id for offer in self._offers}:
            return
        self._answers.variant = version
        if self._granted_for == self.licensed_service:
            self.go_to("consent")
        elif self._granted_for:
            self.go_to("licence")
        else:
            self.advance()

    @Slot(str)
    def chooseScope(self, scope: str) -> None:  # QML's spelling
        self._answers.scope = Scope(scope)
        if self._answers.scope is Scope.OWN and not self._answers.domains:
            self._answers.domains = frozenset(domain.id for domain in self._domains)
        self.changed.emit()

    @Slot(str)
    def choosePeriod(self, choice: str) -> None:  # QML's spelling
        if choice not in {OWN_PERIOD, *map(str, offered_years(self._max_years))}:
            return
        self._answers.period_choice = choice
        if choice == OWN_PERIOD and self._answers.own_period is None:
            self._answers.own_period = self._period
        self.changed.emit()

    @Slot(int, int, int, int)
    def setOwnPeriod(self, from_year: int, from_month: int, to_year: int, to_month: int) -> None:  # QML's spelling
        """Whole months; the month under way ends today."""
        month_after = date(to_year + to_month // 12, to_month % 12 + 1, 1)
        last_day = date.fromordinal(month_after.toordinal() - 1)
        self._answers.own_period = Period(date(from_year, from_month, 1), min(last_day, self.hands.today()))
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
        self._answers.scope, self._answers.domains = Scope.ALL, frozenset()
        self.advance()

    @Slot(str)
    def choosePurpose(self, purpose: str) -> None:  # QML's spelling
        self._answers.purpose = purpose
        self.changed.emit()
