"""Counts working days by the published holidays; years without them are counted and said to be expected."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from equipinspect.model.errors import UserError
from equipinspect.model.text import _

SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Counted:
    """A day found by counting; ``expected`` when a year on the way has no published holidays."""

    day: date
    expected: bool


@dataclass(frozen=True)
class Holiday:
    """A public holiday of one year: its name, first and last day off."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Calendar:
    """Days off and weekend days worked (调休) of the years that are known, and their holidays."""

    years: frozenset[int]
    off: frozenset[date]
    work: frozenset[date]
    holidays: tuple[Holiday, ...] = ()

    def works(self, day: date) -> bool:
        """Say whether offices work on a day; unknown years go by the week alone."""
        return day in self.work or (day.weekday() < SATURDAY and day not in self.off)

    def add(self, start: date, days: int) -> Counted:
        """Return the day that is so many working days after ``start``, which itself does not count."""
        day, expected = start, False
        while days > 0:
            day += DAY
            expected = expected or day.year not in self.years
            days -= self.works(day)
        return Counted(day, expected)


def read_calendar(path: Path) -> Calendar:
    """Read ``holidays.toml``; raise UserError naming what is wrong: a gap, a double, another year's day."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        text = _("放假安排 {file} 读不出来（{why}），请恢复原文件。")
        raise UserError(text.format(file=path.name, why=error)) from error
    years: list[int] = []
    off: set[date] = set()
    work: set[date] = set()
    named: list[Holiday] = []
    for row in data.get("year", ()):
        years.append(_year(path, row, years))
        off |= _days(path, row, "off", off | work)
        work |= _days(path, row, "work", off | work)
        named += _holidays(path, row)
    if weekdays := sorted(day for day in work if day.weekday() < SATURDAY):
        raise _wrong(path, _("{day} 不是周六周日，不能是调休上班日").format(day=weekdays[0]))
    return Calendar(frozenset(years), frozenset(off), frozenset(work), tuple(named))


def _year(path: Path, row: Mapping[str, Any], before: list[int]) -> int:
    year = row.get("year")
    if not isinstance(year, int):
        raise _wrong(path, _("有一段没有写年份 year"))
    if before and year != before[-1] + 1:
        said = _("{before} 年之后是 {year} 年，中间缺年份或次序不对")
        raise _wrong(path, said.format(before=before[-1], year=year))
    if not row.get("off"):
        raise _wrong(path, _("{year} 年没有写放假日 off").format(year=year))
    return year


def _days(path: Path, row: Mapping[str, Any], key: str, known: set[date]) -> set[date]:
    found: set[date] = set()
    for text in row.get(key, ()):
        try:
            day = date.fromisoformat(str(text))
        except ValueError as error:
            raise _wrong(path, _("“{text}” 不是日期").format(text=text)) from error
        if day.year != row["year"]:
            said = _("{day} 不在 {year} 年里").format(day=day, year=row["year"])
            raise _wrong(path, said)
        if day in known or day in found:
            raise _wrong(path, _("{day} 写了两次").format(day=day))
        found.add(day)
    return found


def _holidays(path: Path, row: Mapping[str, Any]) -> list[Holiday]:
    found = []
    for name, first, last in row.get("holidays", ()):
        begun, over = date.fromisoformat(first), date.fromisoformat(last)
        if not begun <= over or begun.year != row["year"]:
            raise _wrong(path, _("{name}的起止日期不对").format(name=name))
        found.append(Holiday(name, begun, over))
    return found


def _wrong(path: Path, what: str) -> UserError:
    text = _("放假安排 {file} 有误：{what}；请改正后再用。")
    return UserError(text.format(file=path.name, what=what))
