"""One record at a time: read it, save it, remove it, see what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from equipinspect.app import former, frozen, places, statuses
from equipinspect.app.lists import title
from equipinspect.app.session import Session, changed
from equipinspect.model import schedule
from equipinspect.model.changes import Changed
from equipinspect.model.declarations import ANY_RECORD, Declaration, Group
from equipinspect.model.errors import Conflict, InvalidRecord, NotAllowed, NotFound, UserError
from equipinspect.model.fields import Absent, Value
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.issued import ISSUED
from equipinspect.model.ordering import disorder
from equipinspect.model.risk import off_scale
from equipinspect.model.text import _
from equipinspect.store import heads, operations, queries, references, sameness
from equipinspect.store.operations import Action


@dataclass(frozen=True)
class Record:
    """A record as it was read: its values, and the heads they came from."""

    id: int
    kind: str
    title: str
    values: dict[str, Value]
    titles: dict[str, str]
    seen: dict[str, tuple[int, ...]]
    marks: dict[str, list[str]]
    dues: list[schedule.Due]
    conflicts: int
    deleted: bool
    same: int = 0  # the record that represents this one, when people said they are the same


def read(session: Session, number: int) -> Record:
    """Read a record; raise NotFound if the register does not know the id."""
    kind = operations.kind_of(session.register, number)
    declaration = session.declaration(kind)
    row = queries.rows(session.register, kind, [number])[0]
    places.named(session, declaration, [row])
    values = {k: v for k, v in row.values.items() if k != "category"}
    return Record(
        id=number,
        kind=kind,
        title=title(session, row, kind),
        values=values,
        titles=row.titles,
        seen=heads.heads(session.register.connection, number),
        marks=marks(declaration, values),
        dues=dues(session, declaration, values),
        conflicts=row.conflicts,
        deleted=row.deleted,
        same=row.same,
    )


def dues(
    session: Session, declaration: Declaration, values: Mapping[str, Value]
) -> list[schedule.Due]:
    """Return every inspection, test and due date of a record."""
    if not declaration.category:
        return []
    return schedule.dues(declaration, values, session.rules, session.settings)


def marks(declaration: Declaration, values: Mapping[str, Value]) -> dict[str, list[str]]:
    """Return what looks odd or is missing, by field: sentences that do not keep a record from saving."""
    found: dict[str, list[str]] = {}
    for field in declaration.fields:
        value = values.get(field.key)
        if value is None and field.need in ("R", "r"):
            found[field.key] = [_("{label}：未填").format(label=field.label)]
        elif own := field.marks(value):
            found[field.key] = own
    return found


def parse(session: Session, kind: str, texts: Mapping[str, str]) -> dict[str, Value]:
    """Read what a person typed, by field key, label or alias; raise InvalidRecord with all problems."""
    declaration = session.declaration(kind)
    values: dict[str, Value] = {}
    problems: dict[str, str] = {}
    for name, text in texts.items():
        field = declaration.find(name)
        if field is None:
            problems[name] = _("{kind} 没有字段 “{name}”").format(kind=declaration.label, name=name)
            continue
        try:
            values[field.key] = (
                reference(session, field.refers, text) if field.kind == "ref" else field.parse(text)
            )
        except ValueError as error:
            problems[field.key] = f"{field.label}：{error}"
    if problems:
        raise InvalidRecord("；".join(problems.values()) + "。", problems)
    return places.coded(session, declaration, values)


def reference(session: Session, record: str, text: str) -> int | None:
    """Find the one record a person names by id, code or name; raise ValueError otherwise."""
    text = text.strip()
    if not text:
        return None
    declaration = session.declaration(record)
    for key in dict.fromkeys(
        [k for keys in declaration.identity for k in keys] + list(declaration.title)
    ):
        if declaration.field(key).kind == "ref":
            continue
        found = queries.lookup(session.register, record, key, [text]).get(text, [])
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise ValueError(_("有 {n} 个“{text}”，请用记录号指明").format(n=len(found), text=text))
    with suppress(UserError):
        number = parse_id(text)
        kind = operations.kind_of(session.register, number)
        if record in (kind, session.declaration(kind).record):
            return number
    raise ValueError(
        _("没有找到{kind}“{text}”，请先登记").format(kind=declaration.label, text=text)
    )


def check(declaration: Declaration, values: Mapping[str, Value]) -> None:
    """Raise InvalidRecord when what is compulsory is missing or out of order; all else is a mark."""
    problems: dict[str, str] = {}
    for alternatives in declaration.compulsory:
        if all(
            values.get(key) is None or isinstance(values.get(key), Absent) for key in alternatives
        ):
            labels = _("或").join(
                declaration.field(k).label for k in alternatives if declaration.has(k)
            )
            problems[alternatives[0]] = _("{labels}：必填").format(labels=labels)
    problems |= disorder(declaration, values) | off_scale(declaration.key, values)
    if problems:
        raise InvalidRecord("；".join(problems.values()) + "。", problems)


def save_new(session: Session, kind: str, values: Mapping[str, Value], reason: str = "") -> int:
    """Create a record and return its id; raise InvalidRecord with all problems by field."""
    declaration = session.declaration(kind)
    if kind in ISSUED or declaration.stepped:
        text = _("{kind}在检查、办理和出具凭证时生成，不能直接新增。")
        raise NotAllowed(text.format(kind=declaration.label))
    frozen.refuse(session, kind)
    filled = {k: v for k, v in values.items() if v is not None}
    check(declaration, filled)
    with session.action("add", reason) as running:
        check_references(session, declaration, filled)
        former.tell(session, running, declaration, filled)
        return running.create(kind, filled)


def check_references(
    session: Session, declaration: Declaration, values: Mapping[str, Value]
) -> None:
    """Raise InvalidRecord when a value names a record that is not there or was removed."""
    problems: dict[str, str] = {}
    for field in declaration.fields:
        number = values.get(field.key)
        if field.kind != "ref" or not isinstance(number, int):
            continue
        with suppress(NotFound):
            kind = operations.kind_of(session.register, number)
            fits = field.refers in (ANY_RECORD, kind, session.declaration(kind).record)
            if fits and not queries.rows(session.register, kind, [number])[0].deleted:
                continue
        problems[field.key] = _("{label}：所选的记录不存在或已删除，请重新选择").format(
            label=field.label
        )
    if problems:
        raise InvalidRecord("；".join(problems.values()) + "。", problems)


def save(
    session: Session, record: Record, changes: Mapping[str, Value], reason: str = ""
) -> Changed:
    """Write the fields that differ from what the person saw.

    Raise Conflict when someone wrote one of them since, InvalidRecord when what is compulsory would go,
    NotAllowed for a status step outside regulation §9.1 or a finished record.
    """
    if record.kind in ISSUED:
        raise NotAllowed(
            _("已出具的{kind}不能修改，只能补正，或者作废后重新出具。").format(
                kind=session.declaration(record.kind).label
            )
        )
    _require_shown(record)
    frozen.refuse(session, record.kind)
    differing = {k: v for k, v in changes.items() if record.values.get(k) != v}
    fields = check_changes(session, record, differing)
    with session.action("set", reason) as running:
        _check_unchanged(session, record, fields)
        check_references(session, session.declaration(record.kind), differing)
        write(session, running, record, fields)
    return changed(running)


Written = dict[str, Value | dict[str, Value]]


def check_changes(session: Session, record: Record, differing: Mapping[str, Value]) -> Written:
    """Return what would be written, by field or group; raise InvalidRecord or NotAllowed."""
    declaration = session.declaration(record.kind)
    frozen.refuse_finished(declaration, record.values, record.title)
    check(declaration, record.values | dict(differing))
    check_stepped(declaration, differing)
    fields = units_of_writing(session, record, differing)
    for name, value in fields.items():
        statuses.check(session, record.id, record.values, name, value)
    return fields


def check_stepped(declaration: Declaration, differing: Mapping[str, Value]) -> None:
    """Raise NotAllowed when a change touches a field that only its own steps write."""
    keys = [
        f.key for f in declaration.fields if f.key in differing and f.key in declaration.stepped
    ]
    if keys:
        labels = "、".join(declaration.field(k).label for k in keys)
        text = _("{labels}：要在{kind}的办理里一步一步改，不能直接填写").format(
            labels=labels, kind=declaration.label
        )
        raise NotAllowed(text + "。", dict.fromkeys(keys, text))


def units_of_writing(session: Session, record: Record, differing: Mapping[str, Value]) -> Written:
    """Gather changes into single fields and whole groups; a dated event without a day holds from today."""
    declaration = session.declaration(record.kind)
    found: Written = {}
    for key, value in (
        former.kept(declaration, record.values, differing) | dict(differing)
    ).items():
        group = declaration.field(key).group
        if not group:
            found[key] = value
        elif group not in found:
            declared = declaration.groups[group]
            whole = {k: differing.get(k, record.values.get(k)) for k in declared.fields}
            if declared.events and declared.dated_by not in differing:
                whole[declared.dated_by] = session.today().isoformat()
            found[group] = whole
    return found


def write(session: Session, running: Action, record: Record, fields: Written) -> None:
    """Write fields and groups of a record as its reader saw it.

    A status that only gets another day is moved: the event of the old day is taken back first.
    """
    groups = session.declaration(record.kind).groups
    for name, value in fields.items():
        seen = record.seen.get(name, ())
        group = groups.get(name)
        if group and group.events and isinstance(value, dict) and _moves(group, record, value):
            gone: dict[str, Value] = {group.dated_by: record.values.get(group.dated_by)}
            seen = (running.write(record.kind, record.id, name, gone, seen),)
        running.write(record.kind, record.id, name, value, seen)


def _moves(group: Group, record: Record, event: Mapping[str, Value]) -> bool:
    status, day = group.fields[0], group.dated_by
    same = record.values.get(status) is not None and event[status] == record.values[status]
    return same and event[day] != record.values.get(day)


def _check_unchanged(session: Session, record: Record, fields: Mapping[str, object]) -> None:
    now = heads.heads(session.register.connection, record.id)
    stale = [f for f in fields if now.get(f, ()) != record.seen.get(f, ())]
    if stale or read(session, record.id).deleted:
        raise Conflict(
            _("{title} 在您打开之后被改过，请刷新后重新填写，您填的内容仍在表单里。").format(
                title=record.title
            ),
            {f: _("已被他人修改") for f in stale},
        )


def remove(session: Session, number: int, reason: str) -> Changed:
    """Delete a record; raise NotAllowed while others refer to it or it carries a number or signature."""
    record = read(session, number)
    if record.kind in ISSUED:
        raise NotAllowed(
            _("已出具的{kind}不能删除，只能补正，或用 void 作废。").format(
                kind=session.declaration(record.kind).label
            )
        )
    _require_shown(record)
    frozen.refuse(session, record.kind)
    if not reason.strip():
        raise InvalidRecord(_("删除要写明理由。"), {"reason": _("必填")})
    table = session.register.shapes.of(record.kind).table
    with session.action("remove", reason) as running:
        for each in sameness.members(session.register.connection, table, number):
            _check_removable(session, read(session, each))
            running.remove(record.kind, each)
    return changed(running)


def _require_shown(record: Record) -> None:
    """Raise NotAllowed for a record that another one represents: that one is written."""
    if record.same:
        raise NotAllowed(
            _(
                "{title} 已与记录 {id} 并为一个，请改那一条；并错了先用 same-as --apart 分开。"
            ).format(title=record.title, id=show_id(record.same))
        )


def _check_removable(session: Session, record: Record) -> None:
    if record.deleted:
        raise NotFound(_("{title} 已经删除了。").format(title=record.title))
    frozen.refuse_finished(session.declaration(record.kind), record.values, record.title)
    table = session.register.shapes.of(record.kind).table
    children = references.referring(session.register, table, record.id)
    if children:
        kinds = "、".join(f"{session.declaration(k).label} {n}" for k, n in children.items())
        raise NotAllowed(
            _("{title} 还被引用（{kinds}），不能删除；请先改掉这些引用。").format(
                title=record.title, kinds=kinds
            )
        )


def shown(session: Session, declaration: Declaration, key: str, value: Value) -> str:
    """Write one stored value for people, references by their titles."""
    if not declaration.has(key):
        return "" if value is None else str(value)
    field = declaration.field(key)
    if field.kind == "ref" and isinstance(value, int):
        return queries.titles(session.register, field.refers, [value]).get(value, show_id(value))
    if field.check == places.CHECK and isinstance(value, str):
        return places.name(session, value)
    return field.show(value)
