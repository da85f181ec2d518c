"""Reads the log as people ask it: who changed what, when, from what, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from equipinspect.model.chain import CREATE
from equipinspect.store import heads
from equipinspect.store.operations import kind_of
from equipinspect.store.register import Register
from equipinspect.store.shapes import Shape, Values

UNDO = "undo"


@dataclass(frozen=True)
class Event:
    """One operation on one record, with the change set around it."""

    operation: int
    at_wall: str
    person: str
    replica: int
    action: str
    reason: str
    field: str
    old: Values
    new: Values
    before: str = ""  # what the device's clock said at its change set before this one


@dataclass(frozen=True)
class Done:
    """One action in the log: its key, verb, reason, time and number of operations."""

    key: str
    verb: str
    at_wall: str
    person: str
    reason: str
    operations: int
    target: str


def of_entity(register: Register, entity: int) -> list[Event]:
    """Return every operation on an entity, oldest first by (lamport, id), whichever device wrote it."""
    shape = register.shapes.of(kind_of(register, entity))
    rows = register.connection.execute(
        """SELECT o.id, o.field, o.value, o.parents FROM operation o WHERE o.id=?
           UNION ALL SELECT id, field, value, parents FROM operation
           WHERE entity=? AND field<>'*'""",
        (entity, entity),
    ).fetchall()
    rows.sort(key=lambda row: (heads.lamport(register.connection, row[0]), row[0]))
    known: dict[int, Values] = {}
    found = []
    for number, field, value, parents in rows:
        new = _values(shape, field, value)
        old = _before(shape, field, parents, known, entity)
        known[number] = new
        found.append(_event(register, number, field, old, new))
    return found


def _before(
    shape: Shape, field: str, parents: str, known: dict[int, Values], entity: int
) -> Values:
    from_ids = [shape.read_id(p) for p in json.loads(parents)]
    same = [known[i] for i in from_ids if i in known and i != entity]
    if same and field != heads.DELETED:
        return same[-1]
    group = shape.declaration.groups.get(field)
    created = known.get(entity, {})
    keys = group.fields if group else (field,)
    return {k: created[k] for k in keys if k in created}


def _values(shape: Shape, field: str, value: str) -> Values:
    if field == CREATE:
        return shape.read_create(value)
    return {k: v for k, v in heads.value_of(shape, field, value).items() if v is not None}


def _event(register: Register, number: int, field: str, old: Values, new: Values) -> Event:
    at_wall, person, replica, action, reason, before = register.connection.execute(
        """SELECT c.at_wall, c.person, c.replica, c.action, c.reason, coalesce(b.at_wall, '')
           FROM change_set c LEFT JOIN change_set b ON b.replica=c.replica AND b.seq=c.seq-1
           WHERE c.first_op<=? ORDER BY c.first_op DESC LIMIT 1""",
        (number,),
    ).fetchone()
    return Event(number, at_wall, person, replica, action, reason, field, old, new, before)


def is_undo(register: Register, operation: int) -> bool:
    """Say whether an operation belongs to the undoing of an action."""
    row = register.connection.execute(
        "SELECT action, first_op + n_op FROM change_set WHERE first_op<=? ORDER BY first_op DESC"
        " LIMIT 1",
        (operation,),
    ).fetchone()
    return row is not None and operation < row[1] and str(row[0]).startswith(f"{UNDO} ")


def actions(register: Register, limit: int = -1) -> Iterator[Done]:
    """Yield the actions of this device, newest first; all of them without a ``limit``."""
    rows = register.connection.execute(
        """SELECT action, min(at_wall), person, reason, sum(n_op) FROM change_set
           WHERE replica=? GROUP BY action ORDER BY max(seq) DESC LIMIT ?""",
        (register.replica, limit),
    )
    yield from (_done(*row) for row in rows)


def _done(key: str, at_wall: str, person: str, reason: str, operations: int) -> Done:
    verb, _number, *target = key.split(" ", 2)
    return Done(key, verb, at_wall, person, reason, operations, target[0] if target else "")


def undoable(register: Register) -> Done | None:
    """Return the newest action that is no undo and was not undone; None when there is none."""
    gone: set[str] = set()
    for done in actions(register):
        if done.verb == UNDO:
            gone.add(done.target)
        elif done.key not in gone:
            return done
    return None
