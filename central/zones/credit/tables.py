"""The credit zone's tables (models 2.9)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class Domain(Base):
    """One of the 38 domains. `as_of` is None where the source is not connected; older than `fresh_days` it is stale."""

    __tablename__ = "credit_domains"

    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    name_en: Mapped[str]
    group: Mapped[str] = mapped_column("domain_group")
    source_org: Mapped[str]
    as_of: Mapped[date | None]
    fresh_days: Mapped[int]
    verified: Mapped[bool]


class ReportPurpose(Base):
    __tablename__ = "credit_purposes"

    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    name_en: Mapped[str]


class PublicationRule(Base):
    """How long penalties of a class decided from `effective_from` on are shown, until a later set takes over."""

    __tablename__ = "credit_publication_rules"

    effective_from: Mapped[date] = mapped_column(primary_key=True)
    severity: Mapped[str] = mapped_column(primary_key=True)
    published: Mapped[bool]
    min_months: Mapped[int]
    max_months: Mapped[int]
    source: Mapped[str]
    verified: Mapped[bool]


class Penalty(Base):
    """行政处罚."""

    __tablename__ = "credit_penalties"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    domain: Mapped[str] = mapped_column(ForeignKey("credit_domains.id"))
    doc_no: Mapped[str]
    act_type: Mapped[str]
    facts: Mapped[str]
    basis: Mapped[str]
    kind: Mapped[str]
    content: Mapped[str]
    amount: Mapped[Decimal | None]
    decided_on: Mapped[date]
    authority: Mapped[str]
    severity: Mapped[str]
    performed: Mapped[str]


class Repair(Base):
    """信用修复: the end of a penalty's publication, decided by its authority."""

    __tablename__ = "credit_repairs"

    penalty_id: Mapped[int] = mapped_column(ForeignKey("credit_penalties.id"), primary_key=True)
    applied_on: Mapped[date]
    repaired_on: Mapped[date]
    decided_by: Mapped[str]


class Enforcement(Base):
    """行政强制."""

    __tablename__ = "credit_enforcements"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    domain: Mapped[str] = mapped_column(ForeignKey("credit_domains.id"))
    doc_no: Mapped[str]
    measure: Mapped[str]
    basis: Mapped[str]
    decided_on: Mapped[date]
    authority: Mapped[str]


class SeriousListing(Base):
    """严重失信主体名单. A match is by USCC only, never by name."""

    __tablename__ = "credit_serious_listings"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    domain: Mapped[str] = mapped_column(ForeignKey("credit_domains.id"))
    list_name: Mapped[str]
    authority: Mapped[str]
    doc_no: Mapped[str]
    listed_on: Mapped[date]
    basis: Mapped[str]
    removed_on: Mapped[date | None]
    removed_how: Mapped[str]


class Judgment(Base):
    """司法（刑事裁判）信息."""

    __tablename__ = "credit_judgments"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    domain: Mapped[str] = mapped_column(ForeignKey("credit_domains.id"))
    case_no: Mapped[str]
    court: Mapped[str]
    content: Mapped[str]
    judged_on: Mapped[date]


class CreditReport(Base):
    """One numbered report. `facts` is the canonical JSON its verify code stands on; `pdf` comes when it is sealed."""

    __tablename__ = "credit_reports"
    __table_args__ = (UniqueConstraint("terminal_id", "order_key"),)

    report_no: Mapped[str] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"))
    order_key: Mapped[str]
    order_sha256: Mapped[str]
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    facts: Mapped[str]
    verify_code: Mapped[str]
    generated_at: Mapped[datetime]
    pages: Mapped[int | None]
    sha256: Mapped[str | None]
    pdf: Mapped[bytes | None] = mapped_column(deferred=True)
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str]


class PrintRecord(Base):
    """What a terminal said became of a report's paper."""

    __tablename__ = "credit_print_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_no: Mapped[str] = mapped_column(ForeignKey("credit_reports.report_no"), index=True)
    copy_no: Mapped[int]
    pages_asked: Mapped[int]
    pages_printed: Mapped[int]
    outcome: Mapped[str]
    reason: Mapped[str]
    printed_at: Mapped[datetime]
    received_at: Mapped[datetime]
