"""The statistics an office sends up (§5.5), for any campaign and period, every number with the rows it counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from equipinspect.app import lists, places, records
from equipinspect.app.session import Session
from equipinspect.model import figures
from equipinspect.model.errors import UserError
from equipinspect.model.figures import Figures
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _
from equipinspect.store import campaign_figures as store
from equipinspect.store.campaign_figures import Opened, Scope
from equipinspect.store.campaign_sources import COUNTY, KIND, LEVEL, NOT_ADDED, TOWN
from equipinspect.store.queries import titles

DIVISIONS = {"county": COUNTY, "town": TOWN, "category": KIND, "level": LEVEL}
LEVELS = {"major": "重大", "ordinary": "一般"}
JSON_KEYS = (
    "visits", "units", "officers", "devices", "hazards", "major", "ordinary", "rectified", "transferred",
    "open", "overdue", "rate", "directives", "sealed", "stopped", "cases", "fines", "talks", "exposed",
    "trainings",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which statistics: of a campaign with what stands under it (None: of everything), of which days.

    ``since`` None: from the campaign's beginning on record; ``on`` counts until 24:00, by the day of
    the event, not of its entry. ``by``: county, town, category or level.
    """

    on: date
    campaign: int | None = None
    since: date | None = None
    by: str = "county"


@dataclass(frozen=True)
class Statistics:
    """A table: its rows in order and the total, recomputed and never averaged."""

    wanted: Wanted
    title: str
    rows: tuple[Figures, ...]
    total: Figures


def statistics(session: Session, wanted: Wanted) -> Statistics:
    """Count everything once; raise UserError for an unknown campaign or division."""
    if wanted.by not in DIVISIONS:
        text = _("不能按“{by}”分列，可用：{known}。")
        raise UserError(text.format(by=wanted.by, known="、".join(DIVISIONS)))
    scope = scope_of(session, wanted)
    rows = _rows(session, scope, DIVISIONS[wanted.by])
    label = _("合计")
    whole = figures.total(rows, label)
    if wanted.by == "category":  # a visit to a lift and a boiler stands in both rows
        _recount_visits(session, scope, whole)
    return Statistics(wanted, title(session, wanted), tuple(rows), whole)


def title(session: Session, wanted: Wanted) -> str:
    """Name what was counted."""
    if wanted.campaign is None:
        return _("全部监督检查")
    return records.read(session, wanted.campaign).title


def scope_of(session: Session, wanted: Wanted) -> Scope:
    """Return what the register is asked for: a campaign stands for all below it."""
    if wanted.since and wanted.since > wanted.on:
        text = _("开始日期 {since} 晚于截至日期 {on}，请核对。")
        raise UserError(text.format(since=wanted.since, on=wanted.on))
    since = wanted.since.isoformat() if wanted.since else ""
    campaigns = below(session, wanted.campaign) if wanted.campaign is not None else ()
    return Scope(campaigns, since, wanted.on.isoformat())


def below(session: Session, campaign: int) -> tuple[int, ...]:
    """Return a campaign and the campaigns under it; a 三年行动 is counted with its years."""
    if records.read(session, campaign).kind != "campaign":
        raise UserError(_("{id} 不是专项行动。").format(id=show_id(campaign)))
    children: dict[int, list[int]] = {}
    for row in lists.every(session, "campaign"):
        if isinstance(parent := row.values.get("parent"), int):
            children.setdefault(parent, []).append(row.id)
    found = [campaign]
    for number in found:
        found += [c for c in children.get(number, ()) if c not in found]
    return tuple(found)


def _rows(session: Session, scope: Scope, by: str) -> list[Figures]:
    made: dict[str, Figures] = {key: Figures(key, "") for key in _expected(session, by)}
    for key, measure, amount in store.cells(session.register, scope, by):
        _row(session, made, by, key).add(measure, amount)
    if by != LEVEL:
        for key, kind, unit, amount in store.devices(session.register, scope, by):
            _row(session, made, by, key).add_devices(kind, unit, amount)
    named = _labels(session, by, made)
    for key, row in made.items():
        row.label = named[key]
    return sorted(made.values(), key=lambda row: (row.key == "", _place(session, by, row.key)))


def _row(session: Session, made: dict[str, Figures], by: str, key: str) -> Figures:
    present = session.rules.divisions.current(key) if by == COUNTY else key
    return made.setdefault(present, Figures(present, ""))


def _expected(session: Session, by: str) -> list[str]:
    """Return the rows that stand there even when nothing was counted: the counties of the office."""
    if by == LEVEL:
        return list(LEVELS)
    if by != COUNTY:
        return []
    offices = lists.every(session, "office", lists.Filter("level", "=", "county"))
    codes = [str(row.values["code"]) for row in offices if row.values.get("code")]
    return [session.rules.divisions.current(code) for code in codes]


