"""Version 1: jobs, the counters their numbers come from, and what we remember of the centre."""

STATEMENTS = (
    """
    CREATE TABLE aggregate (
        name TEXT PRIMARY KEY,
        last_seq INTEGER NOT NULL CHECK (last_seq >= 1)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE job (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        aggregate TEXT NOT NULL REFERENCES aggregate (name),
        seq INTEGER NOT NULL CHECK (seq >= 1),
        kind TEXT NOT NULL,
        schema_version INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        payload_sha256 TEXT NOT NULL,
        sealed_payload BLOB NOT NULL,
        local_no TEXT NOT NULL DEFAULT '',
        query_tag TEXT,
        state TEXT NOT NULL CHECK (state IN ('READY', 'SENDING', 'DONE', 'REJECTED', 'QUARANTINED')),
        attempts INTEGER NOT NULL DEFAULT 0,
        put_off INTEGER NOT NULL DEFAULT 0,
        next_at INTEGER NOT NULL,
        lease_owner TEXT CHECK ((lease_owner IS NOT NULL) = (state = 'SENDING')),
        receipt TEXT NOT NULL DEFAULT '',
        server_state TEXT NOT NULL DEFAULT '',
        error_code TEXT NOT NULL DEFAULT '',
        UNIQUE (aggregate, seq)
    ) STRICT
    """,
    "CREATE INDEX job_state ON job (state, next_at)",
    "CREATE INDEX job_query_tag ON job (query_tag) WHERE query_tag IS NOT NULL",
    "CREATE TABLE day_counter (day TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE memory (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
)
