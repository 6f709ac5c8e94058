"""What the credit report's versions need besides violations: permits, contracts, tax grades and their like."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "credit_feeds",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source_org", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("fresh_days", sa.Integer(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_feeds")),
    )
    op.create_table(
        "credit_record_classes",
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("effective_from", "id", name=op.f("pk_credit_record_classes")),
    )
    op.create_table(
        "credit_report_variants",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("offered_from", sa.Date(), nullable=False),
        sa.Column("offered_until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_report_variants")),
    )
    op.create_table(
        "credit_anomalies",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("authority", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_anomalies_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_anomalies")),
    )
    op.create_index(op.f("ix_credit_anomalies_uscc"), "credit_anomalies", ["uscc"])
    op.create_table(
        "credit_contracts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("buyer", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("performed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_contracts_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_contracts")),
    )
    op.create_index(op.f("ix_credit_contracts_uscc"), "credit_contracts", ["uscc"])
    op.create_table(
        "credit_court_cases",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("court", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_how", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_court_cases_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_court_cases")),
    )
    op.create_index(op.f("ix_credit_court_cases_uscc"), "credit_court_cases", ["uscc"])
    op.create_table(
        "credit_financings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lender", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("lent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_financings_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_financings")),
    )
    op.create_index(op.f("ix_credit_financings_uscc"), "credit_financings", ["uscc"])
    op.create_table(
        "credit_honours",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("authority", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_honours_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_honours")),
    )
    op.create_index(op.f("ix_credit_honours_uscc"), "credit_honours", ["uscc"])
    op.create_table(
        "credit_inspections",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_inspections_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_inspections")),
    )
    op.create_index(op.f("ix_credit_inspections_uscc"), "credit_inspections", ["uscc"])
    op.create_table(
        "credit_insured_staff",
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("quarter_end", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_insured_staff_uscc_enterprises")),
        sa.PrimaryKeyConstraint("uscc", "quarter_end", name=op.f("pk_credit_insured_staff")),
    )
    op.create_table(
        "credit_intellectual_rights",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_intellectual_rights_uscc_enterprises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_intellectual_rights")),
    )
    op.create_index(op.f("ix_credit_intellectual_rights_uscc"), "credit_intellectual_rights", ["uscc"])
    op.create_table(
        "credit_permits",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("doc_no", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("authority", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_permits_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_permits")),
    )
    op.create_index(op.f("ix_credit_permits_uscc"), "credit_permits", ["uscc"])
    op.create_table(
        "credit_promises",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("accepted_by", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_promises_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_promises")),
    )
    op.create_index(op.f("ix_credit_promises_uscc"), "credit_promises", ["uscc"])
    op.create_table(
        "credit_tax_grades",
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("graded_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_tax_grades_uscc_enterprises")),
        sa.PrimaryKeyConstraint("uscc", "year", name=op.f("pk_credit_tax_grades")),
    )
