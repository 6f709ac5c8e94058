"""What a visitor wrote in their own words beside an appeal, and where it happened."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for name in ("words", "place"):
        op.add_column("appeals", sa.Column(name, sa.String(), server_default="", nullable=False))
