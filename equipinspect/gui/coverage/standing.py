"""What the coverage page shows of one day, read at once: rate, forecast, curve and call list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from equipinspect.app import coverage, forecasting, lists
from equipinspect.app.coverage import Coverage, Line, Point
from equipinspect.app.forecasting import Call, Forecast
from equipinspect.app.lists import Query
from equipinspect.app.session import Session
from equipinspect.gui.table.rows import Cell
from equipinspect.model.schedule import colour
from equipinspect.model.text import _

SOON = 90
WORDS = {"in_use": _("在用"), "insured": _("在保"), "lapsed": _("脱保"), "never": _("从未投保")}
LAPSING, LAPSED, NEVER = "lapsing", "lapsed", "never"


@dataclass(frozen=True)
class Standing:
    """Where insurance stands on a day, how it got there and where it goes if nothing is done."""

    day: date
    seen: Coverage
    ahead: Forecast
    past: list[Point]
    future: list[Point]
    soon: int
    is_today: bool
    states: list[Cell]  # of the calls, in their order


def goal_day(day: date) -> date:
    """Return the end of the year of a day; on that day itself, the end of the next."""
    end = date(day.year, 12, 31)
    return end if day < end else date(day.year + 1, 12, 31)


def standing(session: Session, day: date) -> Standing:
    """Read everything about a day."""
    until = goal_day(day)
    ahead = forecasting.forecast(session, day, until, coverage.goal(session))
    first = date(day.year - 1, 1, 1)
    return Standing(
        day,
        coverage.on_day(session, day),
        ahead,
        coverage.curve(session, first, day),
        forecasting.path(session, day, until),
        lists.count(session, soon(session, day)),
        day == session.today(),
        [_state(session, day, call) for call in ahead.calls],
    )


def soon(session: Session, day: date) -> Query:
    """Return the lifts insured on a day and no longer three months on."""
    return forecasting.lapsing(session, day, day + timedelta(days=SOON))


def behind(session: Session, standing: Standing, key: str) -> Query:
    """Return the rows behind one number of the page."""
    if key == "soon":
        return soon(session, standing.day)
    if key == "unlisted":
        return coverage.among("policy", standing.seen.unlisted_policies)
    return coverage.rows(session, standing.day, key)


def lines(session: Session, day: date, by: str) -> list[Line]:
    """Return a table of the day."""
    return coverage.on_day(session, day, by).by


def behind_line(session: Session, day: date, by: str, key: str | int | None, state: str) -> Query:
    """Return the lifts behind one number of a table."""
    return coverage.rows(session, day, state, coverage.area_of(by, key))


def group(call: Call) -> str:
    """Say why a unit is called: its cover lapses, has lapsed, or it never had any."""
    return LAPSING if call.lapsing else LAPSED if call.lapsed else NEVER


def _state(session: Session, day: date, call: Call) -> Cell:
    if call.lapsing and call.ends:
        ends = date.fromisoformat(call.ends)
        words = _("{n:,} 天后到期").format(n=(ends - day).days)
        mark = colour(ends, day, session.due_policy)
        return Cell(words if ends > day else _("今天到期"), "" if mark == "blue" else mark)
    if call.lapsed:
        return Cell(_("脱保 {n:,} 台").format(n=call.lapsed), "red")
    return Cell(_("未投保"), "ring")
