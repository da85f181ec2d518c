"""Turns the rows of a sheet into values by field, with a reason for every cell that must go back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import getitem, itemgetter
from typing import Any

from equipinspect.exchange import quantities
from equipinspect.exchange.cells import Habits, Reader, part_reader, reader, shown
from equipinspect.exchange.headers import Column, Header
from equipinspect.exchange.mapping import BadMapping, Mapping
from equipinspect.exchange.sheets import Cell, Row
from equipinspect.exchange.titles import Referred, Titles
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import Cancelled
from equipinspect.model.fields import Field, Value, folded
from equipinspect.model.text import _

_MEMO = 1 << 14  # distinct cells remembered per column
_EVERY = 500  # rows between two reports of progress
_LONG_TEXT = 10
_MANY_COLUMNS = 4
_SUMMARY = re.compile(r"(?:本页)?\s*[合总小共累]\s*计\s*(?:[（(:：\d].*)?", re.DOTALL)
_REMARK = re.compile(
    r"(?:填表|制表|填报|审核|复核|审批|统计|经办|单位)?(?:人|人员|单位|负责人|日期|时间)\s*[:：]"
    r"|(?:填写|填表)说明|(?:注|备注|说明|示例|例)\s*[:：]|示例$"
)


@dataclass(frozen=True)
class Problem:
    """One cell that was not accepted: where it stands, what it holds and why."""

    sheet: str
    row: int
    column: str  # letter and title: “C 设备代码”
    key: str
    value: str
    problem: str


@dataclass(frozen=True)
class Skipped:
    """A row that is no record: a sum, a remark, a repeated header."""

    row: int
    text: str
    why: str


@dataclass(slots=True)
class ParsedRow:
    """One record of a sheet; ``values`` leaves out empty cells."""

    row: int
    values: dict[str, Value]
    problems: tuple[Problem, ...]
    cells: Sequence[Cell]
    titles: tuple[str, ...] = ()

    @property
    def raw(self) -> dict[str, str]:
        """The cells as the sheet shows them, by title."""
        return {t: shown(c) for t, c in zip(self.titles, self.cells, strict=False) if t}


@dataclass(frozen=True, eq=False)
class _Refusal:
    cell: Cell
    problem: str


class _Memo(dict[Cell, Any]):
    """What each distinct cell of a column was read as; most columns repeat few values."""

    def __init__(self, read: Reader, refusals: set[Any]) -> None:
        super().__init__()
        self._read = read
        self._refusals = refusals

    def __missing__(self, cell: Cell) -> Any:
        if len(self) >= _MEMO:
            self.clear()
        value: Any
        try:
            value = self._read(cell)
        except ValueError as error:
            value = _Refusal(cell, str(error))
            self._refusals.add(value)
        self[cell] = value
        return value


def parse(
    rows: Iterable[Row],
    header: Header,
    mapping: Mapping,
    declaration: Declaration,
    referred: Referred | None = None,
    skipped: list[Skipped] | None = None,
) -> Iterator[ParsedRow]:
    """Yield the records of a sheet below its header.

    Ref fields come back as text; what the sheet says about a unit stands under keys such as
    ``user_unit.credit_code``. Rows that are no records are appended to ``skipped``.
    Raises BadMapping when the mapping's constants or units do not fit.
    """
    titles = Titles(declaration, referred)
    sheet = _Sheet(header, mapping, titles)
    notes = skipped if skipped is not None else []
    for number, cells in rows:
        if number >= header.first_data_row:
            found = sheet.read(number, cells, notes)
            if found is not None:
                yield found


def watched(
    rows: Iterable[Row],
    total: int,
    report: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Iterator[Row]:
    """Pass rows on, reporting (done, total) now and then; raise Cancelled when asked to stop."""
    for number, cells in rows:
        if number % _EVERY == 0:
            report(number, max(total, number))
            if cancelled():
                raise Cancelled(_("已取消，没有写入任何内容"))
        yield number, cells


class _Sheet:
    """The readers of one sheet, ready to take rows."""

    def __init__(self, header: Header, mapping: Mapping, titles: Titles) -> None:
        self._header = header
        self._label = titles.name
        self._titles = header.titles
        self._columns = [c for c in header.columns if c.key]
        self._keys = [c.key or "" for c in self._columns]
        self._refusals: set[Any] = set()
        self._memos = [self._memo(c, mapping, titles) for c in self._columns]
        self._pick = _picker([c.index for c in self._columns])
        read = [c.index for c in header.columns if c.key or c.how == "kind"]
        self._width = max(read, default=-1) + 1
        self._constants = _constants(mapping, titles)
        self._where = _filters(header, mapping)
        self._kinds = _other_kinds(titles.others)
        self._kind = next((c for c in header.columns if c.how == "kind"), None)
        self._last_parts = [c.title.rpartition("/")[2] for c in self._columns]

    def read(self, number: int, cells: Sequence[Cell], skipped: list[Skipped]) -> ParsedRow | None:
        """Return the record of a row, None when the row is none."""
        if len(cells) < self._width:
            cells = [*cells, *[""] * (self._width - len(cells))]
        picked = self._pick(cells)
        values = {
            k: v for k, v in zip(self._keys, map(getitem, self._memos, picked), strict=True)
            if v is not None
        }  # fmt: skip
        why = self._no_record(cells, picked)
        if why or not values:
            self._note(number, cells, why, skipped)
            return None
        if self._where and not all(shown(cells[i]).strip() in texts for i, texts in self._where):
            return None
        problems: tuple[Problem, ...] = ()
        if self._refusals and not self._refusals.isdisjoint(values.values()):
            problems = self._problems(number, values)
        if self._kind and (other := self._kinds.get(folded(shown(cells[self._kind.index])))):
            problems += (self._misplaced(number, self._kind, other),)
        if self._constants:
            values = {**self._constants, **values}
        return ParsedRow(number, values, problems, cells, self._titles)

    def _memo(self, column: Column, mapping: Mapping, titles: Titles) -> _Memo:
        field = _field(column.key or "", titles)
        habits = _habits(field, column, mapping, self._header.starts_1904)
        read = reader(field, habits)
        return _Memo(
            part_reader(read, *column.part) if column.part[1] > 1 else read, self._refusals
        )

    def _no_record(self, cells: Sequence[Cell], picked: Sequence[Cell]) -> str:
        first = next(filter(None, cells), "")
        if not isinstance(first, str):
            return ""
        if _SUMMARY.fullmatch(first.strip()):
            return _("合计行")
        if _REMARK.match(first.strip()):
            return _("说明或签名行")
        if first.strip() in (self._last_parts[0], self._titles[0]) and self._is_header(picked):
            return _("重复的表头")
        alone = len(first) >= _LONG_TEXT and sum(map(bool, cells)) == 1
        return _("说明行") if alone and cells[0] and len(self._keys) >= _MANY_COLUMNS else ""

    def _is_header(self, picked: Sequence[Cell]) -> bool:
        same = sum(cell == title for cell, title in zip(picked, self._last_parts, strict=True))
        return same * 2 >= len(self._last_parts)

    def _note(self, row: int, cells: Sequence[Cell], why: str, skipped: list[Skipped]) -> None:
        text = " ".join(shown(c).strip() for c in cells if c != "").strip()
        if text:
            skipped.append(Skipped(row, text[:80], why or _("没有可用内容的行")))

    def _misplaced(self, row: int, column: Column, other: str) -> Problem:
        text = _("这一行是{other}，不属于{own}，请从{other}台账导入").format(
            other=other, own=self._label
        )
        return Problem(self._header.sheet, row, f"{column.letter} {column.title}", "", other, text)

    def _problems(self, row: int, values: dict[str, Value]) -> tuple[Problem, ...]:
        """Take the refused cells out of the values and say where each one stands."""
        found = []
        for column in self._columns:
            value: Any = values.get(column.key or "")
            if isinstance(value, _Refusal):
                del values[column.key or ""]
                place = f"{column.letter} {column.title}"
                text = shown(value.cell)
                sheet = self._header.sheet
                found.append(Problem(sheet, row, place, column.key or "", text, value.problem))
        return tuple(found)


def _other_kinds(others: Iterable[Declaration]) -> dict[str, str]:
    """What the column 设备种类 may say when a row belongs elsewhere, by folded word."""
    return {folded(word): d.label for d in others for word in (d.label, d.code) if word}


def _picker(indexes: list[int]) -> Callable[[Sequence[Cell]], Sequence[Cell]]:
    if len(indexes) == 1:
        only = indexes[0]
        return lambda cells: (cells[only],)
    return itemgetter(*indexes) if indexes else lambda _cells: ()


def _field(key: str, titles: Titles) -> Field:
    """The field that says how a column is read; a unit's unknown companion is plain text."""
    return titles.field(key) or Field(key, key)


