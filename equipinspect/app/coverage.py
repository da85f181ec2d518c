"""The coverage rate: how many lifts in use were insured, on any day, by place, unit and insurer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from equipinspect.app import places
from equipinspect.app.lists import Filter, Query
from equipinspect.app.session import Session
from equipinspect.model import rates
from equipinspect.model.errors import UserError
from equipinspect.model.rates import Rate
from equipinspect.model.text import _
from equipinspect.store import coverage as periods
from equipinspect.store import queries
from equipinspect.store.coverage import Asked, Counted, Point, Scope

INSURER = "insurer"
BY = {  # what --by names: the field of the lift, the kind of record its values are
    "county": ("county", ""),
    "town": ("town", "town"),
    "unit": ("user_unit", "unit"),
    INSURER: (INSURER, "unit"),
    "maintainer": ("maint_unit", "unit"),
    "place": ("place_type", ""),
}
ESCALATORS, DUMBWAITERS = ("3300", "3310", "3320"), ("3430",)
__all__ = ["BY", "FORMULA", "Coverage", "Line", "Point", "Query", "Rate"]
FORMULA = "投保率 = 当日在保的在用电梯 ÷ 当日在用电梯；止日和退保当日仍在保，一台电梯只计一次"


@dataclass(frozen=True)
class Line:
    """One line of a table: what it is about, and the lifts in use and insured behind it."""

    key: str | int | None
    name: str
    rate: Rate
    lapsed: int = 0
    never: int = 0


@dataclass(frozen=True)
class Coverage:
    """Where insurance stands on a day.

    ``lapsed`` were insured once and are no longer, ``never`` never were, ``unlisted`` are counted by
    a policy without being named and are not insured lifts. ``units`` is 参保单位率: units with at
    least one insured lift among those with one in use; it is another figure than the rate.
    """

    as_of: date
    rate: Rate
    lapsed: int
    never: int
    unlisted: int
    unlisted_policies: tuple[int, ...]
    units: Rate
    by: list[Line] = field(default_factory=list)


def scope(session: Session, area: Sequence[Filter] = ()) -> Scope:
    """Return which lifts and policies count by the office's settings."""
    chosen = session.settings
    without: tuple[str, ...] = ()
    if chosen["coverage_escalators"] == "0":
        without += ESCALATORS
    if chosen["coverage_dumbwaiters"] == "0":
        without += DUMBWAITERS
    public = ("public_liability",) if chosen["coverage_public_liability"] == "1" else ()
    return Scope(("lift_liability", *public), without, tuple(area))


def ahead(session: Session, on: date, area: Sequence[Filter] = ()) -> Scope:
    """Return the scope of a question about what comes after a day; today all on record is known."""
    return replace(scope(session, area), told=on >= session.today())


def goal(session: Session, text: str = "") -> Fraction:
    """Return the rate to be reached: as given, else the office's; raise UserError when it is none."""
    wanted = text or session.settings["coverage_goal"]
    try:
        return rates.goal(wanted)
    except ValueError as error:
        raise UserError(
            _("投保率目标“{text}”看不懂，请写成 0.70 或 70%。").format(text=wanted)
        ) from error


def on_day(session: Session, day: date, by: str = "", area: Sequence[Filter] = ()) -> Coverage:
    """Return the coverage of a day, past or present, with its lines ``by`` one of `BY`."""
    asked = Asked(session.register, scope(session, area), day)
    parts = asked.counted(BY[by][0] if by else "")
    lacking, policies = periods.unlisted(session.register, scope(session), day)
    whole = _summed(parts)
    return Coverage(
        day,
        whole.rate,
        whole.lapsed,
        whole.never,
        lacking,
        tuple(policies),
        Rate(
            len({p.unit for p in parts if p.unit is not None and p.insured}),
            len({p.unit for p in parts if p.unit is not None}),
        ),
        _lines(session, asked, by, parts) if by else [],
    )


def _summed(parts: Iterable[Counted], key: str | int | None = None) -> Line:
    listed = list(parts)
    return Line(
        key,
        "",
        Rate(sum(p.insured for p in listed), sum(p.in_use for p in listed)),
        sum(p.lapsed for p in listed),
        sum(p.never for p in listed),
    )


def _lines(session: Session, asked: Asked, by: str, parts: list[Counted]) -> list[Line]:
    """Return the lines of a table, largest first; insurers are measured against all lifts in use."""
    record = BY[by][1]
    if by == INSURER:
        in_use = _summed(parts).rate.denominator
        found = [Line(k, "", Rate(n, in_use)) for k, n in asked.by_insurer()]
    else:
        found = _by_key(session, by, parts)
    names = _names(session, by, record, (line.key for line in found))
    named = [
        Line(each.key, names.get(each.key, _("未填")), each.rate, each.lapsed, each.never)
        for each in found
    ]
    if by == "county":
        return sorted(named, key=lambda line: str(line.key))
    return sorted(named, key=lambda each: (-each.rate.denominator, -each.rate.numerator, each.name))


def _by_key(session: Session, by: str, parts: Iterable[Counted]) -> list[Line]:
    """Sum the parts of a key; the old and the new code of a county are one (§12 vector 8)."""
    current = session.rules.divisions.current
    joined: dict[str | int | None, list[Counted]] = {}
    for part in parts:
        key = current(part.key) if by == "county" and isinstance(part.key, str) else part.key
        joined.setdefault(key, []).append(part)
    return [_summed(each, key) for key, each in joined.items()]


def _names(
    session: Session, by: str, record: str, keys: Iterable[str | int | None]
) -> dict[str | int | None, str]:
    if record:
        ids = [key for key in keys if isinstance(key, int)]
        titles = queries.titles(session.register, record, ids)
        return {number: titles[number] for number in titles}
    texts = [key for key in keys if isinstance(key, str)]
    return {t: places.name(session, t) if by == "county" else t for t in texts}


def area_of(by: str, key: str | int | None) -> tuple[Filter, ...]:
    """Return the condition on lifts behind one line of a table."""
    name, _record = BY[by]
    return (Filter(name, "empty") if key is None else Filter(name, "=", str(key)),)


def rows(session: Session, day: date, state: str, area: Sequence[Filter] = ()) -> Query:
    """Return the list of lifts behind a number: in_use, insured, uninsured, lapsed or never."""
    ids = Asked(session.register, scope(session, area), day).lifts(state)
    return among(periods.LIFT, ids)


def among(kind: str, ids: Iterable[int]) -> Query:
    """Return the query of the records with these ids."""
    return Query(kind, (Filter("id", "among", str(list(ids))),))


def curve(session: Session, first: date, last: date, area: Sequence[Filter] = ()) -> list[Point]:
    """Return in use and insured of every day from ``first`` to ``last``; raise UserError if reversed."""
    if last < first:
        raise UserError(
            _("曲线的止日 {last} 早于起日 {first}，请调换。").format(first=first, last=last)
        )
    return periods.curve(session.register, scope(session, area), first, last)


def year_before(day: date) -> date:
    """Return the same day of the year before; 29 February is compared with the 28th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)
