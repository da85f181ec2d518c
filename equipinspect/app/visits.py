"""Visits while they are made: begun, judged item by item, photographed, sent back; every change is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from equipinspect.app import (
    attachments,
    drafts,
    hazard_lists,
    lists,
    records,
    visit_boxes,
    visit_rules,
)
from equipinspect.app.drafts import Draft, Mark, Part, Recheck
from equipinspect.app.session import Session
from equipinspect.model.checklists import VERDICTS, Checklist, Item
from equipinspect.model.errors import NotFound, UserError
from equipinspect.model.fields import LIST_MARK, Value, decimal_text
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.queries import Filter, Query

MOMENT = "%Y-%m-%d %H:%M"
MEASURES = {"gas_cylinder": "只", "pressure_pipeline": "公里"}
METRES = 1000
OFFICERS = ("officer1", "officer2", "officer3", "officer4")


@dataclass(frozen=True)
class Wanted:
    """What a visit is begun with: whom it concerns, which devices, who goes, and why."""

    unit: int | None = None
    equipment: tuple[int, ...] = ()
    officers: tuple[int, ...] = ()
    kind: str = ""
    on: date | None = None
    more: Mapping[str, Value] | None = None  # campaign, source, source_record, follows, place …


def begin(session: Session, wanted: Wanted) -> Draft:
    """Begin a visit to one unit as a draft, each device with the checklist of its kind and the day.

    Raises UserError when the devices belong to several units or nothing is named.
    """
    on = wanted.on or session.today()
    unit = wanted.unit or _unit_of(session, wanted.equipment)
    moment = session.now().astimezone()
    began = moment.strftime(MOMENT)
    visit: dict[str, Value] = {
        "checked_on": on.isoformat(),
        "began": began if began[:10] == on.isoformat() else None,
        "kind": wanted.kind or session.rules.checks.kinds_on(on)[0],
        "office": _own_office(session),
        "recorder": session.person,
        **visit_boxes.unit_boxes(session, unit),
        **dict(zip(OFFICERS, wanted.officers, strict=False)),
        **(wanted.more or {}),
    }
    draft = Draft(drafts.fresh_id(session), moment.isoformat(timespec="seconds"))
    draft.person = session.person
    draft.visit = {k: v for k, v in visit.items() if v is not None}
    for number in wanted.equipment:
        _add_equipment(session, draft, number)
    if unit and not wanted.equipment and "follows" not in draft.visit:
        _add_unit_lists(session, draft, unit)
    drafts.save(session, draft)
    return draft


def begin_recheck(session: Session, check: int, officers: tuple[int, ...] = ()) -> Draft:
    """Begin the recheck of a visit: the same unit, and every hazard of it that is not closed."""
    first = records.read(session, check)
    if first.kind != "check":
        raise UserError(_("{id} 不是监督检查，请核对记录号。").format(id=show_id(check)))
    unit = first.values.get("unit")
    more: dict[str, Value] = {"follows": check, "source": "recheck"}
    more["campaign"] = first.values.get("campaign")
    draft = begin(session, Wanted(unit if isinstance(unit, int) else None, (), officers, more=more))
    open_ones = [
        Filter("check", "=", str(check)),
        Filter("state", "in", "issued|rectifying|reported"),
    ]
    for row in hazard_lists.rows(session, open_ones):
        draft.rechecks[show_id(row.id)] = Recheck()
    drafts.save(session, draft)
    return draft


def add_device(session: Session, draft: Draft, number: int) -> Part:
    """Add a device to a visit under way; raise UserError for another unit's or one already there."""
    record = records.read(session, number)
    if any(part.equipment == number for part in draft.parts):
        raise UserError(_("{title} 已经在这次检查里。").format(title=record.title))
    unit, own = draft.visit.get("unit"), record.values.get("user_unit")
    if unit is not None and own is not None and unit != own:
        raise UserError(
            _("{title} 不是这家单位的设备，请另开一次检查。").format(title=record.title)
        )
    part = _add_equipment(session, draft, number)
    drafts.save(session, draft)
    return part


def add_place(session: Session, draft: Draft, name: str, checklist: str) -> Part:
    """Add a place or unit without equipment, looked at with a named checklist."""
    library, on = visit_rules.library(session), _day(draft)
    if checklist not in library.lists:
        raise UserError(_("没有检查表“{name}”。").format(name=checklist))
    part = _add(draft, library.on(checklist, on), name)
    drafts.save(session, draft)
    return part


