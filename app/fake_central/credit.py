"""Credit reports, in memory: two synthetic domains, one of them without a source."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from app.contract.credit import (
    CreditCatalogue,
    CreditDomain,
    CreditReportOrder,
    DomainConclusion,
    DomainGroup,
    DomainOutcome,
    Purpose,
    ReportVariant,
    SealedReport,
    VariantOffer,
)
from app.contract.licence import LicenceGrant
from app.contract.numbers import mod97_check
from app.fake_central.refusing import Says

LayOut = Callable[[CreditReportOrder, LicenceGrant, str], bytes]
"""Order, grant and report number to the bytes of a PDF."""

TAXATION = CreditDomain(
    id="tax",
    name="税务",
    name_en="Taxation",
    group=DomainGroup.MARKET,
    source_org="合成数据源甲",
    as_of=date(2026, 11, 20),
    stale=False,
    verified=True,
)
FIRE_SAFETY = CreditDomain(
    id="fire",
    name="消防安全",
    name_en="Fire safety",
    group=DomainGroup.SAFETY,
    source_org="合成数据源乙",
    as_of=None,
    stale=True,
    verified=False,
)
CATALOGUE = CreditCatalogue(
    version="memory-1",
    max_years=5,
    domains=(TAXATION, FIRE_SAFETY),
    purposes=(Purpose(id="bidding", name="招标投标", name_en="Bidding"),),
    variants=(
        VariantOffer(id=ReportVariant.NO_VIOLATIONS, name="无违法违规证明版", name_en="Proof of no violations"),
        VariantOffer(
            id=ReportVariant.DONGGUAN, name="东莞版", name_en="Dongguan edition", service="S902", asks_scope=False
        ),
        VariantOffer(id=ReportVariant.STANDARD, name="标准版", name_en="Standard edition", asks_scope=False),
    ),
)
DONGGUAN = timezone(timedelta(hours=8))
_DOMAINS = {domain.id: domain for domain in CATALOGUE.domains}
_EMPTY_PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def nothing_laid_out(order: CreditReportOrder, grant: LicenceGrant, report_no: str) -> bytes:  # noqa: ARG001  # the shape of LayOut
    """A PDF without a page and without a seal, where the test does not look at the paper."""
    return _EMPTY_PDF


@dataclass
class Reports:
    made: dict[str, tuple[CreditReportOrder, SealedReport]] = field(default_factory=dict, repr=False)
    catalogue: CreditCatalogue = CATALOGUE

    def make(
        self, order: CreditReportOrder, granted: LicenceGrant, granted_for: str, lay_out: LayOut, now: datetime
    ) -> SealedReport:
        """The same key gives the same report; the same key with another order is refused."""
        if order.key in self.made:
            earlier, report = self.made[order.key]
            if earlier != order:
                raise Says(409, "order-changed")
            return report
        check(order, self._offer(order), granted_for, now)
        number = f"MEM{now:%Y%m%d}{len(self.made) + 1:06d}"
        number += mod97_check(number)
        pdf = lay_out(order, granted, number)
        report = SealedReport(
            report_no=number,
            verify_code=secrets.token_hex(6),
            generated_at=now,
            pages=1,
            sha256=hashlib.sha256(pdf).hexdigest(),
            conclusions=tuple(_conclusion(_DOMAINS[domain]) for domain in order.domains or _DOMAINS),
            # pydantic's Base64Bytes takes its encoded form in, as from the wire
            pdf=base64.b64encode(pdf),
            variant=order.variant,
        )
        self.made[order.key] = order, report
        return report

    def _offer(self, order: CreditReportOrder) -> VariantOffer:
        """A catalogue that lists no versions offers the one there has always been."""
        for offer in self.catalogue.variants or CATALOGUE.variants[:1]:
            if offer.id == order.variant:
                return offer
        raise Says(422, "variant-unknown")


def check(order: CreditReportOrder, offer: VariantOffer, granted_for: str, now: datetime) -> None:
    """Raises Says with the contract's code for the first thing wrong. `granted_for`: the service that the grant is for."""
    if offer.service != granted_for:
        raise Says(403, "grant-other-service")
    if offer.asks_scope:
        _check_domains(order)
        _check_period(order, offer.max_years, now)
    elif order.domains or order.period_from or order.period_to:
        raise Says(422, "scope-not-asked")
    if order.purpose not in {purpose.id for purpose in CATALOGUE.purposes}:
        raise Says(422, "purpose-unknown")


def _check_domains(order: CreditReportOrder) -> None:
    if not order.domains:
        raise Says(422, "domains-empty")
    if not set(order.domains) <= set(_DOMAINS):
        raise Says(422, "domains-unknown")


def _check_period(order: CreditReportOrder, max_years: int, now: datetime) -> None:
    start, end = order.period_from, order.period_to
    if start is None or end is None:
        raise Says(422, "period-missing")
    if start > end:
        raise Says(422, "period-upside-down")
    if end > now.astimezone(DONGGUAN).date():
        raise Says(422, "period-in-future")
    if (start.year + max_years, start.month, start.day) <= (end.year, end.month, end.day):
        raise Says(422, "period-too-long")


def _conclusion(domain: CreditDomain) -> DomainConclusion:
    outcome = DomainOutcome.NO_CONCLUSION if domain.as_of is None else DomainOutcome.CLEAN
    return DomainConclusion(domain=domain.id, name=domain.name, outcome=outcome)
