"""Finds the header of a sheet under titles and instructions and says what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from equipinspect.exchange.mapping import Mapping
from equipinspect.exchange.sheets import Merge, Row
from equipinspect.exchange.stacking import Grid, Parts, Stack, grid_of, stacks
from equipinspect.exchange.titles import (
    KIND_TITLES,
    SERIAL_TITLES,
    Referred,
    Titles,
    bare,
    reason_title,
    unit_of,
)
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

SEARCHED_ROWS = 40
_ENOUGH = 2
_LETTERS = 26
_COUNTING = re.compile(r"\(?[0-9一二三四五六七八九十甲乙丙丁戊己庚辛壬癸]{1,3}\)?(?:\.0)?")


class NoHeader(UserError):
    """No row of the sheet looks like a header."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet and what is made of it.

    ``how``: exact, mapping, asked (see ``suggestion``), repeated, ignored, unknown; reason and
    kind are the columns that say why a row came back and what kind of equipment it is.
    """

    index: int
    title: str
    key: str | None = None
    how: str = "unknown"
    score: int = 0
    suggestion: str = ""
    unit: str = ""
    part: tuple[int, int] = (0, 1)  # which of how many numbers in the cell: 层/站/门

    @property
    def letter(self) -> str:
        """The column as spreadsheets name it: A, B … AA."""
        return letter(self.index)


@dataclass(frozen=True)
class Header:
    """Where the header stands and what every column means."""

    rows: tuple[int, ...]
    columns: tuple[Column, ...]
    first_data_row: int
    sheet: str = ""
    starts_1904: bool = False

    @property
    def titles(self) -> Parts:
        """The titles from the first column to the last, "" where there is none."""
        by_index = {c.index: c.title for c in self.columns}
        return tuple(by_index.get(i, "") for i in range(max(by_index, default=-1) + 1))

    @property
    def asked(self) -> tuple[Column, ...]:
        """Columns that resemble a field: a person says yes or no."""
        return tuple(c for c in self.columns if c.how == "asked")

    @property
    def unmatched(self) -> tuple[Column, ...]:
        """Columns nothing is made of unless a person says so."""
        return tuple(c for c in self.columns if c.how in ("unknown", "repeated"))

    @property
    def keys(self) -> Parts:
        """The field keys that are read."""
        return tuple(c.key for c in self.columns if c.key)


@dataclass(frozen=True)
class _Candidate:
    rows: tuple[int, ...]
    parts: dict[int, Parts]
    matched: int


def letter(index: int) -> str:
    """Name a column as spreadsheets do: 0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def find_header(
    first_rows: Sequence[Row],
    declaration: Declaration,
    mapping: Mapping | None = None,
    referred: Referred | None = None,
    merged: Sequence[Merge] = (),
) -> Header:
    """Return the header among the first rows of a sheet.

    ``referred`` holds the declarations that ref fields point to, for companion columns such as
    使用单位统一社会信用代码. Raises NoHeader when no row looks like a header.
    """
    matcher = _Matcher(Titles(declaration, referred), mapping)
    grid = grid_of(first_rows[:SEARCHED_ROWS])
    best = matcher.best(stacks(grid, merged))
    if best is None:
        text = _("没有找到表头：前 {rows} 行的列名都对不上“{label}”的项目，请检查工作表或改用模板")
        raise NoHeader(text.format(rows=len(grid), label=declaration.label))
    known = [c for i, parts in sorted(best.parts.items()) for c in matcher.columns(i, parts)]
    columns = matcher.with_suggestions(matcher.with_codes(_once(known)))
    return Header(best.rows, columns, _first_data_row(grid, best))