def _add_equipment(session: Session, draft: Draft, number: int) -> Part:
    record = records.read(session, number)
    declaration = session.declaration(record.kind)
    if not declaration.category:
        raise UserError(_("{title} 不是设备，不能加进检查。").format(title=record.title))
    fitting = visit_rules.library(session).for_kind(record.kind, _day(draft))
    if not fitting:
        raise UserError(_("{kind}还没有检查表。").format(kind=declaration.label))
    values = record.values
    place = str(values.get("address") or values.get("estate") or "")
    part = _add(draft, fitting[0], f"{values.get('name') or declaration.label} {place}".strip())
    part.equipment, part.device_kind = number, record.kind
    part.code = next(
        (str(v) for k in ("reg_no", "serial_no", "device_code") if (v := values.get(k))), ""
    )
    part.measure = MEASURES.get(record.kind, "台")
    metres = values.get("length_m")
    if record.kind == "pressure_pipeline" and isinstance(metres, str):
        part.quantity = decimal_text(Decimal(metres) / METRES)
    for key in ("county", "town"):
        if key not in draft.visit and isinstance(value := values.get(key), str | int):
            draft.visit[key] = value
    return part


def _add_unit_lists(session: Session, draft: Draft, unit: int) -> None:
    record = records.read(session, unit)
    roles = str(record.values.get("roles") or "user").split(LIST_MARK)
    for each in visit_rules.library(session).for_roles(roles, _day(draft)):
        _add(draft, each, f"{record.values.get('name')}（{each.short}）")


def _add(draft: Draft, checklist: Checklist, name: str) -> Part:
    part = Part(str(len(draft.parts) + 1), name, checklist.version)
    draft.parts.append(part)
    return part


def _unit_of(session: Session, equipment: Sequence[int]) -> int | None:
    units = {records.read(session, n).values.get("user_unit") for n in equipment} - {None}
    if len(units) > 1:
        raise UserError(_("这些设备属于 {n} 家单位，一次检查只去一家。").format(n=len(units)))
    unit = next(iter(units), None)
    if not equipment:
        raise UserError(_("请选择被检查单位或设备。"))
    return unit if isinstance(unit, int) else None


def _own_office(session: Session) -> int | None:
    number = session.register.local("office")
    return int(number) if number else None


def _day(draft: Draft) -> date:
    return date.fromisoformat(str(draft.visit["checked_on"]))


def write(session: Session, draft: Draft, values: Mapping[str, Value]) -> str:
    """Write boxes of the visit (text, dates, officers); return when it was saved, 09:23:11.

    Another day takes the checklists of that day; what was said of items stays.
    """
    for key in values:
        session.declaration("check").field(key)
    draft.visit = {k: v for k, v in {**draft.visit, **values}.items() if v is not None}
    if "checked_on" in values:
        _follow_day(session, draft)
    return drafts.save(session, draft)


def _follow_day(session: Session, draft: Draft) -> None:
    library = visit_rules.library(session)
    with suppress(ValueError, KeyError):
        on = _day(draft)
        for part in draft.parts:
            part.checklist = library.on(part.checklist.partition("@")[0], on).version


def item_of(session: Session, part: Part, code: str) -> Item:
    """Return an item of a part's own checklist; raise NotFound when that edition has none."""
    checklist = checklist_of(session, part)
    item = checklist.item(code)
    if item is None:
        text = _("{label}没有检查项 {code}")
        raise NotFound(text.format(label=checklist.label, code=code))
    return item


def checklist_of(session: Session, part: Part) -> Checklist:
    """Return the edition a part is looked at with, whatever the newest one says."""
    found = visit_rules.library(session).version(part.checklist)
    if found is None:
        raise NotFound(_("没有检查表 {version}").format(version=part.checklist))
    return found


def judge(session: Session, draft: Draft, at: tuple[str, str], verdict: str) -> str:
    """Give one item its verdict; ``at`` is part and item. A failed one gets its hazard filled in."""
    if verdict not in (*VERDICTS, ""):
        raise UserError(_("结论应为 符合、基本符合、不符合 或 不适用。"))
    part = draft.part(at[0])
    item = item_of(session, part, at[1])
    mark = part.marks.setdefault(item.code, Mark())
    mark.verdict = verdict
    if verdict == "fail":
        mark.words = mark.words or item.say
        mark.hazard = proposed(session, draft, part, item) | mark.hazard
    return drafts.save(session, draft)


