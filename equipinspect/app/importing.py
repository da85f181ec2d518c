"""A spreadsheet into the register: preview what it would do, then do it as one action one undo takes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from equipinspect.app import former, old_rules, reading, records
from equipinspect.app.exporting import check_target
from equipinspect.app.likeness import likely_same
from equipinspect.app.naming import Fill, Pending
from equipinspect.app.reading import Reading
from equipinspect.app.session import Report, Session, changed, never, silent
from equipinspect.app.sorting import Line, Rejected, Sorter, Values, bare_record
from equipinspect.exchange import writing
from equipinspect.exchange.rows import ParsedRow
from equipinspect.model.changes import Changed
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import Cancelled, Conflict, NotAllowed
from equipinspect.model.fields import Value
from equipinspect.model.issued import ISSUED
from equipinspect.model.text import _
from equipinspect.store import heads, operations, queries
from equipinspect.store.operations import Action, Tip

EVERY = 500
FEW_VALUES = 300
COMPARED = ("county", "estate", "maker", "installer")


@dataclass
class Plan:
    """What an import would do; nothing is written yet."""

    kind: str
    reading: Reading
    source: str
    tip: Tip
    read: int = 0
    new: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    filled: dict[int, Fill] = field(default_factory=dict)
    pointers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The five numbers of an import; the last four add up to the first."""
        return {
            "read": self.read,
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "rejected": len(self.rejected),
        }

    @property
    def reason(self) -> str:
        """What the history says of the import: where the sheet came from, its file and name."""
        name = self.reading.name
        sheet = "" if name.startswith(f"{self.reading.sheet}.") else self.reading.sheet
        return " ".join(filter(None, [self.source, name, sheet]))


