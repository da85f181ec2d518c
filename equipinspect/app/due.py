"""Lists what is due: overdue, within so many days, and in use without a date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from equipinspect.app.lists import IN_USE, title
from equipinspect.app.records import dues
from equipinspect.app.session import Session
from equipinspect.model.schedule import Due
from equipinspect.store import queries
from equipinspect.store.queries import Filter, Query, Row


@dataclass(frozen=True)
class Item:
    """One clock of one equipment."""

    row: Row
    kind: str
    title: str
    due: Due | None


@dataclass(frozen=True)
class DueList:
    """Everything due on a day, each item under one heading."""

    on: date
    overdue: list[Item]
    within: list[Item]
    undated: list[Item]

    @property
    def counts(self) -> dict[str, int]:
        """How many equipments stand under each heading, and how many clocks are overdue."""
        return {
            "overdue": len({i.row.id for i in self.overdue}),
            "within": len({i.row.id for i in self.within}),
            "undated": len(self.undated),
            "overdue_streams": len(self.overdue),
        }


def due_list(session: Session, on: date, within: int, category: str | None = None) -> DueList:
    """Return what is overdue on a day, due within ``within`` days after it, or undated.

    Stopped, scrapped and not-yet-used equipment never appears; rules not yet confirmed raise no overdue.
    """
    found = DueList(on, [], [], [])
    horizon = on + timedelta(days=within)
    for declaration in session.declarations.categories():
        if category in (None, declaration.key):
            _collect(session, declaration.key, on, horizon, found)
    return found


def _collect(session: Session, kind: str, on: date, horizon: date, found: DueList) -> None:
    declaration = session.declaration(kind)
    for row in _rows(session, kind, Filter("_due_on", "<=", horizon.isoformat())):
        for due in dues(session, declaration, row.values):
            item = Item(row, kind, title(session, row, kind), due)
            if due.last_day < on and due.confirmed:
                found.overdue.append(item)
            elif due.last_day <= horizon:
                found.within.append(item)
    for row in _rows(session, kind, Filter("_due_source", "=", "undated")):
        found.undated.append(Item(row, kind, title(session, row, kind), None))


def _rows(session: Session, kind: str, each: Filter) -> Iterator[Row]:
    query = Query(kind, (IN_USE, each), sort="_due_on")
    ids = queries.positions(session.register, query)
    for start in range(0, len(ids), 1000):
        yield from queries.rows(session.register, kind, list(ids[start : start + 1000]))
