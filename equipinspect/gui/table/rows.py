"""Turns a page of stored rows into the words and marks a list paints; runs beside the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from equipinspect.app import lists
from equipinspect.app.lists import Filter, Query, Row
from equipinspect.app.session import Session
from equipinspect.gui.table.columns import DUE, MARKS, Column
from equipinspect.gui.wording import due_reading
from equipinspect.model.declarations import Declaration
from equipinspect.model.rule_kinds import DuePolicy
from equipinspect.model.streams import Stream
from equipinspect.model.text import _

MOST_COPIED = 30_000


class Cell(NamedTuple):
    """What one cell shows: words, a mark ("" for none) and the ink of plain words."""

    words: str
    mark: str = ""
    ink: str = "text"
    tip: str = ""


NOTHING = Cell("")


class Days(NamedTuple):
    """The day on which rows are read, and from how many days on a date gets which colour."""

    today: date
    policy: DuePolicy


@dataclass(frozen=True)
class ShownRow:
    """One row as the list paints it."""

    id: int
    cells: tuple[Cell, ...]
    conflicts: int


def shown_page(
    session: Session, query: Query, start: int, limit: int, columns: Sequence[Column]
) -> list[ShownRow]:
    """Read rows ``start`` … of a query and word them for ``columns``."""
    declaration = session.declaration(query.kind)
    days = Days(session.today(), session.due_policy)
    keys = [c.key for c in columns if declaration.has(c.key)]
    rows = lists.page(session, query, start, limit, keys)
    return [
        ShownRow(row.id, tuple(_cell(declaration, row, c, days) for c in columns), row.conflicts)
        for row in rows
    ]


def _cell(declaration: Declaration, row: Row, column: Column, days: Days) -> Cell:
    if column.key == DUE:
        words, mark = due_reading(row.kept.get("_due_source"), row.kept.get("_due_on"), *days)
        stream = _stream(declaration, row)
        tip = f"{stream.label} {row.kept.get('_due') or ''}　{words}" if stream and words else words
        if stream and words and not stream.main:
            words = f"{words} {stream.label}"  # the days are what must not be cut off
        return Cell(words, mark, "text3", tip)
    if column.key == MARKS:
        return Cell(_("待核"), "warn") if row.kept.get("_marks") else NOTHING
    value = row.values.get(column.key)
    if value is None:
        return NOTHING
    return Cell(row.titles.get(column.key) or declaration.field(column.key).show(value))


def _stream(declaration: Declaration, row: Row) -> Stream | None:
    """Return the clock a due date belongs to: the nearest is not always the main one."""
    key = row.kept.get("_due_stream")
    return next((s for s in declaration.streams if s.key == key), None)


def copied(
    session: Session, query: Query, start: int, limit: int, columns: Sequence[Column]
) -> str:
    """Return a block of rows as tab-separated text without grouping blanks, for a spreadsheet."""
    return _text(session, query.kind, lists.page(session, query, start, limit), columns)


def copied_rows(
    session: Session, query: Query, ids: frozenset[int], columns: Sequence[Column]
) -> str:
    """Return the chosen rows of a query, in its order, as tab-separated text."""
    wanted = Filter("id", "in", "|".join(map(str, sorted(ids)[:MOST_COPIED])))
    chosen = Query(query.kind, (wanted,), "", query.sort, query.descending)
    return copied(session, chosen, 0, MOST_COPIED, columns)


def _text(session: Session, kind: str, rows: list[Row], columns: Sequence[Column]) -> str:
    declaration = session.declaration(kind)
    days = Days(session.today(), session.due_policy)
    lines = ("\t".join(_plain(declaration, r, c, days) for c in columns) for r in rows)
    return "\n".join(lines)


def _plain(declaration: Declaration, row: Row, column: Column, days: Days) -> str:
    value = row.values.get(column.key)
    if column.key in (DUE, MARKS):
        return _cell(declaration, row, column, days).words
    shown = row.titles.get(column.key) or declaration.field(column.key).plain(value)
    return shown.replace("\t", " ").replace("\n", " ")
