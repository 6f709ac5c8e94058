"""Which life of the centre this is takes the place of a version number."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _make_epochs()
    _keep_epoch()
    op.drop_table("schema_version")


def _make_epochs() -> None:
    op.create_table(
        "epochs",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_epochs")),
        sa.UniqueConstraint("epoch", name=op.f("uq_epochs_epoch")),
    )
    op.create_table(
        "counter_floors",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_counter_floors")),
    )


def _keep_epoch() -> None:
    """Terminals know it: another one would make them offer everything again."""
    op.execute("INSERT INTO epochs (number, epoch, began_at) SELECT 1, epoch, created_at FROM schema_version")
