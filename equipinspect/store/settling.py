"""Works out many records at once after a merge: heads and current rows of what was touched, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from equipinspect.model.fields import Value
from equipinspect.model.ids import read_ids
from equipinspect.store import contention, heads, index, search, tables
from equipinspect.store.contention import DELETED, Write
from equipinspect.store.register import Register
from equipinspect.store.shapes import ATTRIBUTES, Raw, Shape

PART = 5000

Touched = Mapping[int, set[str]]  # record → fields and groups written


@dataclass
class Settled:
    """What settling changed: records by table, how disputes moved, references that came or went."""

    tables: dict[str, set[int]] = field(default_factory=dict)
    disputes_before: int = 0
    disputes_after: int = 0
    deleted: int = 0
    targets: set[int] = field(default_factory=set)
    tombstoned: set[int] = field(default_factory=set)


class _Stored(NamedTuple):
    """A row as it lies in its table: what was entered, and what the program keeps beside it."""

    id: int
    row: Sequence[Raw]
    kept: dict[str, Raw]

    @property
    def gone(self) -> bool:
        """Say whether the record is removed; behind another one it is not."""
        return self.kept[DELETED] == 1


def settle(register: Register, touched: Touched) -> Settled:
    """Bring heads and rows of the touched fields up to the log; records without a row are left out.

    Set-based: the work depends on how much was touched, never on how much is held.
    """
    result = Settled()
    numbers = sorted(touched)
    for start in range(0, len(numbers), PART):
        part = numbers[start : start + PART]
        _settle_part(register, {n: touched[n] for n in part}, result)
    return result


def _settle_part(register: Register, touched: Touched, result: Settled) -> None:
    _note(register, touched)
    written = _written(register)
    tips = _tips(register)
    there = _tables(register)
    _advance(register, touched, {n for ids in there.values() for n in ids}, written, tips)
    for table, ids in there.items():
        stored = _rows(register, table, ids)
        _Table(register, table, result).settle(stored, touched, written, tips)
        result.tables.setdefault(table, set()).update(row.id for row in stored)


def _note(register: Register, touched: Touched) -> None:
    """Put what was touched where SQL can see it."""
    read = register.connection
    read.execute("CREATE TEMP TABLE IF NOT EXISTS touched(entity INTEGER, field TEXT,"
                 " PRIMARY KEY(entity, field)) WITHOUT ROWID")  # fmt: skip
    read.execute("CREATE TEMP TABLE IF NOT EXISTS concerned(entity INTEGER PRIMARY KEY)")
    read.execute("DELETE FROM temp.touched")
    read.execute("DELETE FROM temp.concerned")
    read.executemany("INSERT INTO temp.concerned VALUES(?)", [(n,) for n in touched])
    read.executemany(
        "INSERT INTO temp.touched VALUES(?,?)",
        [(n, f) for n, all_ in touched.items() for f in all_],
    )


WRITTEN = """SELECT o.entity, o.field, o.id, o.value, o.parents FROM temp.touched t
    CROSS JOIN operation o INDEXED BY operation_entity
    WHERE o.entity = t.entity AND o.field = t.field AND o.field <> '*' ORDER BY o.id"""
TIPS = """SELECT h.entity, h.field, o.id, o.value, o.parents FROM temp.concerned c
    CROSS JOIN head h CROSS JOIN operation o
    WHERE h.entity = c.entity AND o.id = h.operation AND NOT EXISTS(
      SELECT 1 FROM temp.touched t WHERE t.entity = h.entity AND t.field = h.field)
    ORDER BY o.id"""
TABLES = """SELECT o.record, c.entity FROM temp.concerned c CROSS JOIN operation o
    WHERE o.id = c.entity AND o.entity = o.id"""
FORGET = """DELETE FROM head WHERE entity=? AND field=?"""


def _gathered(rows: Iterable[tuple[int, str, int, str, str]]) -> dict[int, dict[str, list[Write]]]:
    found: dict[int, dict[str, list[Write]]] = {}
    for entity, name, number, value, parents in rows:
        write = Write(number, value, read_ids(parents))
        found.setdefault(entity, {}).setdefault(name, []).append(write)
    return found


def _written(register: Register) -> dict[int, dict[str, list[Write]]]:
    """Return every write of the touched fields, oldest id first."""
    return _gathered(register.connection.execute(WRITTEN))


def _tips(register: Register) -> dict[int, dict[str, list[Write]]]:
    """Return the heads of the fields of the touched records that were not touched themselves."""
    return _gathered(register.connection.execute(TIPS))


def _tables(register: Register) -> dict[str, list[int]]:
    """Return the touched records that have rows, by table."""
    found: dict[str, list[int]] = {}
    for table, entity in register.connection.execute(TABLES):
        found.setdefault(table, []).append(entity)
    return found


def _advance(
    register: Register,
    touched: Touched,
    there: Set[int],
    written: Mapping[int, Mapping[str, list[Write]]],
    tips: dict[int, dict[str, list[Write]]],
) -> None:
    """Make the heads of the touched fields those operations that no other one descends from.

    They are added to ``tips``; records that have no row, ``there``, have no heads either.
    """
    new = []
    for entity, fields in written.items():
        own = tips.setdefault(entity, {})
        for name, writes in fields.items():
            own[name] = contention.tips(writes)
            if entity in there:
                new += [(entity, name, write.id) for write in own[name]]
    register.connection.executemany(
        FORGET, [(n, name) for n, names in touched.items() for name in names]
    )
    register.connection.executemany("INSERT INTO head VALUES(?,?,?)", new)


def _rows(register: Register, table: str, ids: Sequence[int]) -> list[_Stored]:
    kept = [n for n in tables.kept(register.declarations, table) if n != "_same"]
    names = ", ".join(f't."{n}"' for n in [*kept, *register.shapes.of(table).names])
    wanted = set(ids)
    return [
        _Stored(row[0], row[1 + len(kept) :], dict(zip(kept, row[1:], strict=False)))
        for row in register.connection.execute(
            f'SELECT t.id, {names} FROM temp.concerned c CROSS JOIN "{table}" t'
            " WHERE t.id = c.entity"
        )
        if row[0] in wanted
    ]


class _Table:
    """The touched rows of one table: what they say now, written in as few statements as can be."""

    def __init__(self, register: Register, table: str, result: Settled) -> None:
        self._register = register
        self._result = result
        self._table = table
        self._base = register.shapes.of(table)
        self._updates: dict[tuple[str, ...], list[tuple[Raw, ...]]] = {}
        self._cutters: dict[str, search.Cutter] = {}

    def settle(
        self,
        stored: Sequence[_Stored],
        touched: Touched,
        written: Mapping[int, Mapping[str, list[Write]]],
        tips: Mapping[int, Mapping[str, list[Write]]],
    ) -> None:
        """Work out every row and write what changed."""
        for row in stored:
            shape = self._shape(row)
            before = shape.values(row.row)
            after = self._values(shape, row.id, before, touched[row.id], written.get(row.id, {}))
            changed = self._changed(shape, row, before, after)
            changed |= self._kept(shape, row, after, tips.get(row.id, {}), bool(changed))
            if changed:
                self._updates.setdefault(tuple(changed), []).append((*changed.values(), row.id))
        for names, rows in self._updates.items():
            sets = ", ".join(f'"{name}"=?' for name in names)
            self._register.connection.executemany(
                f'UPDATE "{self._table}" SET {sets} WHERE id=?', rows
            )

    def _shape(self, row: _Stored) -> Shape:
        return self._register.shapes.of(str(row.row[0])) if self._base.categorised else self._base

    def _values(
        self,
        shape: Shape,
        number: int,
        before: Mapping[str, Value],
        names: set[str],
        written: Mapping[str, list[Write]],
    ) -> dict[str, Value]:
        after = dict(before)
        created: dict[str, Value] | None = None
        for name in names:
            if not heads.has_row_values(name):
                continue
            own = written.get(name, [])
            if created is None and heads.needs_created(shape, name, own):
                text = heads.value_text(self._register.connection, number)
                created = shape.read_create(text)
            after |= heads.field_now(self._register, shape, created or {}, name, own)
        return {key: value for key, value in after.items() if value is not None}

    def _changed(
        self,
        shape: Shape,
        row: _Stored,
        before: Mapping[str, Value],
        after: Mapping[str, Value],
    ) -> dict[str, Raw]:
        """Return the columns that a record's values change, and bring its search grams up to them."""
        if before == after:
            return {}
        keys = [k for k in {**before, **after} if before.get(k) != after.get(k)]
        columns = [key for key in keys if key in shape.column_set]
        changed: dict[str, Raw] = dict(zip(columns, shape.in_columns(columns, after), strict=True))
        if len(columns) < len(keys):
            changed[ATTRIBUTES] = shape.row(after)[-1]
        refs = [key for key in keys if key in shape.refs]
        self._result.targets |= _targets(refs, before, after)
        cutter = self._cutter(shape)
        if not set(keys).isdisjoint(cutter.keys):
            index.cut(self._register.connection, row.id, cutter.of(before), cutter.of(after))
        return changed

    def _cutter(self, shape: Shape) -> search.Cutter:
        key = shape.declaration.key
        if key not in self._cutters:
            self._cutters[key] = search.Cutter(shape.declaration)
        return self._cutters[key]

    def _kept(
        self,
        shape: Shape,
        row: _Stored,
        after: Mapping[str, Value],
        tips: Mapping[str, list[Write]],
        derive_again: bool,
    ) -> dict[str, Raw]:
        """Return the columns that the program keeps, as far as they change."""
        register, result = self._register, self._result
        disputed = contention.disputes(shape.declaration, tips)
        gone = contention.is_gone(tips, disputed)
        if contention.is_tombstoned(tips) or row.gone:
            result.tombstoned.add(row.id)
        if gone != row.gone:
            result.targets |= _targets(shape.refs, after)
        result.disputes_before += int(row.kept["_conflicts"] or 0)
        result.disputes_after += len(disputed)
        result.deleted += gone > row.gone
        kept: dict[str, Raw] = {DELETED: int(gone), "_conflicts": len(disputed)}
        if register.derive and derive_again:
            kept |= register.derive(shape.declaration.key, after)
        return {name: value for name, value in kept.items() if value != row.kept[name]}


def _targets(refs: Iterable[str], *rows: Mapping[str, Value]) -> set[int]:
    return {v for row in rows for key in refs if isinstance(v := row.get(key), int)}
