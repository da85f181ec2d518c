"""The office's rates: 登记率, 定检率, 超期率, 隐患率, 投保率, each with numerator, denominator and formula."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from equipinspect.app import coverage, places
from equipinspect.app.session import Session
from equipinspect.model.errors import UserError
from equipinspect.model.rates import Rate, total
from equipinspect.model.text import _
from equipinspect.store import indicating, queries

BY = ("county", "kind", "town")
FORMULAS = {
    "registered": ("登记率", "在用且已登记 ÷ 在用"),
    "inspected": ("定检率", "在用且检验未超期 ÷ 在用且有检验期限"),
    "overdue": ("超期率", "在用且检验超期 ÷ 在用"),
    "hazard": ("隐患率", "在用且有未销号隐患 ÷ 在用"),
    "insured": ("投保率", "在保的在用电梯 ÷ 在用电梯"),
}


@dataclass(frozen=True)
class Row:
    """The rates under one heading, by their keys in `FORMULAS`."""

    key: str
    name: str
    rates: dict[str, Rate]


@dataclass(frozen=True)
class Indicators:
    """The rates of a day; the whole is recomputed from its parts, never averaged (§5.5).

    Use status is that of the day; dates of inspection are those on record now.
    """

    on: date
    by: str
    rows: tuple[Row, ...]
    whole: Row | None


def indicators(
    session: Session, on: date, by: str = "county", kind: str = "elevator"
) -> Indicators:
    """Return the rates of a day: of one kind by county or town, or of every kind beside the others.

    台, 只 and 公里 are never added up (§5.6): the kinds have no total. Raises UserError for another ``by``.
    """
    if by not in BY:
        text = _("不能按“{by}”分列，可用：{known}。")
        raise UserError(text.format(by=by, known="、".join(BY)))
    found: dict[str, dict[str, Rate]] = {}
    for key, counts in indicating.counted(session.register, on, by, "" if by == "kind" else kind):
        name = _current(session, by, key)
        own = found.setdefault(name, {})
        for rate, numerator, denominator in (
            ("registered", counts.registered, counts.in_use),
            ("inspected", counts.dated - counts.overdue, counts.dated),
            ("overdue", counts.overdue, counts.in_use),
            ("hazard", counts.hazards, counts.in_use),
        ):
            own[rate] = total((own.get(rate, Rate(0, 0)), Rate(numerator, denominator)))
    for line in _insured(session, on, by) if kind == "elevator" else ():
        own = found.setdefault(line[0], {})
        own["insured"] = line[1]
    nothing = Rate(0, 0)
    rows = [
        Row(key, _name(session, by, key), {r: own.get(r, nothing) for r in FORMULAS})
        for key, own in sorted(found.items())
    ]
    whole = {rate: total(row.rates[rate] for row in rows) for rate in FORMULAS}
    return Indicators(on, by, tuple(rows), None if by == "kind" else Row("", _("合计"), whole))


def _insured(session: Session, on: date, by: str) -> list[tuple[str, Rate]]:
    if by == "kind":
        return [("elevator", coverage.on_day(session, on).rate)]
    lines = coverage.on_day(session, on, by).by
    return [("" if line.key is None else str(line.key), line.rate) for line in lines]


def _current(session: Session, by: str, key: str) -> str:
    return session.rules.divisions.current(key) if by == "county" else key


def _name(session: Session, by: str, key: str) -> str:
    if not key:
        return _("未填")
    if by == "kind":
        return session.declaration(key).label
    if by == "town":
        return queries.titles(session.register, "town", [int(key)]).get(int(key), key)
    return places.name(session, key)


@dataclass(frozen=True)
class Station:
    """One filling station in the 信息化+保险 figures: traced and insured or not, cylinders with a code."""

    id: int
    name: str
    county: str
    traced: bool
    insured: bool
    cylinders: int
    coded: int


@dataclass(frozen=True)
class Cylinders:
    """气瓶 信息化+保险 on a day: stations, those with tracing and insured ones, cylinders and their codes."""

    on: date
    stations: tuple[Station, ...]

    @property
    def traced(self) -> Rate:
        """Stations with a tracing system among all."""
        return Rate(sum(s.traced for s in self.stations), len(self.stations))

    @property
    def insured(self) -> Rate:
        """Stations insured on the day among all."""
        return Rate(sum(s.insured for s in self.stations), len(self.stations))

    @property
    def coded(self) -> Rate:
        """赋码率: registered cylinders in use with an electronic code among all of them."""
        return total(Rate(s.coded, s.cylinders) for s in self.stations)


def cylinders(session: Session, on: date) -> Cylinders:
    """Return the 信息化+保险 figures of a day by station (§7.3)."""
    rows = indicating.stations(session.register, on)
    return Cylinders(on, tuple(Station(*row) for row in rows))
