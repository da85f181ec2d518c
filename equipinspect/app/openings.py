"""Opens a rides campaign by itself, so many days before a holiday or a ride's season, with its targets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from equipinspect.app import lists
from equipinspect.app.lists import Row
from equipinspect.app.session import Session
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.model.working_days import read_calendar

RIDES = "amusement_ride"
SHORTEST = 2  # days off; a single day is no holiday to open for unless it is named


class Opening(NamedTuple):
    """A campaign that is to open: under which standing order, what for, its term and its rides."""

    order: int
    name: str
    begins: date
    ends: date
    rides: tuple[int, ...]


def due(session: Session, on: date) -> list[Opening]:
    """Return what opens by a day: standing orders are campaigns with 自动开启 and days set."""
    known = {str(row.values.get("name")) for row in lists.every(session, "campaign")}
    orders = [row for row in lists.every(session, "campaign") if row.values.get("opens_before")]
    found: list[Opening] = []
    for order in orders:
        days = int(str(order.values.get("days_before") or 0))
        if order.values["opens_before"] == "holiday":
            found += _holidays(session, order, on, days)
        else:
            found += _seasons(session, order, on, days)
    return [each for each in found if each.name not in known and each.rides]


def _holidays(session: Session, order: Row, on: date, days: int) -> list[Opening]:
    calendar = read_calendar(session.resources / "rules" / "holidays.toml")
    wanted = str(order.values.get("holiday") or "").replace("，", "、").split("、")
    rides = tuple(
        row.id for row in lists.every(session, RIDES, lists.Filter("use_status", "=", "in_use"))
    )
    return [
        Opening(order.id, f"{order.values['name']}（{h.first.year} 年{h.name}）",
                h.first - timedelta(days=days), h.first - timedelta(days=1), rides)
        for h in calendar.holidays
        if h.first - timedelta(days=days) <= on < h.first
        and (h.name in wanted if any(wanted) else (h.last - h.first).days + 1 >= SHORTEST)
    ]  # fmt: skip


def _seasons(session: Session, order: Row, on: date, days: int) -> list[Opening]:
    by_day: dict[date, list[int]] = {}
    for row in lists.every(session, RIDES, lists.Filter("season_opens", "filled")):
        opens = date.fromisoformat(str(row.values["season_opens"]))
        if opens - timedelta(days=days) <= on < opens:
            by_day.setdefault(opens, []).append(row.id)
    return [
        Opening(order.id, f"{order.values['name']}（{opens} 开季）", opens - timedelta(days=days),
                opens - timedelta(days=1), tuple(rides))
        for opens, rides in sorted(by_day.items())
    ]  # fmt: skip


def open_due(session: Session, on: date) -> list[int]:
    """Open everything that is due, each campaign with its rides as targets; return the campaigns."""
    made = []
    for opening in due(session, on):
        with session.action("add", _("节前检查自动开启")) as running:
            campaign = running.create("campaign", {
                "name": opening.name, "kind": "rides", "parent": opening.order,
                "begins": opening.begins.isoformat(), "ends": opening.ends.isoformat(), "categories": RIDES,
            })  # fmt: skip
            for row in lists.rows_of(session, RIDES, opening.rides):
                target: dict[str, Value] = {
                    "campaign": campaign, "kind": "ride", "equipment": row.id,
                    "unit": row.values.get("user_unit"), "county": row.values.get("county"),
                    "place": row.values.get("name"),
                }  # fmt: skip
                running.create(
                    "campaign_target", {k: v for k, v in target.items() if v is not None}
                )
        made.append(campaign)
    return made
