"""Every key a terminal ever had, so that jobs brought by hand from a disk that was replaced meanwhile are still known by it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "known_keys",
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("incarnation", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("known_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminals.terminal_id"], name=op.f("fk_known_keys_terminal_id_terminals")
        ),
        sa.PrimaryKeyConstraint("terminal_id", "incarnation", "public_key", name=op.f("pk_known_keys")),
    )
    # Of the keys that were in use before, those of today are all that is left.
    op.execute(
        "INSERT INTO known_keys (terminal_id, incarnation, public_key, known_since, revoked_at)"
        " SELECT terminal_id, incarnation, public_key, enrolled_at, revoked_at FROM terminals"
    )
