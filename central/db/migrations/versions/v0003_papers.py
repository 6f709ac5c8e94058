"""The papers' places in the status list, and when each was last looked at."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "credit_last_looks",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_credit_last_looks")),
    )
    op.create_table(
        "issued_papers",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("page_hashes", sa.LargeBinary(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("overtaken", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_issued_papers")),
        sa.UniqueConstraint("status_index", name=op.f("uq_issued_papers_status_index")),
    )
    op.create_index(
        "ix_issued_papers_fallen",
        "issued_papers",
        ["status_index"],
        sqlite_where=sa.text("revoked = 1 OR void = 1 OR overtaken = 1"),
        postgresql_where=sa.text("revoked OR void OR overtaken"),
    )
