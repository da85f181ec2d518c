"""Lists where people contradict each other: which field of which record, what each said, and on what it rests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from equipinspect.model.chain import CREATE
from equipinspect.model.fields import Value
from equipinspect.model.ids import COUNTER_BITS
from equipinspect.store import contention, heads, references, sameness
from equipinspect.store.contention import DELETED, GONE, Write
from equipinspect.store.register import Register
from equipinspect.store.shapes import Shape


@dataclass(frozen=True)
class Side:
    """What one person said: the operation, its values, who, when, on which device.

    ``entity`` is the record it was said of, for a delete also one that refers to the deleted one.
    """

    operation: int
    entity: int
    field: str
    values: Mapping[str, Value]
    person: str
    at_wall: str
    replica: int
    reason: str


@dataclass(frozen=True)
class Conflict:
    """One field or group of one record that a person must decide.

    ``parents`` are all heads a decision must name.
    """

    entity: int
    kind: str
    field: str
    sides: list[Side]
    parents: tuple[int, ...]


def every(register: Register) -> Iterator[Conflict]:
    """Yield every open conflict, by table and record."""
    for declaration in register.declarations.records():
        rows = register.connection.execute(
            f'SELECT id FROM "{declaration.key}" WHERE _conflicts > 0 AND _same IS NULL ORDER BY id'
        ).fetchall()
        for (entity,) in rows:
            yield from of_record(register, entity)


def of_record(register: Register, entity: int) -> Iterator[Conflict]:
    """Yield the open conflicts of one record, those with records that are the same among them."""
    shape = sameness.shape_of(register, entity)
    tips = heads.heads_of(register.connection, shape, entity)
    referred = entity in register.held_up
    for name in sorted(contention.disputes(shape.declaration, tips, referred)):
        yield _conflict(register, shape, entity, name, tips)
    for name, said in sameness.conflicts(register, entity).items():
        sides = [_side(register, each.tips[-1], each.entity, name, each.values) for each in said]
        parents = tuple(sorted({tip for each in said for tip in each.tips}))
        yield Conflict(entity, shape.declaration.key, name, sides, parents)


def _conflict(
    register: Register, shape: Shape, entity: int, name: str, tips: Mapping[str, list[Write]]
) -> Conflict:
    kind = shape.declaration.key
    if name == DELETED:
        sides = list(_about_delete(register, shape, entity, tips))
        named = {w.id for writes in tips.values() for w in writes} | {entity}
        return Conflict(entity, kind, name, sides, tuple(sorted(named)))
    own = tips[name]
    sides = [_said(register, shape, entity, name, write) for write in own]
    parents = {write.id for write in own}
    finished = tips.get(shape.declaration.finished_by, [])
    if finished and name != shape.declaration.finished_by:
        parents |= {write.id for write in finished}
        if not contention.contradict(own):
            sides.insert(0, _before(register, shape, entity, name, own))
    return Conflict(entity, kind, name, sides, tuple(sorted(parents)))


def _about_delete(
    register: Register, shape: Shape, entity: int, tips: Mapping[str, list[Write]]
) -> Iterator[Side]:
    """Yield the deletes, then what stands against them: writes they do not name, records that refer."""
    named: set[int] = set()
    for write in tips[DELETED]:
        yield _said(register, shape, entity, DELETED, write)
        if write.value == GONE:
            named.update(write.parents)
    for name, writes in tips.items():
        for write in writes:
            if name != DELETED and write.id not in named:
                yield _said(register, shape, entity, name, write)
    for row, _target in references.pairs(register, {entity}, {shape.table}):
        if row != entity:
            yield _side(register, row, row, CREATE, {})


def _said(register: Register, shape: Shape, entity: int, name: str, write: Write) -> Side:
    values = (
        {DELETED: int(write.value)} if name == DELETED else heads.value_of(shape, name, write.value)
    )
    return _side(register, write.id, entity, name, values)


def _before(register: Register, shape: Shape, entity: int, name: str, own: list[Write]) -> Side:
    """Return what a field held when the record was finished, beside what was written past that."""
    created = shape.read_create(heads.value_text(register.connection, entity))
    written = heads.writes(register.connection, shape, entity).get(name, [])
    past = {write.id for write in own}
    before = [write for write in written if write.id not in past]
    values = heads.field_now(register, shape, created, name, before)
    operation = before[-1].id if before else entity
    return _side(register, operation, entity, name, values)


def _side(
    register: Register, operation: int, entity: int, name: str, values: Mapping[str, Value]
) -> Side:
    row = register.connection.execute(
        "SELECT person, at_wall, reason FROM change_set WHERE first_op<=?"
        " ORDER BY first_op DESC LIMIT 1",
        (operation,),
    ).fetchone()
    person, at_wall, reason = row or ("", "", "")
    return Side(operation, entity, name, values, person, at_wall, operation >> COUNTER_BITS, reason)


def went_through(register: Register, entity: int) -> set[str]:
    """Return the fields of a record that once were in conflict: a write names values that differ."""
    shape = sameness.shape_of(register, entity)
    found = set()
    for name, written in heads.writes(register.connection, shape, entity).items():
        texts = {write.id: contention.says(write.value) for write in written}
        for write in written:
            if len({texts[p] for p in write.parents if p in texts}) > 1:
                found.add(name)
    return found