def _habits(field: Field, column: Column, mapping: Mapping, starts_1904: bool) -> Habits:
    bare = mapping.units.get(field.key) or mapping.units.get(column.key or "") or column.unit
    same = quantities.fold_unit(bare) == quantities.fold_unit(field.unit)
    return Habits(
        starts_1904=starts_1904,
        date_format=mapping.date_format,
        month_only=mapping.month_only,
        first_of_month_is_month=mapping.first_of_month_is_month,
        bare_unit="" if same or not field.unit else bare,
        words=mapping.words_of(column.key or ""),
    )


def _constants(mapping: Mapping, titles: Titles) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, text in mapping.constants.items():
        try:
            found[key] = reader(_field(key, titles), Habits(words=mapping.words_of(key)))(text)
        except ValueError as error:
            message = _("对应关系 [constants] 中的 “{key}” 有误：{error}")
            raise BadMapping(message.format(key=key, error=error)) from None
    return found


def _filters(header: Header, mapping: Mapping) -> list[tuple[int, frozenset[str]]]:
    found = []
    for title, texts in mapping.where.items():
        index = next((c.index for c in header.columns if folded(c.title) == folded(title)), None)
        if index is None:
            raise BadMapping(_("对应关系 [where] 中的列 “{title}” 不在表头里").format(title=title))
        found.append((index, frozenset(texts)))
    return found
