"""The append-only history of the tables that hold the log; other tables follow the declarations."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database, Migrations

migrations = Migrations("equipinspect")


def apply(connection: sqlite3.Connection) -> None:
    """Bring the tables of the log up to this program."""
    migrations.apply(Database(connection))


@migrations()
def m001_log(db: Database) -> None:
    """Create the operation log and its caches."""
    for statement in (
        """CREATE TABLE change_set(
            replica INTEGER NOT NULL, seq INTEGER NOT NULL, lamport INTEGER NOT NULL,
            seen TEXT NOT NULL, person TEXT NOT NULL, action TEXT NOT NULL, reason TEXT NOT NULL,
            declarations TEXT NOT NULL, at_wall TEXT NOT NULL, zone TEXT NOT NULL,
            first_op INTEGER NOT NULL, n_op INTEGER NOT NULL,
            previous BLOB NOT NULL, hash BLOB NOT NULL, signature BLOB NOT NULL,
            PRIMARY KEY(replica, seq)) STRICT, WITHOUT ROWID""",
        "CREATE UNIQUE INDEX change_set_first ON change_set(first_op)",
        "CREATE INDEX change_set_action ON change_set(action)",
        "CREATE INDEX change_set_lamport ON change_set(lamport)",
        "CREATE INDEX change_set_seen ON change_set(replica) WHERE seen <> '[]'",
        """CREATE TABLE operation(
            id INTEGER PRIMARY KEY, entity INTEGER NOT NULL, record TEXT NOT NULL,
            field TEXT NOT NULL, value TEXT NOT NULL, parents TEXT NOT NULL) STRICT""",
        "CREATE INDEX operation_entity ON operation(entity, field) WHERE field <> '*'",
        """CREATE TABLE head(
            entity INTEGER NOT NULL, field TEXT NOT NULL, operation INTEGER NOT NULL,
            PRIMARY KEY(entity, field, operation)) STRICT, WITHOUT ROWID""",
        "CREATE TABLE own_replica(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
        """CREATE TABLE setting(
            scope TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY(scope, key)) STRICT, WITHOUT ROWID""",
        """CREATE VIRTUAL TABLE found USING fts5(
            grams, content='', tokenize='ascii', detail=none)""",
        # a save never joins parts of the index: that is done when nobody waits
        "INSERT INTO found(found, rank) VALUES('automerge', 0)",
        "INSERT INTO found(found, rank) VALUES('hashsize', 33554432)",
        "ANALYZE",  # makes the table that tells the planner what to expect
    ):
        db.execute(statement)
