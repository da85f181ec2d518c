"""Lists as people read them: how many, which rows, saved filters with counts, search over everything."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from equipinspect.app import areas, places
from equipinspect.app.session import Session
from equipinspect.model.declarations import Declaration, Declarations
from equipinspect.model.errors import UserError
from equipinspect.model.ids import LENGTH, parse_id, show_id
from equipinspect.model.tags import certificate_number, read_tag
from equipinspect.model.text import _
from equipinspect.store import finding, operations, queries
from equipinspect.store.queries import Filter, Query, Row
from equipinspect.store.shapes import Shape

IN_USE = Filter("use_status", "=", "in_use")
MOST_COUNTED = 1000
STATE = "state"
SOON = 30


__all__ = ["Filter", "Hit", "Query", "Row", "SavedFilter", "count", "find", "page"]


@dataclass(frozen=True)
class SavedFilter:
    """A chip above a list: its key, words, mark and how many rows it holds."""

    key: str
    label: str
    mark: str
    count: int


@dataclass(frozen=True)
class Hit:
    """One record found by the search over everything."""

    id: int
    kind: str
    title: str
    subtitle: str


STATES: dict[str, tuple[str, str]] = {  # key: words, mark
    "in_use": ("在用", ""),
    "overdue": ("检验超期", "red"),
    "within30": ("{days} 天内到期", "yellow"),
    "undated": ("缺下次检验日期", ""),
    "unregistered": ("在用未登记", ""),
    "marks": ("资料待核", ""),
    "conflicts": ("有冲突", "conflict"),
}


def soon_days(session: Session) -> int:
    """Return from how many days on a date counts as soon: the office's yellow step."""
    return next((days for days, colour in session.due_policy.steps if colour == "yellow"), SOON)


def state_filters(key: str, today: date, days: int = SOON) -> tuple[Filter, ...]:
    """Return the conditions behind a saved state on a day; ``days`` is how far soon reaches."""
    now, soon = today.isoformat(), (today + timedelta(days=days)).isoformat()
    return {
        "in_use": (IN_USE,),
        # only what is in use has a day, or lacks one
        "overdue": (Filter("_due_on", "<", now),),
        "within30": (Filter("_due_on", ">=", now), Filter("_due_on", "<=", soon)),
        "undated": (Filter("_due_source", "=", "undated"),),
        "unregistered": (IN_USE, Filter("reg_status", "=", "unregistered")),
        "marks": (Filter("_marks", "filled"),),
        "conflicts": (Filter("_conflicts", ">", "0"),),
    }[key]


def resolved(session: Session, query: Query) -> Query:
    """Replace saved states by the conditions they stand for today."""
    found: list[Filter] = []
    for each in query.filters:
        if each.op == STATE and each.value == areas.CHIP:
            found += areas.conditions(session, query.kind)
        elif each.op == STATE:
            found += state_filters(each.value, session.today(), soon_days(session))
        else:
            found.append(each)
    return Query(query.kind, tuple(found), query.text.strip(), query.sort, query.descending)


def count(session: Session, query: Query) -> int:
    """Return how many rows a query has."""
    ready = resolved(session, query)
    session.fresh()
    if ready in session.positions or ready.text:
        return len(_positions(session, ready))
    return queries.count(session.register, ready)


def _positions(session: Session, query: Query) -> array[int]:
    session.fresh()
    if query not in session.positions:
        session.remember(query, queries.positions(session.register, query))
    return session.positions[query]


def page(
    session: Session, query: Query, start: int, limit: int, keys: Collection[str] | None = None
) -> list[Row]:
    """Return rows ``start`` to ``start + limit`` of a query; any place costs the same.

    ``keys`` are the fields that are wanted; without it, all.
    """
    ready = resolved(session, query)
    session.fresh()
    if start == 0 and ready not in session.positions and not ready.text:
        ids = queries.first_page(session.register, ready, limit)
    else:
        ids = list(_positions(session, ready)[start : start + limit])
    rows = queries.rows(session.register, query.kind, ids, keys)
    places.named(session, session.declaration(query.kind), rows)
    return rows


def every(session: Session, kind: str, *filters: Filter, sort: str = "id") -> list[Row]:
    """Return all living rows of a kind that meet the conditions, by a field in order or oldest first."""
    ids = queries.positions(session.register, Query(kind, filters, sort=sort))
    return queries.rows(session.register, kind, ids)


def rows_of(session: Session, kind: str, ids: Sequence[int]) -> list[Row]:
    """Return the rows of a kind with these ids in this order."""
    return queries.rows(session.register, kind, ids)


def ids_of(session: Session, query: Query) -> list[int]:
    """Return the ids of all rows of a query in their order."""
    return list(_positions(session, resolved(session, query)))


