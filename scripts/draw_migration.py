"""Draws the step from the migrations there are to the tables as they are declared: central/db/migrations/versions/vNNNN_….py.

    .venv/bin/python scripts/draw_migration.py "Keep what follows from an item"

What comes out is a draft: read it, say in it what to do with the rows that are there, set HEAD in central/db/version.py to it.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from alembic import command

import central.tables  # noqa: F401 - imported for the tables it gathers
from central.db.database import connect
from central.db.migrate import alembic_config, migrate
from central.db.version import HEAD


def main() -> None:
    """One argument: what the step does, as the docstring's first sentence without its full stop."""
    message = sys.argv[1]
    number = f"{int(HEAD) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        database = connect(f"sqlite:///{Path(folder) / 'empty.db'}", may_create=True)
        migrate(database)
        with database.changing_tables() as connection:
            config = alembic_config(connection)
            config.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
            command.revision(config, re.sub(r"\.$", "", message), autogenerate=True, rev_id=number)
        database.close()


if __name__ == "__main__":
    main()
