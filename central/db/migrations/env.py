"""Alembic starts here. The connection is the caller's, in a transaction of the caller's: all steps are taken, or none."""

from alembic import context

from central.db.base import Base
from central.db.migrations.rendering import render_type

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_type,
)
with context.begin_transaction():
    context.run_migrations()
