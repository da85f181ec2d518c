"""Remembers up to which change sets other devices are known to hold the log."""

from __future__ import annotations

from collections.abc import Mapping

from equipinspect.store.register import Register


def of(register: Register, peer: int) -> dict[int, int]:
    """Return the last seq of each replica that device ``peer`` said it holds; empty when it never did."""
    return dict(
        register.connection.execute("SELECT replica, seq FROM holding WHERE peer=?", (peer,))
    )


def learn(register: Register, peer: int, tips: Mapping[int, tuple[int, str]]) -> None:
    """Keep what the newest file of ``peer`` says it holds; inside a transaction."""
    register.connection.execute("DELETE FROM holding WHERE peer=?", (peer,))
    register.connection.executemany(
        "INSERT INTO holding VALUES(?,?,?)", [(peer, r, seq) for r, (seq, _own) in tips.items()]
    )


def first_set(register: Register, replica: int) -> int | None:
    """Return the record that a replica's first set carries: the device itself."""
    row = register.connection.execute(
        "SELECT first_op FROM change_set WHERE replica=? AND seq=1", (replica,)
    ).fetchone()
    return int(row[0]) if row else None
