"""One field set on many records at once: before and after first, then one action that one undo takes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from equipinspect.app import records
from equipinspect.app.session import Report, Session, changed, never, silent
from equipinspect.model.changes import Changed
from equipinspect.model.errors import Cancelled, InvalidRecord, NotAllowed
from equipinspect.model.fields import Value
from equipinspect.model.text import _

EVERY = 50


@dataclass(frozen=True)
class Change:
    """The field, the value every chosen record shall have in it, and why."""

    key: str
    value: Value
    reason: str = ""


@dataclass(frozen=True)
class BulkLine:
    """One row of a bulk edit: what it was and what it would become, or why it is refused."""

    id: int
    title: str
    old: str
    new: str
    problem: str = ""

    @property
    def changes(self) -> bool:
        """Say whether the row would be written."""
        return not self.problem and self.old != self.new


def preview(
    session: Session,
    ids: Sequence[int],
    change: Change,
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> list[BulkLine]:
    """Show before and after of setting one field on many records."""
    found = []
    for done, number in enumerate(ids):
        found.append(_line(session, number, change))
        if done % EVERY == 0:
            report(_("正在核对"), done, len(ids))
            if cancelled():
                raise Cancelled(_("批量修改已取消，没有改动。"))
    return found


def _line(session: Session, number: int, change: Change) -> BulkLine:
    record = records.read(session, number)
    declaration = session.declaration(record.kind)
    old, new = (
        records.shown(session, declaration, change.key, v)
        for v in (record.values.get(change.key), change.value)
    )
    problem = ""
    try:
        records.check_changes(session, record, {change.key: change.value})
    except (InvalidRecord, NotAllowed) as error:
        problem = str(error)
    return BulkLine(number, record.title, old, new, problem)


def edit(
    session: Session,
    ids: Sequence[int],
    change: Change,
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> Changed:
    """Set one field on many records as one action; refused rows are left out and counted."""
    lines = preview(session, ids, change, report, cancelled)
    todo = [line.id for line in lines if line.changes]
    wanted = {change.key: change.value}
    with session.action("bulk", change.reason) as running:
        for done, number in enumerate(todo):
            record = records.read(session, number)
            fields = records.units_of_writing(session, record, wanted)
            records.write(session, running, record, fields)
            if done % EVERY == 0:
                report(_("正在写入"), done, len(todo))
                if cancelled():
                    raise Cancelled(_("批量修改已取消，没有改动。"))
    refused = sum(1 for line in lines if line.problem)
    return changed(running, changed=len(todo), refused=refused, same=len(ids) - len(todo) - refused)
