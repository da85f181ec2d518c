"""Records that people said are one and the same: the smallest living one represents the others.

Saying so is a write on the smaller id, field ``same_as:<larger id>``, 1 or 0; while its heads differ the
two stay apart. The partition is what such writes connect, so the order in which they were said, or came
from other devices, cannot matter.

The row of the representative is filled from the others where it is empty; where a field that people must
decide differs, it counts as a conflict until a write on one of them names what the others say. The rows
behind it keep their own values, bear its id in ``_same`` and 2 in ``_deleted``: no list shows them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from equipinspect.model.canonical import canonical
from equipinspect.model.fields import Value
from equipinspect.model.ids import parse_id, show_id
from equipinspect.store import contention, heads
from equipinspect.store.register import Register
from equipinspect.store.shapes import Shape

PREFIX, BEHIND = "same_as:", "same_as;"  # all such fields lie between these two
STANDS, REMOVED, REPRESENTED = 0, 1, 2  # what `_deleted` says of a row
DECIDED = frozenset(
    {"human", "fixed", "higher"}
)  # merge rules under which a difference is a conflict
LATEST = "latest"


@dataclass(frozen=True)
class Said:
    """What one member says of one field or group, and the operations it rests on."""

    entity: int
    values: Mapping[str, Value]
    tips: tuple[int, ...]


@dataclass
class State:
    """What the rows of one class shall hold: the representative's values, fields in conflict."""

    members: list[int]  # the representative first
    values: dict[int, dict[str, Value]] = field(default_factory=dict)
    conflicts: dict[str, list[Said]] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    @property
    def representative(self) -> int:
        """The member that lists show."""
        return self.members[0]

    def kept(self, entity: int) -> dict[str, int | None]:
        """Return the columns that the program keeps of one member's row."""
        gone = bool(self.values[entity].get(heads.DELETED))
        alone = entity == self.representative
        return {
            heads.DELETED: REMOVED if gone else STANDS if alone else REPRESENTED,
            "_conflicts": self.counts[entity],
            "_same": None if alone else self.representative,
        }


def field_of(other: int) -> str:
    """Return the field of the smaller id that says it is the same as a larger one."""
    return PREFIX + show_id(other)


def is_said(name: str) -> bool:
    """Say whether a field of the log is one of these."""
    return name.startswith(PREFIX)


def target(name: str) -> int:
    """Return the larger id that such a field names."""
    return parse_id(name.removeprefix(PREFIX))


def members(connection: sqlite3.Connection, table: str, entity: int) -> list[int]:
    """Return all records that are the same as one, itself among them, the representative first."""
    row = connection.execute(f'SELECT _same FROM "{table}" WHERE id=?', (entity,)).fetchone()
    first = entity if row is None or row[0] is None else int(row[0])
    rest = connection.execute(f'SELECT id FROM "{table}" WHERE _same=? ORDER BY id', (first,))
    return [first, *(number for (number,) in rest)]


def links(connection: sqlite3.Connection, entity: int) -> Iterator[tuple[int, bool]]:
    """Yield the larger ids that an entity was ever said to be the same as, and whether it holds now."""
    told: dict[str, set[str]] = {}
    for name, value in connection.execute(
        "SELECT h.field, o.value FROM head h JOIN operation o ON o.id = h.operation"
        " WHERE h.entity=? AND h.field>=? AND h.field<?",
        (entity, PREFIX, BEHIND),
    ):
        told.setdefault(name, set()).add(value)
    for name, values in told.items():
        yield target(name), values == {"1"}


def settle(register: Register, entities: Iterable[int]) -> None:
    """Bring the rows of everything connected with some records of any table up to the log.

    Call it with both ends of a ``same_as`` that was written or came, and with each record of a class
    that was written, removed or brought back.
    """
    left = set(entities)
    while left:
        start = left.pop()
        table = _table(register.connection, start)
        if table is None:
            continue
        near = _near(register.connection, table, start)
        left -= near
        for group in _components(register.connection, near):
            _store(register, group)


