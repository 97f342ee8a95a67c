"""Django's backend for SQLite, with a line in which those stand who want to write (`base`, found by this name)."""

# What a process keeps at hand of the database. Each of its threads, of which a work process has seventy, may keep 8 MB
# for itself; all of them together no more than this (docs/adr/0076).
_KEPT_MB = 24
# What is said on each new connection.
BEGINS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000; "
    f"PRAGMA soft_heap_limit={_KEPT_MB * 1024 * 1024};"
)
