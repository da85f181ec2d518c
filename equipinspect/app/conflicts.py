"""Conflicts for people: both values side by side, who said them and when; deciding is an ordinary write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from equipinspect.app import histories, records
from equipinspect.app.session import Session, changed
from equipinspect.model.changes import Changed
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import InvalidRecord, NotAllowed, NotFound
from equipinspect.model.fields import Absent, Value
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _
from equipinspect.store import conflicts as stored
from equipinspect.store import holdings, operations, queries, references
from equipinspect.store.conflicts import Conflict, Side
from equipinspect.store.contention import DELETED, SAME_AS

MARK = ":"


@dataclass(frozen=True)
class Said:
    """One value of a conflict as people read it: the words, who, when, on which computer, and why."""

    words: str
    person: str
    at: str
    device: str
    reason: str
    side: Side


@dataclass(frozen=True)
class Open:
    """One open conflict: its key for commands, the record's title, the label of the field, what was said."""

    key: str
    title: str
    label: str
    said: list[Said]
    conflict: Conflict


def every(session: Session) -> Iterator[Open]:
    """Yield every open conflict of the register: the one page of a merge sitting."""
    for conflict in stored.every(session.register):
        yield _open(session, conflict)


def of_record(session: Session, number: int) -> list[Open]:
    """Return the open conflicts of one record."""
    return [_open(session, each) for each in stored.of_record(session.register, number)]


def find(session: Session, key: str) -> Open:
    """Return the open conflict ``ID:FIELD``; raise NotFound when there is none any more."""
    text, _mark, name = key.partition(MARK)
    number = parse_id(text)
    operations.kind_of(session.register, number)
    for each in of_record(session, number):
        if each.conflict.field == name:
            return each
    raise NotFound(_("没有冲突 {key}；可能已经解决，用 conflicts 查看。").format(key=key))


def _open(session: Session, conflict: Conflict) -> Open:
    declaration = session.declaration(conflict.kind)
    found = queries.titles(session.register, conflict.kind, [conflict.entity])
    return Open(
        key=f"{show_id(conflict.entity)}{MARK}{conflict.field}",
        title=found.get(conflict.entity) or declaration.label,
        label=label(declaration, conflict.field),
        said=[_said(session, declaration, side) for side in conflict.sides],
        conflict=conflict,
    )


def label(declaration: Declaration, name: str) -> str:
    """Return what people call a field, a group by its first field, a delete."""
    if name == DELETED:
        return _("删除")
    if name.startswith(SAME_AS):
        return _("与 {other} 是不是同一条").format(other=name.removeprefix(SAME_AS))
    if name in declaration.groups:
        return "、".join(declaration.field(k).label for k in declaration.groups[name].fields[:2])
    return declaration.field(name).label if declaration.has(name) else name


def _said(session: Session, declaration: Declaration, side: Side) -> Said:
    return Said(
        words=_words(session, declaration, side),
        person=histories.person_name(session, side.person),
        at=side.at_wall,
        device=_device(session, side.replica),
        reason=side.reason,
        side=side,
    )


def _words(session: Session, declaration: Declaration, side: Side) -> str:
    if side.field == DELETED:
        return _("删除") if side.values.get(DELETED) else _("恢复")
    if side.field.startswith(SAME_AS):
        return _("是同一条") if side.values.get(side.field) else _("不是同一条")
    if not side.values:
        kind = operations.kind_of(session.register, side.entity)
        title = queries.titles(session.register, kind, [side.entity]).get(side.entity, "")
        return _("{kind}“{title}”引用它").format(kind=session.declaration(kind).label, title=title)
    parts = [
        f"{label(declaration, key)} {records.shown(session, declaration, key, value)}"
        for key, value in side.values.items()
        if value is not None
    ]
    if len(side.values) == 1:
        (key,) = side.values
        return records.shown(session, declaration, key, side.values[key]) or _("（空）")
    return "，".join(parts) or _("（空）")


def _device(session: Session, replica: int) -> str:
    row = stored_device(session, replica)
    return row or str(replica)


def stored_device(session: Session, replica: int) -> str:
    """Return what the computer with a replica number is called; empty when it is not known."""
    first = holdings.first_set(session.register, replica)
    if first is None:
        return ""
    return queries.titles(session.register, "replica", [first]).get(first, "")