def joined(
    register: Register, tables: Mapping[str, Set[int]], touched: Mapping[int, Iterable[str]]
) -> set[int]:
    """Return which touched records, given by table, belong with others, and the ends of any ``same_as``."""
    found: set[int] = set()
    for entity, fields in touched.items():
        if named := [target(name) for name in fields if is_said(name)]:
            found.update([entity, *named])
    for table, entities in tables.items():
        behind = register.connection.execute(
            f'SELECT id, _same FROM "{table}" WHERE _same IS NOT NULL'
        )
        found.update(n for pair in behind if not entities.isdisjoint(pair) for n in pair)
    return found


def touches(connection: sqlite3.Connection, table: str, entity: int) -> bool:
    """Say whether a record belongs with others."""
    return any_in(connection, table) and len(members(connection, table, entity)) > 1


def any_in(connection: sqlite3.Connection, table: str) -> bool:
    """Say whether any two records of a table are the same: most tables have none, and ask no further."""
    sql = f'SELECT EXISTS(SELECT 1 FROM "{table}" WHERE _same IS NOT NULL)'
    return bool(connection.execute(sql).fetchone()[0])


def _table(connection: sqlite3.Connection, entity: int) -> str | None:
    row = connection.execute(
        "SELECT record FROM operation WHERE id=? AND entity=id", (entity,)
    ).fetchone()
    return None if row is None else str(row[0])


def _near(connection: sqlite3.Connection, table: str, start: int) -> set[int]:
    """Return what a record was connected with, and what it and those are said to be connected with."""
    found: set[int] = set()
    ahead = {start}
    while ahead:
        one = ahead.pop()
        found.add(one)
        told = [other for other, _holds in links(connection, one)]
        near = {*members(connection, table, one), *told} - found
        ahead |= {n for n in near if _table(connection, n) == table}
    return found


def _components(connection: sqlite3.Connection, entities: set[int]) -> list[list[int]]:
    """Split records into classes, each in ascending order."""
    edges = [
        (one, other)
        for one in entities
        for other, holds in links(connection, one)
        if holds and other in entities
    ]
    return partition(entities, edges)


