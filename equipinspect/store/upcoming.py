"""Named reads for the day's work: lifts not maintained in time, alarms answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from equipinspect.store import queries
from equipinspect.store.register import Register


def maintenance(register: Register, on: date, days: int) -> list[int]:
    """Return the lifts in use whose last maintenance lies more than ``days`` days back.

    Lifts without a date of maintenance are not among them: of those nobody knows.
    """
    last = queries.expression(register.shapes.of("elevator"), "maintenance_last")
    before = (on - timedelta(days=days)).isoformat()
    rows = register.connection.execute(
        f"""SELECT id FROM equipment WHERE category = 'elevator' AND _deleted = 0
          AND use_status = 'in_use' AND {last} < ? AND length({last}) = 10 ORDER BY {last}, id""",
        (before,),
    )
    return [int(row[0]) for row in rows]


@dataclass(frozen=True)
class Answer:
    """How an alarm about a record was dealt with: for which date, when, and until when that holds."""

    subject: int
    due: str
    on: str
    until: str


def answers(register: Register, alarm: str) -> list[Answer]:
    """Return the answers to one kind of alarm, oldest first."""
    rows = register.connection.execute(
        """SELECT subject, coalesce(due, ''), coalesce("on", ''), coalesce(until, '')
           FROM alarm_answer WHERE _deleted = 0 AND alarm = ? ORDER BY "on", id""",
        (alarm,),
    )
    return [Answer(*row) for row in rows]
