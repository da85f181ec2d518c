"""Reads what the log says of one kind of record together with who wrote each operation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from equipinspect.model.chain import CREATE
from equipinspect.model.fields import Value
from equipinspect.model.ids import COUNTER_BITS
from equipinspect.store import heads
from equipinspect.store.operations import tip
from equipinspect.store.register import Register


class Authored(NamedTuple):
    """One operation: its entity, the device that wrote it, the field, the values it gives."""

    entity: int
    replica: int
    field: str
    values: dict[str, Value]


def any_of(register: Register, kind: str) -> bool:
    """Say whether the register has a record of a kind at all."""
    found = register.connection.execute(f'SELECT EXISTS(SELECT 1 FROM "{kind}")').fetchone()
    return bool(found[0])


def operations(register: Register, kind: str) -> Iterator[Authored]:
    """Yield every operation on records of a kind, oldest first by logical time.

    Meant for kinds of which an office has some dozens.
    """
    shape = register.shapes.of(kind)
    rows = register.connection.execute(
        f"""SELECT o.id, o.entity, o.field, o.value FROM operation o JOIN "{kind}" t ON o.entity = t.id
            WHERE o.field <> '*' UNION ALL
            SELECT o.id, o.entity, o.field, o.value FROM operation o JOIN "{kind}" t ON o.id = t.id"""
    ).fetchall()
    dated = [(heads.lamport(register.connection, row[0]), row) for row in rows]
    for _when, (number, entity, field, value) in sorted(dated):
        if field == CREATE:
            values = shape.read_create(value)
        elif field == heads.DELETED:
            values = {field: int(value)}
        else:
            values = heads.value_of(shape, field, value)
        yield Authored(entity, number >> COUNTER_BITS, field, values)


def last_seq(register: Register, replica: int) -> int:
    """Return the number of the last change set held of a device, 0 when none is."""
    return tip(register, replica).seq