def preview(
    session: Session,
    kind: str,
    wanted: reading.Wanted,
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> Plan:
    """Read a sheet and work out what importing it would do; raise UserError for an unreadable file."""
    declaration = session.declaration(kind)
    _check_kind(session, declaration)
    report(_("正在打开"), 0, 0)
    found = reading.read(session, declaration, wanted)
    plan = Plan(kind, found, found.source, _tip(session))
    sorter = Sorter(session, declaration, found)
    for batch in _batches(found.rows()):
        _stop_if(cancelled)
        sorter.sort(batch)
        plan.read += len(batch)
        report(_("正在核对"), plan.read, max(found.height, plan.read))
    _stop_if(cancelled)
    plan.new, plan.changed, plan.unchanged = sorter.new, sorter.changed, sorter.unchanged
    plan.rejected = sorted(sorter.rejected, key=lambda r: r.row)
    names = sorter.references
    plan.pending = names.found.pending
    plan.filled = {i: f for i, f in names.found.filled.items() if f.used}
    plan.pointers = [*_alike(declaration, plan), *names.pointers()]
    plan.notes = [*names.notes(), *old_rules.notes(session, declaration, plan.new), *found.notes()]
    return plan


def _check_kind(session: Session, declaration: Declaration) -> None:
    if declaration.key in ISSUED:
        raise NotAllowed(
            _("{label}在检查、办理和出具凭证时生成，不能用表格导入。").format(
                label=declaration.label
            )
        )
    if declaration.hidden and not declaration.category:
        raise NotAllowed(_("“{label}”不能用表格导入。").format(label=declaration.label))


def _tip(session: Session) -> Tip:
    return operations.tip(session.register, session.register.replica)


def _batches(rows: Iterable[ParsedRow]) -> Iterator[list[ParsedRow]]:
    each = iter(rows)
    while batch := list(islice(each, EVERY)):
        yield batch


def _stop_if(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled(_("导入已取消，台账没有任何改动。"))


def _alike(declaration: Declaration, plan: Plan) -> list[str]:
    """Point out spellings of places and makers in one sheet that are likely the same."""
    found: list[str] = []
    for key in COMPARED:
        if not declaration.has(key):
            continue
        names = {str(v) for line in plan.new if (v := line.get(key)) is not None}
        if len(names) <= FEW_VALUES:
            found += likely_same(names, names, declaration.field(key).label)
    return found


def apply(
    session: Session, plan: Plan, report: Report = silent, cancelled: Callable[[], bool] = never
) -> Changed:
    """Write a plan as one action; when it is cancelled or fails nothing of it remains.

    Raises Conflict when the register was written to since the preview.
    """
    if _tip(session) != plan.tip:
        raise Conflict(_("预览以后台账又有改动，没有导入；请重新预览再导入。"))
    if not (plan.new or plan.changed or plan.filled):
        reading.remember(session, plan.reading)
        return Changed(counts=plan.counts)
    total = len(plan.new) + len(plan.changed)
    with session.action("import", plan.reason) as running:
        writer = Writer(session, running, plan)
        writer.create_pending()
        for done, line in enumerate(plan.new):
            writer.create(line)
            _tell(done, total, report, cancelled)
        for done, part in enumerate(_parts(plan.changed)):
            writer.write(plan.kind, {line.id or 0: line.values for line in part})
            _tell(len(plan.new) + done * EVERY, total, report, cancelled)
        writer.fill()
        _stop_if(cancelled)
    reading.remember(session, plan.reading)
    return changed(running, **plan.counts)


def _tell(done: int, total: int, report: Report, cancelled: Callable[[], bool]) -> None:
    if done % EVERY == 0:
        report(_("正在写入"), done, total)
        _stop_if(cancelled)


def _parts(lines: list[Line]) -> Iterator[list[Line]]:
    for start in range(0, len(lines), EVERY):
        yield lines[start : start + EVERY]


class Planned(Protocol):
    """What the writer needs of a plan: the kind of its rows, and what goes in along with them."""

    kind: str
    pending: list[Pending]
    filled: dict[int, Fill]


class Writer:
    """Writes into a running action; knows the ids of the records created on the way."""

    def __init__(self, session: Session, running: Action, plan: Planned) -> None:
        self._session = session
        self._running = running
        self._plan = plan
        self._ids: list[int] = []
        self._declaration = session.declaration(plan.kind)
        self._refs = _refs(self._declaration)
        self._tells = any("." in f.former for f in self._declaration.fields)

    def create_pending(self) -> None:
        """Create what rows name and the register does not have; others keep their place unused."""
        for each in self._plan.pending:
            values = self.with_ids(dict(each.values), _refs(self._session.declaration(each.kind)))
            self._ids.append(self._running.create(each.kind, values) if each.used else 0)

    def with_ids(self, values: Values, refs: tuple[str, ...] | None = None) -> Values:
        """Put the ids of created records in the place of their negative numbers; the values change."""
        if self._ids:
            for key in self._refs if refs is None else refs:
                value = values.get(key)
                if isinstance(value, int) and value < 0:
                    values[key] = self._ids[-value - 1]
        return values

    def create(self, line: Line) -> None:
        """Create the record of a new row."""
        values = self.with_ids(line.values)
        if self._tells:
            former.tell(self._session, self._running, self._declaration, values)
        self._running.create(self._plan.kind, values)

    def write(self, kind: str, changes: dict[int, Values]) -> None:
        """Write the changed fields of some records of one kind."""
        register, refs = self._session.register, _refs(self._session.declaration(kind))
        for row in queries.rows(register, kind, list(changes)):
            record = bare_record(kind, row, heads.heads(register.connection, row.id))
            values = self.with_ids(changes[row.id], refs)
            written = records.units_of_writing(self._session, record, values)
            records.write(self._session, self._running, record, written)

    def fill(self) -> None:
        """Write what the sheet knows of known records and the register did not."""
        for number, each in self._plan.filled.items():
            self.write(each.kind, {number: dict(each.values)})


def _refs(declaration: Declaration) -> tuple[str, ...]:
    return tuple(f.key for f in declaration.fields if f.kind == "ref")


def write_rejects(plan: Plan, path: Path) -> None:
    """Write the rows that came back with their reasons, to be corrected and imported again.

    Raises UserError when the file exists: it may be the very sheet that was imported.
    """
    check_target(path, (".xlsx",))
    writing.write_rejects(path, plan.reading.titles, [(r.cells, r.problem) for r in plan.rejected])


def changes_of(session: Session, plan: Plan, line: Line) -> Iterator[tuple[str, str, str]]:
    """Yield label, old and new text of every field a changed row would change."""
    declaration = session.declaration(plan.kind)
    row = queries.rows(session.register, plan.kind, [line.id or 0])[0]
    for key, value in line.values.items():
        old = records.shown(session, declaration, key, row.values.get(key))
        yield declaration.field(key).label, old, shown_pending(session, plan, key, value)


def shown_pending(session: Session, plan: Plan, key: str, value: Value) -> str:
    """Write a planned value for people; a record about to be created by its name."""
    declaration = session.declaration(plan.kind)
    if isinstance(value, int) and value < 0 and declaration.field(key).kind == "ref":
        return str(plan.pending[-value - 1].values["name"])
    return records.shown(session, declaration, key, value)


__all__ = [
    "Line",
    "Plan",
    "Rejected",
    "apply",
    "changes_of",
    "preview",
    "shown_pending",
    "write_rejects",
]
