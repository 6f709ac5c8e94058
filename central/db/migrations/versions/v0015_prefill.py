"""Prefilled forms and what is contested of them; whose a window's key and an operator's are."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _make_room_for_askings()
    _make_room_for_corrections()
    # Keys from before are nobody's: SQLite adds no column with a reference to a table that is there already.
    op.add_column("help_windows", sa.Column("person_id", sa.String(), nullable=True))
    op.add_column("help_windows", sa.Column("unit_id", sa.String(), nullable=True))
    op.add_column("operators", sa.Column("person_id", sa.String(), nullable=True))


def _make_room_for_askings() -> None:
    op.create_table(
        "prefill_askings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("grant_mark", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("asked_sha256", sa.String(), nullable=False),
        sa.Column("task_code", sa.String(), nullable=False),
        sa.Column("task_version", sa.Integer(), nullable=False),
        sa.Column("purposes", sa.String(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fields", sa.Integer(), nullable=False),
        sa.Column("with_source", sa.Integer(), nullable=False),
        sa.Column("from_card", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminals.terminal_id"], name=op.f("fk_prefill_askings_terminal_id_terminals")
        ),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_prefill_askings_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prefill_askings")),
    )
    op.create_index("ix_prefill_askings_form", "prefill_askings", ["task_code", "task_version"])
    op.create_table(
        "prefill_origins",
        sa.Column("asking_id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asking_id"], ["prefill_askings.id"], name=op.f("fk_prefill_origins_asking_id_prefill_askings")
        ),
        sa.PrimaryKeyConstraint("asking_id", "path", name=op.f("pk_prefill_origins")),
    )


def _make_room_for_corrections() -> None:
    op.create_table(
        "data_corrections",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("asking_id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("own_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("contested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("finding_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asking_id"], ["prefill_askings.id"], name=op.f("fk_data_corrections_asking_id_prefill_askings")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_data_corrections")),
    )
    op.create_index(op.f("ix_data_corrections_asking_id"), "data_corrections", ["asking_id"])
    op.create_index(op.f("ix_data_corrections_unit_id"), "data_corrections", ["unit_id"])
