"""Compares a pasted block with the records it falls on, and writes it as one action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from equipinspect.app import lists, records
from equipinspect.app.lists import Query
from equipinspect.app.session import Report, Session, changed, never, silent
from equipinspect.model.changes import Changed
from equipinspect.model.errors import Cancelled, UserError
from equipinspect.model.fields import Value
from equipinspect.model.text import _

EVERY = 50


class Column(Protocol):
    """A column of the list that is pasted into: its field and the words above it."""

    @property
    def key(self) -> str:
        """Key of the field; those that begin with a line are worked out by the program."""
        ...

    @property
    def label(self) -> str:
        """The words above the column."""
        ...


@dataclass(frozen=True)
class Block:
    """Pasted text and where its first cell falls."""

    text: str
    query: Query
    columns: tuple[Column, ...]
    row: int
    column: int

    def lines(self) -> list[list[str]]:
        """Return the cells; a first line that only repeats the heads is left out."""
        found = [line.split("\t") for line in self.text.rstrip("\r\n").splitlines()]
        heads = [c.label for c in self.under(len(found[0]))] if found else []
        return found[1:] if found and found[0] == heads else found

    def under(self, width: int) -> Sequence[Column]:
        """Return the columns a line of ``width`` cells falls on."""
        return self.columns[self.column : self.column + width]


@dataclass(frozen=True)
class PastedCell:
    """One cell: the record it falls on, what was there, what would be, or why not."""

    id: int
    title: str
    key: str
    label: str
    old: str
    new: str
    value: Value
    problem: str = ""

    @property
    def changes(self) -> bool:
        """Say whether the cell would be written."""
        return not self.problem and self.old != self.new


def compare(session: Session, block: Block) -> list[PastedCell]:
    """Return what every pasted cell would change; cells beyond the list are left out."""
    lines = block.lines()
    rows = lists.page(session, block.query, block.row, len(lines))
    found: list[PastedCell] = []
    for row, cells in zip(rows, lines, strict=False):
        record = records.read(session, row.id)
        for column, text in zip(block.under(len(cells)), cells, strict=False):
            found.append(_cell(session, record, column, text.strip()))
    return found


def _cell(session: Session, record: records.Record, column: Column, text: str) -> PastedCell:
    declaration = session.declaration(record.kind)
    key, value, problem, new, old = column.key, None, "", text, ""
    if not declaration.has(key):
        problem = _("这一列由程序推算，不能粘贴")
    else:
        before = record.values.get(key)
        old = records.shown(session, declaration, key, before)
        try:
            value = records.parse(session, record.kind, {key: text})[key]
            if value != before:
                records.check_changes(session, record, {key: value})
            new = records.shown(session, declaration, key, value)
        except UserError as error:
            problem = str(error)
    return PastedCell(record.id, record.title, key, column.label, old, new, value, problem)


def write(
    session: Session,
    cells: Sequence[PastedCell],
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> Changed:
    """Write the cells that change something as one action that one undo takes back."""
    todo: dict[int, dict[str, Value]] = {}
    for cell in cells:
        if cell.changes:
            todo.setdefault(cell.id, {})[cell.key] = cell.value
    with session.action("paste") as running:
        for done, (number, values) in enumerate(todo.items()):
            record = records.read(session, number)
            fields = records.units_of_writing(session, record, values)
            records.write(session, running, record, fields)
            if done % EVERY == 0:
                report(_("正在写入"), done, len(todo))
                if cancelled():
                    raise Cancelled(_("粘贴已取消，没有改动。"))
    return changed(running, changed=sum(c.changes for c in cells), rows=len(todo))