def _labels(session: Session, by: str, keys: Iterable[str]) -> dict[str, str]:
    if by == COUNTY:
        named = {key: places.name(session, key) for key in keys if key}
    elif by == TOWN:
        towns = titles(session.register, "town", [int(key) for key in keys if key])
        named = {str(number): name for number, name in towns.items()}
    elif by == LEVEL:
        named = {key: _(LEVELS[key]) for key in keys}
    else:
        field = session.declaration("hazard").field("device_kind")
        named = {key: field.show(key) for key in keys if key}
    return dict.fromkeys(keys, _("未填")) | named


def _place(session: Session, by: str, key: str) -> str:
    """Sort counties by code, towns by age, kinds and levels as they are declared."""
    if by == KIND:
        values = [o.value for o in session.declaration("hazard").field("device_kind").options]
        return f"{values.index(key):03}" if key in values else key
    if by == LEVEL:
        return str(list(LEVELS).index(key))
    return key


def _recount_visits(session: Session, scope: Scope, whole: Figures) -> None:
    """Put the true numbers of visits in the place of sums that hold a visit more than once."""
    for measure in NOT_ADDED:
        whole.numbers.pop(measure, None)
    for _key, measure, amount in store.visits(session.register, scope):
        whole.add(measure, amount)


def opened(session: Session, wanted: Wanted, key: str | None, measure: str) -> list[Opened]:
    """Return the rows that one number counts: kinds of record with their ids.

    ``key`` is the row's (None: the total's), ``measure`` a name of `figures.COUNTED`, or
    ``devices:<kind>:<unit>``. The rate opens what was found.
    """
    scope, by = scope_of(session, wanted), DIVISIONS[wanted.by]
    keys = None if key is None else _raw_keys(session, by, key)
    if measure.startswith("devices:"):
        _word, kind, unit = measure.split(":", 2)
        ids = store.opened_devices(session.register, scope, by, keys, (kind, unit))
        return [Opened("device_check", ids)] if ids else []
    if key is None and by == KIND:
        by = ""
    name = "hazards" if measure == "rate" else measure
    return store.opened(session.register, scope, by, keys, name)


def _raw_keys(session: Session, by: str, key: str) -> tuple[str, ...]:
    """Return every spelling of a row's key in the register: an old county code is the same county."""
    if by != COUNTY:
        return (key,)
    return (key, *session.rules.divisions.former(key))


def last_year(wanted: Wanted) -> Wanted:
    """Return the same days a year before, over all campaigns: each year has its own."""
    since = _a_year_before(wanted.since) if wanted.since else None
    return Wanted(_a_year_before(wanted.on), None, since, wanted.by)


def _a_year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def compared(session: Session, wanted: Wanted) -> Statistics:
    """Count the same period of the year before; a campaign without ``since`` begins with its own day."""
    if wanted.since is None and wanted.campaign is not None:
        begun = records.read(session, wanted.campaign).values.get("begins")
        since = date.fromisoformat(str(begun)) if begun else None
        wanted = Wanted(wanted.on, wanted.campaign, since, wanted.by)
    if wanted.since is None:
        raise UserError(_("同期比较要有开始日期，请用 --since 写明，或在专项行动里填写。"))
    return statistics(session, last_year(wanted))


def plain_row(row: Figures) -> dict[str, Any]:
    """Return a row as programs read it: whole numbers, money in 万元, the rate unrounded."""
    special: dict[str, Any] = {
        "devices": {unit: _number(amount) for unit, amount in row.by_unit().items()},
        "rate": None if row.rate is None else float(row.rate),
        "fines": _number(row["fines"] / figures.YUAN_PER_WAN),
    }
    return {key: special[key] if key in special else int(row[key]) for key in JSON_KEYS}


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == int(amount) else float(amount)


def plain(found: Statistics) -> dict[str, Any]:
    """Return a table as ``campaign stats --json`` prints it."""
    return {
        "campaign": found.title,
        "as_of": found.wanted.on.isoformat(),
        "rows": [{found.wanted.by: row.label, **plain_row(row)} for row in found.rows],
        "total": plain_row(found.total),
    }


def campaign_named(session: Session, text: str) -> int:
    """Return the campaign a person names by record number or name; raise UserError otherwise."""
    try:
        number = records.reference(session, "campaign", text)
    except ValueError as error:
        raise UserError(f"{error}。") from error
    return number if number is not None else parse_id(text)
