"""Service items, their versions with what they say, their history, themes, and the frozen lists of what is asked for most."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "service_item_texts",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_service_item_texts")),
    )
    _make_room_for_items()
    _make_room_for_themes()
    op.create_table(
        "frequent_items",
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("catalog_code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("period", "catalog_code", name=op.f("pk_frequent_items")),
    )


def _make_room_for_items() -> None:
    op.create_table(
        "service_item_versions",
        sa.Column("task_code", sa.String(), nullable=False),
        sa.Column("task_version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("catalog_code", sa.String(), nullable=False),
        sa.Column("use_level", sa.String(), nullable=False),
        sa.Column("flow_kind", sa.String(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("in_pack", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["text_sha256"],
            ["service_item_texts.sha256"],
            name=op.f("fk_service_item_versions_text_sha256_service_item_texts"),
        ),
        sa.PrimaryKeyConstraint("task_code", "task_version", name=op.f("pk_service_item_versions")),
    )
    for name, columns in {
        "ix_service_item_versions_catalog_code": ["catalog_code"],
        "ix_service_item_versions_state": ["state"],
        "ix_service_item_versions_in_force": ["effective_from", "effective_to"],
    }.items():
        op.create_index(name, "service_item_versions", columns, unique=False)
    op.create_table(
        "service_item_events",
        sa.Column("task_code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_version", sa.Integer(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("task_code", "number", name=op.f("pk_service_item_events")),
    )


def _make_room_for_themes() -> None:
    op.create_table(
        "service_theme_versions",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["text_sha256"],
            ["service_item_texts.sha256"],
            name=op.f("fk_service_theme_versions_text_sha256_service_item_texts"),
        ),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_service_theme_versions")),
    )
