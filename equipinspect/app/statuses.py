"""Use and registration status as dated events: which step is allowed, and what held on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from equipinspect.app.session import Session
from equipinspect.model import schedule, status
from equipinspect.model.declarations import Declaration, Group
from equipinspect.model.errors import NotAllowed
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store import heads, operations

Event = Mapping[str, Value]


def check(
    session: Session, number: int, values: Mapping[str, Value], name: str, value: object
) -> None:
    """Raise NotAllowed for a status step outside regulation §9.1, or a restart before the inspection.

    ``value`` is the event to be written for the group ``name``; other fields pass.
    """
    kind = operations.kind_of(session.register, number)
    declaration = session.declaration(kind)
    group = declaration.groups.get(name)
    if not (group and group.events and isinstance(value, dict)):
        return
    shape = session.register.shapes.of(kind)
    known = heads.events(session.register, shape, number, group)
    before, after = _around(known, group, str(value[group.dated_by]))
    for old, new in _steps(before, after, value[group.fields[0]], group):
        _check_step(session, declaration, group, old, new)
    if before is not None:
        _check_restart(session, declaration, values, before[group.fields[0]], value)


def _around(
    known: list[dict[str, Value]], group: Group, day: str
) -> tuple[Event | None, Event | None]:
    """Return the event that held on the day, and the next one after it."""
    before = [e for e in known if str(e[group.dated_by] or "") <= day]
    after = [e for e in known if str(e[group.dated_by] or "") > day]
    return before[-1] if before else None, after[0] if after else None


def _steps(
    before: Event | None, after: Event | None, new: Value, group: Group
) -> list[tuple[Value, Value]]:
    key = group.fields[0]
    steps = [(before[key], new)] if before else []
    return steps + ([(new, after[key])] if after else [])


def _check_step(
    session: Session, declaration: Declaration, group: Group, old: Value, new: Value
) -> None:
    if status.allowed(session.rules, group.key, old, new):
        return
    field = declaration.field(group.fields[0])
    known = [v for v in status.following(session.rules, group.key, old) if v in field.labels]
    may = "、".join(field.show(v) for v in known) or _("无")
    text = _("{label}不能从“{old}”改为“{new}”；“{old}”之后可以是：{may}").format(
        label=field.label, old=field.show(old), new=field.show(new), may=may
    )
    hint = session.rules.status_hints.get(str(new), "")
    said = f"{text}；{_(hint)}" if hint else text
    raise NotAllowed(said + "。", {field.key: said})


def _check_restart(
    session: Session,
    declaration: Declaration,
    values: Mapping[str, Value],
    old: Value,
    event: Mapping[str, Value],
) -> None:
    new = event.get("use_status")
    if not declaration.category or new is None:
        return
    dues = schedule.dues(declaration, {**values, **event}, session.rules, session.settings)
    problem = status.restart_problem(old, new, dues, session.today())
    if problem:
        raise NotAllowed(problem + "。", {"use_status": problem})


def on(session: Session, number: int, group: Group, day: date) -> Value:
    """Return the status of a record on a past or present day."""
    shape = session.register.shapes.of(operations.kind_of(session.register, number))
    known = heads.events(session.register, shape, number, group)
    held, _later = _around(known, group, day.isoformat())
    return held[group.fields[0]] if held else None
