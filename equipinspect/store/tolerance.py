"""Judges single operations of others: well-formed or not, known to this program's declarations or newer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

from equipinspect.model.canonical import dumps
from equipinspect.model.chain import CREATE
from equipinspect.model.declarations import Declarations
from equipinspect.model.fields import Value
from equipinspect.model.ids import COUNTER_BITS, LENGTH, read_ids
from equipinspect.model.text import _
from equipinspect.store.contention import DELETED, SALT, SAME_AS
from equipinspect.store.parcels import Operation, Parcel
from equipinspect.store.shapes import ATTRIBUTES, CATEGORY, Shape, Shapes

LARGEST = 1 << 63


class Newer(Exception):
    """The operation speaks of a record or field that only newer declarations know."""


class Malformed(Exception):
    """The operation is nothing any version of this program writes."""


class Born(NamedTuple):
    """What a create operation says: the declaration's key, the values, the attributes as stored."""

    kind: str
    values: dict[str, Value]
    attributes: str | None


@dataclass
class Needs:
    """What must be held before a set can be: the operations it descends from, the records it names."""

    parents: set[int] = field(default_factory=set)
    records: set[int] = field(default_factory=set)
    created: dict[int, Born] = field(default_factory=dict)


class Judge:
    """Judges operations by one set of declarations; remembers which fields each table has."""

    def __init__(self, declarations: Declarations, shapes: Shapes) -> None:
        self._declarations = declarations
        self._shapes = shapes
        self._fields: dict[str, dict[str, Shape]] = {}

    def needs(self, parcel: Parcel) -> Needs:
        """Return what a set rests on outside itself; raise Newer or Malformed."""
        found = Needs()
        for operation in parcel.operations:
            try:
                self._judge(operation, found)
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                raise Malformed(str(error)) from error
        head = parcel.head
        span = range(head.first_op, head.first_op + head.n_op)
        found.parents = {n for n in found.parents if n not in span}
        found.records = {n for n in found.records if n not in span}
        return found

    def _judge(self, operation: Operation, found: Needs) -> None:
        number, entity, record, name, value, parents = operation
        if record not in self._declarations or self._declarations.get(record).category:
            raise Newer(record)
        loaded = _loaded(value)
        before = read_ids(parents)
        if len(before) > 1:
            _check_order(before, parents)
        if any(n >= number and n >> COUNTER_BITS == number >> COUNTER_BITS for n in before):
            raise Malformed(parents)
        if name == CREATE:
            if entity != number or before:
                raise Malformed(name)
            found.created[number] = self._judge_create(record, loaded, found)
            return
        if entity == number:
            raise Malformed(name)
        found.parents.update(before)
        found.records.add(entity)
        self._judge_write(record, name, loaded, found)

    def _judge_create(self, record: str, loaded: Any, found: Needs) -> Born:
        if not isinstance(loaded, dict):
            raise Malformed(record)
        shape = self._shapes.of(record)
        if shape.categorised:
            category = loaded[CATEGORY]
            if category not in self._declarations:
                raise Newer(category)
            shape = self._shapes.of(category)
            if shape.table != record or not shape.declaration.category:
                raise Malformed(category)
        own = loaded.get(ATTRIBUTES, {}) if shape.categorised else {}
        common = {k: v for k, v in loaded.items() if k not in (CATEGORY, ATTRIBUTES, SALT)}
        if unknown := common.keys() - shape.column_set:
            raise Newer(min(unknown))
        if unknown := {k for k in own if not shape.declaration.has(k)}:
            raise Newer(min(unknown))
        values = {key: _read(shape, key, value, found) for key, value in (common | own).items()}
        return Born(shape.declaration.key, values, dumps(own) if own else None)

    def _judge_write(self, record: str, name: str, loaded: Any, found: Needs) -> None:
        if name == DELETED:
            if loaded not in (0, 1):
                raise Malformed(name)
        elif name.startswith(SAME_AS):
            found.records.add(Shape.read_id(name[len(SAME_AS) :]))
            if loaded not in (0, 1) or len(name) != len(SAME_AS) + LENGTH:
                raise Malformed(name)
        else:
            self._judge_value(record, name, loaded, found)

    def _judge_value(self, record: str, name: str, loaded: Any, found: Needs) -> None:
        shape = self._known(record).get(name)
        if shape is None:
            raise Newer(name)
        group = shape.declaration.groups.get(name)
        if group is None:
            _read(shape, name, loaded, found)
            return
        if unknown := loaded.keys() - {*group.fields, SALT}:
            raise Newer(min(unknown))
        for key, value in loaded.items():
            if key != SALT:
                _read(shape, key, value, found)

    def _known(self, table: str) -> dict[str, Shape]:
        """Return which fields and groups may be written on a table, each with a shape that has it."""
        if table not in self._fields:
            known: dict[str, Shape] = {}
            for declaration in self._declarations:
                if declaration.record == table:
                    shape = self._shapes.of(declaration.key)
                    known |= dict.fromkeys([*declaration.groups, *shape.known - {CATEGORY}], shape)
            self._fields[table] = known
        return self._fields[table]


def _check_order(before: tuple[int, ...], text: str) -> None:
    if list(before) != sorted(set(before)):
        raise Malformed(text)


def _loaded(text: str) -> Any:
    """Parse a value and make sure that its text is the canonical one."""
    loaded = _decode(text)
    if dumps(loaded) != text:
        raise Malformed(text[:100])
    return loaded


def _no_float(text: str) -> NoReturn:
    raise Malformed(text)


def _read(shape: Shape, key: str, loaded: Any, found: Needs) -> Value:
    if type(loaded) is str and key not in shape.refs:
        return loaded
    if isinstance(loaded, bool):
        raise Malformed(key)
    value = shape.read_value(key, loaded)
    if isinstance(value, int):
        if not -LARGEST < value < LARGEST:
            raise Malformed(key)
        if key in shape.refs:
            found.records.add(value)
    return value


_decode = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float).decode


def newer(names: Iterable[str]) -> str:
    """Say why a set waits for a newer program."""
    return _("含有本机程序还不认识的内容（{names}），升级程序以后自动并入").format(
        names="、".join(names)
    )
