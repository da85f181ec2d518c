"""Reads for the telephone: policies about to end with the lifts they leave uninsured, last calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

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
    used = dict(
        register.connection.execute(
            f"SELECT id, user_unit FROM ({asked.base('user_unit')})", asked.values
        )
    )
    spans: dict[int, list[tuple[str, str, int]]] = {}
    for lift, policy, starts, ends in register.connection.execute(
        f"SELECT lift, policy, starts, ends FROM ({asked.span()}) WHERE ends >= :day", asked.values
    ):
        if lift in used:
            spans.setdefault(lift, []).append((starts, ends, policy))
    found: dict[int, list[tuple[str, int, bool]]] = {}
    for lift, held in spans.items():
        for starts, ends, policy in held:
            if starts <= day.isoformat() and ends <= within.isoformat():
                lapsing = not any(s <= day_after(ends) and e > ends for s, e, _policy in held)
                found.setdefault(policy, []).append((ends, lift, lapsing))
    return sorted(
        (_ending(register, policy, lifts, used) for policy, lifts in found.items()),
        key=lambda each: (each.ends, -each.lapsing, each.policy),
    )


def day_after(day: str) -> str:
    """Return the day after a day."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _ending(
    register: Register, policy: int, lifts: list[tuple[str, int, bool]], used: dict[int, int | None]
) -> Ending:
    number, insurer = register.connection.execute(
        "SELECT number, insurer FROM policy WHERE id = ?", (policy,)
    ).fetchone()
    units = {used[lift] for _ends, lift, _lapsing in lifts} - {None}
    return Ending(
        policy, number or "", min(ends for ends, _lift, _lapsing in lifts), insurer,
        min(filter(None, units), default=None), len(units), len({lift for _e, lift, _l in lifts}),
        len({lift for _ends, lift, lapsing in lifts if lapsing}),
    )  # fmt: skip


def lapsing(register: Register, scope: Scope, day: date, within: date) -> list[Ending]:
    """Return the policies that end between two days and leave lifts in use uninsured, quickly.

    Only the ends of whole policies are looked at, each by index; `endings` also looks at links.
    """
    marks = ",".join("?" * len(scope.policies))
    rows = register.connection.execute(
        f"""SELECT p.id, p.number, p.ends, p.insurer, NULL, 0, count(DISTINCT l.equipment) AS lifts,
            count(DISTINCT CASE WHEN NOT EXISTS(
              SELECT 1 FROM policy_link o JOIN policy q ON q.id = o.policy
              WHERE o.equipment = l.equipment AND o._deleted = 0 AND q._deleted <> 1
              AND q.ends > p.ends AND q.starts <= date(p.ends, '+1 day')
              AND coalesce(q.surrendered_on, q.ends) > p.ends) THEN l.equipment END) AS lapsing
          FROM policy p JOIN policy_link l ON l.policy = +p.id AND l._deleted = 0
          JOIN equipment e ON e.id = l.equipment AND e._deleted = 0 AND e.use_status = 'in_use'
          WHERE p._deleted = 0 AND p.ends BETWEEN ? AND ? AND p.starts <= ? AND p.kind IN ({marks})
          AND coalesce(p.surrendered_on, p.ends) >= ?
          GROUP BY p.id HAVING lapsing > 0 ORDER BY p.ends, lapsing DESC, p.id""",
        (
            day.isoformat(),
            within.isoformat(),
            day.isoformat(),
            *scope.policies,
            day.isoformat(),
        ),
    )
    return [Ending(*row) for row in rows]


def ended(register: Register, asked: Asked, since: date, day: date, grace: int) -> list[bool]:
    """Return for every lift in use whose cover ended long enough ago whether it was insured again.

    Cover that ended from ``since`` until ``grace`` days before ``day`` is looked at, the last of each
    lift; again insured is one whose next cover began within ``grace`` days after.
    """
    used = set(asked.lifts("in_use"))
    last = (day - timedelta(days=grace)).isoformat()
    spans: dict[int, list[tuple[str, str]]] = {}
    rows = register.connection.execute(
        f"SELECT lift, starts, ends FROM ({asked.span()})", asked.values
    )
    for lift, starts, ends in rows:
        if lift in used and starts <= ends and starts <= day.isoformat():
            spans.setdefault(lift, []).append((starts, ends))
    found = []
    for held in spans.values():
        over = [ends for _starts, ends in held if since.isoformat() <= ends <= last]
        if over:
            limit = (date.fromisoformat(max(over)) + timedelta(days=grace)).isoformat()
            found.append(any(s <= limit and e > max(over) for s, e in held))
    return found
