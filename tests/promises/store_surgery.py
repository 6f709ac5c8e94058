"""Hands inside a terminal's store, as damage would have them: raw SQL with the store's own key, past everything the product checks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher


@contextmanager
def raw(home: Path) -> Iterator[Any]:
    """One connection; what was done is committed at the end."""
    connection = sqlcipher.connect(home / "store.db", isolation_level=None)
    try:
        connection.execute(f"PRAGMA key = \"x'{(home / 'store.key').read_text('ascii').strip()}'\"")
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
    finally:
        connection.close()


def put_payload(connection: Any, key: str, sealed: bytes) -> None:
    """Other sealed bytes, with a hash that is theirs."""
    values = (sealed, hashlib.sha256(sealed).hexdigest(), key)
    connection.execute("UPDATE job SET sealed_payload = ?, payload_sha256 = ? WHERE key = ?", values)


def is_sound(home: Path) -> bool:
    try:
        with raw(home) as connection:
            return [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]
    except sqlcipher.DatabaseError:
        return False
