"""Rebuilds every current row from the log alone and compares: which row and field differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from equipinspect.model.fields import Absent, Value
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import contention, heads, sameness, tables, tombstones
from equipinspect.store.register import Register
from equipinspect.store.shapes import (
    ATTRIBUTES,
    CATEGORY,
    PLAIN,
    Raw,
    Shape,
    read_object,
    stored_value,
)

Report = Callable[[str, int, int], None]
EVERY = 5000
MOST_NAMED = 20
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)  # what a damaged log value causes


@dataclass
class Rebuilt:
    """How many rows were compared, how many heads they have, and what differs."""

    rows: int = 0
    heads: int = 0
    findings: list[str] = field(default_factory=list)
    held_up: frozenset[int] = frozenset()


class _Row(NamedTuple):
    """A stored row beside the operation that created it."""

    id: int
    created: str
    is_written: bool  # again since its creation
    kept: dict[str, Raw]
    stored: Sequence[Raw]


def check(register: Register, report: Report) -> Rebuilt:
    """Compare every row of every table with what the log says."""
    result = Rebuilt(held_up=tombstones.held_up(register))
    same = sameness.classes(register)
    total = register.connection.execute(
        "SELECT count(*) FROM operation WHERE field='*'"
    ).fetchone()[0]
    for declaration in register.declarations.records():
        shape = register.shapes.of(declaration.key)
        for row in _rows(register, shape, result):
            result.findings += _differences(register, shape, row, result, same.get(row.id))
            result.rows += 1
            if result.rows % EVERY == 0:
                report(_("核对台账行"), result.rows, total)
    if result.rows != total:
        result.findings += _missing(register)
    stored = register.connection.execute("SELECT count(*) FROM head").fetchone()[0]
    if stored != result.heads:
        result.findings.append(
            _("当前值的来源登记了 {stored} 条，按记录应为 {wanted} 条。").format(
                stored=stored, wanted=result.heads
            )
        )
    return result


def _rows(register: Register, shape: Shape, result: Rebuilt) -> Iterator[_Row]:
    """Yield the rows of a table that the log created; a row without its operation is a finding."""
    kept = list(tables.kept(register.declarations, shape.table))
    listed = "".join(f', t."{name}"' for name in [*kept, *shape.names])
    for row in register.connection.execute(
        f"""SELECT t.id, o.value, EXISTS(
              SELECT 1 FROM operation WHERE entity = t.id AND field <> '*') {listed}
            FROM "{shape.table}" t LEFT JOIN operation o
              ON o.id = t.id AND o.entity = t.id AND o.field = '*' AND o.record = ?
            ORDER BY t.id""",
        (shape.table,),
    ):
        if row[1] is None:
            result.findings.append(
                _("{kind} {id} 没有登记过，是多出来的一行。").format(
                    kind=shape.declaration.label, id=show_id(row[0])
                )
            )
            continue
        own = dict(zip(kept, row[3:], strict=False))
        yield _Row(row[0], row[1], bool(row[2]), own, row[3 + len(kept) :])


def _differences(
    register: Register, table: Shape, row: _Row, result: Rebuilt, same: sameness.State | None
) -> list[str]:
    """Return what differs in one row, a sentence a field."""
    if not (row.is_written or same) and (unchanged := _unchanged(register, table, row)):
        return _kept(register, *unchanged, {})
    try:
        created = read_object(row.created)
        shape = register.shapes.of(created[CATEGORY]) if table.categorised else table
        values = None if row.is_written or same else _as_created(shape, row, created)
        if values is not None:
            return _kept(register, shape, row, values, {})
        values = same.values[row.id] if same else heads.from_log(register, shape, row.id)
        written = heads.writes(register.connection, shape, row.id)
    except UNREADABLE as error:
        return [
            _("{kind} {id} 的操作记录读不出来（{error}）。").format(
                kind=table.declaration.label, id=show_id(row.id), error=error
            )
        ]
    tips = {name: heads.tips(writes) for name, writes in written.items()}
    result.heads += sum(len(found) for found in tips.values())
    disputed = contention.disputes(shape.declaration, tips, row.id in result.held_up)
    counted: dict[str, int | None] = {
        heads.DELETED: int(contention.is_gone(tips, disputed)),
        "_conflicts": len(disputed),
    }
    own = same.kept(row.id) if same else counted
    found = list(_fields(shape, row, values)) or _kept(register, shape, row, values, own)
    return found + list(_heads(register, shape, row, tips))


def _unchanged(
    register: Register, table: Shape, row: _Row
) -> tuple[Shape, _Row, dict[str, Value]] | None:
    """Return the values of a row whose text is that of its create operation, as nearly every one is.

    None for any other row, which is then looked at value by value.
    """
    kind = str(row.stored[0]) if table.categorised else table.declaration.key
    if kind not in register.declarations:
        return None
    shape = register.shapes.of(kind)
    with suppress(*UNREADABLE):
        if shape.spelt_row(row.stored) == row.created:
            return shape, row, shape.values(row.stored)
    return None


def _as_created(shape: Shape, row: _Row, created: dict[str, Any]) -> dict[str, Value] | None:
    """Return the values of a row that still says what its create operation does; None for any other.

    What is compared whole, dictionary with dictionary, is what nearly every row holds.
    """
    there = {
        name: stored
        for name, stored in zip(shape.names, row.stored, strict=True)
        if stored is not None
    }
    own, text = created.pop(ATTRIBUTES, None), there.pop(ATTRIBUTES, None)
    if (own is None) != (text is None) or (own and f'"{ATTRIBUTES}":{text}' not in row.created):
        return None
    if there.keys() != created.keys():
        return None
    named = {key: show_id(number) for key in shape.refs if type(number := there.get(key)) is int}
    values: dict[str, Value] = dict(there)
    if {**there, **named} != created or not PLAIN.issuperset(map(type, created.values())):
        values = {name: stored_value(stored) for name, stored in there.items()}
        if any(shape.logged(name, value) != created[name] for name, value in values.items()):
            return None
    if not own:
        return values
    if PLAIN.issuperset(map(type, own.values())) and shape.refs.isdisjoint(own):
        values.update(own)
        return values
    return values | {key: shape.read_value(key, value) for key, value in own.items()}


def _kept(
    register: Register,
    shape: Shape,
    row: _Row,
    values: dict[str, Value],
    own: Mapping[str, int | None],
) -> list[str]:
    """Compare the columns that the program keeps beside what was entered; ``own`` are known already."""
    kept: dict[str, Raw] = {
        heads.DELETED: 0,
        "_conflicts": 0,
        "_same": None,
        **own,
    }
    if register.derive:
        kept |= register.derive(shape.declaration.key, values)
    if kept == row.kept:
        return []
    return [
        _sentence(shape, row.id, name, row.kept[name], wanted)
        for name, wanted in kept.items()
        if row.kept[name] != wanted
    ]


def _fields(shape: Shape, row: _Row, values: dict[str, Value]) -> Iterator[str]:
    """Compare column by column as stored, the attributes key by key."""
    for name, stored, wanted in zip(shape.names, row.stored, shape.row(values), strict=True):
        if stored == wanted and type(stored) is type(wanted):
            continue
        if name == ATTRIBUTES:
            yield from _attributes(shape, row.id, stored, values)
        else:
            yield _sentence(shape, row.id, name, stored, wanted)


def _attributes(shape: Shape, number: int, stored: Raw, values: dict[str, Value]) -> Iterator[str]:
    wanted = {k: shape.logged(k, v) for k, v in values.items() if shape.is_attribute(k)}
    try:
        there = read_object(str(stored or "{}"))
    except ValueError:
        there = {}
    keys = [key for key in sorted({*there, *wanted}) if there.get(key) != wanted.get(key)]
    for key in keys or [ATTRIBUTES]:
        old, new = (there.get(key), wanted.get(key)) if keys else (stored, None)
        yield _sentence(shape, number, key, old, new)


def _heads(
    register: Register, shape: Shape, row: _Row, tips: dict[str, list[heads.Write]]
) -> Iterator[str]:
    stored = heads.heads(register.connection, row.id)
    for name in sorted({*stored, *tips}):
        if Counter(stored.get(name, ())) != Counter(write.id for write in tips.get(name, ())):
            yield _("{kind} {id} 的“{label}”的来源与记录不符。").format(
                kind=shape.declaration.label, id=show_id(row.id), label=_label(shape, name)
            )


def _missing(register: Register) -> Iterator[str]:
    """Name created records that have no row."""
    known = [d.key for d in register.declarations.records()]
    for record in known:
        rows = register.connection.execute(
            f"""SELECT id FROM operation o WHERE record=? AND field='*' AND NOT EXISTS(
                  SELECT 1 FROM "{record}" WHERE id = o.id)""",
            (record,),
        )
        for (number,) in islice(rows, MOST_NAMED):
            yield _("{kind} {id} 登记过，但台账里没有这一行。").format(
                kind=register.declarations.get(record).label, id=show_id(number)
            )
    marks = ",".join("?" * len(known))
    strange = register.connection.execute(
        f"SELECT id, record FROM operation WHERE field='*' AND record NOT IN ({marks})", known
    )
    for number, record in islice(strange, MOST_NAMED):
        yield _("记录 {id} 属于本程序不认识的“{record}”。").format(
            id=show_id(number), record=record
        )


def _sentence(shape: Shape, number: int, key: str, stored: object, wanted: object) -> str:
    return _("{kind} {id} 的“{label}”：台账里是 {stored}，按记录应为 {wanted}。").format(
        kind=shape.declaration.label,
        id=show_id(number),
        label=_label(shape, key),
        stored=_said(stored),
        wanted=_said(wanted),
    )


def _said(value: object) -> str:
    if value is None:
        return _("（空）")
    return value.reason if isinstance(value, Absent) else str(value)


def _label(shape: Shape, key: str) -> str:
    return shape.declaration.field(key).label if shape.declaration.has(key) else key
