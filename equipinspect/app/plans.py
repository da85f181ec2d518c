"""年度监督检查计划: which units were planned, which were checked, coverage with the rows behind every number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from equipinspect.app import lists, places, records
from equipinspect.app.lists import Filter, Row
from equipinspect.app.session import Session
from equipinspect.model.errors import UserError
from equipinspect.model.fields import LIST_MARK, Value
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import visited

AFTER_LICENCE = "after_licence"


@dataclass(frozen=True)
class Coverage:
    """A share of a plan: planned items, those that dropped out (证后 check that year, Order 57 art. 17),
    and those whose unit was checked. Numbers are the lengths of these lists; ``checks`` are the visits.
    """

    key: str
    planned: tuple[int, ...]
    dropped: tuple[int, ...]
    checked: tuple[int, ...]
    checks: tuple[int, ...]

    @property
    def rate(self) -> Fraction | None:
        """Distinct units checked ÷ planned, without those that dropped out; None when none is left."""
        left = len(self.planned) - len(self.dropped)
        return Fraction(len(self.checked), left) if left else None


def coverage(session: Session, plan: int, on: date) -> tuple[Coverage, list[Coverage]]:
    """Return the coverage of a plan on a day: of the whole, and county by county."""
    year = _year(session, plan)
    seen: dict[int, list[int]] = {}
    licensed: set[int] = set()
    last = min(on.isoformat(), f"{year}-12-31")
    for unit, kind, check in visited.visits(session.register, f"{year}-01-01", last):
        if kind == AFTER_LICENCE:
            licensed.add(unit)
        else:
            seen.setdefault(unit, []).append(check)
    items = _items(session, plan)
    groups: dict[str, list[Row]] = {}
    for row in items:
        county = row.titles.get("county") or str(row.values.get("county") or "")
        groups.setdefault(county or _("未填"), []).append(row)
    parts = [_covered(key, rows, seen, licensed) for key, rows in sorted(groups.items())]
    return _covered(_("合计"), items, seen, licensed), parts


def _covered(key: str, rows: list[Row], seen: dict[int, list[int]], licensed: set[int]) -> Coverage:
    by_unit = {u: row.id for row in rows if isinstance(u := row.values.get("unit"), int)}
    checked = [u for u in by_unit if u in seen and u not in licensed]
    return Coverage(
        key,
        tuple(by_unit.values()),
        tuple(by_unit[u] for u in by_unit if u in licensed),
        tuple(by_unit[u] for u in checked),
        tuple(check for u in checked for check in seen[u]),
    )


def _items(session: Session, plan: int) -> list[Row]:
    rows = lists.every(session, "plan_item", Filter("plan", "=", str(plan)))
    places.named(session, session.declaration("plan_item"), rows)
    return rows


def _year(session: Session, plan: int) -> int:
    record = records.read(session, plan)
    if record.kind != "yearly_plan":
        raise UserError(_("{title} 不是年度监督检查计划。").format(title=record.title))
    return int(str(record.values["year"]))


def begin(session: Session, name: str, year: int, county: str = "", key_only: bool = False) -> int:
    """Make a plan with the user units of a county (empty: of all), or its 重点单位 only; return its id.

    Raises UserError when there is no such unit.
    """
    filters = (Filter("county", "=", county),) if county else ()
    units = [
        row
        for row in lists.every(session, "unit", *filters)
        if "user" in str(row.values.get("roles", "")).split(LIST_MARK)
        and row.values.get("closed") not in (1, "1")
        and (not key_only or row.values.get("is_key") in (1, "1"))
    ]
    if not units:
        raise UserError(_("没有可以列入计划的使用单位，请先登记单位。"))
    values: dict[str, Value] = {"name": name, "year": year}
    records.check(session.declaration("yearly_plan"), values)
    with session.action("add", _("编制年度监督检查计划")) as running:
        plan = running.create("yearly_plan", values)
        for row in units:
            key_unit = row.values.get("is_key") in (1, "1")
            item: dict[str, Value] = {
                "plan": plan, "unit": row.id, "county": row.values.get("county"),
                "office": row.values.get("office"), "reason": "key" if key_unit else None,
            }  # fmt: skip
            running.create("plan_item", {k: v for k, v in item.items() if v is not None})
    return plan


def plain(found: Coverage) -> dict[str, Any]:
    """Return a share as programs read it."""
    return {
        "key": found.key,
        "planned": len(found.planned),
        "dropped": len(found.dropped),
        "checked": len(found.checked),
        "rate": None if found.rate is None else float(found.rate),
    }


def overview(session: Session, on: date) -> list[dict[str, Any]]:
    """Return every plan with its coverage on a day."""
    found = []
    for row in lists.every(session, "yearly_plan"):
        whole = plain(coverage(session, row.id, on)[0])
        named = {"id": show_id(row.id), "name": row.values["name"], "year": row.values.get("year")}
        found.append(named | {k: v for k, v in whole.items() if k != "key"})
    return found
