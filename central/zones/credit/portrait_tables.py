"""The credit zone's tables beyond violations (models 2.9, A9.12): what the sources deliver about an enterprise's own doings.

Each table is filled by one feed; the feed says whose data they are and up to when they are complete.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class Feed(Base):
    """One kind of data and its source. `as_of` is None where the source is not connected; older than `fresh_days` it is stale."""

    __tablename__ = "credit_feeds"

    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    source_org: Mapped[str]
    as_of: Mapped[date | None]
    fresh_days: Mapped[int]
    verified: Mapped[bool]


class OfferedVariant(Base):
    """A version of the report that may be ordered from `offered_from` on, to `offered_until` where that day is known."""

    __tablename__ = "credit_report_variants"

    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    offered_from: Mapped[date]
    offered_until: Mapped[date | None]
    source: Mapped[str]
    verified: Mapped[bool]


class RecordClass(Base):
    """One class of the catalogue of public credit information, in the edition that is in force from `effective_from` on."""

    __tablename__ = "credit_record_classes"

    effective_from: Mapped[date] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    edition: Mapped[str]
    name: Mapped[str]
    source: Mapped[str]
    verified: Mapped[bool]


class Permit(Base):
    """行政许可."""

    __tablename__ = "credit_permits"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    doc_no: Mapped[str]
    item: Mapped[str]
    granted_on: Mapped[date]
    valid_to: Mapped[date | None]
    authority: Mapped[str]


class Inspection(Base):
    """行政监督检查（双随机、一公开）."""

    __tablename__ = "credit_inspections"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    item: Mapped[str]
    inspected_on: Mapped[date]
    result: Mapped[str]
    authority: Mapped[str]


class Anomaly(Base):
    """经营（活动）异常名录."""

    __tablename__ = "credit_anomalies"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    reason: Mapped[str]
    listed_on: Mapped[date]
    removed_on: Mapped[date | None]
    authority: Mapped[str]


class Contract(Base):
    """A contract with a public buyer or awarded in a public market, and whether it was kept."""

    __tablename__ = "credit_contracts"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    title: Mapped[str]
    buyer: Mapped[str]
    amount: Mapped[Decimal]
    signed_on: Mapped[date]
    due_on: Mapped[date]
    performed_on: Mapped[date | None]


class Promise(Base):
    """信用承诺 and whether it was kept. `outcome` in the accepting body's words."""

    __tablename__ = "credit_promises"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    kind: Mapped[str]
    matter: Mapped[str]
    made_on: Mapped[date]
    accepted_by: Mapped[str]
    outcome: Mapped[str]


class CourtCase(Base):
    """法院执行: a judgment that a court had to enforce. `closed_on` is None while it is under way."""

    __tablename__ = "credit_court_cases"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    case_no: Mapped[str]
    court: Mapped[str]
    amount: Mapped[Decimal]
    filed_on: Mapped[date]
    closed_on: Mapped[date | None]
    closed_how: Mapped[str]


class TaxGrade(Base):
    """纳税信用评价: the grade for one year, as the tax authority gave it."""

    __tablename__ = "credit_tax_grades"

    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    grade: Mapped[str]
    graded_on: Mapped[date]


class InsuredStaff(Base):
    """People insured through the enterprise on the last day of a quarter."""

    __tablename__ = "credit_insured_staff"

    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), primary_key=True)
    quarter_end: Mapped[date] = mapped_column(primary_key=True)
    people: Mapped[int]


class Financing(Base):
    """Money lent or guaranteed over a public platform. `settled_on` is None while it is owed."""

    __tablename__ = "credit_financings"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    kind: Mapped[str]
    lender: Mapped[str]
    amount: Mapped[Decimal]
    lent_on: Mapped[date]
    due_on: Mapped[date]
    settled_on: Mapped[date | None]


class Honour(Base):
    """诚实守信相关荣誉. `valid_to` is None where it has no term."""

    __tablename__ = "credit_honours"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    title: Mapped[str]
    level: Mapped[str]
    granted_on: Mapped[date]
    valid_to: Mapped[date | None]
    authority: Mapped[str]


class IntellectualRight(Base):
    """知识产权: a patent or a trade mark."""

    __tablename__ = "credit_intellectual_rights"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    kind: Mapped[str]
    number: Mapped[str]
    title: Mapped[str]
    granted_on: Mapped[date]
