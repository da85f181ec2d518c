"""The lists of the hazards page in words: overdue first, each with the steps that may follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from equipinspect.app import hazard_lists, visit_rules
from equipinspect.app.lists import Filter, Row
from equipinspect.app.session import Session
from equipinspect.model.errors import UserError
from equipinspect.model.hazard_steps import Step
from equipinspect.model.hazards import two_level
from equipinspect.model.text import _
from equipinspect.store import queries

MARKS = {"major": "red", "ordinary": "yellow"}


@dataclass(frozen=True)
class Line:
    """One hazard as the list shows it."""

    id: int
    level: str
    two_level: str
    mark: str
    due: str
    late: bool
    deadline: str
    state: str
    words: str
    unit: str
    steps: tuple[Step, ...]


def listed(session: Session, only: str) -> list[Line]:
    """Return the hazards of one list: open, overdue, due, recheck, major or all; overdue ones first.

    Raises UserError for another list.
    """
    today = session.today()
    units = queries.titles
    found = _rows(session, only, today)
    ids = sorted({u for row in found if isinstance(u := row.values.get("unit"), int)})
    named = units(session.register, "unit", ids)
    lines = [_line(session, row, named, today) for row in found]
    return sorted(lines, key=lambda e: (not e.late, e.deadline or "9999", e.id))


def _rows(session: Session, only: str, today: date) -> list[Row]:
    still = Filter("state", "in", "|".join(hazard_lists.OPEN))
    match only:
        case "open":
            return hazard_lists.rows(session, [still])
        case "overdue":
            return hazard_lists.overdue(session, today)
        case "due":
            return hazard_lists.due_next(session, today)
        case "recheck":
            return hazard_lists.to_recheck(session)
        case "major":
            rows = hazard_lists.rows(session, [still])
            return [r for r in rows if two_level(r.values.get("level")) == "major"]
        case "all":
            return hazard_lists.rows(session, [])
    raise UserError(_("没有“{only}”这个隐患列表。").format(only=only))


def _line(session: Session, row: Row, named: dict[int, str], today: date) -> Line:
    declaration, values, rules = (
        session.declaration("hazard"),
        row.values,
        visit_rules.steps(session),
    )
    state, deadline = str(values.get("state") or ""), str(values.get("deadline") or "")
    late = rules.overdue(state, deadline, today)
    unit = values.get("unit")
    level = two_level(values.get("level"))
    days = (date.fromisoformat(deadline) - today).days if deadline else 0
    still = deadline and state in hazard_lists.UNRECTIFIED
    due = _("超期 {n} 天").format(n=-days) if late else _("{n} 天").format(n=days) if still else ""
    return Line(
        row.id,
        declaration.field("level").show(values.get("level")),
        level,
        MARKS[level],
        due,
        late,
        deadline,
        declaration.field("state").show(values.get("state")),
        str(values.get("description") or ""),
        named.get(unit, "") if isinstance(unit, int) else "",
        tuple(rules.following(state)),
    )
