"""The centre as it first served: what `schema_version` called 1."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "credit_domains",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("domain_group", sa.String(), nullable=False),
        sa.Column("source_org", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("fresh_days", sa.Integer(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_domains")),
    )
    op.create_table(
        "credit_publication_rules",
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("min_months", sa.Integer(), nullable=False),
        sa.Column("max_months", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("effective_from", "severity", name=op.f("pk_credit_publication_rules")),
    )
    op.create_table(
        "credit_purposes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_purposes")),
    )
    op.create_table(
        "enterprises",
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("entity_name", sa.String(), nullable=False),
        sa.Column("entity_type", sa.String(), nullable=False),
        sa.Column("legal_rep", sa.String(), nullable=False),
        sa.Column("reg_capital", sa.BigInteger(), nullable=False),
        sa.Column("established_on", sa.Date(), nullable=False),
        sa.Column("term_to", sa.Date(), nullable=True),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("reg_status", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("key_class", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("uscc", name=op.f("pk_enterprises")),
    )
    op.create_table(
        "lead_units",
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("town", "topic", name=op.f("pk_lead_units")),
    )
    op.create_table(
        "nonces",
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("terminal_id", "nonce", name=op.f("pk_nonces")),
    )
    op.create_index(op.f("ix_nonces_seen_at"), "nonces", ["seen_at"])

    op.create_table(
        "parameters",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", "effective_from", name=op.f("pk_parameters")),
    )
    op.create_table(
        "schema_version",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_schema_version")),
    )
    op.create_table(
        "terminals",
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("incarnation", sa.String(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("terminal_id", name=op.f("pk_terminals")),
    )
    op.create_table(
        "aggregates",
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("aggregate_mark", sa.String(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminals.terminal_id"], name=op.f("fk_aggregates_terminal_id_terminals")
        ),
        sa.PrimaryKeyConstraint("terminal_id", "aggregate_mark", name=op.f("pk_aggregates")),
    )
    op.create_table(
        "appeal_query_windows",
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminals.terminal_id"], name=op.f("fk_appeal_query_windows_terminal_id_terminals")
        ),
        sa.PrimaryKeyConstraint("terminal_id", name=op.f("pk_appeal_query_windows")),
    )
    op.create_table(
        "appeals",
        sa.Column("appeal_no", sa.String(), nullable=False),
        sa.Column("query_mark", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("local_no", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("entity_name", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("key_class", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("needs_check", sa.Boolean(), nullable=False),
        sa.Column("holder_mark", sa.String(), nullable=False),
        sa.Column("holder_masked", sa.String(), nullable=False),
        sa.Column("phone_masked", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("matters", sa.String(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("text_mark", sa.String(), nullable=False),
        sa.Column("repeats", sa.String(), nullable=False),
        sa.Column("lead_unit", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("contact_due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact_due_provisional", sa.Boolean(), nullable=False),
        sa.Column("terminal_submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminals.terminal_id"], name=op.f("fk_appeals_terminal_id_terminals")
        ),
        sa.PrimaryKeyConstraint("appeal_no", name=op.f("pk_appeals")),
        sa.UniqueConstraint("query_mark", name=op.f("uq_appeals_query_mark")),
    )
    op.create_index(op.f("ix_appeals_text_mark"), "appeals", ["text_mark"])
    op.create_index(op.f("ix_appeals_uscc"), "appeals", ["uscc"])

    op.create_table(
        "credit_enforcements",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("doc_no", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["domain"], ["credit_domains.id"], name=op.f("fk_credit_enforcements_domain_credit_domains")
        ),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_enforcements_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_enforcements")),
    )
    op.create_index(op.f("ix_credit_enforcements_uscc"), "credit_enforcements", ["uscc"])

    op.create_table(
        "credit_judgments",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("court", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["domain"], ["credit_domains.id"], name=op.f("fk_credit_judgments_domain_credit_domains")
        ),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_judgments_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_judgments")),
    )
    op.create_index(op.f("ix_credit_judgments_uscc"), "credit_judgments", ["uscc"])

    op.create_table(
        "credit_penalties",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("doc_no", sa.String(), nullable=False),
        sa.Column("act_type", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("performed", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["domain"], ["credit_domains.id"], name=op.f("fk_credit_penalties_domain_credit_domains")
        ),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_penalties_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_penalties")),
    )
    op.create_index(op.f("ix_credit_penalties_uscc"), "credit_penalties", ["uscc"])

    op.create_table(
        "credit_reports",
        sa.Column("report_no", sa.String(), nullable=False),
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("order_key", sa.String(), nullable=False),
        sa.Column("order_sha256", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("verify_code", sa.String(), nullable=False),
        sa.Column("generated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminals.terminal_id"], name=op.f("fk_credit_reports_terminal_id_terminals")
        ),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_reports_uscc_enterprises")),
        sa.PrimaryKeyConstraint("report_no", name=op.f("pk_credit_reports")),
        sa.UniqueConstraint("terminal_id", "order_key", name=op.f("uq_credit_reports_terminal_id_order_key")),
    )
    op.create_index(op.f("ix_credit_reports_uscc"), "credit_reports", ["uscc"])

    op.create_table(
        "credit_serious_listings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("list_name", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("doc_no", sa.String(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("removed_how", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["domain"], ["credit_domains.id"], name=op.f("fk_credit_serious_listings_domain_credit_domains")
        ),
        sa.ForeignKeyConstraint(
            ["uscc"], ["enterprises.uscc"], name=op.f("fk_credit_serious_listings_uscc_enterprises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_serious_listings")),
    )
    op.create_index(op.f("ix_credit_serious_listings_uscc"), "credit_serious_listings", ["uscc"])

    op.create_table(
        "grants",
        sa.Column("grant_mark", sa.String(), nullable=False),
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("holder_mark", sa.String(), nullable=False),
        sa.Column("holder_role", sa.String(), nullable=False),
        sa.Column("holder_masked", sa.String(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminals.terminal_id"], name=op.f("fk_grants_terminal_id_terminals")
        ),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_grants_uscc_enterprises")),
        sa.PrimaryKeyConstraint("grant_mark", name=op.f("pk_grants")),
    )
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("aggregate_mark", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload_sha256", sa.String(), nullable=False),
        sa.Column("sealed_payload", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminals.terminal_id"], name=op.f("fk_inbox_terminal_id_terminals")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_inbox")),
        sa.UniqueConstraint(
            "terminal_id", "aggregate_mark", "seq", name=op.f("uq_inbox_terminal_id_aggregate_mark_seq")
        ),
    )
    op.create_table(
        "licence_codes",
        sa.Column("code_mark", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("holder_mark", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_licence_codes_uscc_enterprises")),
        sa.PrimaryKeyConstraint("code_mark", name=op.f("pk_licence_codes")),
    )
    op.create_table(
        "licence_holders",
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("holder_mark", sa.String(), nullable=False),
        sa.Column("holder_role", sa.String(), nullable=False),
        sa.Column("holder_masked", sa.String(), nullable=False),
        sa.Column("auth_type", sa.String(), nullable=False),
        sa.Column("auth_items", sa.String(), nullable=False),
        sa.Column("auth_valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_licence_holders_uscc_enterprises")),
        sa.PrimaryKeyConstraint("uscc", "holder_mark", name=op.f("pk_licence_holders")),
    )
    op.create_table(
        "ratings",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("rating_no", sa.String(), nullable=False),
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("staff_present", sa.Boolean(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminals.terminal_id"], name=op.f("fk_ratings_terminal_id_terminals")
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_ratings")),
        sa.UniqueConstraint("rating_no", name=op.f("uq_ratings_rating_no")),
    )
    op.create_table(
        "visit_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit", sa.String(), nullable=False),
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("ended", sa.String(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminals.terminal_id"], name=op.f("fk_visit_figures_terminal_id_terminals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_figures")),
    )
    op.create_table(
        "appeal_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_no", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_no"], ["appeals.appeal_no"], name=op.f("fk_appeal_events_appeal_no_appeals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_events")),
    )
    op.create_index(op.f("ix_appeal_events_appeal_no"), "appeal_events", ["appeal_no"])

    op.create_table(
        "credit_print_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_no", sa.String(), nullable=False),
        sa.Column("copy_no", sa.Integer(), nullable=False),
        sa.Column("pages_asked", sa.Integer(), nullable=False),
        sa.Column("pages_printed", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_no"], ["credit_reports.report_no"], name=op.f("fk_credit_print_records_report_no_credit_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_print_records")),
    )
    op.create_index(op.f("ix_credit_print_records_report_no"), "credit_print_records", ["report_no"])

    op.create_table(
        "credit_repairs",
        sa.Column("penalty_id", sa.Integer(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("repaired_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["penalty_id"], ["credit_penalties.id"], name=op.f("fk_credit_repairs_penalty_id_credit_penalties")
        ),
        sa.PrimaryKeyConstraint("penalty_id", name=op.f("pk_credit_repairs")),
    )
