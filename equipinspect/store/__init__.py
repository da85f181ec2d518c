"""The one SQLite file: the operation log, the current state read from it, and every line of SQL."""
