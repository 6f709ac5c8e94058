"""Version 3: a job's number is never given to another one, whatever was deleted meanwhile: the centre tells a copied store by it."""

STATEMENTS = (
    """
    CREATE TABLE job_counted (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
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
        acknowledged_at INTEGER,
        UNIQUE (aggregate, seq)
    ) STRICT
    """,
    "INSERT INTO job_counted SELECT * FROM job",
    "DROP TABLE job",
    "ALTER TABLE job_counted RENAME TO job",
    "CREATE INDEX job_state ON job (state, next_at)",
    "CREATE INDEX job_query_tag ON job (query_tag) WHERE query_tag IS NOT NULL",
    "CREATE INDEX job_acknowledged ON job (acknowledged_at) WHERE state = 'DONE'",
)
