"""Dual prevention (双重预防): a unit's colour and why, its check interval, what falls due, the 风险管控清单."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from equipinspect.app import exporting, lists, places, records
from equipinspect.app.lists import Filter, Row
from equipinspect.app.session import Session
from equipinspect.exchange import writing
from equipinspect.exchange.writing import Sheet
from equipinspect.model import risk
from equipinspect.model.errors import UserError
from equipinspect.model.ids import show_id
from equipinspect.model.risk import Grade, Matrices
from equipinspect.model.text import _
from equipinspect.store import visited

OPEN_STATES = ("found", "issued", "rectifying", "reported", "rechecked")
INTERVAL = "risk.{colour}_months"


@dataclass(frozen=True)
class Point:
    """A risk point with its grade."""

    id: int
    name: str
    grade: Grade
    row: Row


@dataclass(frozen=True)
class UnitRisk:
    """A unit's colour with the lines that explain it; the points and hazards behind them.

    ``months`` is the check interval of the colour (0: drawn at random only), ``due`` the last day of the
    next check. ``credit`` is for the office's eyes: class, day, source; no paper for the unit has it.
    """

    unit: int
    name: str
    colour: str
    lines: tuple[str, ...]
    points: tuple[Point, ...]
    major: tuple[int, ...]
    months: int
    last: str
    due: str
    credit: tuple[str, str, str] | None = None


@dataclass
class _Facts:
    """What is known of units before they are graded."""

    points: dict[int, list[Row]] = field(default_factory=dict)
    major: dict[int, list[int]] = field(default_factory=dict)
    last: dict[int, str] = field(default_factory=dict)


def of_unit(session: Session, unit: int, on: date) -> UnitRisk:
    """Return the colour of a unit on a day and why; raise UserError when the record is no unit."""
    record = records.read(session, unit)
    if record.kind != "unit":
        raise UserError(_("{title} 不是单位。").format(title=record.title))
    mine = (Filter("unit", "=", str(unit)),)
    facts = _facts(session, on, lists.every(session, "risk_point", *mine),
                   lists.every(session, "hazard", *mine))  # fmt: skip
    found = _graded(session, unit, record.title, facts)
    return UnitRisk(**{**found.__dict__, "credit": credit(session, unit, on)})


def every(session: Session, on: date) -> list[UnitRisk]:
    """Return every unit that has risk points or an open 重大 hazard."""
    facts = _facts(session, on, lists.every(session, "risk_point"), lists.every(session, "hazard"))
    units = dict.fromkeys([*facts.points, *facts.major])
    rows = lists.rows_of(session, "unit", list(units))
    return [_graded(session, row.id, str(row.values.get("name", "")), facts) for row in rows]


def due_by(session: Session, on: date, until: date) -> list[UnitRisk]:
    """Return the units whose next check falls due by a day, or is overdue, earliest first."""
    found = [each for each in every(session, on) if each.due and each.due <= until.isoformat()]
    return sorted(found, key=lambda each: (each.due, each.unit))


def next_month(on: date) -> date:
    """Return the last day of the month after a day."""
    year, month = divmod(on.year * 12 + on.month, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def _facts(session: Session, on: date, points: Iterable[Row], hazards: Iterable[Row]) -> _Facts:
    facts = _Facts()
    for row in points:
        if isinstance(unit := row.values.get("unit"), int):
            facts.points.setdefault(unit, []).append(row)
    for row in hazards:
        if isinstance(unit := row.values.get("unit"), int) and _open_major(row, on):
            facts.major.setdefault(unit, []).append(row.id)
    facts.last = visited.last_visits(session.register, on.isoformat())
    return facts


def _open_major(row: Row, on: date) -> bool:
    values = row.values
    day = on.isoformat()
    over = [str(values.get(k) or "9999") for k in ("closed_on", "transferred_on", "voided_on")]
    found = str(values.get("found_on") or "") <= day
    return values.get("level") in ("major", "severe") and found and min(over) > day


def _graded(session: Session, unit: int, name: str, facts: _Facts) -> UnitRisk:
    matrices = risk.load_matrices(session.resources)
    points = [
        Point(row.id, str(row.values.get("name", "")), risk.grade(matrices, row.values), row)
        for row in facts.points.get(unit, ())
    ]
    major = facts.major.get(unit, [])
    keys = [p.grade.colour for p in points] + (["red"] if major else [])
    colour = matrices.highest(keys)
    months = interval(session, colour) if colour else 0
    last = facts.last.get(unit, "")
    due = _due(last, points, months)
    lines = _lines(matrices, points, len(major), colour) + _interval_lines(months, last, due)
    return UnitRisk(
        unit, name, colour, tuple(lines), tuple(points), tuple(major), months, last, due
    )


def interval(session: Session, colour: str) -> int:
    """Return how many months may pass between checks of a colour, as the office set them."""
    return int(session.settings.get(INTERVAL.format(colour=colour)) or 0)


def _due(last: str, points: list[Point], months: int) -> str:
    """Return the last day of the next check: counted from the last check, else from the assessment."""
    begun = last or max((str(p.row.values.get("assessed_on") or "") for p in points), default="")
    if not months or not begun:
        return ""
    day = date.fromisoformat(begun)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).isoformat()


def _lines(matrices: Matrices, points: list[Point], major: int, colour: str) -> list[str]:
    lines = [_("风险点“{name}”：{words}").format(name=p.name, words=p.grade.words) for p in points]
    if major:
        lines.append(
            _("有未销号的重大隐患 {n} 处，单位直接判为红色，销号后重新评估").format(n=major)
        )
    if colour:
        label = matrices.colour(colour)
        text = _("取最高一级：{label}色（{name}）")
        lines.append(text.format(label=label.label, name=label.name))
    return lines or [_("没有风险点，也没有未销号的重大隐患，未分级")]


def _interval_lines(months: int, last: str, due: str) -> list[str]:
    if not months:
        return [_("没有固定的检查间隔，按双随机抽查")]
    seen = _("上次检查 {last}").format(last=last) if last else _("还没有检查，从评估日期起算")
    lines = [_("每 {n} 个月至少检查一次；{seen}").format(n=months, seen=seen)]
    return [*lines, _("下次检查不晚于 {due}").format(due=due)] if due else lines


def credit(session: Session, unit: int, on: date) -> tuple[str, str, str] | None:
    """Return the unit's credit class of a day with its date and source; None when there is none."""
    rows = lists.every(session, "credit_class", Filter("unit", "=", str(unit)))
    known = [r.values for r in rows if str(r.values.get("assessed_on") or "9999") <= on.isoformat()]
    if not known:
        return None
    last = max(known, key=lambda values: str(values["assessed_on"]))
    return str(last["class"]), str(last["assessed_on"]), str(last.get("source") or "")


