"""Reads of visits by unit: when each was last seen, and which kinds of check it had in a span of days."""

from __future__ import annotations

from equipinspect.store.register import Register


def last_visits(register: Register, on: str) -> dict[int, str]:
    """Return the day of the last check of every unit, up to and with a day."""
    found = register.connection.execute(
        'SELECT unit, max(checked_on) FROM "check" WHERE _deleted=0 AND corrects IS NULL'
        " AND unit IS NOT NULL AND checked_on<=? GROUP BY unit",
        (on,),
    )
    return {int(unit): str(day) for unit, day in found}


def visits(register: Register, since: str, on: str) -> list[tuple[int, str, int]]:
    """Return the checks of a span of days that name a unit: unit, kind of check, the check's id."""
    found = register.connection.execute(
        'SELECT unit, kind, id FROM "check" WHERE _deleted=0 AND corrects IS NULL'
        " AND unit IS NOT NULL AND checked_on BETWEEN ? AND ? ORDER BY checked_on, id",
        (since, on),
    )
    return [(int(unit), str(kind), int(number)) for unit, kind, number in found]
