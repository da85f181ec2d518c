"""Works out what a field is now from the operations that write it, and brings the row up to date."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from equipinspect.model.declarations import Declaration, Group
from equipinspect.model.fields import Value
from equipinspect.store import contention, index
from equipinspect.store.contention import DELETED, SAME_AS, Write, tips
from equipinspect.store.register import Register
from equipinspect.store.shapes import Raw, Shape, read_object

UNSEALED = 1 << 62  # the logical time of an operation whose change set is still being written


def heads(connection: sqlite3.Connection, entity: int) -> dict[str, tuple[int, ...]]:
    """Return the head operations of every field of ``entity`` that was written after its creation."""
    found: dict[str, tuple[int, ...]] = {}
    for field, operation in connection.execute(
        "SELECT field, operation FROM head WHERE entity=? ORDER BY operation", (entity,)
    ):
        found[field] = (*found.get(field, ()), operation)
    return found


def advance(
    connection: sqlite3.Connection, number: int, entity: int, field: str, parents: Iterable[int]
) -> None:
    """Make operation ``number`` a head of its field in place of the ``parents`` it names."""
    connection.executemany(
        "DELETE FROM head WHERE entity=? AND field=? AND operation=?",
        [(entity, field, parent) for parent in parents],
    )
    connection.execute("INSERT INTO head VALUES(?,?,?)", (entity, field, number))


def writes(connection: sqlite3.Connection, shape: Shape, entity: int) -> dict[str, list[Write]]:
    """Return every write on ``entity`` since its creation by field, as the log holds them."""
    found: dict[str, list[Write]] = {}
    for number, field, value, parents in connection.execute(
        "SELECT id, field, value, parents FROM operation WHERE entity=? AND field<>'*' ORDER BY id",
        (entity,),
    ):
        seen = tuple(shape.read_id(p) for p in json.loads(parents))
        found.setdefault(field, []).append(Write(number, value, seen))
    return found


def lamport(connection: sqlite3.Connection, operation: int) -> int:
    """Return the logical time of the change set that holds ``operation``; unsealed ones are newest."""
    row = connection.execute(
        "SELECT lamport, first_op + n_op FROM change_set WHERE first_op<=? ORDER BY first_op DESC"
        " LIMIT 1",
        (operation,),
    ).fetchone()
    return int(row[0]) if row and operation < row[1] else UNSEALED


def newest_first(connection: sqlite3.Connection, written: Sequence[Write]) -> list[Write]:
    """Sort writes by (lamport, id), newest first."""
    if len(written) < 2:  # noqa: PLR2004
        return list(written)
    return sorted(written, key=lambda w: (lamport(connection, w.id), w.id), reverse=True)


def settle(register: Register, shape: Shape, entity: int, fields: Iterable[str]) -> None:
    """Recompute the given fields or groups of one entity from the log and store its row and index."""
    row = read_row(register, shape, entity)
    created = shape.read_create(value_text(register.connection, entity))
    written = writes(register.connection, shape, entity)
    after = shape.values(row[:-1])
    for field in fields:
        if has_row_values(field):
            after |= field_now(register, shape, created, field, written.get(field, []))
    store_row(register, shape, entity, row, after)


def has_row_values(field: str) -> bool:
    """Say whether a field has values of its own in the row: not the tombstone, not ``same_as:…``."""
    return field != DELETED and not field.startswith(SAME_AS)


def needs_created(shape: Shape, field: str, written: Sequence[Write]) -> bool:
    """Say whether the present value of a field depends on the creation of its record."""
    group = shape.declaration.groups.get(field)
    return not written or bool(group and group.events)


def from_log(register: Register, shape: Shape, entity: int) -> dict[str, Value]:
    """Return all values of one entity as the log alone gives them, ``_deleted`` when it is gone."""
    created = shape.read_create(value_text(register.connection, entity))
    found = dict(created)
    for field, written in writes(register.connection, shape, entity).items():
        if has_row_values(field):
            found |= field_now(register, shape, created, field, written)
    if counted(register, shape, entity)[DELETED]:
        found[DELETED] = 1
    return {key: value for key, value in found.items() if value is not None}


def field_now(
    register: Register,
    shape: Shape,
    created: Mapping[str, Value],
    field: str,
    written: Sequence[Write],
) -> dict[str, Value]:
    """Return the present values behind one field or group: {key: value}, None for what is empty."""
    group = shape.declaration.groups.get(field)
    keys = group.fields if group else (field,)
    if group and group.events:
        found = dated(register, shape, created, group, written)
        return found[-1] if found else dict.fromkeys(keys)
    heads_now = tips(written)
    if not heads_now:
        return {key: created.get(key) for key in keys}
    return value_of(shape, field, _shown(register, shape.declaration, field, heads_now).value)


def _shown(register: Register, declaration: Declaration, field: str, now: list[Write]) -> Write:
    if len(now) == 1:
        return now[0]
    return contention.shown(declaration, field, now, lambda n: lamport(register.connection, n))


def value_of(shape: Shape, field: str, text: str) -> dict[str, Value]:
    """Return what one write says: {key: value}, None for each empty field of its group."""
    group = shape.declaration.groups.get(field)
    if group is None:
        return {field: shape.read_value(field, json.loads(text))}
    loaded = read_object(text)
    return {key: shape.read_value(key, loaded.get(key)) for key in group.fields}


def events(register: Register, shape: Shape, entity: int, group: Group) -> list[dict[str, Value]]:
    """Return the dated events of a group of one entity, oldest day first."""
    created = shape.read_create(value_text(register.connection, entity))
    written = writes(register.connection, shape, entity).get(group.key, [])
    return dated(register, shape, created, group, written)


def dated(
    register: Register,
    shape: Shape,
    created: Mapping[str, Value],
    group: Group,
    written: Sequence[Write],
) -> list[dict[str, Value]]:
    """Return the events that creation and writes leave standing, oldest day first.

    Of two for one day the newer stands; one without a value takes back what stood for its day.
    """
    first = {key: created.get(key) for key in group.fields}
    found = [first] if any(v is not None for v in first.values()) else []
    for write in reversed(newest_first(register.connection, written)):
        found.append(value_of(shape, group.key, write.value))
    by_day = {str(event[group.dated_by] or ""): event for event in found}
    standing = (by_day[day] for day in sorted(by_day))
    return [event for event in standing if event[group.fields[0]] is not None]


def value_text(connection: sqlite3.Connection, operation: int) -> str:
    """Return the logged value of one operation as canonical JSON."""
    row = connection.execute("SELECT value FROM operation WHERE id=?", (operation,)).fetchone()
    return str(row[0])


def read_row(register: Register, shape: Shape, entity: int) -> tuple[Raw, ...]:
    """Return the stored row of one entity as `Shape.names` lists it, and whether it was removed."""
    names = ", ".join(f'"{n}"' for n in [*shape.names, DELETED])
    row: tuple[Raw, ...] = register.connection.execute(
        f'SELECT {names} FROM "{shape.table}" WHERE id=?', (entity,)
    ).fetchone()
    return row


def store_row(
    register: Register,
    shape: Shape,
    entity: int,
    row: Sequence[Raw],
    after: Mapping[str, Value],
) -> None:
    """Bring one stored ``row`` to what ``after`` says, with its kept columns and its search grams."""
    after = {k: v for k, v in after.items() if v is not None}
    changed = {
        name: value
        for name, value, was in zip(shape.names, shape.row(after), row, strict=False)
        if value != was
    }
    changed |= counted(register, shape, entity)
    if register.derive:
        changed |= register.derive(shape.declaration.key, after)
    sets = ", ".join(f'"{k}"=?' for k in changed)
    register.connection.execute(
        f'UPDATE "{shape.table}" SET {sets} WHERE id=?', [*changed.values(), entity]
    )
    index.replace(register.connection, shape.declaration, entity, shape.values(row[:-1]), after)


def counted(register: Register, shape: Shape, entity: int) -> dict[str, Raw]:
    """Return what the heads of an entity decide: whether it is gone, and in how many fields disputed."""
    referred = entity in register.held_up
    now = heads_of(register.connection, shape, entity)
    disputed = contention.disputes(shape.declaration, now, referred)
    return {DELETED: int(contention.is_gone(now, disputed)), "_conflicts": len(disputed)}


def heads_of(connection: sqlite3.Connection, shape: Shape, entity: int) -> dict[str, list[Write]]:
    """Return the heads of every field of an entity with their values and parents."""
    found: dict[str, list[Write]] = {}
    for field, number, value, parents in connection.execute(
        """SELECT h.field, o.id, o.value, o.parents FROM head h JOIN operation o ON o.id = h.operation
           WHERE h.entity=? ORDER BY o.id""",
        (entity,),
    ):
        seen = tuple(shape.read_id(p) for p in json.loads(parents))
        found.setdefault(field, []).append(Write(number, value, seen))
    return found


__all__ = ["DELETED", "SAME_AS", "Write", "tips"]