def partition(entities: Iterable[int], edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the classes that edges connect, in ascending order of their smallest ids."""
    first = {number: number for number in entities}

    def root(number: int) -> int:
        while first[number] != number:
            first[number] = number = first[first[number]]
        return number

    for one, other in edges:
        low, high = sorted((root(one), root(other)))
        first[high] = low
    found: dict[int, list[int]] = {}
    for number in sorted(first):
        found.setdefault(root(number), []).append(number)
    return list(found.values())


def shape_of(register: Register, entity: int) -> Shape:
    """Return the shape of a record the register has a row of."""
    table = _table(register.connection, entity)
    assert table is not None
    shape = register.shapes.of(table)
    if not shape.categorised:
        return shape
    row = register.connection.execute(f'SELECT category FROM "{table}" WHERE id=?', (entity,))
    return register.shapes.of(str(row.fetchone()[0]))


def _store(register: Register, group: Sequence[int]) -> None:
    state = state_of(register, group)
    for entity in group:
        shape = shape_of(register, entity)
        row = heads.read_row(register, shape, entity)
        heads.store_row(register, shape, entity, row, state.values[entity])
        kept = state.kept(entity)
        sets = ", ".join(f'"{name}"=?' for name in kept)
        register.connection.execute(
            f'UPDATE "{shape.table}" SET {sets} WHERE id=?', [*kept.values(), entity]
        )


def state_of(register: Register, group: Sequence[int]) -> State:
    """Work out from the log alone what the rows of one class hold."""
    written = {e: heads.writes(register.connection, shape_of(register, e), e) for e in group}
    values = {e: heads.from_log(register, shape_of(register, e), e) for e in group}
    contested = {e: _contested(register, e, written[e]) for e in group}
    counts = {e: len(fields) for e, fields in contested.items()}
    living = [e for e in group if not values[e].get(heads.DELETED)]
    order = sorted(group, key=lambda e: (e not in living, e))
    state = State(order, values, {}, counts)
    if len(living) > 1:
        _combine(register, state, written, living)
        own = set().union(*(contested[e] for e in living))
        state.counts[state.representative] = len(own | set(state.conflicts))
    return state


def _contested(
    register: Register, entity: int, written: Mapping[str, Sequence[heads.Write]]
) -> set[str]:
    tips = {name: heads.tips(each) for name, each in written.items()}
    declaration = shape_of(register, entity).declaration
    return contention.disputes(declaration, tips, entity in register.held_up)


def _combine(
    register: Register,
    state: State,
    written: Mapping[int, Mapping[str, Sequence[heads.Write]]],
    living: Sequence[int],
) -> None:
    """Fill the representative from the others, and note where they differ."""
    shape = shape_of(register, state.representative)
    own = dict(state.values[state.representative])
    newest = _newest(register.connection)
    for name, keys in _units(shape):
        said = _standing(name, keys, state.values, written, living)
        if not said:
            continue
        merge = shape.declaration.field(keys[0]).merge
        ordered = sorted(said, key=newest, reverse=True) if merge == LATEST else said
        own |= {key: value for key, value in ordered[0].values.items() if value is not None}
        if merge in DECIDED and len({_text(shape, each.values) for each in said}) > 1:
            state.conflicts[name] = said
    state.values[state.representative] = own


def _units(shape: Shape) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is written at one time: each field alone, or a whole group, with its fields."""
    groups = shape.declaration.groups
    yield from ((name, group.fields) for name, group in groups.items())
    yield from ((f.key, (f.key,)) for f in shape.declaration.fields if f.group not in groups)


def _standing(
    name: str,
    keys: Sequence[str],
    values: Mapping[int, Mapping[str, Value]],
    written: Mapping[int, Mapping[str, Sequence[heads.Write]]],
    living: Sequence[int],
) -> list[Said]:
    """Return what the members say of one field, without what another one's write has taken up."""
    said = []
    for entity in living:
        own = {key: values[entity].get(key) for key in keys}
        if any(value is not None for value in own.values()):
            tips = tuple(w.id for w in heads.tips(written[entity].get(name, ()))) or (entity,)
            said.append(Said(entity, own, tips))
    named = {
        (entity, parent)
        for entity in living
        for write in written[entity].get(name, ())
        for parent in write.parents
    }
    left = [each for each in said if not _taken_up(each, named)]
    return left or said


def _taken_up(said: Said, named: set[tuple[int, int]]) -> bool:
    """Say whether writes on other members name everything this one rests on."""
    others = {parent for entity, parent in named if entity != said.entity}
    return others.issuperset(said.tips)


def _newest(connection: sqlite3.Connection) -> Callable[[Said], tuple[int, int]]:
    return lambda said: max((heads.lamport(connection, tip), tip) for tip in said.tips)


def _text(shape: Shape, values: Mapping[str, Value]) -> str:
    return canonical({k: shape.logged(k, v) for k, v in values.items() if v is not None})


def classes(register: Register) -> dict[int, State]:
    """Return by each of its members every class there is, as the log alone gives it; for the audit."""
    connection = register.connection
    told: dict[tuple[int, str], list[heads.Write]] = {}
    for number, entity, name, value, parents in connection.execute(
        "SELECT id, entity, field, value, parents FROM operation"
        " WHERE field>=? AND field<? AND field<>'*' ORDER BY id",
        (PREFIX, BEHIND),
    ):
        seen = tuple(parse_id(p) for p in json.loads(parents))
        told.setdefault((entity, name), []).append(heads.Write(number, value, seen))
    edges = [
        (entity, target(name))
        for (entity, name), written in told.items()
        if {write.value for write in heads.tips(written)} == {"1"}
        and _table(connection, entity) == _table(connection, target(name))
    ]
    found: dict[int, State] = {}
    for group in partition({n for edge in edges for n in edge}, edges):
        found |= dict.fromkeys(group, state_of(register, group))
    return found


def conflicts(register: Register, entity: int) -> dict[str, list[Said]]:
    """Return the fields in which a representative and those behind it differ, and what each says."""
    table = _table(register.connection, entity)
    group = members(register.connection, table, entity) if table else [entity]
    return state_of(register, sorted(group)).conflicts if len(group) > 1 else {}
