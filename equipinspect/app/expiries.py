"""Lists the papers that run out: people's certificates, officers' cards, licences and filings of units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from equipinspect.app.lists import title
from equipinspect.app.session import Session
from equipinspect.model import schedule
from equipinspect.model.dates import last_day
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Field
from equipinspect.store import queries
from equipinspect.store.queries import Filter, Query, Row

PART = 1000


@dataclass(frozen=True)
class Expiry:
    """One paper: the record it stands on, its field, and the last day it holds (``YYYY-MM[-DD]``)."""

    row: Row
    kind: str
    title: str
    field: Field
    expires: str
    last_day: date
    colour: str


@dataclass(frozen=True)
class ExpiryList:
    """The papers that have run out by a day, and those that will soon; the nearest first."""

    on: date
    expired: list[Expiry] = field(default_factory=list)
    within: list[Expiry] = field(default_factory=list)


def kinds(session: Session) -> list[Declaration]:
    """Return the kinds of record that carry a paper which runs out."""
    return [d for d in session.declarations if not d.category and _dates(d)]


def expiries(session: Session, on: date, within: int, kind: str | None = None) -> ExpiryList:
    """Return what has run out by ``on`` and what will within so many days after it.

    A paper holds to the end of its last day; one printed with a month, to the end of the month.
    People who are no longer at work are left out, and their certificates with them.
    """
    found = ExpiryList(on)
    horizon = on + timedelta(days=min(within, (date.max - on).days))
    gone = _gone(session)
    for declaration in kinds(session):
        if kind in (None, declaration.key):
            for each in _of(session, declaration, on, horizon):
                if gone.isdisjoint((each.row.id, *_referred(declaration, each.row))):
                    (found.expired if each.last_day < on else found.within).append(each)
    for each_list in (found.expired, found.within):
        each_list.sort(key=lambda e: (e.last_day, e.title))
    return found


def _dates(declaration: Declaration) -> list[Field]:
    return [f for f in declaration.fields if f.expires]


def _of(session: Session, declaration: Declaration, on: date, horizon: date) -> Iterator[Expiry]:
    policy = session.due_policy
    for each in _dates(declaration):
        conditions = (Filter(each.key, "filled"), Filter(each.key, "<=", horizon.isoformat()))
        ids = list(queries.positions(session.register, Query(declaration.key, conditions)))
        for start in range(0, len(ids), PART):
            for row in queries.rows(session.register, declaration.key, ids[start : start + PART]):
                written = str(row.values[each.key])
                last = last_day(written)
                if last <= horizon:
                    colour = schedule.colour(last, on, policy)
                    name = title(session, row, declaration.key)
                    yield Expiry(row, declaration.key, name, each, written, last, colour)


def _gone(session: Session) -> set[int]:
    """Return the people who are no longer at work."""
    return set(queries.positions(session.register, Query("person", (Filter("active", "=", "0"),))))


def _referred(declaration: Declaration, row: Row) -> list[int]:
    keys = [f.key for f in declaration.fields if f.refers == "person"]
    return [int(str(row.values[k])) for k in keys if row.values.get(k) is not None]
