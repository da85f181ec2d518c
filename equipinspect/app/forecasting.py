"""How far the coverage goal is: what is missing now, what lapses until the goal day, whom to call first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from equipinspect.app import coverage
from equipinspect.app.lists import Filter, Query
from equipinspect.app.session import Session
from equipinspect.model.errors import UserError
from equipinspect.model.rates import Rate
from equipinspect.model.text import _
from equipinspect.store import calling, queries
from equipinspect.store.coverage import Asked, Caller, Point, ahead

GRACE = 30  # days after the end of a policy within which a new one renews it
PHONES = ("phone", "safety_officer_phone")
Row = queries.Row


@dataclass(frozen=True)
class Call:
    """One unit to call: its lifts not insured on the goal day, and how much of the rate they are.

    ``lapsing`` of them are insured today, ``lapsed`` were once; ``ends`` is when the first lapses.
    ``contact`` is the last note of a call: day, result in words, and the day to call again.
    """

    unit: int | None
    name: str
    phone: str
    lifts: int
    lapsing: int
    lapsed: int
    ends: str | None
    points: Fraction
    contact: calling.Contact | None = None


@dataclass(frozen=True)
class Forecast:
    """What is needed today, what lapses, and what is short on the goal day if nothing is done.

    From a past day only policies known then count: signed or begun by then, surrenders by then.
    """

    as_of: date
    until: date
    target: Fraction
    today: Rate
    then: Rate
    lapsing: int
    gaining: int
    calls: list[Call] = field(default_factory=list)

    @property
    def needed(self) -> int:
        """How many lifts are missing to the goal today."""
        return self.today.missing(self.target)

    @property
    def short(self) -> int:
        """How many lifts are missing on the goal day if nothing is done."""
        return self.then.missing(self.target)

    @property
    def sentence(self) -> str:
        """The work-report sentence: how many lifts are missing, and how many of what is there lapses."""
        rate, goal = self.today.percent(self.target), percent(self.target)
        head = _("截至 {day}，{insured:,} / {in_use:,} 台在用电梯在保，投保率 {rate}").format(
            day=self.as_of, insured=self.today.numerator, in_use=self.today.denominator, rate=rate
        )
        if not self.today.denominator:
            return _("截至 {day}，没有在用电梯。").format(day=self.as_of)
        now = (
            _("还差 {needed:,} 台达到 {goal}").format(needed=self.needed, goal=goal)
            if self.needed
            else _("已达到 {goal}").format(goal=goal)
        )
        lapsing = _("{lapsing:,} 台在 {until}前到期").format(
            lapsing=self.lapsing, until=_day(self.until)
        )
        ending = (
            _("不续保则届时差 {short:,} 台").format(short=self.short)
            if self.short
            else _("不续保届时仍达标")
        )
        return f"{head}；{now}，{lapsing}；{ending}。"


def percent(goal: Fraction) -> str:
    """Print a goal: 70 %, 70.5 %."""
    return f"{float(goal * 100):g} %"


def _day(day: date) -> str:
    return _("{year} 年 {month} 月 {day} 日").format(year=day.year, month=day.month, day=day.day)


def forecast(
    session: Session, on: date, until: date, target: Fraction, area: Sequence[Filter] = ()
) -> Forecast:
    """Look from a day to a later goal day; raise UserError when the goal day is not later."""
    if until < on:
        raise UserError(
            _("目标日期 {until} 早于 {on}，请改为以后的日期。").format(until=until, on=on)
        )
    asked = Asked(session.register, coverage.ahead(session, on, area), on, until)
    parts = asked.counted()
    in_use, insured = sum(p.in_use for p in parts), sum(p.insured for p in parts)
    lapsing, gaining, later = asked.then()
    return Forecast(
        on, until, target, Rate(insured, in_use), Rate(later, in_use), lapsing, gaining,
        _calls(session, asked.callers(), in_use, on),
    )  # fmt: skip


def path(session: Session, on: date, until: date, area: Sequence[Filter] = ()) -> list[Point]:
    """Return every day from ``on`` to ``until`` if nothing is done; it ends where `forecast` does."""
    return ahead(session.register, coverage.scope(session, area), on, until)


def _calls(session: Session, callers: list[Caller], in_use: int, on: date) -> list[Call]:
    units = [each.unit for each in callers if each.unit is not None]
    rows = {row.id: row for row in queries.rows(session.register, "unit", units)}
    contacts = calling.last(session.register, "insurance", on.isoformat())
    return [_call(session, each, rows, contacts, in_use) for each in callers]


def _call(
    session: Session,
    each: Caller,
    rows: dict[int, Row],
    contacts: dict[int, calling.Contact],
    in_use: int,
) -> Call:
    row = rows.get(each.unit or 0)
    name = str(row.values.get("name", "")) if row else _("没有使用单位")
    found = contacts.get(each.unit or 0)
    if found:
        words = session.declaration("contact_note").field("result").show(found.result)
        found = calling.Contact(found.on, words, found.again_on, found.id)
    return Call(
        each.unit, name, phone(row), each.lifts, each.lapsing, each.lapsed, each.ends,
        Fraction(each.lifts, in_use), found,
    )  # fmt: skip


def phone(row: Row | None) -> str:
    """Return the number under which a unit is called, empty when none is known."""
    values = row.values if row else {}
    return next((str(values[k]) for k in PHONES if isinstance(values.get(k), str)), "")


def lifts_of(session: Session, seen: Forecast, unit: int | None) -> Query:
    """Return the lifts behind one line of the call list."""
    area = coverage.area_of("unit", unit)
    asked = Asked(
        session.register, coverage.ahead(session, seen.as_of, area), seen.as_of, seen.until
    )
    return coverage.among("elevator", asked.lifts("in_use", "NOT later"))


def lapsing(session: Session, on: date, until: date, area: Sequence[Filter] = ()) -> Query:
    """Return the lifts insured on a day that nothing known then insures on a later one."""
    asked = Asked(session.register, coverage.ahead(session, on, area), on, until)
    return coverage.among("elevator", asked.lifts("insured", "NOT later"))


def renewals(session: Session, on: date, area: Sequence[Filter] = ()) -> Rate:
    """Return how many of the lifts whose cover ended in the last year were insured again in time.

    Counted are lifts in use whose cover ended between a year and 30 days before; again in time means
    within those 30 days.
    """
    asked = Asked(session.register, coverage.scope(session, area), on)
    ended = calling.ended(session.register, asked, coverage.year_before(on), on, GRACE)
    return Rate(sum(ended), len(ended))


def expected(seen: Forecast, renewed: Rate) -> Rate:
    """Return the coverage of the goal day if lapsing cover goes on being renewed as in the last year."""
    share = renewed.exact or Fraction(0)
    return Rate(seen.then.numerator + int(share * seen.lapsing), seen.then.denominator)
