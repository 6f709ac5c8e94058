"""The store's tables as SQLAlchemy speaks of them; `app.migrations` builds them."""

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

aggregate = Table("aggregate", metadata, Column("name", Text, primary_key=True), Column("last_seq", Integer))

job = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text),
    Column("aggregate", Text),
    Column("seq", Integer),
    Column("kind", Text),
    Column("schema_version", Integer),
    Column("created_at", Text),
    Column("payload_sha256", Text),
    Column("sealed_payload", LargeBinary),
    Column("local_no", Text),
    Column("query_tag", Text),
    Column("state", Text),
    Column("attempts", Integer),
    Column("put_off", Integer),
    Column("next_at", Integer),
    Column("lease_owner", Text),
    Column("receipt", Text),
    Column("server_state", Text),
    Column("error_code", Text),
    Column("acknowledged_at", Integer),
)
"""`next_at` and `acknowledged_at` are milliseconds since 1970 UTC. `next_at` is when a READY job wants to go and when a SENDING one's
lease ends; `acknowledged_at` is by the centre's clock and only while DONE; `attempts` counts leases, `put_off` how often the centre
itself said "retry"."""

day_counter = Table("day_counter", metadata, Column("day", Text, primary_key=True), Column("last", Integer))

memory = Table("memory", metadata, Column("name", Text, primary_key=True), Column("value", Text))
