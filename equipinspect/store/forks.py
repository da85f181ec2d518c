"""Cloned devices: finds where one key wrote two branches, and issues a lifted branch again under a new key."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from equipinspect.model.canonical import dumps
from equipinspect.model.chain import CREATE
from equipinspect.model.ids import COUNTER_BITS, show_id
from equipinspect.model.text import _
from equipinspect.store import withdrawing
from equipinspect.store.arrivals import Arrivals
from equipinspect.store.contention import SAME_AS
from equipinspect.store.operations import REPLICA_SQL, Stamp, store_set
from equipinspect.store.parcels import Operation, Parcel, from_row
from equipinspect.store.register import Register
from equipinspect.store.shapes import ATTRIBUTES, CATEGORY, Shape

PROBED = 2


def named(register: Register, parcel: Parcel) -> str:
    """Say which device has two branches, and who wrote either from which set on."""
    head = parcel.head
    row = register.connection.execute(
        "SELECT at_wall, action FROM change_set WHERE replica=? AND seq=?", (head.replica, head.seq)
    ).fetchone()
    device = register.connection.execute(
        "SELECT r.name FROM change_set c JOIN replica r ON r.id = c.first_op"
        " WHERE c.replica=? AND c.seq=1",
        (head.replica,),
    ).fetchone()
    return _(
        "{name}（{replica} 号）被复制成了两台：已收下的一台在 {held}，另一台在 {other} 各写了第 {seq} 个"
        "变更集；另一台并入机关的返回文件后会换新密钥重新交出，不会丢失"
    ).format(
        name=device[0] if device else _("设备"),
        replica=head.replica,
        held=row[0][:16] if row else "—",
        other=head.at_wall[:16],
        seq=head.seq,
    )


def divergences(register: Register, stranger: sqlite3.Connection) -> list[tuple[int, int]]:
    """Return (replica, seq) of the first set of each replica that the file has with another hash."""
    found: dict[int, int] = {}
    for replica, seq, own in stranger.execute(
        "SELECT replica, seq, hash FROM change_set ORDER BY replica, seq"
    ):
        if replica in found:
            continue
        held = register.connection.execute(
            "SELECT hash FROM change_set WHERE replica=? AND seq=?", (replica, seq)
        ).fetchone()
        if held and bytes(held[0]) != bytes(own):
            found[replica] = seq
    return sorted(found.items())


def lift(register: Register, replica: int, seq: int) -> list[Parcel]:
    """Take the sets of a replica from ``seq`` on out of the log, inside a transaction; return them."""
    names = register.connection.execute(
        "SELECT replica, seq FROM change_set WHERE replica=? AND seq>=? ORDER BY seq",
        (replica, seq),
    ).fetchall()
    return withdrawing.remove(register, names)


class _Anew:
    """Maps the ids of a lifted branch to those it gets under the new key."""

    def __init__(self, register: Register, lifted: Sequence[Parcel], first: int) -> None:
        self._shapes = register.shapes
        self._ids: dict[int, int] = {}
        for parcel in lifted:
            for number, *_rest in parcel.operations:
                self._ids[number] = first
                first += 1
        self._texts = {show_id(old): show_id(new) for old, new in self._ids.items()}

    def operation(self, old: Operation) -> Operation:
        """Return one operation under its new id, with its own references mapped."""
        number, entity, record, name, value, parents = old
        before = sorted(self._ids.get(p, p) for p in map(Shape.read_id, json.loads(parents)))
        if name.startswith(SAME_AS):
            other = name[len(SAME_AS) :]
            name = SAME_AS + self._texts.get(other, other)
        return (
            self._ids[number],
            self._ids.get(entity, entity),
            record,
            name,
            self._value(record, name, value),
            dumps([show_id(p) for p in before]),
        )

    def _value(self, record: str, name: str, text: str) -> str:
        """Map the references inside a value; a value without any stays byte for byte."""
        if not any(own in text for own in self._texts):
            return text
        loaded = json.loads(text)
        shape = self._shapes.of(record)
        if name == CREATE:
            own = loaded.get(ATTRIBUTES)
            if shape.categorised:
                shape = self._shapes.of(loaded[CATEGORY])
            if isinstance(own, dict):
                loaded[ATTRIBUTES] = self._mapped(shape.refs, own)
            return dumps(self._mapped(shape.refs, loaded))
        if isinstance(loaded, dict):
            return dumps(self._mapped(shape.refs, loaded))
        return dumps(self._texts.get(loaded, loaded)) if name in shape.refs else text

    def _mapped(self, refs: frozenset[str], loaded: Mapping[str, Any]) -> dict[str, Any]:
        return {
            k: self._texts.get(v, v) if k in refs and isinstance(v, str) else v
            for k, v in loaded.items()
        }


def reissue(register: Register, lifted: Sequence[Parcel], at_wall: str) -> int:
    """Issue a lifted branch again under the register's new key, inside a transaction.

    Content, people, reasons and wall clocks stay; ids, order and signature are new. Returns how many
    sets were written.
    """
    if not lifted:
        return 0
    low, high = register.replica << COUNTER_BITS, (register.replica + 1) << COUNTER_BITS
    row = register.connection.execute(
        f"SELECT max(id) FROM operation WHERE {REPLICA_SQL}", (low, high)
    ).fetchone()
    anew = _Anew(register, lifted, (row[0] or low) + 1)
    arrivals = Arrivals(register)
    for parcel in lifted:
        operations = [anew.operation(old) for old in parcel.operations]
        verb, _old, *rest = parcel.head.action.split(" ", 2)
        key = " ".join([verb, show_id(operations[0][0]), *rest])
        stamp = Stamp(parcel.head.person, parcel.head.at_wall, parcel.head.zone)
        row = store_set(register, stamp, key, parcel.head.reason, operations)
        arrivals.add_own(from_row(row, operations, {}))
    arrivals.settle()
    return len(lifted)
