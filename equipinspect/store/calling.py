"""Reads for the telephone: policies about to end with the lifts they leave uninsured, last calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from equipinspect.store.coverage import Asked, Scope
from equipinspect.store.register import Register


@dataclass(frozen=True)
class Contact:
    """The last call of a unit: its day, its result, and the day to call again."""

    on: str
    result: str
    again_on: str | None
    id: int


def last(register: Register, about: str, until: str) -> dict[int, Contact]:
    """Return the last call of every unit about a matter, not after a day."""
    rows = register.connection.execute(
        """SELECT unit, "on", result, again_on, id FROM contact_note
           WHERE _deleted = 0 AND about = ? AND "on" <= ? AND unit IS NOT NULL ORDER BY "on", id""",
        (about, until),
    )
    return {row[0]: Contact(row[1], row[2] or "", row[3], row[4]) for row in rows}


@dataclass(frozen=True)
class Ending:
    """A policy about to end: how many lifts in use it covers, how many it leaves uninsured."""

    policy: int
    number: str
    ends: str
    insurer: int | None
    unit: int | None
    units: int
    lifts: int
    lapsing: int


def endings(register: Register, scope: Scope, day: date, within: date) -> list[Ending]:
    """Return the policies whose cover of some lift in use ends between two days, first to end first.

    A lift that something known insures on the day after goes on without a gap and is not lapsing.
    """
    asked = Asked(register, scope, day, day)
    values = asked.values | {"within": within.isoformat()}
    rows = register.connection.execute(
        f"""{asked.base()}, ending AS (
            SELECT s.policy, s.lift, s.ends, base.user_unit, NOT EXISTS(
              SELECT 1 FROM span o WHERE o.lift = s.lift AND o.starts <= date(s.ends, '+1 day')
              AND o.ends > s.ends) AS lapsing
            FROM span s JOIN base ON base.id = s.lift
            WHERE s.starts <= :day AND s.ends >= :day AND s.ends <= :within)
          SELECT p.id, p.number, min(ending.ends), p.insurer, min(ending.user_unit),
            count(DISTINCT ending.user_unit), count(DISTINCT ending.lift),
            count(DISTINCT CASE WHEN lapsing THEN ending.lift END)
          FROM ending JOIN policy p ON p.id = ending.policy GROUP BY p.id
          ORDER BY 3, 8 DESC, p.id""",
        values,
    )
    return [Ending(*row) for row in rows]
