"""Current-state tables made from the declarations: one STRICT table a record, grown with fields."""

from __future__ import annotations

import sqlite3

from equipinspect.model.declarations import Declaration, Declarations
from equipinspect.model.fields import KINDS, Field
from equipinspect.store import indexes

VERSION = 2  # of the kept columns below; another one makes what is missing
KEPT = {  # columns the program keeps beside what was entered; each can be rebuilt
    "_deleted": "INTEGER NOT NULL DEFAULT 0",  # 1 removed, 2 behind the record named in _same
    "_conflicts": "INTEGER NOT NULL DEFAULT 0",
    "_marks": "TEXT",
    "_same": "INTEGER",
}
KEPT_EQUIPMENT = {"_due_on": "TEXT", "_due": "TEXT", "_due_stream": "TEXT", "_due_source": "TEXT"}


def columns(declarations: Declarations, table: str) -> list[Field]:
    """Return the fields of ``table`` that have columns; equipment takes those of all categories."""
    found = {f.key: f for f in declarations.get(table).columns}
    for category in declarations.categories():
        if category.record == table:
            found |= {f.key: f for f in category.columns if f.key not in found}
    return list(found.values())


def has_categories(declarations: Declarations, table: str) -> bool:
    """Say whether the rows of ``table`` belong to categories with attributes of their own."""
    return any(c.record == table for c in declarations.categories())


def kept(declarations: Declarations, table: str) -> dict[str, str]:
    """Return the program's own columns of ``table`` with their SQL types."""
    return KEPT | KEPT_EQUIPMENT if has_categories(declarations, table) else KEPT


def follow(connection: sqlite3.Connection, declarations: Declarations) -> list[tuple[str, str]]:
    """Create missing tables, columns and indexes; return each (table, column) that came later.

    Columns are never dropped: a field that is retired keeps what was written.
    """
    added = []
    connection.execute("ANALYZE sqlite_schema")  # makes the planner's table where there is none
    for declaration in declarations.records():
        added += _follow(connection, declarations, declaration)
    connection.execute("ANALYZE sqlite_schema")  # reads again what `indexes` told the planner
    return added


def _follow(
    connection: sqlite3.Connection, declarations: Declarations, declaration: Declaration
) -> list[tuple[str, str]]:
    table = declaration.key
    wanted = _wanted(declarations, table)
    there = {row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')}
    if not there:
        body = ", ".join(f'"{name}" {kind}' for name, kind in wanted.items())
        connection.execute(f'CREATE TABLE "{table}"(id INTEGER PRIMARY KEY, {body}) STRICT')
    missing = [name for name in wanted if there and name not in there]
    for name in missing:
        connection.execute(f'ALTER TABLE "{table}" ADD COLUMN "{name}" {wanted[name]}')
    indexes.follow(connection, table, wanted.keys())
    return [(table, name) for name in missing]


def _wanted(declarations: Declarations, table: str) -> dict[str, str]:
    wanted = {f.key: KINDS[f.kind].sql for f in columns(declarations, table)}
    if has_categories(declarations, table):
        wanted = {"category": "TEXT NOT NULL"} | wanted | {"attributes": "TEXT"}
    return wanted | kept(declarations, table)
