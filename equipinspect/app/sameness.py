"""Says that two records are one and the same, or not; and what follows for whoever edits them."""

from __future__ import annotations

from collections.abc import Iterable

from equipinspect.app import records
from equipinspect.app.session import Session, changed
from equipinspect.model.changes import Changed
from equipinspect.model.errors import InvalidRecord
from equipinspect.model.text import _
from equipinspect.store import heads, operations, sameness
from equipinspect.store.operations import Action

KINDS = frozenset({"unit", "person"})  # beside every category of equipment


def may_be_same(session: Session, kind: str) -> bool:
    """Say whether records of a kind are things of the world that two people may both register."""
    return kind in KINDS or session.declaration(kind).category


def members(session: Session, number: int) -> list[int]:
    """Return all records that are the same as one, the representative first."""
    kind = operations.kind_of(session.register, number)
    table = session.register.shapes.of(kind).table
    return sameness.members(session.register.connection, table, number)


def say_same(session: Session, one: int, other: int, reason: str = "") -> Changed:
    """Say that two records are one; raise InvalidRecord when they cannot be.

    Lists, counts and search show the smaller id from then on, filled from the other.
    """
    with session.action("same", reason) as running:
        write_same(session, running, [(one, other)])
    return changed(running)


def write_same(
    session: Session, running: Action, pairs: Iterable[tuple[int, int]], same: int = 1
) -> None:
    """Write into a running action that the records of each pair are the same, or are not."""
    for one, other in pairs:
        kind = _common_kind(session, one, other)
        low, high = sorted((one, other))
        name = sameness.field_of(high)
        seen = heads.heads(session.register.connection, low).get(name, (low, high))
        running.write(kind, low, name, same, seen)


def say_apart(session: Session, one: int, other: int, reason: str = "") -> Changed:
    """Say that two records are not one; both stand again as they were entered.

    Of a class of several, everything that connects the two is taken back: one is cut off from the rest.
    """
    group = members(session, one)
    ends = _between(session, group, one, other) if other in group else []
    with session.action("apart", reason) as running:
        write_same(session, running, {*ends, (min(one, other), max(one, other))}, same=0)
    return changed(running)


def _between(session: Session, group: list[int], one: int, other: int) -> list[tuple[int, int]]:
    """Return the sayings to take back so that two members come apart: those of the later one."""
    connection = session.register.connection
    edges = [(a, b) for a in group for b, holds in sameness.links(connection, a) if holds]
    later = max(one, other) if len(group) > 2 else one  # noqa: PLR2004 - two have but one edge
    return [edge for edge in edges if later in edge]


def _common_kind(session: Session, one: int, other: int) -> str:
    first, second = records.read(session, one), records.read(session, other)
    if one == other:
        raise InvalidRecord(_("两个记录号是同一条，没有可合并的。"))
    if first.kind != second.kind or not may_be_same(session, first.kind):
        raise InvalidRecord(
            _("“{one}”和“{other}”不能说成同一个：只有同种设备、单位、人员之间可以。").format(
                one=first.title, other=second.title
            )
        )
    for each in (first, second):
        if each.deleted:
            raise InvalidRecord(_("{title} 已删除，不能再合并。").format(title=each.title))
    return first.kind
