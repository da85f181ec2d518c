"""Works the program's own columns of every row out again, after a rule or setting changed."""

from __future__ import annotations

from equipinspect.store import tables
from equipinspect.store.register import Derived, Register
from equipinspect.store.shapes import Raw

PART = 5000
COUNTED = ("_deleted", "_conflicts", "_same")  # from the heads, the others from the values


def rederive(register: Register, table: str) -> int:
    """Write the kept columns of a table anew where they differ; return how many rows it has."""
    assert register.derive is not None
    shape = register.shapes.of(table)
    columns = [n for n in tables.kept(register.declarations, table) if n not in COUNTED]
    listed = ", ".join(f'"{name}"' for name in [*columns, *shape.names])
    sets = ", ".join(f'"{name}"=?' for name in columns)
    last, done = -1, 0
    while rows := register.connection.execute(
        f'SELECT id, {listed} FROM "{table}" WHERE id>? ORDER BY id LIMIT {PART}', (last,)
    ).fetchall():
        changed = []
        for row in rows:
            before, stored = row[1 : 1 + len(columns)], row[1 + len(columns) :]
            derived = _derived(register, table, stored)
            after = tuple(derived[name] for name in columns)
            if after != before:
                changed.append((*after, row[0]))
        register.connection.executemany(f'UPDATE "{table}" SET {sets} WHERE id=?', changed)
        last, done = rows[-1][0], done + len(rows)
    return done


def _derived(register: Register, table: str, stored: tuple[Raw, ...]) -> Derived:
    assert register.derive is not None
    kind = str(stored[0]) if register.shapes.of(table).categorised else table
    return register.derive(kind, register.shapes.of(kind).values(stored))
