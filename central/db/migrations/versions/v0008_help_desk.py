"""Calls for help on their way to the windows of their hall, and call-backs that are owed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _make_room_for_calls()
    _make_room_for_callbacks()


def _make_room_for_calls() -> None:
    op.create_table(
        "help_windows",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("key_mark", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_help_windows")),
        sa.UniqueConstraint("key_mark", name=op.f("uq_help_windows_key_mark")),
    )
    op.create_table(
        "help_tickets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminals.terminal_id"], name=op.f("fk_help_tickets_terminal_id_terminals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_tickets")),
    )
    stands = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_help_tickets_standing",
        "help_tickets",
        ["terminal_id"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )


def _make_room_for_callbacks() -> None:
    op.create_table(
        "help_callbacks",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("local_no", sa.String(), nullable=False),
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("phone_masked", sa.String(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminals.terminal_id"], name=op.f("fk_help_callbacks_terminal_id_terminals")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_help_callbacks")),
    )
    op.create_index("ix_help_callbacks_received_at", "help_callbacks", ["received_at"])
    op.create_table(
        "help_callback_looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("window", sa.String(), nullable=False),
        sa.Column("badge", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["help_callbacks.number"], name=op.f("fk_help_callback_looks_number_help_callbacks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_callback_looks")),
    )
    op.create_index("ix_help_callback_looks_number", "help_callback_looks", ["number"])
