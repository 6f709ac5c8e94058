"""Applications from terminals, and an appeal's case."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "applications",
        sa.Column("project_no", sa.String(), nullable=False),
        sa.Column("query_mark", sa.String(), nullable=False),
        sa.Column("terminal_id", sa.String(), nullable=False),
        sa.Column("local_no", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["project_no"], ["cases.project_no"], name=op.f("fk_applications_project_no_cases")),
        sa.ForeignKeyConstraint(
            ["terminal_id"], ["terminals.terminal_id"], name=op.f("fk_applications_terminal_id_terminals")
        ),
        sa.PrimaryKeyConstraint("project_no", name=op.f("pk_applications")),
        sa.UniqueConstraint("query_mark", name=op.f("uq_applications_query_mark")),
    )
    op.add_column("appeals", sa.Column("project_no", sa.String(), nullable=True))
