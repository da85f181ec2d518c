"""Lists of hazards as work asks for them: overdue, due next, to be rechecked, tasks, looked back at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from math import ceil

from equipinspect.app import lists, visit_rules
from equipinspect.app.session import Session
from equipinspect.model.hazards import two_level
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store.queries import Filter, Row

KIND = "hazard"
OPEN = ("found", "issued", "rectifying", "reported", "rechecked")
UNRECTIFIED = OPEN[:-1]


@dataclass(frozen=True)
class Task:
    """Something a hazard asks somebody to do: ``stop_use`` or ``report_up`` (Order 57 art. 25, 30)."""

    id: int
    what: str
    sentence: str
    since: str


def rows(session: Session, filters: Sequence[Filter], sort: str = "found_on") -> list[Row]:
    """Return the hazards that fit, by a field in order."""
    return listed(session, KIND, filters, sort)


def listed(session: Session, kind: str, filters: Sequence[Filter], sort: str = "id") -> list[Row]:
    """Return the records of a kind that fit, by a field in order."""
    return lists.every(session, kind, *filters, sort=sort)


def overdue(session: Session, on: date) -> list[Row]:
    """Return hazards whose deadline has passed while they are neither rectified, moved nor void."""
    return rows(session, [_in(UNRECTIFIED), Filter("deadline", "<", on.isoformat())], "deadline")


def due_next(session: Session, on: date, days: int = 30) -> list[Row]:
    """Return hazards whose deadline comes within so many days, nearest first."""
    last = (on + timedelta(days=days)).isoformat()
    return rows(
        session,
        [
            _in(UNRECTIFIED),
            Filter("deadline", ">=", on.isoformat()),
            Filter("deadline", "<=", last),
        ],
        "deadline",
    )


def to_recheck(session: Session) -> list[Row]:
    """Return hazards whose unit has reported the rectification, the nearest recheck first."""
    return rows(session, [Filter("state", "=", "reported")], "recheck_due")


def seals_ending(session: Session, on: date, days: int = 10) -> list[Row]:
    """Return seals and seizures that stand and end within so many days, or have ended."""
    kept = (Filter("kind", "in", "sealing|seizure"), Filter("lifted_on", "empty"))
    found = listed(session, "enforcement", kept, "until")
    last = (on + timedelta(days=days)).isoformat()
    return [
        r for r in found if str(r.values.get("extended_until") or r.values.get("until")) <= last
    ]


def tasks(session: Session) -> list[Task]:
    """Return what severe hazards still ask for: the order to stop use, the report to the higher bureau."""
    found = []
    for row in rows(session, [Filter("severe_57", "=", "1"), _in((*OPEN, "closed"))]):
        since = str(row.values.get("found_on"))
        title = str(row.values.get("description"))
        if row.values.get("stopped_on") is None and row.values.get("state") in UNRECTIFIED:
            text = _("严重事故隐患“{title}”要责令停止使用")
            found.append(Task(row.id, "stop_use", text.format(title=title), since))
        if row.values.get("reported_up_on") is None:
            text = _("严重事故隐患“{title}”要报告上一级市场监管部门")
            found.append(Task(row.id, "report_up", text.format(title=title), since))
    return found


def look_back(session: Session, on: date, seed: str) -> list[Row]:
    """Return closed hazards to look at again: every 重大 one, and a share of the others drawn by ``seed``.

    Days and share stand in the rule file; the same seed draws the same ones.
    """
    rule = visit_rules.steps(session).look_back
    first = (on - timedelta(days=rule["within_days"])).isoformat()
    last = (on - timedelta(days=rule["after_days"])).isoformat()
    between = [Filter("closed_on", ">=", first), Filter("closed_on", "<=", last)]
    closed = rows(session, [Filter("state", "=", "closed"), *between], "closed_on")
    major = [r for r in closed if two_level(r.values.get("level")) == "major"]
    others = [r for r in closed if two_level(r.values.get("level")) != "major"]
    others.sort(key=lambda r: sha256(f"{seed} {show_id(r.id)}".encode()).digest())
    return major + others[: ceil(len(others) * rule["ordinary_share"] / 100)]


def _in(states: Sequence[str]) -> Filter:
    return Filter("state", "in", "|".join(states))
