"""Lists what is due: overdue, within so many days, and in use without a date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from equipinspect.app.lists import IN_USE, title
from equipinspect.app.records import dues
from equipinspect.app.session import Session
from equipinspect.model.declarations import MAIN_STREAM, Declaration
from equipinspect.model.schedule import Due, is_overdue
from equipinspect.store import queries
from equipinspect.store.queries import Filter, Query, Row

PART = 1000


@dataclass(frozen=True)
class Item:
    """One clock of one equipment."""

    row: Row
    kind: str
    title: str
    due: Due | None
    stream: str = MAIN_STREAM


@dataclass(frozen=True)
class DueList:
    """Everything due on a day, each item under one heading.

    ``rounds`` are overdue like ``overdue``, but come every few days and make no equipment count as
    overdue. ``unconfirmed`` are past dates of rules that the office has not confirmed.
    """

    on: date
    overdue: list[Item] = field(default_factory=list)
    within: list[Item] = field(default_factory=list)
    undated: list[Item] = field(default_factory=list)
    rounds: list[Item] = field(default_factory=list)
    unconfirmed: list[Item] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many equipments stand under each heading, and how many clocks are overdue."""
        return {
            "overdue": _equipments(self.overdue),
            "within": _equipments(self.within),
            "undated": _equipments(self.undated),
            "overdue_streams": len(self.overdue) + len(self.rounds),
            "rounds": _equipments(self.rounds),
            "unconfirmed": _equipments(self.unconfirmed),
        }


def _equipments(items: list[Item]) -> int:
    return len({i.row.id for i in items})


def due_list(session: Session, on: date, within: int, category: str | None = None) -> DueList:
    """Return what is overdue on a day, due within ``within`` days after it, or undated.

    Stopped, scrapped and not-yet-used equipment never appears; rules not yet confirmed raise no overdue.
    """
    found = DueList(on)
    horizon = on + timedelta(days=min(within, (date.max - on).days))
    for declaration in session.declarations.categories():
        if category in (None, declaration.key):
            _collect(session, declaration, horizon, found)
    return found


def _collect(session: Session, declaration: Declaration, horizon: date, found: DueList) -> None:
    for row in _rows(session, declaration, horizon):
        for due in dues(session, declaration, row.values):
            item = Item(row, declaration.key, title(session, row, declaration.key), due, due.stream)
            if is_overdue(due, found.on):
                daily = due.rule in session.rules.daily
                (found.rounds if daily else found.overdue).append(item)
            elif due.last_day < found.on:
                found.unconfirmed.append(item)
            elif due.last_day <= horizon:
                found.within.append(item)
    for row in _found(session, declaration.key, Filter("_due_source", "=", "undated")):
        found.undated.append(Item(row, declaration.key, title(session, row, declaration.key), None))


def _rows(session: Session, declaration: Declaration, horizon: date) -> Iterator[Row]:
    """Yield rows that may have something due: by the date kept beside them, or by one that is not kept.

    Not kept are the dates of daily rounds and those of unconfirmed rules.
    """
    conditions = [
        Filter("_due_on", "<=", horizon.isoformat()),
        Filter("_due_source", "=", "exempt"),
    ]
    for stream in declaration.streams:
        if stream.rule in session.rules.daily:
            conditions += [Filter(key, "filled") for key in (stream.last, stream.next)]
    seen: set[int] = set()
    for condition in conditions:
        for row in _found(session, declaration.key, condition):
            if row.id not in seen:
                seen.add(row.id)
                yield row


def _found(session: Session, kind: str, condition: Filter) -> Iterator[Row]:
    ids = queries.positions(session.register, Query(kind, (IN_USE, condition), sort="_due_on"))
    for start in range(0, len(ids), PART):
        yield from queries.rows(session.register, kind, list(ids[start : start + PART]))
