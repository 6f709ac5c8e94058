"""What the provincial exchange was told of each case."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_NEW = sa.text("exchanged < revision")


def upgrade() -> None:
    op.add_column("cases", sa.Column("exchanged", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_cases_unexchanged", "cases", ["project_no"], sqlite_where=_NEW, postgresql_where=_NEW)
    op.create_table(
        "case_messages",
        sa.Column("project_no", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("delivery_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["project_no"], ["cases.project_no"], name=op.f("fk_case_messages_project_no_cases")),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_case_messages_delivery_id_deliveries")
        ),
        sa.PrimaryKeyConstraint("project_no", "place", name=op.f("pk_case_messages")),
    )
