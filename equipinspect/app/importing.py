"""A spreadsheet into the register: preview what it would do, then do it as one action one undo takes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from equipinspect.app import places, reading, records
from equipinspect.app.matching import Ambiguous, Matcher
from equipinspect.app.reading import Reading
from equipinspect.app.referring import Pending, References, likely_same
from equipinspect.app.session import Report, Session, changed, never, silent
from equipinspect.exchange import writing
from equipinspect.exchange.rows import ParsedRow, Problem
from equipinspect.exchange.sheets import Cell
from equipinspect.model.changes import Changed
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import Cancelled, InvalidRecord, NotAllowed
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store import heads, queries

EVERY = 500
FEW_VALUES = 300
COMPARED = ("county", "town", "estate", "maker", "installer")


@dataclass(frozen=True)
class Rejected:
    """One row that stays out, with every reason and the first cell to blame."""

    sheet: str
    row: int
    column: str
    value: str
    problem: str
    cells: Sequence[Cell] = ()


@dataclass(frozen=True)
class Line:
    """One row that goes in: a new record, or changes to a known one."""

    row: int
    id: int | None
    values: dict[str, Value]


@dataclass
class Plan:
    """What an import would do; nothing is written yet."""

    kind: str
    reading: Reading
    source: str
    read: int = 0
    new: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
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


def preview(
    session: Session,
    kind: str,
    wanted: reading.Wanted,
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> Plan:
    """Read a sheet and work out what importing it would do; raise UserError for an unreadable file."""
    declaration = session.declaration(kind)
    found = reading.read(session, declaration, wanted)
    plan = Plan(kind, found, wanted.source)
    sorter = _Sorter(session, declaration, plan)
    for parsed in found.rows():
        plan.read += 1
        sorter.sort(parsed)
        if plan.read % EVERY == 0:
            report(_("正在核对"), plan.read, found.height)
            _stop_if(cancelled)
    plan.pending = sorter.references.pending
    plan.pointers = [*sorter.references.pointers(), *_alike(declaration, plan)]
    plan.notes = found.notes()
    plan.source = found.source
    return plan


def _stop_if(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled(_("导入已取消，台账没有任何改动。"))


class _Sorter:
    """Decides row by row: new, changed, unchanged or rejected."""

    def __init__(self, session: Session, declaration: Declaration, plan: Plan) -> None:
        self.references = References(session, declaration)
        self._session = session
        self._declaration = declaration
        self._plan = plan
        self._matcher = Matcher(session, declaration)

    def sort(self, parsed: ParsedRow) -> None:
        """Put one row under its heading."""
        if parsed.problems:
            first = parsed.problems[0]
            self._reject(
                parsed,
                "；".join(_problem(p, first) for p in parsed.problems),
                first.column,
                first.value,
            )
            return
        values = places.coded(self._session, self._declaration, dict(parsed.values))
        problems = self.references.resolve(values)
        values = {k: v for k, v in values.items() if v is not None}
        try:
            if problems:
                raise InvalidRecord("；".join(problems.values()), problems)
            self._place(parsed, values)
        except (InvalidRecord, NotAllowed) as error:
            key = next(iter(error.problems), "")
            title = self._declaration.field(key).label if self._declaration.has(key) else ""
            self._reject(parsed, str(error).rstrip("。"), title, str(values.get(key, "") or ""))
        except Ambiguous as error:
            self._reject(parsed, str(error), "", "")

    def _place(self, parsed: ParsedRow, values: dict[str, Value]) -> None:
        number = self._matcher.find(values)
        twin = self._matcher.seen_before(values, parsed.row)
        if twin:
            raise Ambiguous(_("{label}与第 {row} 行重复").format(label=twin[0], row=twin[1]))
        if number is None:
            records.check(self._declaration, values)
            self._plan.new.append(Line(parsed.row, None, values))
            return
        differing = self._differing(number, values)
        if differing:
            self._plan.changed.append(Line(parsed.row, number, differing))
        else:
            self._plan.unchanged += 1

    def _differing(self, number: int, values: dict[str, Value]) -> dict[str, Value]:
        row = queries.rows(self._session.register, self._plan.kind, [number])[0].values
        differing = {k: v for k, v in values.items() if row.get(k) != v}
        for group in self._declaration.groups.values():
            if (
                group.events
                and differing.keys() & {group.dated_by}
                and group.fields[0] not in differing
            ):
                differing.pop(group.dated_by)
        if differing:
            record = records.read(self._session, number)
            records.check_changes(self._session, record, dict(differing))
        return differing

    def _reject(self, parsed: ParsedRow, problem: str, column: str, value: str) -> None:
        self._plan.rejected.append(
            Rejected(self._plan.reading.sheet, parsed.row, column, value, problem, parsed.cells)
        )


def _problem(each: Problem, first: Problem) -> str:
    """Say one problem; those after the first name their column."""
    return each.problem if each is first else f"{each.column}：{each.problem}"


def _alike(declaration: Declaration, plan: Plan) -> list[str]:
    """Point out spellings of places and makers in one sheet that are likely the same."""
    found: list[str] = []
    for key in COMPARED:
        if not declaration.has(key):
            continue
        names = {str(v) for line in plan.new if (v := line.values.get(key)) is not None}
        if len(names) <= FEW_VALUES:
            found += likely_same(names, names, declaration.field(key).label)
    return found


def apply(
    session: Session, plan: Plan, report: Report = silent, cancelled: Callable[[], bool] = never
) -> Changed:
    """Write a plan as one action; when it is cancelled or fails nothing of it remains."""
    reason = " ".join(filter(None, [plan.source, plan.reading.name, plan.reading.sheet]))
    if not plan.new and not plan.changed:
        return Changed(counts=plan.counts)
    total = len(plan.new) + len(plan.changed)
    with session.action("import", reason) as running:
        ids = [running.create(p.kind, p.values) for p in plan.pending]
        for done, line in enumerate(plan.new):
            running.create(plan.kind, _with_ids(line.values, ids))
            if done % EVERY == 0:
                report(_("正在写入"), done, total)
                _stop_if(cancelled)
        for done, line in enumerate(plan.changed, len(plan.new)):
            _write(session, running, plan.kind, line, ids)
            if done % EVERY == 0:
                report(_("正在写入"), done, total)
                _stop_if(cancelled)
    reading.remember(session, plan.reading)
    return changed(running, **plan.counts)


def _with_ids(values: dict[str, Value], ids: list[int]) -> dict[str, Value]:
    """Put the ids of records created on the way in the place of their negative numbers."""
    if not ids:
        return values
    return {
        k: ids[-v - 1] if isinstance(v, int) and v < 0 and -v <= len(ids) else v
        for k, v in values.items()
    }


def _write(session: Session, running: object, kind: str, line: Line, ids: list[int]) -> None:
    assert line.id is not None
    record = records.read(session, line.id)
    values = _with_ids(line.values, ids)
    for name, value in records.units_of_writing(session, record, values).items():
        seen = heads.heads(session.register.connection, line.id).get(name, ())
        running.write(kind, line.id, name, value, seen)  # type: ignore[attr-defined]


def write_rejects(plan: Plan, path: Path) -> None:
    """Write the rows that came back with their reasons, to be corrected and imported again."""
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
    if (
        isinstance(value, int)
        and value < 0
        and session.declaration(plan.kind).field(key).kind == "ref"
    ):
        return str(plan.pending[-value - 1].values["name"])
    return records.shown(session, session.declaration(plan.kind), key, value)
