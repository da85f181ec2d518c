"""Named reads of the links between policies and lifts."""

from __future__ import annotations

from equipinspect.store.register import Register


def lifts(register: Register, day: str) -> dict[int, tuple[int, int]]:
    """Return for every policy how many lifts it lists, and how many of them it covers on a day."""
    rows = register.connection.execute(
        """SELECT l.policy, count(DISTINCT l.equipment), count(DISTINCT CASE WHEN
             max(p.starts, coalesce(l.starts, p.starts)) <= :day AND
             min(p.ends, coalesce(l.ends, p.ends), coalesce(p.surrendered_on, p.ends)) >= :day
             THEN l.equipment END)
           FROM policy_link l JOIN policy p ON p.id = l.policy WHERE l._deleted = 0 GROUP BY 1""",
        {"day": day},
    )
    return {row[0]: (row[1], row[2]) for row in rows}
