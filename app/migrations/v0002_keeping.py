"""Version 2: when the centre said that it has a job, so that the terminal knows how long to keep it."""

STATEMENTS = (
    "ALTER TABLE job ADD COLUMN acknowledged_at INTEGER",
    "CREATE INDEX job_acknowledged ON job (acknowledged_at) WHERE state = 'DONE'",
)
