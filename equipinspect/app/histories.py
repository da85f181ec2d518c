"""What happened to a record, in words: who changed what, when, from what, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from equipinspect.app import records
from equipinspect.app.session import Session
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import UserError
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _
from equipinspect.store import clocks, conflicts, heads, history, operations, queries, sameness


@dataclass(frozen=True)
class Event:
    """One line of a record's history; ``marks`` say what is odd: a clock, a conflict it went through."""

    when: str
    who: str
    action: str
    reason: str
    field: str
    label: str
    old: str
    new: str
    marks: tuple[str, ...] = ()

    @property
    def remarks(self) -> str:
        """The marks as they stand behind the line; empty without any."""
        return f"〔{'；'.join(self.marks)}〕" if self.marks else ""


def of_record(session: Session, number: int) -> list[Event]:
    """Return what happened to a record, newest first."""
    declaration = session.declaration(operations.kind_of(session.register, number))
    contested = conflicts.went_through(session.register, number)
    found = [
        replace(line, marks=tuple(_marks(session, event, contested)))
        for event in history.of_entity(session.register, number)
        for line in _lines(session, declaration, event)
    ]
    return list(reversed(found))


def _marks(session: Session, event: history.Event, contested: set[str]) -> Iterator[str]:
    if event.field in contested:
        yield _("经过冲突")
    if odd := clocks.doubt(event.at_wall, event.before, session.stamp().at_wall):
        yield odd


def _lines(session: Session, declaration: Declaration, event: history.Event) -> list[Event]:
    who = person_name(session, event.person)
    verb = event.action.split(" ", 1)[0]
    if event.field in ("*", heads.DELETED):
        what = (
            _("新建")
            if event.field == "*"
            else (_("删除") if event.new.get(heads.DELETED) else _("恢复"))
        )
        return [Event(event.at_wall, who, verb, event.reason, event.field, what, "", "")]
    if sameness.is_said(event.field):
        return [_same(session, declaration, event, who)]
    keys = [k for k in {**event.old, **event.new} if event.old.get(k) != event.new.get(k)]
    return [
        Event(
            event.at_wall,
            who,
            verb,
            event.reason,
            key,
            declaration.field(key).label if declaration.has(key) else key,
            records.shown(session, declaration, key, event.old.get(key)),
            records.shown(session, declaration, key, event.new.get(key)),
        )
        for key in keys
    ]


def _same(session: Session, declaration: Declaration, event: history.Event, who: str) -> Event:
    """Say which other record this one was said to be the same as, or not to be."""
    other = sameness.target(event.field)
    label = _("与 {title}（{id}）是同一个").format(
        title=queries.titles(session.register, declaration.record, [other]).get(other, ""),
        id=show_id(other),
    )
    words: dict[object, str] = {0: _("否"), 1: _("是")}
    old, new = (words.get(each.get(event.field), "") for each in (event.old, event.new))
    verb = event.action.split(" ", 1)[0]
    return Event(event.at_wall, who, verb, event.reason, event.field, label, old, new)


def person_name(session: Session, person: str) -> str:
    """Return the name behind the person column of a change set: an entity id, or the name itself."""
    try:
        number = parse_id(person)
    except UserError:
        return person
    return queries.titles(session.register, "person", [number]).get(number, person)
