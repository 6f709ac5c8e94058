"""What keeps the intake's promises: installations told apart, filings held, follow-ups, notices, backups, operators' actions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _tell_installations_apart()
    _make_rooms_of_the_intake()
    _make_rooms_of_the_operators()


def _tell_installations_apart() -> None:
    """What came in before says nothing of its installation."""
    op.add_column("inbox", sa.Column("incarnation", sa.String(), server_default="", nullable=False))
    op.add_column("inbox", sa.Column("filed_no", sa.Integer(), nullable=True))
    op.create_index("ix_inbox_filed_no", "inbox", ["terminal_id", "incarnation", "filed_no"], unique=True)
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    op.add_column("terminals", sa.Column("forked_at", sa.DateTime(timezone=True), nullable=True))


def _make_rooms_of_the_intake() -> None:
    op.create_table(
        "natural_keys",
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_natural_keys")),
    )
    op.create_table(
        "follow_ups",
        sa.Column("item_key", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["item_key"], ["inbox.key"], name=op.f("fk_follow_ups_item_key_inbox")),
        sa.PrimaryKeyConstraint("item_key", "topic", name=op.f("pk_follow_ups")),
    )
    owed = sa.text("done_at IS NULL")
    op.create_index("ix_follow_ups_owed", "follow_ups", ["made_at"], sqlite_where=owed, postgresql_where=owed)
    op.create_table(
        "credit_lost_papers",
        sa.Column("report_no", sa.String(), nullable=False),
        sa.Column("copy_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminals.terminal_id"], name=op.f("fk_credit_lost_papers_terminal_id_terminals")
        ),
        sa.PrimaryKeyConstraint("report_no", "copy_no", name=op.f("pk_credit_lost_papers")),
    )


def _make_rooms_of_the_operators() -> None:
    op.create_table(
        "notices",
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("matter", "terminal_id", "about", name=op.f("pk_notices")),
        sa.UniqueConstraint("number", name=op.f("uq_notices_number")),
    )
    op.create_table(
        "operator_actions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_operator_actions")),
        sa.UniqueConstraint("id", name=op.f("uq_operator_actions_id")),
    )
    op.create_table(
        "backups",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_backups")),
    )
