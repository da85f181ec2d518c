"""Takes held change sets out of the log again, when nothing rests on them, as if they had not come."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from equipinspect.model.chain import CREATE
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import import_log, index, parcels, parking, references, settling
from equipinspect.store.arrivals import finish
from equipinspect.store.import_log import Import
from equipinspect.store.parcels import COLUMNS, Parcel
from equipinspect.store.parking import MISSING, Waiting
from equipinspect.store.register import Register
from equipinspect.store.shapes import Shape

Name = tuple[int, int]  # replica, seq
MOST_NAMED = 20


@dataclass(frozen=True)
class Refused:
    """Why sets cannot be taken back: a sentence for each thing that rests on them."""

    reasons: tuple[str, ...]


def take_back(register: Register, done: Import, at_wall: str) -> Refused | int:
    """Withdraw what a merge brought; return how many sets, or why not. Inside no transaction."""
    with register.transaction():
        names = _brought(register, done.id)
        found = [*_passed_on(register, names), *_resting(register, names)]
        if found:
            return Refused(tuple(found[:MOST_NAMED]))
        waited = _waited(register, done.id)
        lifted = remove(register, names)
        register.connection.executemany(
            "INSERT OR REPLACE INTO withdrawn VALUES(?,?,?)",
            [(parcel.hash, *parcel.name) for parcel in lifted],
        )
        register.connection.execute("DELETE FROM parked WHERE import=?", (done.id,))
        register.connection.execute("DELETE FROM quarantine WHERE import=?", (done.id,))
        register.connection.execute("DELETE FROM brought WHERE import=?", (done.id,))
        again = {
            p.hash: Waiting(p, MISSING, _("并入已撤回，等下次并入"))
            for p in lifted
            if p.name in waited
        }
        kept = {each.parcel.hash: each for each in parking.waiting(register)}
        parking.park(register, kept | again, 0)
        register.connection.execute("UPDATE import_log SET withdrawn=1 WHERE id=?", (done.id,))
        return len(lifted)


def _brought(register: Register, number: int) -> list[Name]:
    return register.connection.execute(
        "SELECT replica, seq FROM brought WHERE import=? ORDER BY replica, seq", (number,)
    ).fetchall()


def _waited(register: Register, number: int) -> set[Name]:
    rows = register.connection.execute(
        "SELECT replica, seq FROM brought WHERE import=? AND was_parked=1", (number,)
    )
    return {(replica, seq) for replica, seq in rows}


def _passed_on(register: Register, names: Sequence[Name]) -> Iterator[str]:
    """Name the files that went out after the sets had come in."""
    for file, at_wall, text in register.connection.execute(
        "SELECT file, at_wall, tips FROM handed_out ORDER BY id"
    ):
        tips = dict(json.loads(text))
        if any(tips.get(replica, 0) >= seq for replica, seq in names):
            yield _("已在 {at} 随 {file} 转交出去").format(at=at_wall[:16], file=file)


def _resting(register: Register, names: Sequence[Name]) -> Iterator[str]:
    """Name the later operations of sets that stay and build upon these."""
    spans = _spans(register, names)
    for low, high in spans:
        yield from _built(register, low, high, spans)


def _spans(register: Register, names: Sequence[Name]) -> list[tuple[int, int]]:
    """Return the joined ranges of operation ids of some sets."""
    found: list[tuple[int, int]] = []
    for replica, seq in names:
        first, count = register.connection.execute(
            "SELECT first_op, n_op FROM change_set WHERE replica=? AND seq=?", (replica, seq)
        ).fetchone()
        if found and found[-1][1] == first:
            found[-1] = (found[-1][0], first + count)
        else:
            found.append((first, first + count))
    return found


def _built(
    register: Register, low: int, high: int, spans: Sequence[tuple[int, int]]
) -> Iterator[str]:
    """Name what descends from, writes on, or refers to the operations of a span."""

    def going(number: int) -> bool:
        return any(a <= number < b for a, b in spans)

    read = register.connection
    later = read.execute(
        """SELECT o.id, o.entity, o.parents FROM operation s
             JOIN operation o ON o.entity = s.entity AND o.field <> '*'
           WHERE s.id >= ? AND s.id < ? UNION
           SELECT o.id, o.entity, o.parents FROM operation o
           WHERE o.entity >= ? AND o.entity < ? AND o.field <> '*'""",
        (low, high, low, high),
    ).fetchall()
    for number, entity, parents in later:
        named = (Shape.read_id(text) for text in json.loads(parents))
        if not going(number) and (going(entity) or any(going(n) for n in named)):
            yield _("{id} 之后又被改过（{when}）").format(
                id=show_id(entity), when=_when(register, number)
            )
    created = {
        row[0]
        for row in read.execute(
            "SELECT id FROM operation WHERE id>=? AND id<? AND field='*'", (low, high)
        )
    }
    tables = {
        row[0]
        for row in read.execute(
            "SELECT DISTINCT record FROM operation WHERE id>=? AND id<? AND field='*'", (low, high)
        )
    }
    for row, target in references.pairs(register, created, tables):
        if not going(row):
            yield _("{id} 被 {row} 引用").format(id=show_id(target), row=show_id(row))


def _when(register: Register, number: int) -> str:
    row = register.connection.execute(
        "SELECT at_wall FROM change_set WHERE first_op<=? ORDER BY first_op DESC LIMIT 1", (number,)
    ).fetchone()
    return str(row[0])[:16] if row else ""


def remove(register: Register, names: Sequence[Name]) -> list[Parcel]:
    """Take sets out of log and rows, inside a transaction; return them as they were.

    Nothing that stays may rest on them.
    """
    read = register.connection
    lifted = []
    for replica, seq in names:
        rows = read.execute(
            f"SELECT {COLUMNS} FROM change_set WHERE replica=? AND seq=?", (replica, seq)
        ).fetchall()
        lifted += list(parcels.stored(read, rows))
    touched: dict[int, set[str]] = {}
    created: dict[str, list[int]] = {}
    for parcel in lifted:
        for number, entity, record, name, *_rest in parcel.operations:
            if name == CREATE:
                created.setdefault(record, []).append(number)
            else:
                touched.setdefault(entity, set()).add(name)
    born = {number for ids in created.values() for number in ids}
    targets = references.targets(register, born)
    for table, ids in created.items():
        _drop_rows(register, table, ids)
    for parcel in lifted:
        first, count = parcel.head.first_op, parcel.head.n_op
        read.execute("DELETE FROM operation WHERE id>=? AND id<?", (first, first + count))
        read.execute("DELETE FROM sliced WHERE id>=? AND id<?", (first, first + count))
        read.execute("DELETE FROM change_set WHERE replica=? AND seq=?", parcel.name)
    staying = {e: f for e, f in touched.items() if e not in born}
    settled = settling.settle(register, staying)
    finish(register, settled, targets, staying)
    return lifted


def _drop_rows(register: Register, table: str, ids: Sequence[int]) -> None:
    """Remove rows whose creation goes, with their heads and search grams."""
    shape = register.shapes.of(table)
    names = ", ".join(f'"{n}"' for n in shape.names)
    for number in ids:
        row = register.connection.execute(
            f'SELECT {names} FROM "{table}" WHERE id=?', (number,)
        ).fetchone()
        own = register.shapes.of(str(row[0])) if shape.categorised else shape
        index.replace(register.connection, own.declaration, number, own.values(row), {})
        register.connection.execute(f'DELETE FROM "{table}" WHERE id=?', (number,))
        register.connection.execute("DELETE FROM head WHERE entity=?", (number,))


__all__ = ["Import", "Refused", "import_log", "remove", "take_back"]
