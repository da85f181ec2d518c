"""Hazards as they are entered: by hand or from a failed item, graded by the rules of their day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from equipinspect.app import attachments, lists, records, visit_rules
from equipinspect.app.numbering import Number, Numbers
from equipinspect.app.session import Session
from equipinspect.model import grading
from equipinspect.model.checklists import Criterion, Item
from equipinspect.model.errors import InvalidRecord, UserError
from equipinspect.model.fields import Value
from equipinspect.model.hazard_steps import Step
from equipinspect.model.hazards import Facts
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store.operations import Action
from equipinspect.store.queries import Filter, Row

KIND = "hazard"


OPENING = frozenset(  # fields of the steps that a new hazard may bring along
    {"found_on", "check", "device_check", "item", "found_by1", "found_by2", "level", "criterion",
     "severe_57", "deadline", "first_deadline"}
)  # fmt: skip


@dataclass(frozen=True)
class Photo:
    """A photo that belongs to a step or hazard: where it is now, and what it shows."""

    path: Path
    role: str = "after"
    caption: str = ""


def add(session: Session, values: Mapping[str, Value], photos: Sequence[Photo] = ()) -> int:
    """Enter a hazard by hand; raise InvalidRecord with all problems by field."""
    problems = problems_of_new(session, values)
    if problems:
        raise InvalidRecord("；".join(problems.values()) + "。", problems)
    taken = [attachments.taken(session, p.path, _("隐患")) for p in photos]
    with session.action("hazard") as running:
        number = create(session, running, values, Numbers(session, running))
        for photo, each in zip(photos, taken, strict=True):
            attachments.keep(
                session, running, number, replace(each, role=photo.role, caption=photo.caption)
            )
    return number


def problems_of_new(
    session: Session, values: Mapping[str, Value], item: Item | None = None
) -> dict[str, str]:
    """Return every reason against a new hazard, by field."""
    declaration = session.declaration(KIND)
    found: dict[str, str] = {}
    try:
        records.check(declaration, values)
        records.check_references(session, declaration, values)
    except InvalidRecord as error:
        found |= error.problems
    beyond = [
        f.label
        for f in declaration.fields
        if f.key in declaration.stepped - OPENING and values.get(f.key) is not None
    ]
    if beyond:
        text = _("{labels}：登记以后一步一步办理，不能在登记时填写；旧台账请用表格导入")
        found["state"] = text.format(labels="、".join(beyond))
    day = str(values.get("found_on") or "")
    if "found_on" in found or not day:
        return found
    if day > session.today().isoformat():
        found["found_on"] = _("排查日期 {day} 在今天之后").format(day=day)
    deadline = str(values.get("deadline") or "")
    if deadline and deadline < day:
        text = _("整改时限 {deadline} 早于排查日期 {day}")
        found["deadline"] = text.format(deadline=deadline, day=day)
    if not values.get("level"):
        found["level"] = _("隐患等级：未填")
    first, second = values.get("found_by1"), values.get("found_by2")
    if first is not None and first == second:
        found["found_by2"] = _("同一名执法人员写了两次")
    library = visit_rules.library(session)
    return found | grading.problems(library, values, date.fromisoformat(day), item)


def create(session: Session, running: Action, values: Mapping[str, Value], numbers: Numbers) -> int:
    """Write a hazard that was found good, with its number and its first step; return its id."""
    on = str(values["found_on"])
    number = numbers.take(KIND, int(on[:4]))
    made = running.create(KIND, new_values(values, number))
    first: dict[str, Value] = {"hazard": made, "step": "found", "on": on}
    for key, person in (("by1", "found_by1"), ("by2", "found_by2"), ("check", "check")):
        first[key] = values.get(person)
    running.create("hazard_step", {k: v for k, v in first.items() if v is not None})
    return made


def new_values(values: Mapping[str, Value], number: Number) -> dict[str, Value]:
    """Return a new hazard as it is written: numbered, in its first state; for bulk writing as well."""
    ready = {k: v for k, v in values.items() if v is not None}
    if "deadline" in ready:
        ready.setdefault("first_deadline", ready["deadline"])
    return {**ready, **number.values(), "state": "found", "state_on": ready["found_on"]}


def filled_in(session: Session, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values with what follows from equipment and unit: county, town, kind, owner of the duty."""
    found: dict[str, Value] = {k: v for k, v in values.items() if v is not None}
    equipment = found.get("equipment")
    if isinstance(equipment, int):
        record = records.read(session, equipment)
        found.setdefault("device_kind", record.kind)
        _take(found, record.values, county="county", town="town", place_type="place_type",
              unit="user_unit", office="supervising_office", place="address")  # fmt: skip
    unit = found.get("unit")
    if isinstance(unit, int):
        record = records.read(session, unit)
        _take(found, record.values, county="county", town="town", office="office",
              duty_unit="name", duty_person="principal")  # fmt: skip
    found.setdefault("device_kind", grading.NO_DEVICE)
    found.setdefault("source", "other")
    return found


