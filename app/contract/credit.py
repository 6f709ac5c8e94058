"""The credit report: what may be asked, and what comes back sealed.

GET  /v1/credit/catalogue   → CreditCatalogue
POST /v1/credit/reports     CreditReportOrder → SealedReport | Refusal

The order's `key` makes it idempotent: the same key gives the same report, byte for byte, and the same number.
Refusal codes: grant-expired, grant-unknown, grant-other-service, period-too-long, period-in-future, period-upside-down, period-missing,
domains-unknown, domains-empty, scope-not-asked (domains or a period for a version that has none to choose), variant-unknown,
purpose-unknown, order-changed (same key, other content), seal-not-available (503: the very same order may be sent again).
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Base64Bytes, Field

from app.contract.wire import IsoDate, Message


class DomainGroup(StrEnum):
    MARKET = "经营与市场"
    PEOPLE = "用工与民生"
    SAFETY = "安全与环境"
    BUILDING = "建设与资源"
    JUSTICE = "司法与产业"
    CULTURE = "科教与文体"


class CreditDomain(Message):
    """One of the 38 domains. `as_of` is None where the source is not connected: the report then draws no conclusion."""

    id: str
    name: str
    name_en: str
    group: DomainGroup
    source_org: str
    as_of: date | None
    stale: bool
    verified: bool


class Purpose(Message):
    id: str
    name: str
    name_en: str


class ReportVariant(StrEnum):
    """The versions of the report that this program knows; on the wire a version is plain text, so that a newer one harms nobody."""

    NO_VIOLATIONS = "no-violations"
    DONGGUAN = "dongguan"
    STANDARD = "standard"


class VariantOffer(Message):
    """One version that may be ordered today.

    `service`: what the grant must be for. `asks_scope`: domains and a period of at most `max_years` are chosen; a version that asks
    for neither covers every domain and the last `max_years` years.
    """

    id: str
    name: str
    name_en: str
    service: str = "S901"
    asks_scope: bool = True
    max_years: int = 5


class CreditCatalogue(Message):
    """`max_years`: the longest period the version with a choice may cover today; law sets it, and the centre says it.

    `variants` in the order in which they are offered; none listed: 无违法违规证明版 alone.
    """

    version: str
    max_years: int
    domains: tuple[CreditDomain, ...]
    purposes: tuple[Purpose, ...]
    variants: tuple[VariantOffer, ...] = ()


class CreditReportOrder(Message):
    """`domains` and both ends of the period belong to a version that asks for them, and to no other."""

    key: str = Field(min_length=16, max_length=64)
    grant: str = Field(repr=False)
    domains: tuple[str, ...] = ()
    period_from: IsoDate | None = None
    period_to: IsoDate | None = None
    purpose: str
    variant: str = ReportVariant.NO_VIOLATIONS.value


class DomainOutcome(StrEnum):
    CLEAN = "clean"
    RECORDS = "records"
    NO_CONCLUSION = "no-conclusion"


class DomainConclusion(Message):
    domain: str
    name: str
    outcome: DomainOutcome
    records: int = 0


class SealedReport(Message):
    """A sealed PDF and what the terminal may say about it. The seal is verified again on the terminal before anything is shown."""

    report_no: str
    verify_code: str
    generated_at: datetime
    pages: int
    sha256: str
    conclusions: tuple[DomainConclusion, ...]
    pdf: Base64Bytes = Field(repr=False)
    variant: str = ReportVariant.NO_VIOLATIONS.value
