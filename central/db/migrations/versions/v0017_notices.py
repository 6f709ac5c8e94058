"""Which events of a case its applicant was told of."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_UNTOLD = sa.text("notified < revision")


def upgrade() -> None:
    op.add_column("cases", sa.Column("notified", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_cases_unnotified", "cases", ["project_no"], sqlite_where=_UNTOLD, postgresql_where=_UNTOLD)
