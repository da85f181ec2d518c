"""Works the program's own columns of every row out again, after a rule or setting changed."""

from __future__ import annotations

from equipinspect.store.register import Register

PART = 5000


def rederive(register: Register, kind: str) -> int:
    """Write the kept columns of all rows of a category anew; return how many rows there are."""
    assert register.derive is not None
    shape = register.shapes.of(kind)
    names = ", ".join(f'"{n}"' for n in shape.names)
    reading = f'SELECT id, {names} FROM "{shape.table}" WHERE category=? AND id>? ORDER BY id LIMIT {PART}'
    last, done = -1, 0
    while rows := register.connection.execute(reading, (kind, last)).fetchall():
        derived = [register.derive(kind, shape.values(row[1:])) for row in rows]
        sets = ", ".join(f'"{c}"=?' for c in derived[0])
        register.connection.executemany(
            f'UPDATE "{shape.table}" SET {sets} WHERE id=?',
            [(*columns.values(), row[0]) for columns, row in zip(derived, rows, strict=True)],
        )
        last, done = rows[-1][0], done + len(rows)
    return done