def control_list(session: Session, unit: int, out: Path) -> int:
    """Write the 风险管控清单 of a unit as xlsx, columns as the template says; return its rows.

    It goes to the unit: the credit class is not in it.
    """
    exporting.check_target(out, (".xlsx",))
    record = records.read(session, unit)
    rows = lists.every(session, "risk_point", Filter("unit", "=", str(unit)))
    if not rows:
        raise UserError(_("{title} 还没有风险点，先登记再写清单。").format(title=record.title))
    path = session.resources / "templates" / "risk_list.toml"
    form = tomllib.loads(path.read_text(encoding="utf-8"))
    places.named(session, session.declaration("risk_point"), rows)
    titles = [str(column["title"]) for column in form["column"]]
    lines = [_line(session, form, number, row) for number, row in enumerate(rows, 1)]
    heading = f"{record.title}　{form['title']}"
    writing.write_book(out, [Sheet(form["name"], heading, titles, lines)])
    return len(lines)


def _line(session: Session, form: Mapping[str, Any], number: int, row: Row) -> list[str]:
    matrices = risk.load_matrices(session.resources)
    grade = risk.grade(matrices, row.values)
    colour = matrices.colour(grade.colour) if grade.colour else None
    own = {
        "number": str(number),
        "colour": colour.label if colour else "",
        "risk": colour.name if colour else "",
        "product": f"{grade.product:f}" if grade.product is not None else "",
    }
    declaration = session.declaration("risk_point")
    return [
        own[key] if (key := str(column["value"])) in own
        else row.titles.get(key) or declaration.field(key).plain(row.values.get(key))
        for column in form["column"]
    ]  # fmt: skip


def plain(found: UnitRisk) -> dict[str, Any]:
    """Return a unit's risk as programs read it."""
    return {
        "unit": show_id(found.unit),
        "name": found.name,
        "colour": found.colour or None,
        "lines": list(found.lines),
        "points": [
            {"id": show_id(p.id), "name": p.name, "colour": p.grade.colour or None}
            for p in found.points
        ],
        "major": [show_id(number) for number in found.major],
        "interval_months": found.months,
        "last_check": found.last or None,
        "due": found.due or None,
        "credit_class": found.credit
        and dict(zip(("class", "on", "source"), found.credit, strict=True)),
    }