def proposed(session: Session, draft: Draft, part: Part, item: Item) -> dict[str, Value]:
    """Return the hazard a failed item makes: class, clauses, measure; the level is for the officer to raise."""
    found: dict[str, Value] = {
        "item": item.code,
        "class": item.class_,
        "level": "ordinary",
        "basis": visit_rules.library(session).cited(item.clauses),
        "action": item.do,
        "place": part.name,
        "deadline": usual_deadline(session, _day(draft)),
    }
    return found


def usual_deadline(session: Session, on: date) -> str:
    """Return the deadline that is filled in for an ordinary hazard; the days are a setting."""
    return (on + timedelta(days=int(session.settings["rectify_days"]))).isoformat()


def say(session: Session, draft: Draft, at: tuple[str, str], **texts: str) -> str:
    """Write words, no_photo or fixed ("1" or "") of one item; return when it was saved."""
    part = draft.part(at[0])
    mark = part.marks.setdefault(item_of(session, part, at[1]).code, Mark())
    mark.words = texts.get("words", mark.words)
    mark.no_photo = texts.get("no_photo", mark.no_photo)
    mark.fixed = bool(texts["fixed"]) if "fixed" in texts else mark.fixed
    return drafts.save(session, draft)


def grade(session: Session, draft: Draft, at: tuple[str, str], values: Mapping[str, Value]) -> str:
    """Write level, clause, deadline … of the hazard that a failed item makes."""
    part = draft.part(at[0])
    mark = part.marks.setdefault(item_of(session, part, at[1]).code, Mark())
    for key in values:
        session.declaration("hazard").field(key)
    mark.hazard = {k: v for k, v in {**mark.hazard, **values}.items() if v is not None}
    return drafts.save(session, draft)


def photograph(session: Session, draft: Draft, at: tuple[str, str], path: Path, role: str) -> str:
    """Add a photo to an item, ``before`` or ``after``; raise UserError for what is no picture."""
    part = draft.part(at[0])
    item = item_of(session, part, at[1])
    each = attachments.taken(session, path, part.name)
    kept = replace(each, role=role, caption=item.text)
    part.marks.setdefault(item.code, Mark()).photos.append(kept)
    return drafts.save(session, draft)


def prove(session: Session, draft: Draft, path: Path) -> str:
    """Add a photo, recording or film of a refusal to sign."""
    each = attachments.taken(session, path, str(draft.visit.get("unit_name") or ""))
    draft.evidence.append(replace(each, role="evidence"))
    return drafts.save(session, draft)


def recheck(session: Session, draft: Draft, hazard: str, found: Recheck) -> str:
    """Say what a recheck found of one hazard: pass, or fail with words and a new deadline."""
    if hazard not in draft.rechecks:
        raise UserError(_("{id} 不在这次复查里。").format(id=hazard))
    draft.rechecks[hazard] = found
    return drafts.save(session, draft)


def photograph_recheck(session: Session, draft: Draft, hazard: str, path: Path) -> str:
    """Add a photo of a hazard after its rectification; raise UserError for what is no picture."""
    found = draft.rechecks.get(hazard, Recheck())
    each = attachments.taken(session, path, str(draft.visit.get("unit_name") or ""))
    after = replace(each, role="after")
    return recheck(session, draft, hazard, replace(found, photos=[*found.photos, after]))


def submit(session: Session, draft: Draft) -> str:
    """Hand a draft to the supervisor before it is signed."""
    draft.submitted, draft.returned = True, {}
    return drafts.save(session, draft)


def send_back(session: Session, name: str, note: str) -> Draft:
    """Send a draft back with a note, as a supervisor; a signed record is never sent back.

    Raises UserError without a note, NotAllowed for a role that may not.
    """
    if session.guard:
        session.guard.before("send_back")
    if not note.strip():
        raise UserError(_("退回要写明意见。"))
    draft = drafts.load(session, name)
    who = queries.titles(session.register, "person", [session.person or 0])
    draft.submitted = False
    draft.returned = {
        "note": note.strip(),
        "by": who.get(session.person or 0, ""),
        "at": session.now().astimezone().isoformat(timespec="minutes"),
    }
    drafts.save(session, draft)
    return draft


def earlier(session: Session, equipment: int) -> list[int]:
    """Return the visits that looked at a device, newest first."""
    looked_at = Filter("equipment", "=", str(equipment))
    parts = lists.every(session, "device_check", looked_at)
    direct = Query("check", (looked_at,))
    found = {int(str(row.values["check"])) for row in parts if row.values.get("check")}
    return sorted(found | set(queries.positions(session.register, direct)), reverse=True)
