"""Named reads behind the office's rates: equipment in use on a day, and what holds of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from equipinspect.store import queries, standing
from equipinspect.store.register import Register

KEYS = {"county": "e.county", "town": "e.town", "kind": "e.category"}
OPEN = "('found', 'issued', 'rectifying', 'reported', 'rechecked')"


@dataclass(frozen=True)
class Counts:
    """Equipment in use under one heading: all, registered, with a date, overdue, with an open hazard."""

    in_use: int
    registered: int
    dated: int
    overdue: int
    hazards: int


def counted(register: Register, on: date, by: str, only: str = "") -> Iterator[tuple[str, Counts]]:
    """Yield the counts of a day by county, town or kind, of ``only`` one kind or of each in turn."""
    for category in register.declarations.categories():
        if only not in ("", category.key):
            continue
        was = str(list(standing.was_in_use(register, category.key, on.isoformat())))
        rows = register.connection.execute(
            f"""SELECT coalesce({KEYS[by]}, ''), count(*), sum(e.reg_status = 'registered'
                  AND coalesce(e.reg_status_from, '') <= :day),
                sum(e._due_on IS NOT NULL), coalesce(sum(e._due_on < :day), 0),
                sum(EXISTS(SELECT 1 FROM hazard h WHERE h.equipment = +e.id AND h._deleted = 0
                  AND h.found_on <= :day AND (h.state IN {OPEN} OR h.closed_on > :day)))
              FROM equipment e WHERE e.category = :kind AND e._deleted = 0
              AND CASE WHEN e.use_status_from > :day THEN e.id IN (SELECT value FROM json_each(:was))
                ELSE e.use_status = 'in_use' END
              GROUP BY 1""",
            {"day": on.isoformat(), "kind": category.key, "was": was},
        )
        for key, *numbers in rows:
            yield str(key), Counts(*(int(n or 0) for n in numbers))


def stations(register: Register, on: date) -> list[tuple[int, str, str, bool, bool, int, int]]:
    """Return every filling station: id, name, county, traced, insured, cylinders in use, with a code."""
    shape = register.shapes.of("gas_cylinder")
    codes = " OR ".join(
        f"{queries.expression(shape, k)} IS NOT NULL" for k in ("qr_payload", "rfid")
    )
    cylinders = {
        row[0]: (row[1], row[2])
        for row in register.connection.execute(
            f"""SELECT holder, count(*), sum({codes}) FROM equipment
              WHERE category = 'gas_cylinder' AND _deleted = 0 AND use_status = 'in_use'
              AND coalesce(use_status_from, '') <= ? GROUP BY 1""",
            (on.isoformat(),),
        )
    }
    rows = register.connection.execute(
        """SELECT h.id, h.name, coalesce(u.county, ''), h.trace_system IS NOT NULL
             AND coalesce(h.traced_from, '') <= :day,
           EXISTS(SELECT 1 FROM policy p WHERE p.holder = +h.id AND p.kind = 'cylinder'
             AND p._deleted = 0 AND p.starts <= :day
             AND min(p.ends, coalesce(p.surrendered_on, p.ends)) >= :day)
           FROM cylinder_holder h LEFT JOIN unit u ON u.id = h.unit
           WHERE h._deleted = 0 ORDER BY h.name, h.id""",
        {"day": on.isoformat()},
    ).fetchall()
    return [
        (number, name or "", county, bool(traced), bool(insured), *cylinders.get(number, (0, 0)))
        for number, name, county, traced, insured in rows
    ]
