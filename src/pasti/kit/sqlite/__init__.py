"""Django's backend for SQLite, with a line in which those stand who want to write (`base`, found by this name)."""
