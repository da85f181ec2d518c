"""Takes an action back by writing its inverse; the log keeps both, and what was written since stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field

from equipinspect.model.chain import CREATE
from equipinspect.model.declarations import Group
from equipinspect.model.fields import Value
from equipinspect.store import heads, history, references
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
        "SELECT first_op, first_op + n_op FROM change_set WHERE action=? ORDER BY replica, seq",
        (key,),
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
    """Write what stood before one operation, unless someone else wrote the field since.

    ``own`` are the operations of the action and of its undoing so far: they count as nobody else's.
    """
    _number, entity, _record, name, value, _parents = operation
    kind = kind_of(register, entity)
    tips = heads.heads(register.connection, entity).get(name, ())
    written = heads.writes(register.connection, register.shapes.of(kind), entity).get(name, [])
    if not own.issuperset(_standing(register, entity, written, tips)):
        done.refused.append((entity, name))
        return
    if name == heads.DELETED:
        put = running.bring_back if value == "1" else running.remove
        own.add(put(kind, entity))
    else:
        own.add(running.write(kind, entity, name, _before(register, kind, operation), tips))
    done.restored += 1


def _standing(
    register: Register, entity: int, written: Sequence[heads.Write], tips: Iterable[int]
) -> set[int]:
    """Return the operations that people's work on a field rests on.

    What was undone does not count, nor does the undoing: it stands for what was there before.
    """
    by_id = {write.id: write for write in written}
    found: set[int] = set()
    for tip in tips:
        if tip not in by_id or not history.is_undo(register, tip):
            found.add(tip)
            continue
        undone = _standing(register, entity, written, _same_field(by_id[tip], by_id))
        before = {p for each in undone for p in _same_field(by_id[each], by_id) or [entity]}
        found |= _standing(register, entity, written, before)
    return found


def _same_field(write: heads.Write, by_id: Container[int]) -> list[int]:
    return [parent for parent in write.parents if parent in by_id]


def _before(register: Register, kind: str, operation: Operation) -> Value | dict[str, Value]:
    """Return the value of a field or group that the author of an operation saw."""
    _number, entity, _record, name, _value, parents = operation
    shape = register.shapes.of(kind)
    group = shape.declaration.groups.get(name)
    if group and group.events:
        return _event_before(register, shape, operation, group)
    seen = [shape.read_id(p) for p in json.loads(parents)]
    written = heads.writes(register.connection, shape, entity).get(name, [])
    created = shape.read_create(heads.value_text(register.connection, entity))
    before = [write for write in written if write.id in seen]
    found = heads.field_now(register, shape, created, name, before)
    return found if group else found[name]


def _event_before(
    register: Register, shape: Shape, operation: Operation, group: Group
) -> dict[str, Value]:
    """Return what held for the day of an event before it: an earlier event, or an empty one."""
    number, entity, _record, name, value, _parents = operation
    day = json.loads(value).get(group.dated_by)
    created = shape.read_create(heads.value_text(register.connection, entity))
    written = heads.writes(register.connection, shape, entity).get(name, [])
    earlier = [write for write in written if write.id < number]
    before = heads.dated(register, shape, created, group, earlier)
    held = [event for event in before if event[group.dated_by] == day]
    return held[-1] if held else {group.dated_by: day}


def _remove_created(
    register: Register,
    running: Action,
    created: Sequence[Operation],
    own: set[int],
    done: Undone,
    tick: Tick,
) -> None:
    """Put a tombstone on every created row that nothing outside the action builds upon."""
    held = _built_upon(register, created, own)
    for start in range(0, len(created), BULK):
        part = created[start : start + BULK]
        free = [o for o in part if o[0] not in held]
        done.refused += [(o[0], CREATE) for o in part if o[0] in held]
        _tombstones(running, free)
        done.removed += len(free)
        tick(start + len(part))


def _built_upon(register: Register, created: Sequence[Operation], own: set[int]) -> set[int]:
    """Find created records that were written since, or that a living record refers to.

    A record that stays keeps what it refers to, and so on.
    """
    going = {o[0] for o in created}
    tables = {o[2] for o in created}
    written = register.connection.execute(
        "SELECT entity, operation FROM head WHERE entity BETWEEN ? AND ?",
        (min(going, default=0), max(going, default=0)),
    )
    since = {entity for entity, operation in written if entity in going and operation not in own}
    held = {entity for entity in since if _is_written(register, entity, own)}
    going -= held
    while kept := references.kept_from(register, going, tables):
        held |= kept
        going -= kept
    return held


def _is_written(register: Register, entity: int, own: set[int]) -> bool:
    """Say whether people's work on a created record rests on more than its creation."""
    shape = register.shapes.of(kind_of(register, entity))
    tips = heads.heads(register.connection, entity)
    return any(
        _standing(register, entity, written, tips.get(name, ())) - own
        for name, written in heads.writes(register.connection, shape, entity).items()
    )


def _tombstones(running: Action, created: Iterable[Operation]) -> None:
    by_table: dict[str, list[int]] = {}
    for operation in created:
        by_table.setdefault(operation[2], []).append(operation[0])
    for table, ids in by_table.items():
        running.remove_many(table, ids)
