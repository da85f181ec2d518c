"""Keeps change sets that cannot be merged yet, and those that never will be, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from equipinspect.store.parcels import Parcel, packed, unpacked
from equipinspect.store.register import Register

GAP, MISSING, NEWER, ADMISSION = "gap", "missing", "newer", "admission"


@dataclass(frozen=True)
class Waiting:
    """A set that waits: its kind of reason, the sentence for people, and the file that brought it."""

    parcel: Parcel
    kind: str
    why: str
    brought_by: int = 0


@dataclass(frozen=True)
class Aside:
    """A set in quarantine: replica, seq, hash, and why."""

    replica: int
    seq: int
    hash: bytes
    why: str


def waiting(register: Register) -> Iterator[Waiting]:
    """Yield every parked set by replica and seq."""
    rows = register.connection.execute(
        "SELECT body, kind, why, import FROM parked ORDER BY replica, seq, hash"
    ).fetchall()
    for body, kind, why, brought_by in rows:
        yield Waiting(unpacked(body), kind, why, brought_by)


def summary(register: Register) -> list[tuple[int, str, str, int]]:
    """Return what waits: replica, kind of reason, the sentence, and how many sets."""
    return register.connection.execute(
        "SELECT replica, kind, min(why), count(*) FROM parked GROUP BY replica, kind ORDER BY 1, 2"
    ).fetchall()


def park(register: Register, found: Mapping[bytes, Waiting], brought_by: int) -> None:
    """Make the parked sets exactly those ``found``; a set that waited before keeps who brought it."""
    read = register.connection
    there = {bytes(row[0]) for row in read.execute("SELECT hash FROM parked")}
    read.executemany("DELETE FROM parked WHERE hash=?", [(own,) for own in there - found.keys()])
    for own, each in found.items():
        if own in there:
            read.execute("UPDATE parked SET kind=?, why=? WHERE hash=?", (each.kind, each.why, own))
        else:
            read.execute(
                "INSERT INTO parked(hash, replica, seq, kind, why, body, import)"
                " VALUES(?,?,?,?,?,?,?)",
                (own, *each.parcel.name, each.kind, each.why, packed(each.parcel), brought_by),
            )


def quarantine(register: Register, parcel: Parcel, why: str, brought_by: int) -> None:
    """Put a set aside for good; it is kept, but no part of the register."""
    register.connection.execute(
        "INSERT OR IGNORE INTO quarantine(hash, replica, seq, why, body, import)"
        " VALUES(?,?,?,?,?,?)",
        (parcel.hash, *parcel.name, why, packed(parcel), brought_by),
    )


def aside(register: Register) -> list[Aside]:
    """Return every set in quarantine by replica and seq."""
    rows = register.connection.execute(
        "SELECT replica, seq, hash, why FROM quarantine ORDER BY replica, seq"
    )
    return [Aside(r, s, bytes(h), w) for r, s, h, w in rows]


def is_aside(register: Register, own: bytes) -> bool:
    """Say whether a set is in quarantine."""
    row = register.connection.execute("SELECT 1 FROM quarantine WHERE hash=?", (own,)).fetchone()
    return row is not None
