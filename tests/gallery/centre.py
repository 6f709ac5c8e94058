"""The centre of the gallery: in memory as the tests have it, with the whole catalogue and reports as the real centre lays them out."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

from app.central import Accepted, Refused, Unreachable
from app.contract.credit import (
    CreditCatalogue,
    CreditDomain,
    CreditReportOrder,
    DomainConclusion,
    DomainOutcome,
    Purpose,
    SealedReport,
    VariantOffer,
)
from app.contract.prefill import PrefillAsked, Prefilled
from app.fake_central import FakeCentral
from central.home import make_home
from central.seeding.domains import DOMAINS, PURPOSES, DomainSeed
from central.zones.credit import sample_reports
from central.zones.credit.variants import VARIANTS

NOT_CONNECTED, LATE = "local-finance", "statistics"
LONGEST_WAIT_SECONDS = 600.0


def catalogue(yesterday: date) -> CreditCatalogue:
    """All domains; one source late, one not connected."""

    def domain(seed: DomainSeed) -> CreditDomain:
        return CreditDomain(
            id=seed.id,
            name=seed.name,
            name_en=seed.name_en,
            group=seed.group,
            source_org=seed.source_org,
            as_of=None if seed.id == NOT_CONNECTED else yesterday,
            stale=seed.id == LATE,
            verified=True,
        )

    return CreditCatalogue(
        version="38",
        max_years=5,
        domains=tuple(domain(seed) for seed in DOMAINS),
        purposes=tuple(Purpose(id=key, name=name, name_en=english) for key, name, english in PURPOSES),
        variants=tuple(
            VariantOffer(id=row.id, name=row.name, name_en=row.name_en, service=row.service, asks_scope=row.asks_scope)
            for row in VARIANTS.values()
        ),
    )


class ExhibitCentre(FakeCentral):
    """Every report it makes is the sample of that version, sealed by a demonstration key whose root lies in `home`."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._home = home
        self.keys = make_home(home)
        self.answers = Event()
        """Cleared: whoever orders a report, or asks what others know, waits for it."""
        self.answers.set()

    def credit_catalogue(self) -> Accepted[CreditCatalogue] | Refused | Unreachable:
        return self._answer(lambda: catalogue(datetime.now(UTC).date() - timedelta(days=1)))

    def make_credit_report(self, order: CreditReportOrder) -> Accepted[SealedReport] | Refused | Unreachable:
        self.answers.wait(LONGEST_WAIT_SECONDS)
        return self._answer(lambda: self._sample(order))

    def prefill(self, asked: PrefillAsked) -> Accepted[Prefilled] | Refused | Unreachable:
        self.answers.wait(LONGEST_WAIT_SECONDS)
        return super().prefill(asked)

    def _sample(self, order: CreditReportOrder) -> SealedReport:
        pdf = sample_reports.draw("clean", self._home, order.variant)
        facts = sample_reports.facts_of("clean", order.variant)
        return SealedReport(
            report_no=facts.report_no,
            verify_code="K7QF-3MXR-92TD",
            generated_at=datetime.now(UTC),
            pages=pages_of(pdf),
            sha256=hashlib.sha256(pdf).hexdigest(),
            conclusions=tuple(_conclusion(row) for row in catalogue(date(2026, 11, 22)).domains),
            pdf=base64.b64encode(pdf),  # pydantic's Base64Bytes takes its encoded form in, as from the wire
            variant=order.variant,
        )


def _conclusion(domain: CreditDomain) -> DomainConclusion:
    unsaid = domain.as_of is None or domain.stale
    return DomainConclusion(
        domain=domain.id, name=domain.name, outcome=DomainOutcome.NO_CONCLUSION if unsaid else DomainOutcome.CLEAN
    )


def pages_of(pdf: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
