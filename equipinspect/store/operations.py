"""The only write path: every change is an operation in a signed, chained change set."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from equipinspect.model.canonical import canonical
from equipinspect.model.chain import CREATE, START, SetHead, operation_digest, set_hash
from equipinspect.model.errors import NotFound
from equipinspect.model.fields import Value
from equipinspect.model.ids import first_id, show_id
from equipinspect.model.text import _
from equipinspect.store import heads, index, references, sameness, search, tombstones
from equipinspect.store.register import Register
from equipinspect.store.shapes import ATTRIBUTES, CATEGORY, Shape

SET_SIZE = 1000
REPLICA_SQL = "id >= ? AND id < ?"


class Created(NamedTuple):
    """A new record whose row is still to be stored: its values by field key, without empty ones."""

    id: int
    values: Mapping[str, Value]
    attributes: str | None


@dataclass(frozen=True)
class Stamp:
    """Who acts and when, as it goes into the log: evidence and display only."""

    person: str
    at_wall: str
    zone: str


@dataclass(frozen=True)
class Tip:
    """The last change set of a replica."""

    seq: int
    hash: bytes


def tip(register: Register, replica: int) -> Tip:
    """Return the last set that ``replica`` wrote here; seq 0 when it wrote none."""
    row = register.connection.execute(
        "SELECT seq, hash FROM change_set WHERE replica=? ORDER BY seq DESC LIMIT 1", (replica,)
    ).fetchone()
    return Tip(*row) if row else Tip(0, START)


def hash_at(register: Register, replica: int, seq: int) -> bytes:
    """Return the hash of one set of a replica; empty when the register does not hold it."""
    row = register.connection.execute(
        "SELECT hash FROM change_set WHERE replica=? AND seq=?", (replica, seq)
    ).fetchone()
    return bytes(row[0]) if row else b""


class Action:
    """One thing a person does, written as one or more change sets inside one transaction."""

    def __init__(self, register: Register, stamp: Stamp, verb: str, reason: str) -> None:
        self.register = register
        self.tables: set[str] = set()
        self.touched: list[int] = []
        self._stamp = stamp
        self._reason = reason
        self._operations: list[tuple[int, int, str, str, str, str]] = []
        self._stored = 0
        self._created: dict[str, list[Created]] = {}
        self.named: set[int] = set()  # records that what was written refers to
        self._next = _next_id(register)
        self._first = self._next
        self.key = f"{verb} {show_id(self._next)}"

    def create(self, kind: str, values: Mapping[str, Value]) -> int:
        """Log a new record of ``kind`` and return its id; values are stored values by field key."""
        shape = self.register.shapes.of(kind)
        if None in values.values():
            values = {key: value for key, value in values.items() if value is not None}
        attributes, text = shape.created(values)
        self.named.update(v for k in shape.refs if type(v := values.get(k)) is int)
        text = self.register.salted(shape.declaration, text)
        number = self._add(None, shape.table, CREATE, text, "[]")
        self._created.setdefault(kind, []).append(Created(number, values, attributes))
        self.touched.append(number)
        return number

    def write(
        self,
        kind: str,
        entity: int,
        field: str,
        value: Value | Mapping[str, Value],
        seen: Sequence[int],
    ) -> int:
        """Log a new value of one field or group of ``entity``; ``seen`` are the heads the person saw."""
        shape = self.register.shapes.of(kind)
        self._store_created()
        parents = sorted(seen) or [entity]
        if field == shape.declaration.finished_by:  # a finishing names everything its author saw
            known_heads = heads.heads(self.register.connection, entity).values()
            parents = sorted({entity, *parents, *(o for tips in known_heads for o in tips)})
        known = field in shape.declaration.groups or shape.declaration.has(field)
        if not known and not sameness.is_said(field):
            raise KeyError(f"{kind}.{field}")
        text = self.register.salted(shape.declaration, shape.write_value(field, value))
        number = self._add(entity, shape.table, field, text, _names(parents))
        self._store_operations()
        heads.advance(self.register.connection, number, entity, field, parents)
        heads.settle(self.register, shape, entity, [field])
        said = value if isinstance(value, Mapping) else {field: value}
        self.named.update(v for k, v in said.items() if k in shape.refs and isinstance(v, int))
        self._settle_same(shape, entity, field)
        self.touched.append(entity)
        return number

    def _settle_same(self, shape: Shape, entity: int, field: str) -> None:
        """Bring the records that are the same as one that was written up to date."""
        if sameness.is_said(field):
            sameness.settle(self.register, [entity, sameness.target(field)])
        elif sameness.touches(self.register.connection, shape.table, entity):
            sameness.settle(self.register, [entity])

    def remove(self, kind: str, entity: int) -> int:
        """Log that ``entity`` is deleted; its parents are all heads it had."""
        return self._tombstone(kind, entity, 1)

    def remove_many(self, table: str, entities: Sequence[int]) -> None:
        """Log that entities of one table are deleted; quick for rows that were never written again."""
        connection = self.register.connection
        self._store_created()
        written = {e for e in entities if heads.heads(connection, e)}
        plain = [e for e in entities if e not in written]
        for entity in sorted(written):
            self._tombstone(kind_of(self.register, entity), entity, 1)
        tips = [
            (e, heads.DELETED, self._add(e, table, heads.DELETED, "1", _names([e]))) for e in plain
        ]
        self._store_operations()
        connection.executemany("INSERT INTO head VALUES(?,?,?)", tips)
        connection.executemany(f'UPDATE "{table}" SET _deleted=1 WHERE id=?', [(e,) for e in plain])
        if sameness.any_in(connection, table):
            near = [e for e in plain if sameness.touches(connection, table, e)]
            sameness.settle(self.register, near)
        self.touched += plain

    def bring_back(self, kind: str, entity: int) -> int:
        """Log that a deleted ``entity`` stands again."""
        self.named |= references.targets(self.register, {entity})
        return self._tombstone(kind, entity, 0)

    def _tombstone(self, kind: str, entity: int, gone: int) -> int:
        shape = self.register.shapes.of(kind)
        self._store_created()
        known = heads.heads(self.register.connection, entity)
        parents = sorted({entity, *(o for tips in known.values() for o in tips)})
        number = self._add(entity, shape.table, heads.DELETED, str(gone), _names(parents))
        self._store_operations()
        own = known.get(heads.DELETED, ())
        heads.advance(self.register.connection, number, entity, heads.DELETED, own)
        heads.settle(self.register, shape, entity, [heads.DELETED])
        self._settle_same(shape, entity, heads.DELETED)
        self.touched.append(entity)
        return number

    def _add(self, entity: int | None, record: str, field: str, value: str, parents: str) -> int:
        if self._next - self._first >= SET_SIZE:
            self.seal()
        number = self._next
        self._operations.append(
            (number, number if entity is None else entity, record, field, value, parents)
        )
        self.tables.add(record)
        self._next += 1
        return number

    def _store_created(self) -> None:
        if not self._created:
            return
        cut: list[tuple[int, str]] = []
        for kind, rows in self._created.items():
            store_created(self.register, kind, rows)
            grams = search.Cutter(self.register.shapes.of(kind).declaration)
            cut += [(number, grams.of(values)) for number, values, _attributes in rows]
        index.add(self.register.connection, cut)
        self._created.clear()

    def _store_operations(self) -> None:
        self.register.connection.executemany(
            "INSERT INTO operation VALUES(?,?,?,?,?,?)",
            islice(self._operations, self._stored, None),
        )
        self._stored = len(self._operations)

    def seal(self) -> None:
        """Close the change set being written: hash it, sign it, store it."""
        if not self._operations:
            return
        self._store_created()
        self._store_operations()
        store_set(self.register, self._stamp, self.key, self._reason, self._operations)
        self._operations = []
        self._stored = 0
        self._first = self._next


@contextmanager
def action(register: Register, stamp: Stamp, verb: str, reason: str = "") -> Iterator[Action]:
    """Run one action as one transaction; when the block fails nothing of it remains."""
    with register.transaction():
        running = Action(register, stamp, verb, reason)
        yield running
        running.seal()
        tombstones.settle(register, running.named)
    if register.after_commit and running.touched:
        last = tip(register, register.replica)
        register.after_commit(last.seq, last.hash)


def _next_id(register: Register) -> int:
    low, high = first_id(register.replica, 0), first_id(register.replica + 1, 0)
    row = register.connection.execute(
        f"SELECT max(id) FROM operation WHERE {REPLICA_SQL}", (low, high)
    ).fetchone()
    return int(row[0]) + 1 if row[0] is not None else low + 1


def _names(operations: Sequence[int]) -> str:
    """Write ids as the canonical JSON of a parents column."""
    return "[" + ",".join(f'"{show_id(number)}"' for number in operations) + "]"


def digests(operations: Sequence[tuple[int, int, str, str, str, str]]) -> list[bytes]:
    """Hash operations given as rows (id, entity, record, field, value, parents)."""
    return [
        operation_digest(
            (shown := show_id(number)),
            shown if entity == number else show_id(entity),
            record,
            field,
            value,
            parents,
        )
        for number, entity, record, field, value, parents in operations
    ]


def store_set(
    register: Register,
    stamp: Stamp,
    key: str,
    reason: str,
    operations: Sequence[tuple[int, int, str, str, str, str]],
) -> tuple[object, ...]:
    """Hash, sign and store the next set of this device; return its row."""
    assert register.signer is not None, "a register without a device key is read-only"
    before = tip(register, register.replica)
    greatest = register.connection.execute("SELECT max(lamport) FROM change_set").fetchone()[0]
    head = SetHead(
        replica=register.replica,
        seq=before.seq + 1,
        lamport=(greatest or 0) + 1,
        seen=_newly_held(register),
        person=stamp.person,
        action=key,
        reason=reason,
        declarations=register.declarations.digest,
        at_wall=stamp.at_wall,
        zone=stamp.zone,
        first_op=operations[0][0],
        n_op=len(operations),
    )
    whole = set_hash(head, before.hash, digests(operations))
    row = (*head.__dict__.values(), before.hash, whole, register.signer.sign(whole))
    register.connection.execute("INSERT INTO change_set VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", row)
    return row


def _newly_held(register: Register) -> str:
    """Name the sets of other replicas held since this device last said so: replica, seq and hash."""
    told = register.connection.execute(
        "SELECT seen FROM change_set WHERE replica=? AND seen<>'[]'", (register.replica,)
    )
    known = {one[0]: one[1] for row in told for one in json.loads(row[0])}
    others = {r: tip(register, r) for r in replicas(register) if r != register.replica}
    return canonical([[r, t.seq, t.hash.hex()] for r, t in others.items() if known.get(r) != t.seq])


def replicas(register: Register) -> list[int]:
    """Return the replicas whose sets the register holds, in order."""
    found: list[int] = []
    while True:
        row = register.connection.execute(
            "SELECT min(replica) FROM change_set WHERE replica>?", (found[-1] if found else -1,)
        ).fetchone()
        if row[0] is None:
            return found
        found.append(row[0])


def store_created(register: Register, kind: str, rows: Sequence[Created]) -> None:
    """Write the current-state rows of new records of one kind; columns that all leave empty stay so."""
    shape, derive = register.shapes.of(kind), register.derive
    used = set().union(*(each.values for each in rows))
    columns = [name for name in shape.columns if name in used]
    kept = [derive(kind, each.values) if derive else {} for each in rows]
    own = [CATEGORY, ATTRIBUTES] if shape.categorised else []
    names = ", ".join(f'"{n}"' for n in ["id", *own, *columns, *kept[0]])
    marks = ",".join("?" * (1 + len(own) + len(columns) + len(kept[0])))
    register.connection.executemany(
        f'INSERT INTO "{shape.table}"({names}) VALUES({marks})',
        [
            (
                each.id,
                *((kind, each.attributes) if own else ()),
                *shape.in_columns(columns, each.values),
                *derived.values(),
            )
            for each, derived in zip(rows, kept, strict=True)
        ],
    )


def kind_of(register: Register, entity: int) -> str:
    """Return the declaration key of an entity; raise NotFound if the register does not know it."""
    row = register.connection.execute(
        "SELECT record FROM operation WHERE id=? AND entity=id", (entity,)
    ).fetchone()
    if row is None:
        raise NotFound(_("台账里没有记录 {id}，请核对记录号。").format(id=show_id(entity)))
    record = str(row[0])
    if not register.shapes.of(record).categorised:
        return record
    category = register.connection.execute(
        f'SELECT category FROM "{record}" WHERE id=?', (entity,)
    ).fetchone()
    return str(category[0])
