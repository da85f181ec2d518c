"""Works out what a field is now from the operations that write it, and brings the row up to date."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from equipinspect.model.canonical import dumps
from equipinspect.model.declarations import Group
from equipinspect.model.fields import Value
from equipinspect.store import search
from equipinspect.store.shapes import Shape, sql_value

if TYPE_CHECKING:
    from equipinspect.store.register import Register

DELETED = "_deleted"


def heads(connection: sqlite3.Connection, entity: int) -> dict[str, tuple[int, ...]]:
    """Return the head operations of every field of ``entity`` that was written after its creation."""
    found: dict[str, tuple[int, ...]] = {}
    for field, operation in connection.execute(
        "SELECT field, operation FROM head WHERE entity=? ORDER BY operation", (entity,)
    ):
        found[field] = (*found.get(field, ()), operation)
    return found


def advance(connection: sqlite3.Connection, number: int, entity: int, field: str, parents: Iterable[int]) -> None:
    """Make operation ``number`` a head of its field in place of the ``parents`` it names."""
    connection.executemany(
        "DELETE FROM head WHERE entity=? AND field=? AND operation=?",
        [(entity, field, parent) for parent in parents],
    )
    connection.execute("INSERT INTO head VALUES(?,?,?)", (entity, field, number))


def lamport(connection: sqlite3.Connection, operation: int) -> int:
    """Return the logical time of the change set that holds ``operation``; unsealed ones are newest."""
    row = connection.execute(
        "SELECT lamport, first_op + n_op FROM change_set WHERE first_op<=? ORDER BY first_op DESC LIMIT 1",
        (operation,),
    ).fetchone()
    return int(row[0]) if row and operation < row[1] else 1 << 62


def newest_first(register: Register, operations: Sequence[int]) -> list[int]:
    """Sort operations by (lamport, id), newest first."""
    if len(operations) < 2:  # noqa: PLR2004
        return list(operations)
    return sorted(operations, key=lambda o: (lamport(register.connection, o), o), reverse=True)


def settle(register: Register, shape: Shape, entity: int, fields: Iterable[str]) -> None:
    """Recompute the given fields or groups of one entity from the log and store its row and index."""
    before = read_row(register, shape, entity)
    after = dict(before)
    for field in fields:
        after |= field_now(register, shape, entity, field)
    store_row(register, shape, entity, before, after)


def field_now(register: Register, shape: Shape, entity: int, field: str) -> dict[str, Value]:
    """Return the present values behind one field or group: {key: value}, None for what is empty."""
    group = shape.declaration.groups.get(field)
    if group and group.events:
        return _latest_event(register, shape, entity, group)
    tips = newest_first(register, heads(register.connection, entity).get(field, ()))
    keys = group.fields if group else (field,)
    if not tips:
        created = shape.read_create(value_text(register.connection, entity))
        return {key: created.get(key) for key in keys}
    return _written(shape, keys, group, value_text(register.connection, tips[0]))


def _written(shape: Shape, keys: Sequence[str], group: Group | None, text: str) -> dict[str, Value]:
    loaded = json.loads(text)
    if group:
        return {key: shape.read_value(key, loaded.get(key)) for key in keys}
    return {keys[0]: shape.read_value(keys[0], loaded)}


def events(register: Register, shape: Shape, entity: int, group: Group) -> list[dict[str, Value]]:
    """Return the dated events of a group, oldest day first.

    Of two for one day the newer stands; one without a value takes back what stood for its day.
    """
    rows = register.connection.execute(
        "SELECT id, value FROM operation WHERE entity=? AND field=? AND field<>'*'",
        (entity, group.key),
    ).fetchall()
    created = shape.read_create(value_text(register.connection, entity))
    by_day: dict[str, dict[str, Value]] = {}
    first = {key: created.get(key) for key in group.fields}
    if any(v is not None for v in first.values()):
        by_day[str(first[group.dated_by] or "")] = first
    texts = dict(rows)
    for number in reversed(newest_first(register, [r[0] for r in rows])):
        event = _written(shape, group.fields, group, texts[number])
        by_day[str(event[group.dated_by] or "")] = event
    return [by_day[day] for day in sorted(by_day) if by_day[day].get(group.fields[0]) is not None]


def _latest_event(register: Register, shape: Shape, entity: int, group: Group) -> dict[str, Value]:
    found = events(register, shape, entity, group)
    return found[-1] if found else dict.fromkeys(group.fields)


def value_text(connection: sqlite3.Connection, operation: int) -> str:
    """Return the logged value of one operation as canonical JSON."""
    row = connection.execute("SELECT value FROM operation WHERE id=?", (operation,)).fetchone()
    return str(row[0])


def read_row(register: Register, shape: Shape, entity: int) -> dict[str, Value]:
    """Return the current values of one entity, with ``_deleted`` when it was removed."""
    names = ", ".join(f'"{n}"' for n in [*shape.names, DELETED])
    row = register.connection.execute(
        f'SELECT {names} FROM "{shape.table}" WHERE id=?', (entity,)
    ).fetchone()
    return shape.values(row[:-1]) | ({DELETED: 1} if row[-1] else {})


def store_row(
    register: Register, shape: Shape, entity: int, before: dict[str, Value], after: dict[str, Value]
) -> None:
    """Write the changed columns of one row, its kept columns and its search grams."""
    after = {k: v for k, v in after.items() if v is not None}
    changed: dict[str, str | int | None] = {}
    for key in {*before, *after}:
        if before.get(key) != after.get(key) and not shape.is_attribute(key):
            changed[key] = sql_value(after.get(key))
    if DELETED in changed:
        changed[DELETED] = int(bool(after.get(DELETED)))
    if any(before.get(k) != after.get(k) for k in {*before, *after} if shape.is_attribute(k)):
        own = {k: shape.logged(k, v) for k, v in after.items() if shape.is_attribute(k) and k != DELETED}
        changed["attributes"] = dumps(own) if own else None
    changed["_conflicts"] = conflicts(register.connection, entity)
    if register.derive:
        changed |= register.derive(shape.declaration.key, after)
    sets = ", ".join(f'"{k}"=?' for k in changed)
    register.connection.execute(
        f'UPDATE "{shape.table}" SET {sets} WHERE id=?', [*changed.values(), entity]
    )
    search.replace(register.connection, shape.declaration, entity, before, after)


def conflicts(connection: sqlite3.Connection, entity: int) -> int:
    """Count the fields of ``entity`` whose heads say different things."""
    row = connection.execute(
        """SELECT count(*) FROM (
            SELECT h.field FROM head h JOIN operation o ON o.id = h.operation
            WHERE h.entity=? GROUP BY h.field HAVING count(DISTINCT o.value) > 1)""",
        (entity,),
    ).fetchone()
    return int(row[0])
