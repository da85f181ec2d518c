"""One change set as it travels between registers: its columns, its operations, what is only a digest."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from equipinspect.model.canonical import canonical
from equipinspect.model.chain import SetHead, set_hash
from equipinspect.store.operations import digests

Operation = tuple[int, int, str, str, str, str]  # id, entity, record, field, value, parents
COLUMNS = (
    "replica, seq, lamport, seen, person, action, reason, declarations, at_wall, zone,"
    " first_op, n_op, previous, hash, signature"
)
HEAD_COLUMNS = 12


@dataclass(frozen=True)
class Parcel:
    """A change set with its operations in order; ``sliced`` are those of which only a digest came."""

    head: SetHead
    previous: bytes
    hash: bytes
    signature: bytes
    operations: list[Operation] = field(default_factory=list)
    sliced: dict[int, bytes] = field(default_factory=dict)

    @property
    def name(self) -> tuple[int, int]:
        """The replica and the sequence number."""
        return self.head.replica, self.head.seq

    @property
    def row(self) -> tuple[object, ...]:
        """The set as its table stores it."""
        return (*vars(self.head).values(), self.previous, self.hash, self.signature)

    @property
    def is_whole(self) -> bool:
        """Say whether every operation that the set counts is here, in its place."""
        span = range(self.head.first_op, self.head.first_op + self.head.n_op)
        ids = [o[0] for o in self.operations]
        held = {*ids, *self.sliced}
        return len(ids) + len(self.sliced) == len(span) and all(n in held for n in span)

    def digests(self) -> list[bytes]:
        """Return the digests of all operations in the order of their ids."""
        own = digests(self.operations)
        if not self.sliced:
            return own
        known = dict(zip((o[0] for o in self.operations), own, strict=True)) | self.sliced
        return [known[number] for number in sorted(known)]

    def recomputed(self) -> bytes:
        """Return the hash that the columns and operations give."""
        return set_hash(self.head, self.previous, self.digests())


def from_row(
    row: tuple[object, ...], operations: list[Operation], sliced: dict[int, bytes]
) -> Parcel:
    """Make a parcel from a row of `COLUMNS` and its operations."""
    head = SetHead(*row[:HEAD_COLUMNS])  # type: ignore[arg-type]
    previous, own, signature = (bytes(each) for each in row[HEAD_COLUMNS:])  # type: ignore[call-overload]
    return Parcel(head, previous, own, signature, operations, sliced)


def stored(connection: sqlite3.Connection, rows: Iterable[tuple[object, ...]]) -> Iterator[Parcel]:
    """Read the operations of sets given as rows of `COLUMNS` from the tables beside them."""
    reading = connection.cursor()
    for row in rows:
        first, count = row[HEAD_COLUMNS - 2 : HEAD_COLUMNS]
        span = (first, first + count)  # type: ignore[operator]
        operations = reading.execute(
            "SELECT id, entity, record, field, value, parents FROM operation"
            " WHERE id>=? AND id<? ORDER BY id",
            span,
        ).fetchall()
        short = len(operations) != count
        sliced = dict(_sliced(reading, span)) if short else {}
        yield from_row(row, operations, sliced)


def _sliced(reading: sqlite3.Cursor, span: tuple[object, object]) -> list[tuple[int, bytes]]:
    return reading.execute(
        "SELECT id, digest FROM sliced WHERE id>=? AND id<? ORDER BY id", span
    ).fetchall()


def packed(parcel: Parcel) -> str:
    """Write a parcel as one text, from which `unpacked` makes it again byte for byte."""
    return canonical(
        {
            "set": list(vars(parcel.head).values()),
            "previous": parcel.previous.hex(),
            "hash": parcel.hash.hex(),
            "signature": parcel.signature.hex(),
            "operations": [list(o) for o in parcel.operations],
            "sliced": [[number, digest.hex()] for number, digest in parcel.sliced.items()],
        }
    )


def unpacked(text: str) -> Parcel:
    """Read what `packed` wrote; raise ValueError when the text is anything else."""
    try:
        data = json.loads(text)
        head = SetHead(*data["set"])
        previous, own, signature = (
            bytes.fromhex(data[key]) for key in ("previous", "hash", "signature")
        )
        operations = [_operation(each) for each in data["operations"]]
        sliced = {int(number): bytes.fromhex(digest) for number, digest in data["sliced"]}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error
    return Parcel(head, previous, own, signature, operations, sliced)


def _operation(data: list[object]) -> Operation:
    number, entity, record, name, value, parents = data
    if not (isinstance(number, int) and isinstance(entity, int)):
        raise ValueError(data)
    return number, entity, str(record), str(name), str(value), str(parents)
