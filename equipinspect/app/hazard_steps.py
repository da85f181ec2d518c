"""Takes one step of a hazard: every reason against it first, then its record, changes and papers at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from equipinspect.app import attachments, hazards, issuing, records, visit_rules
from equipinspect.app.session import Session, changed
from equipinspect.model import grading
from equipinspect.model import hazards as judging
from equipinspect.model.changes import Changed
from equipinspect.model.errors import NotAllowed
from equipinspect.model.fields import Value
from equipinspect.model.hazard_changes import changes
from equipinspect.model.hazards import Wish
from equipinspect.model.text import _
from equipinspect.store.operations import Action

OF_HAZARD = ("before", "after")  # other evidence belongs to the step it proves
SIGNED_OFF = frozenset({"close", "fix_on_site"})  # by a supervisor, when the hazard is 重大


def problems(session: Session, number: int, wish: Wish) -> dict[str, str]:
    """Return every reason against a step, by field; empty when it may be taken."""
    return _problems(session, hazards.read(session, number), wish)


def _problems(session: Session, record: records.Record, wish: Wish) -> dict[str, str]:
    rules = visit_rules.steps(session)
    if record.deleted:
        return {"step": _("这处隐患已删除")}
    found = judging.problems(rules, hazards.facts(session, record), wish, session.today())
    step = rules.by_key.get(wish.step)
    if step is None or "step" in found or "on" in found:
        return found
    day = date.fromisoformat(wish.on)
    found |= issuing.officers_problems(session, wish.by if step.officers else (), day)
    if step.key == "regrade" and "level" not in found:
        found |= _regrade_problems(session, record, wish)
    return found


def _regrade_problems(session: Session, record: records.Record, wish: Wish) -> dict[str, str]:
    after = changes(visit_rules.steps(session), visit_rules.calendar(session), record.values, wish)
    found_on = date.fromisoformat(str(record.values["found_on"]))
    return grading.problems(visit_rules.library(session), record.values | after, found_on)


def advance(
    session: Session, number: int, wish: Wish, photos: Sequence[hazards.Photo] = ()
) -> Changed:
    """Take one step; raise NotAllowed with every reason against it, nothing half done.

    ``photos`` before and after belong to the hazard, other evidence to the step. 重大 ones are closed by a supervisor.
    """
    record = hazards.read(session, number)
    wish = replace(wish, photos=(*wish.photos, *(p.role for p in photos)))
    found = _problems(session, record, wish)
    if found:
        why = "；".join(found.values())
        raise NotAllowed(_("{title}：{why}。").format(title=record.title, why=why), found)
    taken = [attachments.taken(session, p.path, record.title) for p in photos]
    with session.action(_verb(record, wish)) as running:
        step = take_step(session, running, record, wish)
        for photo, each in zip(photos, taken, strict=True):
            owner = number if photo.role in OF_HAZARD else step
            kept = attachments.as_role(each, photo.role, photo.caption)
            attachments.keep(session, running, owner, kept)
    return changed(running)


def _verb(record: records.Record, wish: Wish) -> str:
    major = judging.two_level(record.values.get("level")) == "major"
    approved = wish.step in SIGNED_OFF and major and wish.values.get("approver")
    return "approve" if approved else "hazard_step"


def take_step(
    session: Session, running: Action, record: records.Record, wish: Wish, check: int | None = None
) -> int:
    """Write an allowed step: its own record (returned), what it changes in the hazard, its enforcement."""
    rules = visit_rules.steps(session)
    step = running.create("hazard_step", step_values(record.id, wish, check))
    after = changes(rules, visit_rules.calendar(session), record.values, wish)
    records.write(session, running, record, records.units_of_writing(session, record, after))
    _enforce(session, running, record, wish)
    return step


def step_values(hazard: int, wish: Wish, check: int | None = None) -> dict[str, Value]:
    """Return a step as a record; for bulk writing as well."""
    approver = str(wish.values.get("approver") or "")
    found: dict[str, Value] = {
        "hazard": hazard,
        "step": wish.step,
        "on": wish.on,
        "by1": wish.by[0] if wish.by else None,
        "by2": wish.by[1] if len(wish.by) > 1 else None,
        "approved_by": int(approver) if approver else None,
        "check": check,
        "way": wish.values.get("way") or None,
        "paper": wish.values.get("paper") or None,
        "note": wish.values.get("note") or None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _enforce(session: Session, running: Action, record: records.Record, wish: Wish) -> None:
    """Begin, lengthen or lift the seal that a step speaks of; stops of use are counted as well."""
    rules = visit_rules.steps(session)
    kind = rules.by_key[wish.step].enforces or ("stop_use" if wish.step == "stop_use" else "")
    if kind:
        running.create("enforcement", _enforcement(record, wish, kind, rules.enforcement_days))
        return
    ends = {"lift_seal": ("sealing", "seizure"), "extend_seal": ("sealing", "seizure"),
            "resume_use": ("stop_use",)}.get(wish.step, ())  # fmt: skip
    for row in hazards.enforcements(session, record.id):
        if row.values.get("kind") not in ends or row.values.get("lifted_on") is not None:
            continue
        seal = records.read(session, row.id)
        after: dict[str, Value] = {"lifted_on": wish.on}
        if wish.step == "extend_seal":
            until = date.fromisoformat(str(row.values["until"]))
            longer = until + timedelta(days=rules.enforcement_days)
            after = {"extended_until": longer.isoformat()}
        records.write(session, running, seal, records.units_of_writing(session, seal, after))


def _enforcement(record: records.Record, wish: Wish, kind: str, days: int) -> dict[str, Value]:
    begun = date.fromisoformat(wish.on)
    found: dict[str, Value] = {
        "kind": kind,
        "hazard": record.id,
        "began_on": wish.on,
        "quantity": 1,
    }
    for key in ("check", "campaign", "unit", "equipment", "county", "device_kind"):
        found[key] = record.values.get(key)
    found["number"] = wish.values.get("paper") or None
    found["reason"] = wish.values.get("note") or None
    approver = str(wish.values.get("approver") or "")
    found["approved_by"] = int(approver) if approver else None
    if kind != "stop_use":
        found["until"] = (begun + timedelta(days=days)).isoformat()
    return {key: value for key, value in found.items() if value is not None}
