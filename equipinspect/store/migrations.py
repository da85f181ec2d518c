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


@migrations()
def m002_exchange(db: Database) -> None:
    """Create what merging other devices' files keeps beside the log; no part of the state but `sliced`."""
    for statement in (
        # held operations of which only the digest came
        "CREATE TABLE sliced(id INTEGER PRIMARY KEY, digest BLOB NOT NULL) STRICT",
        """CREATE TABLE import_log(
            id INTEGER PRIMARY KEY, at_wall TEXT NOT NULL, file TEXT NOT NULL,
            sha256 TEXT NOT NULL, replica INTEGER NOT NULL, result TEXT NOT NULL,
            reason TEXT NOT NULL, sets INTEGER NOT NULL, operations INTEGER NOT NULL,
            known INTEGER NOT NULL, conflicts INTEGER NOT NULL, parked INTEGER NOT NULL,
            quarantined INTEGER NOT NULL, photos_missing INTEGER NOT NULL,
            details TEXT NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0) STRICT""",
        # which file brought a set; one that waited before has its text in `body`
        """CREATE TABLE brought(
            replica INTEGER NOT NULL, seq INTEGER NOT NULL, import INTEGER NOT NULL,
            was_parked INTEGER NOT NULL, PRIMARY KEY(replica, seq)) STRICT, WITHOUT ROWID""",
        "CREATE INDEX brought_import ON brought(import)",
        """CREATE TABLE parked(
            hash BLOB PRIMARY KEY, replica INTEGER NOT NULL, seq INTEGER NOT NULL,
            kind TEXT NOT NULL, why TEXT NOT NULL, body TEXT NOT NULL, import INTEGER NOT NULL)
            STRICT""",
        """CREATE TABLE quarantine(
            hash BLOB PRIMARY KEY, replica INTEGER NOT NULL, seq INTEGER NOT NULL,
            why TEXT NOT NULL, body TEXT NOT NULL, import INTEGER NOT NULL) STRICT""",
        # sets that were held once and taken back with the file that brought them
        """CREATE TABLE withdrawn(
            hash BLOB PRIMARY KEY, replica INTEGER NOT NULL, seq INTEGER NOT NULL) STRICT""",
        # what another device is known to hold, as its own files said
        """CREATE TABLE holding(
            peer INTEGER NOT NULL, replica INTEGER NOT NULL, seq INTEGER NOT NULL,
            PRIMARY KEY(peer, replica)) STRICT, WITHOUT ROWID""",
        # what went out, with the tips of that moment
        """CREATE TABLE handed_out(
            id INTEGER PRIMARY KEY, at_wall TEXT NOT NULL, file TEXT NOT NULL,
            peer INTEGER NOT NULL, sets INTEGER NOT NULL, operations INTEGER NOT NULL,
            photos INTEGER NOT NULL, tips TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT""",
    ):
        db.execute(statement)
