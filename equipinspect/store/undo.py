"""Takes an action back by writing its inverse; the log keeps both, and what was written since stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from equipinspect.model.chain import CREATE
from equipinspect.model.declarations import Group
from equipinspect.model.fields import Value
from equipinspect.store import heads
from equipinspect.store.operations import Action, kind_of
from equipinspect.store.register import Register
from equipinspect.store.shapes import Shape

Operation = tuple[int, int, str, str, str, str]
Tick = Callable[[int], None]
BULK = 1000


@dataclass
class Undone:
    """What an undo did: removed and restored counts, and what it left with the reason."""

    removed: int = 0
    restored: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def operations_of(register: Register, key: str) -> list[Operation]:
    """Return all operations of an action in the order they were written."""
    spans = register.connection.execute(
        "SELECT first_op, first_op + n_op FROM change_set WHERE action=? ORDER BY replica, seq", (key,)
    ).fetchall()
    found: list[Operation] = []
    for low, high in spans:
        found += register.connection.execute(
            "SELECT * FROM operation WHERE id>=? AND id<? ORDER BY id", (low, high)
        ).fetchall()
    return found


def reverse(register: Register, running: Action, key: str, tick: Tick) -> Undone:
    """Write the inverse of action ``key`` into ``running``; refuse field by field what was built upon."""
    all_of = operations_of(register, key)
    done = Undone()
    own = {o[0] for o in all_of}
    created = [o for o in all_of if o[3] == CREATE]
    born = {o[0] for o in created}
    for number, operation in enumerate(o for o in reversed(all_of) if o[1] not in born):
        _reverse_write(register, running, operation, own, done)
        tick(number)
    _remove_created(register, running, created, own, done, tick)
    return done


def _reverse_write(
    register: Register, running: Action, operation: Operation, own: set[int], done: Undone
) -> None:
    number, entity, _record, name, _value, parents = operation
    tips = heads.heads(register.connection, entity).get(name, ())
    if not set(tips) <= own and number not in tips:
        done.refused.append((entity, name))
        return
    kind = kind_of(register, entity)
    if name == heads.DELETED:
        running.bring_back(kind, entity)
    else:
        before = _value_before(register, kind, operation)
        running.write(kind, entity, name, before, tips)
    done.restored += 1


def _value_before(register: Register, kind: str, operation: Operation) -> Value | dict[str, Value]:
    _number, entity, _record, name, _value, parents = operation
    shape = register.shapes.of(kind)
    group = shape.declaration.groups.get(name)
    if group and group.events:
        return _event_before(register, shape, operation, group)
    ids = heads.newest_first(register, [shape.read_id(p) for p in json.loads(parents)])
    if ids[0] == entity:
        created = shape.read_create(heads.value_text(register.connection, entity))
        return {k: created.get(k) for k in group.fields} if group else created.get(name)
    loaded = json.loads(heads.value_text(register.connection, ids[0]))
    if group:
        return {k: shape.read_value(k, v) for k, v in loaded.items()}
    return shape.read_value(name, loaded)


def _event_before(register: Register, shape: Shape, operation: Operation, group: Group) -> dict[str, Value]:
    """Return what held for the day of an event before it: an earlier event, or an empty one."""
    number, entity, _record, name, value, _parents = operation
    day = json.loads(value).get(group.dated_by)
    earlier = [
        text
        for (text,) in register.connection.execute(
            "SELECT value FROM operation WHERE entity=? AND field=? AND field<>'*' AND id<? ORDER BY id",
            (entity, name, number),
        )
        if json.loads(text).get(group.dated_by) == day
    ]
    if earlier:
        return {k: shape.read_value(k, v) for k, v in json.loads(earlier[-1]).items()}
    created = shape.read_create(heads.value_text(register.connection, entity))
    same_day = created.get(group.dated_by) == day
    return {k: created.get(k) for k in group.fields} if same_day else {group.dated_by: day}


def _remove_created(
    register: Register, running: Action, created: list[Operation], own: set[int], done: Undone, tick: Tick
) -> None:
    """Put a tombstone on every created row that nothing outside the action builds upon."""
    held = _built_upon(register, created, own)
    for start in range(0, len(created), BULK):
        part = [o for o in reversed(created[start : start + BULK])]
        free = [o for o in part if o[0] not in held]
        done.refused += [(o[0], CREATE) for o in part if o[0] in held]
        _tombstones(register, running, free)
        done.removed += len(free)
        tick(start + len(part))


def _built_upon(register: Register, created: list[Operation], own: set[int]) -> set[int]:
    """Find created entities that were written since, or that a living row outside refers to."""
    register.connection.execute("CREATE TEMP TABLE IF NOT EXISTS born(id INTEGER PRIMARY KEY)")
    register.connection.execute("DELETE FROM born")
    register.connection.executemany("INSERT INTO born VALUES(?)", ((o[0],) for o in created))
    written = register.connection.execute(
        "SELECT h.entity, h.operation FROM head h WHERE h.entity IN (SELECT id FROM born)"
    )
    held = {entity for entity, operation in written if operation not in own}
    for declaration in register.declarations.records():
        table = declaration.key
        for each in declaration.fields:
            if each.kind == "ref" and each.column:
                held |= {
                    row[0]
                    for row in register.connection.execute(
                        f'SELECT DISTINCT "{each.key}" FROM "{table}" WHERE _deleted=0 AND'
                        f' "{each.key}" IN (SELECT id FROM born) AND id NOT IN (SELECT id FROM born)'
                    )
                }
    return held


def _tombstones(register: Register, running: Action, created: Iterable[Operation]) -> None:
    by_table: dict[str, list[int]] = {}
    for operation in created:
        by_table.setdefault(operation[2], []).append(operation[0])
    for table, ids in by_table.items():
        running.remove_many(table, ids)