def _take(found: dict[str, Value], values: Mapping[str, Value], **keys: str) -> None:
    for key, source in keys.items():
        value = values.get(source)
        if key not in found and isinstance(value, str | int):
            found[key] = value


def facts(session: Session, record: records.Record) -> Facts:
    """Return what steps of a hazard are judged by."""
    values = record.values
    last = [str(row.values["on"]) for row in steps_of(session, record.id)]
    seals = [
        row for row in enforcements(session, record.id) if row.values.get("kind") != "stop_use"
    ]
    open_seals = [row for row in seals if row.values.get("lifted_on") is None]
    finders = {values.get("found_by1"), values.get("found_by2")}
    return Facts(
        state=str(values.get("state") or "found"),
        level=str(values.get("level") or "ordinary"),
        found_on=str(values.get("found_on") or ""),
        last_on=max(last, default=str(values.get("found_on") or "")),
        deadline=str(values.get("deadline") or ""),
        finders=frozenset(p for p in finders if isinstance(p, int)),
        filled=frozenset(k for k, v in values.items() if v is not None),
        photos=frozenset(
            str(row.values.get("role")) for row, _path in attachments.of_record(session, record.id)
        ),
        supervised=values.get("supervised_on") is not None
        and values.get("supervision_lifted_on") is None,
        stopped=values.get("stopped_on") is not None and values.get("resumed_on") is None,
        sealed=bool(open_seals),
        seal_extended=any(row.values.get("extended_until") for row in open_seals),
        fixed_on_site=values.get("fixed_on_site") == 1,
    )


def steps_of(session: Session, number: int) -> list[Row]:
    """Return the steps of a hazard, oldest first."""
    return _of(session, "hazard_step", number)


def enforcements(session: Session, number: int) -> list[Row]:
    """Return seals, seizures and stops of use that belong to a hazard."""
    return _of(session, "enforcement", number)


def _of(session: Session, kind: str, hazard: int) -> list[Row]:
    return lists.every(session, kind, Filter(KIND, "=", str(hazard)))


def following(session: Session, number: int) -> list[Step]:
    """Return the steps that may follow now, as buttons and the command line offer them."""
    state = str(read(session, number).values.get("state") or "found")
    return visit_rules.steps(session).following(state)


def read(session: Session, number: int) -> records.Record:
    """Read a hazard; raise UserError for a record of another kind."""
    record = records.read(session, number)
    if record.kind != KIND:
        raise UserError(_("{id} 不是隐患，请核对记录号。").format(id=show_id(number)))
    return record


def pick(session: Session, number: int) -> list[Criterion]:
    """Return the GB 45067 clauses to choose from for a hazard: by its kind, by the day it was found."""
    values = read(session, number).values
    day = date.fromisoformat(str(values["found_on"]))
    kind = str(values.get("device_kind") or grading.NO_DEVICE)
    return visit_rules.library(session).pick(kind, day)