def plain(each: Open) -> dict[str, Any]:
    """Write a conflict for programs."""
    return {
        "conflict": each.key,
        "entity": show_id(each.conflict.entity),
        "field": each.conflict.field,
        "title": each.title,
        "label": each.label,
        "values": [
            {
                "value": _plain_value(said.side),
                "shown": said.words,
                "person": said.person,
                "at": said.at,
                "device": said.device,
                "reason": said.reason,
            }
            for said in each.said
        ],
    }


def _plain_value(side: Side) -> object:
    values = {k: _plain(v) for k, v in side.values.items() if v is not None}
    if side.field == DELETED:
        return bool(side.values.get(DELETED))
    if len(side.values) == 1:
        return next(iter(values.values()), None)
    return values or show_id(side.entity)


def _plain(value: Value) -> object:
    return {"absent": value.reason} if isinstance(value, Absent) else value


def resolve(session: Session, key: str, take: int, text: str | None, reason: str) -> Changed:
    """Decide a conflict: value ``take`` (from 1) of the list, or another one given as text.

    The decision is an ordinary write whose parents are all heads. For a delete, taking the delete
    removes the record, taking anything else keeps it. Raises NotFound, InvalidRecord, NotAllowed.
    """
    if not reason.strip():
        raise InvalidRecord(_("解决冲突要写明理由。"), {"reason": _("必填")})
    each = find(session, key)
    chosen = _chosen(session, each, take, text)
    with session.action("resolve", reason) as running:
        now = find(session, key).conflict
        if now.parents != each.conflict.parents:
            raise NotAllowed(_("这处冲突刚刚又有变化，请刷新后再定。"))
        if each.conflict.field == DELETED:
            _decide_delete(session, running, each, chosen)
        else:
            _decide(session, running, each, chosen)
    return changed(running)


def _chosen(session: Session, each: Open, take: int, text: str | None) -> Mapping[str, Value]:
    if text is not None:
        return _typed(session, each, text)
    if not 1 <= take <= len(each.said):
        raise InvalidRecord(
            _("冲突 {key} 有 {n} 个值，没有第 {take} 个。").format(
                key=each.key, n=len(each.said), take=take
            )
        )
    side = each.said[take - 1].side
    return side.values if side.field == each.conflict.field else {}


def _typed(session: Session, each: Open, text: str) -> Mapping[str, Value]:
    """Read a value that a person typed: of a group as 字段=值，…; of a delete 删除 or 保留."""
    name = each.conflict.field
    if name == DELETED:
        return {DELETED: int(text in (_("删除"), "1", "true"))}
    group = session.declaration(each.conflict.kind).groups.get(name)
    if group is None:
        return records.parse(session, each.conflict.kind, {name: text}) if text else {name: None}
    pairs = dict(part.split("=", 1) for part in text.replace("，", ",").split(",") if "=" in part)
    return records.parse(session, each.conflict.kind, pairs)


def _decide(
    session: Session, running: operations.Action, each: Open, chosen: Mapping[str, Value]
) -> None:
    conflict = each.conflict
    group = session.declaration(conflict.kind).groups.get(conflict.field)
    value: Value | dict[str, Value] = (
        {key: chosen.get(key) for key in group.fields} if group else chosen.get(conflict.field)
    )
    records.check_references(session, session.declaration(conflict.kind), chosen)
    running.write(conflict.kind, conflict.entity, conflict.field, value, conflict.parents)


def _decide_delete(
    session: Session, running: operations.Action, each: Open, chosen: Mapping[str, Value]
) -> None:
    conflict = each.conflict
    if not chosen.get(DELETED):
        running.bring_back(conflict.kind, conflict.entity)
        return
    table = session.register.shapes.of(conflict.kind).table
    children = references.referring(session.register, table, conflict.entity)
    if children:
        kinds = "、".join(f"{session.declaration(k).label} {n}" for k, n in children.items())
        raise NotAllowed(
            _("{title} 还被引用（{kinds}），不能定为删除；请先处理这些记录，或保留它。").format(
                title=each.title, kinds=kinds
            )
        )
    running.remove(conflict.kind, conflict.entity)


def describe(each: Open) -> str:
    """Write a conflict for people on one line and a line a value."""
    lines = [f"{each.key}　{each.title}　{each.label}"]
    for number, said in enumerate(each.said, start=1):
        lines.append(f"  {number}　{said.words}　{said.person}　{said.at[:16]}　{said.device}")
    return "\n".join(lines)
