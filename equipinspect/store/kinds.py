"""Tells of many entities at once what kind of record they are."""

from __future__ import annotations

from collections.abc import Sequence

from equipinspect.store.register import Register


def kinds_of(register: Register, entities: Sequence[int]) -> dict[int, str]:
    """Return the declaration keys of at most some hundred entities; unknown ones are left out."""
    marks = ",".join("?" * len(entities))
    found = {
        int(number): str(record)
        for number, record in register.connection.execute(
            f"SELECT id, record FROM operation WHERE id IN ({marks}) AND entity=id", list(entities)
        )
    }
    for record in {r for r in found.values() if register.shapes.of(r).categorised}:
        ids = [number for number, own in found.items() if own == record]
        marks = ",".join("?" * len(ids))
        found |= register.connection.execute(
            f'SELECT id, category FROM "{record}" WHERE id IN ({marks})', ids
        ).fetchall()
    return found