class _Matcher:
    def __init__(self, titles: Titles, mapping: Mapping | None) -> None:
        self._titles = titles
        self._mapping = mapping
        self._seen: dict[Parts, str | None] = {}

    def best(self, candidates: Iterable[Stack]) -> _Candidate | None:
        """The candidate with most columns known; the shorter and earlier one of equals."""
        found = [_Candidate(rows, parts, self._known(parts)) for rows, parts in candidates]
        best = max(found, key=lambda c: (c.matched, -len(c.rows), -c.rows[0]), default=None)
        if best is None or best.matched < min(_ENOUGH, len(best.parts)) or not best.matched:
            return None
        return best

    def columns(self, index: int, parts: Parts) -> list[Column]:
        """A column of the sheet may fill several fields when a mapping says so."""
        title = "/".join(parts)
        mapped = self._mapping.keys_of(title) if self._mapping else None
        if mapped is None:
            several = self._titles.several("".join(parts))
            found = [Column(index, title, key, "exact", 100) for key in several]
            return _shared(found) or [self._column(index, title, parts)]
        if not mapped:
            return [Column(index, title, how="ignored")]
        found = [Column(index, title, key, "mapping", 100, unit=unit_of(title)) for key in mapped]
        return _shared(found) if all(map(self._titles.is_whole_number, mapped)) else found

    def _column(self, index: int, title: str, parts: Parts) -> Column:
        if bare(title) == bare(reason_title()):
            return Column(index, title, how="reason")
        key = self._exact(parts)
        if key:
            return Column(index, title, key, "exact", 100, unit=unit_of(title))
        if bare(title) in SERIAL_TITLES:
            return Column(index, title, how="ignored")
        return Column(index, title, how="kind" if bare(title) in KIND_TITLES else "unknown")

    def with_codes(self, columns: Sequence[Column]) -> list[Column]:
        """A credit code standing alone is that of the unit named last on its left."""
        found: list[Column] = []
        unit = ""
        for column in columns:
            own = self._titles.unit_code(column.title) if column.how == "unknown" else ""
            taken = {c.key for c in [*columns, *found]}
            if own and unit and f"{unit}.{own}" not in taken:
                found.append(replace(column, key=f"{unit}.{own}", how="exact", score=100))
                continue
            if column.key and self._titles.names_unit(column.key):
                unit = column.key
            found.append(column)
        return found

    def with_suggestions(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """Ask about columns that resemble a field which no other column fills."""
        taken = {c.key for c in columns if c.key}
        return tuple(self._suggested(c, taken) if c.how == "unknown" else c for c in columns)

    def _suggested(self, column: Column, taken: set[str]) -> Column:
        parts = column.title.split("/")
        guess = self._titles.alike("".join(parts), taken) or self._titles.alike(parts[-1], taken)
        if guess is None:
            return column
        unit = unit_of(column.title)
        return replace(column, how="asked", score=guess.score, suggestion=guess.key, unit=unit)

    def _known(self, parts: dict[int, Parts]) -> int:
        keys = {self._named(each) for each in parts.values()}
        return len(keys - {None})

    def _named(self, parts: Parts) -> str | None:
        mapped = self._mapping.keys_of("/".join(parts)) if self._mapping else None
        return "/".join(parts) if mapped is not None else self._exact(parts)

    def _exact(self, parts: Parts) -> str | None:
        if parts not in self._seen:
            self._seen[parts] = self._look_up(parts)
        return self._seen[parts]

    def _look_up(self, parts: Parts) -> str | None:
        whole = self._titles.exact("".join(parts))
        parts = tuple(p for part in parts for p in part.split("/"))  # two lines written in one
        if whole or len(parts) == 1:
            return whole
        if any(self._titles.is_ref(p) for p in parts[:-1]):
            return None
        return self._titles.exact("".join(parts[1:])) or self._titles.exact(parts[-1])


def _shared(columns: list[Column]) -> list[Column]:
    """Let each of several fields take its own number of cells such as 6/6/6."""
    count = len(columns)
    return [replace(c, part=(i, count)) for i, c in enumerate(columns)]


def _once(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Let a field be filled by one column only: by a mapped one, else by the first."""
    order = sorted(columns, key=lambda c: (c.how != "mapping", c.index))
    taken: dict[str, int] = {}
    for column in order:
        if column.key:
            taken.setdefault(column.key, column.index)
    return tuple(
        c
        if not c.key or taken[c.key] == c.index
        else replace(c, key=None, how="repeated", suggestion=c.key)
        for c in columns
    )


def _first_data_row(grid: Grid, best: _Candidate) -> int:
    """Skip blank rows and the row that counts the columns (1 2 3 …, 甲 乙 丙 …)."""
    number = best.rows[-1] + 1
    while number in grid:
        texts = [t for t in grid[number] if t]
        counting = len(texts) > 1 and all(_COUNTING.fullmatch(t) for t in texts)
        if texts and not (counting and len(set(texts)) == len(texts) >= len(best.parts) // 2):
            break
        number += 1
    return number
