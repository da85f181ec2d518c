"""专项行动 at work: which there are, their frozen lists of targets, progress by county, town and officer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from equipinspect.app import campaign_statistics as statistics
from equipinspect.app import lists, places, records
from equipinspect.app.campaign_statistics import Wanted
from equipinspect.app.lists import Filter, Row
from equipinspect.app.session import Session
from equipinspect.model.errors import NotAllowed, UserError
from equipinspect.model.fields import Value
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store.campaign_figures import checked_equipment, checked_units

FACTS = (
    "name", "kind", "parent", "office", "begins", "ends", "document", "scope", "tasks", "goals", "goal_units",
    "goal_devices", "goal_rate", "self_check", "targets_on", "targets_count",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """One target with the rows it names, and whether it was checked in the campaign by a day."""

    id: int
    county: str
    town: str
    officer: str
    done: bool


@dataclass(frozen=True)
class Progress:
    """A share of the targets: whose, how many are done, and their ids."""

    key: str
    targets: tuple[int, ...]
    done: tuple[int, ...]


def state(values: dict[str, Value], on: date) -> str:
    """Say in a word where a campaign stands on a day."""
    begins, ends = str(values.get("begins") or ""), str(values.get("ends") or "9999")
    closed = str(values.get("closed_on") or "9999")
    if closed <= on.isoformat():
        return _("已办结")
    if begins > on.isoformat():
        return _("未开始")
    return _("已到期") if ends < on.isoformat() else _("进行中")


def overview(session: Session, on: date) -> list[dict[str, Any]]:
    """Return every campaign with its term, its state and its hazards on a day."""
    return [_overview(session, row, on) for row in lists.every(session, "campaign")]


def _overview(session: Session, row: Row, on: date) -> dict[str, Any]:
    found = statistics.statistics(session, Wanted(on, row.id, by="level")).total
    parent = row.values.get("parent")
    return {
        "id": show_id(row.id),
        "name": row.values.get("name"),
        "kind": row.values.get("kind"),
        "parent": show_id(parent) if isinstance(parent, int) else None,
        "begins": row.values.get("begins"),
        "ends": row.values.get("ends"),
        "state": state(row.values, on),
        "hazards": int(found["hazards"]),
        "rectified": int(found["rectified"]),
        "open": int(found["open"]),
        "rate": None if found.rate is None else float(found.rate),
    }


def targets(session: Session, campaign: int, on: date) -> list[Target]:
    """Return the targets of a campaign and those under it, each with whether it was checked."""
    scope = statistics.scope_of(session, Wanted(on, campaign))
    units = checked_units(session.register, scope)
    equipment = checked_equipment(session.register, scope)
    rows = [
        row
        for number in scope.campaigns
        for row in lists.every(session, "campaign_target", Filter("campaign", "=", str(number)))
    ]
    places.named(session, session.declaration("campaign_target"), rows)
    return [_target(row, units, equipment) for row in rows]


def _target(row: Row, units: set[int], equipment: set[int]) -> Target:
    device, unit = row.values.get("equipment"), row.values.get("unit")
    done = device in equipment if device is not None else unit in units
    titles = row.titles
    return Target(
        row.id,
        titles.get("county", str(row.values.get("county") or "")),
        titles.get("town", ""),
        titles.get("officer", ""),
        done,
    )


def progress(found: Iterable[Target], of: Callable[[Target], str]) -> list[Progress]:
    """Group targets by county, town or officer; every group holds the ids it counts."""
    groups: dict[str, list[Target]] = {}
    for target in found:
        groups.setdefault(of(target) or _("未填"), []).append(target)
    return [
        Progress(key, tuple(t.id for t in each), tuple(t.id for t in each if t.done))
        for key, each in sorted(groups.items())
    ]


def shown(session: Session, campaign: int, on: date) -> dict[str, Any]:
    """Return a campaign as programs read it: facts, targets, progress by county, town and officer."""
    record = records.read(session, campaign)
    declaration = session.declaration("campaign")
    found = targets(session, campaign, on)
    divisions: dict[str, Callable[[Target], str]] = {
        "counties": lambda t: t.county,
        "towns": lambda t: t.town,
        "officers": lambda t: t.officer,
    }
    told: dict[str, Any] = {
        name: [
            {"key": p.key, "targets": len(p.targets), "done": len(p.done)}
            for p in progress(found, of)
        ]
        for name, of in divisions.items()
    }
    told |= {"targets": len(found), "done": sum(t.done for t in found)}
    return {
        "id": show_id(campaign),
        "name": record.title,
        "state": state(record.values, on),
        "facts": [
            (declaration.field(key).label, records.shown(session, declaration, key, value))
            for key in FACTS
            if (value := record.values.get(key)) is not None
        ],
        "frozen": None if frozen(session, campaign) is None else frozen(session, campaign) == [],
        "progress": told,
    }


def freeze_targets(session: Session, campaign: int) -> int:
    """Freeze the list of targets with its day, count and check value; return the count.

    Raises NotAllowed for a list frozen before, UserError for an empty one.
    """
    record = records.read(session, campaign)
    if record.values.get("targets_on"):
        raise NotAllowed(_("{title} 的对象名单已经确定，不能再次确定。").format(title=record.title))
    rows = lists.every(session, "campaign_target", Filter("campaign", "=", str(campaign)))
    if not rows:
        raise UserError(_("{title} 还没有对象，请先添加。").format(title=record.title))
    fixed: dict[str, Value] = {
        "targets_on": session.today().isoformat(),
        "targets_count": len(rows),
        "targets_hash": _hash(rows),
    }
    with session.action("set", _("确定对象名单")) as running:
        running.write("campaign", campaign, "targets", fixed, record.seen.get("targets", ()))
    return len(rows)


def frozen(session: Session, campaign: int) -> list[str] | None:
    """Return what changed since the list was frozen: nothing, or a sentence; None before freezing."""
    values = records.read(session, campaign).values
    if not values.get("targets_on"):
        return None
    rows = lists.every(session, "campaign_target", Filter("campaign", "=", str(campaign)))
    if _hash(rows) == values.get("targets_hash"):
        return []
    text = _("对象名单在 {on} 确定时有 {n} 个，现在有 {m} 个，内容有变动。")
    return [text.format(on=values["targets_on"], n=values["targets_count"], m=len(rows))]


def _hash(rows: list[Row]) -> str:
    keys = ("kind", "unit", "equipment", "place", "county")
    lines = [
        "\t".join([show_id(row.id), *(str(row.values.get(k, "")) for k in keys)]) for row in rows
    ]
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


def add_targets(session: Session, campaign: int, kind: str, units: Iterable[int]) -> int:
    """Add units as targets, each once, with their county and town; return how many were new."""
    there = {
        row.values.get("unit")
        for row in lists.every(session, "campaign_target", Filter("campaign", "=", str(campaign)))
        if row.values.get("equipment") is None
    }
    wanted = [u for u in dict.fromkeys(units) if u not in there]
    rows = lists.rows_of(session, "unit", wanted)
    with session.action("add", _("加入专项行动对象")) as running:
        for row in rows:
            values: dict[str, Value] = {"campaign": campaign, "kind": kind, "unit": row.id}
            values |= {k: v for k in ("county", "town", "address") if (v := row.values.get(k))}
            running.create("campaign_target", values)
    return len(rows)
