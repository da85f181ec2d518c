"""Keeps deleted records standing while a living one refers to them: a child added beside the delete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from equipinspect.store import contention, references
from equipinspect.store.contention import DELETED, Tips
from equipinspect.store.heads import heads_of
from equipinspect.store.register import Register
from equipinspect.store.shapes import Shape

CHOOSE = """SELECT DISTINCT h.entity FROM temp.suspect s CROSS JOIN head h CROSS JOIN operation o
    WHERE h.entity = s.entity AND h.field = '_deleted' AND o.id = h.operation AND o.value = '1'"""
MANY = 64  # records from which on a table is read once instead of once for each of them
EVERY = """SELECT DISTINCT h.entity FROM head h JOIN operation o ON o.id = h.operation
    WHERE h.field = '_deleted' AND o.value = '1'"""


def settle(register: Register, suspects: Iterable[int]) -> dict[str, set[int]]:
    """Decide anew which deleted records among ``suspects``, and behind them, living ones refer to.

    Their rows are brought up to it; return those looked at, by table. A record that stands keeps
    those it refers to standing, and so on.
    """
    before = register.held_up
    region = _region(register, {*suspects, *before})
    if not region and not before:
        return {}
    stands = _standing(register, {e: _heads(register, e) for e in region})
    if stands != before:
        register.set_held_up(stands)
    for entity in region:
        _store(register, entity, entity in stands)
    found: dict[str, set[int]] = {}
    for entity in region:
        found.setdefault(_table_of(register, entity), set()).add(entity)
    return found


def held_up(register: Register) -> frozenset[int]:
    """Return the deleted records that living ones refer to, worked out from nothing but log and rows."""
    every = {row[0] for row in register.connection.execute(EVERY)}
    return frozenset(_standing(register, {e: _heads(register, e) for e in every}))


def _region(register: Register, suspects: Set[int]) -> set[int]:
    """Return the deleted ones among the suspects and whatever deleted record they lead to."""
    found: set[int] = set()
    new = _tombstoned(register, suspects)
    while new:
        found |= new
        new = _tombstoned(register, references.targets(register, new)) - found
    return found


def _tombstoned(register: Register, suspects: Set[int]) -> set[int]:
    if not suspects:
        return set()
    _note(register, "suspect", suspects)
    return {row[0] for row in register.connection.execute(CHOOSE)}


def _note(register: Register, table: str, numbers: Iterable[int]) -> None:
    read = register.connection
    read.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table}(entity INTEGER PRIMARY KEY)")
    read.execute(f"DELETE FROM temp.{table}")
    read.executemany(f"INSERT INTO temp.{table} VALUES(?)", [(n,) for n in numbers])


def _heads(register: Register, entity: int) -> Tips:
    return heads_of(register.connection, _shape_of(register, entity), entity)


def _standing(register: Register, region: dict[int, Tips]) -> set[int]:
    """Return the records of a closed region that a living record refers to, the least such set."""
    gone = {
        entity
        for entity, tips in region.items()
        if DELETED not in contention.disputes(_shape_of(register, entity).declaration, tips)
    }
    if not gone:
        return set()
    naming: dict[int, set[int]] = {}
    for row, target, is_gone in _naming(register, gone):
        if row != target and (not is_gone or row in region):
            naming.setdefault(row, set()).add(target)
    alive = [row for row in naming if row not in gone]
    found: set[int] = set()
    while alive:
        for target in naming.get(alive.pop(), ()):
            if target in gone and target not in found:
                found.add(target)
                alive.append(target)
    return found


def _naming(register: Register, numbers: set[int]) -> Iterator[tuple[int, int, int]]:
    """Yield (row, target, whether the row is deleted) for every row that refers to one of ``numbers``."""
    _note(register, "named", numbers)
    for each in references.all_of(register, _tables_of(register, numbers)):
        table = each.shape.table
        if each.within:
            yield from _naming_within(register, each, numbers)
            continue
        both = ("temp.named n", f'"{table}" t')
        joined = " CROSS JOIN ".join(reversed(both) if len(numbers) > MANY else both)
        yield from register.connection.execute(
            f'SELECT t.id, t."{each.field.key}", t._deleted = 1 FROM {joined}'
            f' WHERE t."{each.field.key}" = n.entity'
        )


def _naming_within(
    register: Register, each: references.Reference, numbers: set[int]
) -> Iterator[tuple[int, int, int]]:
    rows = register.connection.execute(
        f'SELECT id, {each.sql}, _deleted = 1 FROM "{each.shape.table}"'
        f" WHERE instr(attributes, '\"{each.field.key}\"') > 0"
    )
    for row, stored, gone in rows:
        if stored is not None and (target := each.target(stored)) in numbers and target:
            yield row, target, gone


def _tables_of(register: Register, numbers: Iterable[int]) -> set[str]:
    return {_table_of(register, number) for number in numbers}


def _table_of(register: Register, entity: int) -> str:
    row = register.connection.execute(
        "SELECT record FROM operation WHERE id=?", (entity,)
    ).fetchone()
    return str(row[0])


def _shape_of(register: Register, entity: int) -> Shape:
    return register.shapes.of(_table_of(register, entity))


def _store(register: Register, entity: int, stands: bool) -> None:
    shape = _shape_of(register, entity)
    tips = heads_of(register.connection, shape, entity)
    disputed = contention.disputes(shape.declaration, tips, stands)
    register.connection.execute(
        f'UPDATE "{shape.table}" SET _deleted=?, _conflicts=? WHERE id=?',
        (int(contention.is_gone(tips, disputed)), len(disputed), entity),
    )
