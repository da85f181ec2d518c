"""Keeps the books of merging: which file brought which sets, with sums that the audit adds up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from equipinspect.model.text import _
from equipinspect.store.register import Register
from equipinspect.store.strangers import Stranger


class Counted(Protocol):
    """The figures of one merge."""

    new: int
    operations: int
    known: int
    conflicts: int
    parked: int
    quarantined: int
    photos_missing: list[str]
    clocks: list[str]
    forks: dict[int, str]

    @property
    def result(self) -> str:
        """One word for programs."""
        ...


@dataclass(frozen=True)
class Import:
    """One file that was merged or turned away."""

    id: int
    at_wall: str
    file: str
    replica: int
    result: str
    reason: str
    sets: int
    operations: int
    withdrawn: bool


def write(
    register: Register,
    stranger: Stranger | None,
    done: Counted,
    origin: Mapping[tuple[int, int], bool],
    at_wall: str,
) -> int:
    """Note a merge and which sets it brought (and which of them had waited); return its number."""
    read = register.connection
    details = json.dumps(
        {"clocks": done.clocks, "forks": list(done.forks.values()), "photos": done.photos_missing},
        ensure_ascii=False,
    )
    cursor = read.execute(
        "INSERT INTO import_log(at_wall, file, sha256, replica, result, reason, sets, operations,"
        " known, conflicts, parked, quarantined, photos_missing, details)"
        " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            at_wall, stranger.path.name if stranger else "", stranger.sha256 if stranger else "",
            stranger.manifest.replica if stranger else 0, done.result, "", done.new,
            done.operations, done.known, done.conflicts, done.parked, done.quarantined,
            len(done.photos_missing), details,
        ),
    )  # fmt: skip
    number = int(cursor.lastrowid or 0)
    read.executemany(
        "INSERT OR REPLACE INTO brought VALUES(?,?,?,?)",
        [(replica, seq, number, int(waited)) for (replica, seq), waited in origin.items()],
    )
    read.executemany("DELETE FROM withdrawn WHERE replica=? AND seq=?", [(r, s) for r, s in origin])
    return number


def turned_away(
    register: Register, file: str, sha256: str, result: str, reason: str, at_wall: str
) -> None:
    """Note a file of which nothing was taken, with the reason."""
    with register.transaction():
        register.connection.execute(
            "INSERT INTO import_log(at_wall, file, sha256, replica, result, reason, sets, operations,"
            " known, conflicts, parked, quarantined, photos_missing, details)"
            " VALUES(?,?,?,0,?,?,0,0,0,0,0,0,0,'{}')",
            (at_wall, file, sha256, result, reason),
        )


def last(register: Register) -> Import | None:
    """Return the newest merge that brought something and was not taken back."""
    row = register.connection.execute(
        "SELECT id, at_wall, file, replica, result, reason, sets, operations, withdrawn"
        " FROM import_log WHERE withdrawn=0 AND result='merged' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return Import(*row) if row else None


def check(register: Register) -> Iterator[str]:
    """Yield what does not add up: a merge noted so many sets and operations, the log holds others."""
    for number, file, sets, operations, held, counted in register.connection.execute(
        """SELECT i.id, i.file, i.sets, i.operations, count(c.seq), coalesce(sum(c.n_op), 0)
           FROM import_log i LEFT JOIN brought b ON b.import = i.id
             LEFT JOIN change_set c ON c.replica = b.replica AND c.seq = b.seq
           WHERE i.withdrawn = 0 GROUP BY i.id HAVING i.sets <> count(c.seq)
             OR i.operations <> coalesce(sum(c.n_op), 0)"""
    ):
        yield _(
            "第 {number} 次并入（{file}）登记 {sets} 个变更集、{operations} 条操作，"
            "现有 {held} 个、{counted} 条。"
        ).format(
            number=number, file=file, sets=sets, operations=operations, held=held, counted=counted
        )
