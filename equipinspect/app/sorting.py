"""Decides row by row what an import does with a sheet: new, changed, unchanged or rejected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from equipinspect.app import places, records
from equipinspect.app.matching import Ambiguous, Mark, Matcher
from equipinspect.app.naming import is_covered, numbered
from equipinspect.app.platform_codes import status_codes
from equipinspect.app.reading import Reading
from equipinspect.app.referring import References
from equipinspect.app.session import Session
from equipinspect.app.tagging import tag
from equipinspect.exchange.cells import shown
from equipinspect.exchange.rows import ParsedRow
from equipinspect.exchange.sheets import Cell
from equipinspect.model.declarations import Declaration, Group
from equipinspect.model.errors import InvalidRecord, NotAllowed
from equipinspect.model.fields import Absent, Value
from equipinspect.model.text import _
from equipinspect.store import heads, queries
from equipinspect.store.queries import Row

Values = dict[str, Value]


@dataclass(frozen=True)
class Rejected:
    """One row that stays out, with every reason and the first cell to blame."""

    sheet: str
    row: int
    column: str
    value: str
    problem: str
    cells: Sequence[Cell] = ()


class Line(NamedTuple):
    """One row that goes in: a new record (no id), or changes to a known one.

    Keys are shared between rows, so that a hundred thousand of them stay small.
    """

    row: int
    id: int | None
    keys: tuple[str, ...]
    data: tuple[Value, ...]

    @property
    def values(self) -> Values:
        """The values to be written, by field key."""
        return dict(zip(self.keys, self.data, strict=True))

    def get(self, key: str) -> Value:
        """Return one of the values, None when the row does not have it."""
        return self.data[self.keys.index(key)] if key in self.keys else None


class _Ready(NamedTuple):
    """A row whose cells were all read and whose names were all found.

    ``number`` is the record that the row names by its id, 0 when it names none; ``covered`` are
    numbers of people with stars in them, as lists that went out from here have them.
    """

    parsed: ParsedRow
    values: Values
    marks: list[Mark]
    number: int
    covered: Values


class Sorter:
    """The state of one preview: what was decided so far, and what rows are compared with."""

    def __init__(self, session: Session, declaration: Declaration, reading: Reading) -> None:
        self.new: list[Line] = []
        self.changed: list[Line] = []
        self.unchanged = 0
        self.rejected: list[Rejected] = []
        self.references = References(session, declaration, reading.keys)
        self._session = session
        self._declaration = declaration
        self._reading = reading
        self._matcher = Matcher(session, declaration)
        self._coded = places.coder(session, declaration)
        self._status = status_codes(session, reading)
        self._id_at = reading.id_column
        self._known: dict[int, Row] = {}
        self._layouts: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._masked = [f for f in declaration.fields if f.masked]
        self._compulsory = [frozenset(keys) for keys in declaration.compulsory]
        self._events = [g for g in declaration.groups.values() if g.events]

    def sort(self, batch: Iterable[ParsedRow]) -> None:
        """Put some rows under their headings; known records are read for all of them at once."""
        ready = [each for parsed in batch if (each := self._prepared(parsed))]
        wanted = {i for each in ready for i in self._matcher.candidates(each.marks)}
        wanted |= {each.number for each in ready}
        self._known = self._rows(sorted(wanted))
        for each in ready:
            self._place(each)

    def _rows(self, ids: Sequence[int]) -> dict[int, Row]:
        found = queries.rows(self._session.register, self._declaration.key, ids)
        return {row.id: row for row in found}

    def _prepared(self, parsed: ParsedRow) -> _Ready | None:
        values = parsed.values
        if self._status:
            self._status.complete(parsed)
        if parsed.problems:
            self._reject_cells(parsed)
            return None
        hidden = [f.key for f in self._masked if is_covered(f, values.get(f.key))]
        covered = {key: values.pop(key) for key in hidden}
        self._coded(values)
        problems = self.references.resolve(values)
        if problems:
            self._reject(parsed, InvalidRecord("；".join(problems.values()), problems), values)
            return None
        marks, number = self._matcher.marks(values), self._named(parsed.cells)
        return _Ready(parsed, values, marks, number, covered)

    def _named(self, cells: Sequence[Cell]) -> int:
        """Return the id in the column that exported lists have."""
        if self._id_at is None or self._id_at >= len(cells):
            return 0
        return numbered(str(cells[self._id_at]))

    def _place(self, ready: _Ready) -> None:
        parsed, values = ready.parsed, ready.values
        try:
            number = self._meant(ready)
            self._check_covered(number, ready.covered)
            if number is None:
                self._check_new(values, ready.marks)
                self.new.append(self._line(parsed.row, None, tag(self._declaration, values)))
            else:
                self._compare(parsed.row, number, values)
        except (InvalidRecord, NotAllowed) as error:
            self._reject(parsed, error, values)
        except Ambiguous as error:
            self._reject(parsed, InvalidRecord(str(error)), values)
        else:
            self._matcher.remember(number, ready.marks, parsed.row)
            self.references.use(values)

    def _meant(self, ready: _Ready) -> int | None:
        known = self._known.get(ready.number)
        if known is None or known.deleted:
            return self._matcher.find(ready.values, ready.marks, self._values_of)
        self._matcher.check_free(ready.number)
        return ready.number

    def _check_covered(self, number: int | None, covered: Values) -> None:
        """Raise InvalidRecord for a covered number unless the record shows that very one."""
        for key, said in covered.items():
            field = self._declaration.field(key)
            known = self._values_of(number).get(key) if number else None
            if field.plain(known) != said:
                text = _("{label} {said} 打了星号，不是完整的号码；请填写完整号码，或清空这一格")
                problem = text.format(label=field.label, said=said)
                raise InvalidRecord(problem, {key: problem})

    def _check_new(self, values: Values, marks: list[Mark]) -> None:
        if self._declaration.ordered or not self._is_complete(values):
            records.check(self._declaration, values)
        if not marks:  # imported again, such a row would be a second record
            ways = [
                "、".join(self._declaration.field(k).label for k in keys)
                for keys in self._declaration.identity
            ]
            text = _("没有能认出它的编号，请补上{ways}")
            raise InvalidRecord(text.format(ways=_("，或").join(ways)))

    def _is_complete(self, values: Values) -> bool:
        """Say quickly whether nothing compulsory is missing; `records.check` says what is."""
        lacking = any(map(values.keys().isdisjoint, self._compulsory))
        return not lacking and Absent not in map(type, values.values())

    def _values_of(self, number: int) -> Values:
        if number not in self._known:
            self._known |= self._rows([number])
        return self._known[number].values

    def _compare(self, row: int, number: int, values: Values) -> None:
        known = self._values_of(number)
        differing = {k: v for k, v in values.items() if known.get(k) != v}
        for group in self._events:
            if not differing.keys().isdisjoint(group.fields) and self._happened(
                group, number, values
            ):
                differing = {k: v for k, v in differing.items() if k not in group.fields}
        if not differing:
            self.unchanged += 1
            return
        records.check_changes(
            self._session, bare_record(self._declaration.key, self._known[number]), differing
        )
        self.changed.append(self._line(row, number, differing))

    def _happened(self, group: Group, number: int, values: Values) -> bool:
        """Say whether a status of the sheet is on record for its day: a newer one may hold by now."""
        day, status = values.get(group.dated_by), values.get(group.fields[0])
        if day is None or status is None:
            return False
        shape = self._session.register.shapes.of(self._declaration.key)
        events = heads.events(self._session.register, shape, number, group)
        return any(e[group.dated_by] == day and e[group.fields[0]] == status for e in events)

    def _line(self, row: int, number: int | None, values: Values) -> Line:
        keys = tuple(values)
        return Line(row, number, self._layouts.setdefault(keys, keys), tuple(values.values()))

    def _reject_cells(self, parsed: ParsedRow) -> None:
        first = parsed.problems[0]
        said = "；".join(
            p.problem if p is first else f"{p.column}：{p.problem}" for p in parsed.problems
        )
        self._add(parsed, first.column, first.value, said)

    def _reject(self, parsed: ParsedRow, error: InvalidRecord | NotAllowed, values: Values) -> None:
        key = next(iter(error.problems), "")
        column = next((c for c in self._reading.columns if c.key == key), None)
        label = self._declaration.field(key).label if self._declaration.has(key) else ""
        value = parsed.cells[column.index] if column and column.index < len(parsed.cells) else ""
        title = f"{column.letter} {column.title}" if column else label
        self._add(parsed, title, shown(value), str(error).rstrip("。"))

    def _add(self, parsed: ParsedRow, column: str, value: str, problem: str) -> None:
        sheet = self._reading.sheet
        self.rejected.append(Rejected(sheet, parsed.row, column, value, problem, parsed.cells))


def bare_record(
    kind: str, row: Row, seen: dict[str, tuple[int, ...]] | None = None
) -> records.Record:
    """Return a row as the record that changes are checked against, without what people see of it."""
    values = {k: v for k, v in row.values.items() if k != "category"}
    return records.Record(
        id=row.id,
        kind=kind,
        title="",
        values=values,
        titles={},
        seen=seen or {},
        marks={},
        dues=[],
        conflicts=row.conflicts,
        deleted=row.deleted,
    )