def place_of(session: Session, query: Query, number: int) -> int | None:
    """Return at which row of a query a record stands, None when it is not in it."""
    positions = _positions(session, resolved(session, query))
    return positions.index(number) if number in positions else None


def saved_filters(session: Session, kind: str) -> list[SavedFilter]:
    """Return the chips of a kind of record with their counts of today."""
    shape = session.register.shapes.of(kind)
    found, days = [], soon_days(session)
    for key, (label, mark) in STATES.items():
        wanted = state_filters(key, session.today(), days)
        if all(_knows(shape, each.key) for each in wanted):
            number = queries.count(session.register, Query(kind, wanted))
            found.append(SavedFilter(key, _(label).format(days=days), mark, number))
    if near := areas.conditions(session, kind):
        number = queries.count(session.register, Query(kind, near))
        found.append(SavedFilter(areas.CHIP, areas.label(), "", number))
    return found


def _knows(shape: Shape, key: str) -> bool:
    kept = key in ("_marks", "_conflicts") or (key.startswith("_") and shape.categorised)
    return kept or shape.declaration.has(key)


def totals(session: Session) -> dict[str, int]:
    """Return how many living rows each kind of record has."""
    return {d.key: queries.count(session.register, Query(d.key)) for d in tabs(session)}


def tabs(session: Session) -> list[Declaration]:
    """Return the declarations that have a list of their own, in the order of their tabs."""
    return listed(session.declarations)


def listed(declarations: Declarations) -> list[Declaration]:
    """Return the declarations a person keeps lists of: no bases of categories, nothing hidden."""
    bases = {c.record for c in declarations.categories()}
    return [d for d in declarations if d.key not in bases and not d.hidden]


def title(session: Session, row: Row, kind: str) -> str:
    """Name a record in one line."""
    declaration = session.declaration(kind)
    parts = []
    for key in declaration.title:
        if declaration.has(key) and row.values.get(key) is not None:
            shown = row.titles.get(key) or declaration.field(key).show(row.values[key])
            parts.append(shown)
    return " ".join(parts) or _identity(row, declaration)


def _identity(row: Row, declaration: Declaration) -> str:
    """Name a record by the first identity that is filled; by its kind when none is."""
    for keys in declaration.identity:
        values = [row.values.get(key) for key in keys]
        if all(v is not None for v in values):
            return " ".join(
                row.titles.get(k) or declaration.field(k).show(v)
                for k, v in zip(keys, values, strict=True)
            )
    return declaration.label


def find(session: Session, text: str, limit: int = 50) -> tuple[list[Hit], int]:
    """Search everything: the first hits, newest first, and how many there are, counted to 1,000.

    A record number finds its record. Words are met by names, pinyin initials and code fragments.
    """
    text = text.strip()
    if (scanned := _scanned(session, text)) or (
        len(text) == LENGTH and (scanned := _by_id(session, text))
    ):
        return [scanned], 1
    met = list(islice(finding.hits(session.register, text), MOST_COUNTED + 1))
    return _shown(session, met[:limit]), len(met)


def _scanned(session: Session, text: str) -> Hit | None:
    """Return the record of an equipment tag or a certificate's code; None for any other text."""
    if (number := read_tag(text)) is not None:
        return _by_id(session, show_id(number))
    said = certificate_number(text)
    met = queries.lookup(session.register, "certificate", "number", [said]) if said else {}
    found = met.get(said, [])
    return _shown(session, [(found[0], "certificate")])[0] if found else None


def _by_id(session: Session, text: str) -> Hit | None:
    try:
        number = parse_id(text)
        kind = operations.kind_of(session.register, number)
    except UserError:
        return None
    return _shown(session, [(number, kind)])[0]


def _shown(session: Session, found: Sequence[tuple[int, str]]) -> list[Hit]:
    """Name records, given as id and kind, in their order."""
    by_kind: dict[str, list[int]] = {}
    for number, kind in found:
        by_kind.setdefault(kind, []).append(number)
    hits = {
        row.id: Hit(row.id, kind, title(session, row, kind), subtitle(session, row, kind))
        for kind, ids in by_kind.items()
        for row in queries.rows(session.register, kind, ids)
    }
    return [hits[number] for number, _kind in found]


def subtitle(session: Session, row: Row, kind: str) -> str:
    """Say the codes and the unit of a record beside its title."""
    declaration = session.declaration(kind)
    shown = [
        row.titles.get(f.key) or f.show(row.values[f.key])
        for f in declaration.fields
        if (f.search == "code" or f.refers == "unit")
        and f.key in row.values
        and f.key not in declaration.title
    ]
    return "　".join(shown[:3])
