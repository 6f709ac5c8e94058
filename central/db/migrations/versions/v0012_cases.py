"""Cases, their events and their clocks; what an appeal is told in English too."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

APPENDED_ONLY = ("case_events", "case_attempts")


def upgrade() -> None:
    _make_room_for_cases()
    for table in APPENDED_ONLY:
        _append_only(table)
    op.add_column("appeal_events", sa.Column("english", sa.String(), server_default="", nullable=False))


def _append_only(table: str) -> None:
    """The database itself refuses to change what happened, whoever asks."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_to_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'what happened is not changed'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'what happened is not changed'); END"
        )


def _make_room_for_cases() -> None:
    op.create_table(
        "case_procedures",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_case_procedures")),
    )
    op.create_table(
        "case_requests",
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", "key", name=op.f("pk_case_requests")),
    )
    op.create_table(
        "cases",
        sa.Column("project_no", sa.String(), nullable=False),
        sa.Column("project_name", sa.String(), nullable=False),
        sa.Column("project_type", sa.String(), nullable=False),
        sa.Column("apply_type", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("task_code", sa.String(), nullable=False),
        sa.Column("task_version", sa.String(), nullable=False),
        sa.Column("task_name", sa.String(), nullable=False),
        sa.Column("catalog_code", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("procedure_version", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.String(), nullable=False),
        sa.Column("applyer_name", sa.String(), nullable=False),
        sa.Column("applyer_type", sa.String(), nullable=False),
        sa.Column("applyer_page_type", sa.String(), nullable=False),
        sa.Column("applyer_page_code", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_mobile", sa.String(), nullable=False),
        sa.Column("particulars_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("materials", sa.String(), nullable=False),
        sa.Column("special_procedures", sa.String(), nullable=False),
        sa.Column("org_code", sa.String(), nullable=False),
        sa.Column("org_name", sa.String(), nullable=False),
        sa.Column("handle_user_id", sa.String(), nullable=False),
        sa.Column("parent_no", sa.String(), nullable=True),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("assignee_unit", sa.String(), nullable=False),
        sa.Column("assignee_person", sa.String(), nullable=False),
        sa.Column("units", sa.String(), nullable=False),
        sa.Column("transfers", sa.Integer(), nullable=False),
        sa.Column("bounced", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("terminal_submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("center_received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_from", sa.Date(), nullable=False),
        sa.Column("state_due", sa.Date(), nullable=True),
        sa.Column("state_due_provisional", sa.Boolean(), nullable=False),
        sa.Column("state_escalation", sa.Integer(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("promise_days", sa.Integer(), nullable=False),
        sa.Column("promise_unit", sa.String(), nullable=False),
        sa.Column("promise_date", sa.Date(), nullable=True),
        sa.Column("promise_provisional", sa.Boolean(), nullable=False),
        sa.Column("business_escalation", sa.Integer(), nullable=False),
        sa.Column("paused_since", sa.Date(), nullable=True),
        sa.Column("pauses", sa.String(), nullable=False),
        sa.Column("special_procedure", sa.String(), nullable=False),
        sa.Column("special_days", sa.Integer(), nullable=False),
        sa.Column("correction_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("correction_materials", sa.String(), nullable=False),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("next_check", sa.Date(), nullable=True),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_no"], ["cases.project_no"], name=op.f("fk_cases_parent_no_cases")),
        sa.PrimaryKeyConstraint("project_no", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_applicant_id"), "cases", ["applicant_id"], unique=False)
    op.create_index(
        "ix_cases_check",
        "cases",
        ["next_check", "project_no"],
        unique=False,
        sqlite_where=sa.text("next_check IS NOT NULL"),
        postgresql_where=sa.text("next_check IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_due",
        "cases",
        ["next_due", "project_no"],
        unique=False,
        sqlite_where=sa.text("next_due IS NOT NULL"),
        postgresql_where=sa.text("next_due IS NOT NULL"),
    )
    op.create_index(op.f("ix_cases_parent_no"), "cases", ["parent_no"], unique=False)
    op.create_index("ix_cases_unit", "cases", ["assignee_unit", "project_no"], unique=False)
    op.create_index(
        "ix_cases_unit_due",
        "cases",
        ["assignee_unit", "next_due", "project_no"],
        unique=False,
        sqlite_where=sa.text("next_due IS NOT NULL"),
        postgresql_where=sa.text("next_due IS NOT NULL"),
    )
    op.create_table(
        "case_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_no", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("actor_unit", sa.String(), nullable=False),
        sa.Column("wanted", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["project_no"], ["cases.project_no"], name=op.f("fk_case_attempts_project_no_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_attempts")),
    )
    op.create_index(op.f("ix_case_attempts_project_no"), "case_attempts", ["project_no"], unique=False)
    op.create_table(
        "case_events",
        sa.Column("project_no", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_name", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("actor_unit", sa.String(), nullable=False),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("handle_explain", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("terminal_submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("center_received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["project_no"], ["cases.project_no"], name=op.f("fk_case_events_project_no_cases")),
        sa.PrimaryKeyConstraint("project_no", "number", name=op.f("pk_case_events")),
    )
