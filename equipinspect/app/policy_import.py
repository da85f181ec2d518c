"""An insurer's sheet into the register: preview which lifts it means, then write it as one action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from equipinspect.app import importing, reading, records
from equipinspect.app.exporting import check_target
from equipinspect.app.naming import Fill, Pending
from equipinspect.app.policy_rows import LINK, POLICY, TRAY, Cover, Line, RowSorter, Sorted
from equipinspect.app.policy_rows import fingerprint as fingerprint_of
from equipinspect.app.reading import Reading
from equipinspect.app.referring import References
from equipinspect.app.session import Report, Session, changed, never, silent
from equipinspect.exchange import writing
from equipinspect.model.changes import Changed
from equipinspect.model.errors import Cancelled, Conflict
from equipinspect.model.fields import Value
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import operations
from equipinspect.store.operations import Action, Tip

EVERY = 200
VERB = "policy_import"


@dataclass
class Plan:
    """What an insurer's sheet would do; nothing is written yet."""

    reading: Reading
    tip: Tip
    found: Sorted
    read: int = 0
    pending: list[Pending] = field(default_factory=list)
    filled: dict[int, Fill] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    kind: str = TRAY

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of an import; all but the first and last add up to the first."""
        return {
            "read": self.read,
            "linked": len(self.found.linked),
            "changed": len(self.found.changed),
            "unchanged": self.found.unchanged,
            "doubtful": len(self.found.doubtful),
            "waiting": self.found.waiting,
            "counted": self.found.counted,
            "rejected": len(self.found.rejected),
            "policies": sum(1 for each in self.found.covers.values() if not each.known),
        }

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to write."""
        found = self.found
        fresh = any(not c.known or c.filled for c in found.covers.values())
        return not (found.linked or found.changed or found.doubtful or fresh)


def preview(
    session: Session,
    wanted: reading.Wanted,
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> Plan:
    """Read an insurer's sheet and find the lift of every row; raise UserError for an unreadable file."""
    declaration = session.declaration(TRAY)
    report(_("正在打开"), 0, 0)
    sheet = reading.read(session, declaration, wanted)
    tip = operations.tip(session.register, session.register.replica)
    references = References(session, declaration, sheet.keys)
    sorter = RowSorter(session, sheet.sheet, references)
    plan = Plan(sheet, tip, sorter.found)
    for parsed in sheet.rows():
        sorter.sort(parsed)
        plan.read += 1
        if plan.read % EVERY == 0:
            report(_("正在比对"), plan.read, max(sheet.height, plan.read))
            _stop_if(cancelled)
    plan.pending = references.found.pending
    plan.filled = {i: f for i, f in references.found.filled.items() if f.used}
    plan.notes = [*sorter.found.notes, *references.pointers(), *references.notes(), *sheet.notes()]
    return plan


def _stop_if(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled(_("导入已取消，台账没有任何改动。"))


def apply(
    session: Session, plan: Plan, report: Report = silent, cancelled: Callable[[], bool] = never
) -> Changed:
    """Write a plan as one action that one undo takes back.

    Sure rows become links, doubtful ones wait in the tray. Raises Conflict when the register was
    written to since the preview.
    """
    if operations.tip(session.register, session.register.replica) != plan.tip:
        raise Conflict(_("预览以后台账又有改动，没有导入；请重新预览再导入。"))
    if plan.is_empty:
        reading.remember(session, plan.reading)
        return Changed(counts=plan.counts)
    with session.action(VERB, plan.reading.name) as running:
        writer = importing.Writer(session, running, plan)
        writer.create_pending()
        for cover in plan.found.covers.values():
            _write_policy(session, running, writer, cover)
        lines = [*plan.found.linked, *plan.found.changed, *plan.found.doubtful]
        for done, line in enumerate(lines):
            _write_line(session, running, writer, line, plan)
            if done % EVERY == 0:
                report(_("正在写入"), done, len(lines))
                _stop_if(cancelled)
        writer.fill()
    reading.remember(session, plan.reading)
    return changed(running, **plan.counts)


def _write_policy(
    session: Session, running: Action, writer: importing.Writer, cover: Cover
) -> None:
    if not cover.id:
        values = writer.with_ids(dict(cover.values))
        cover.id = running.create(POLICY, {k: v for k, v in values.items() if v is not None})
    elif cover.filled:
        record = records.read(session, cover.id)
        written = records.units_of_writing(session, record, writer.with_ids(dict(cover.filled)))
        records.write(session, running, record, written)


def _write_line(
    session: Session, running: Action, writer: importing.Writer, line: Line, plan: Plan
) -> None:
    if line.link:
        record = records.read(session, line.link)
        period = dict(zip(("starts", "ends"), line.period, strict=True))
        records.write(session, running, record, records.units_of_writing(session, record, period))
    elif line.match.sure:
        running.create(LINK, link_values(line.cover.id, line))
    else:
        values = writer.with_ids(dict(line.values)) | tray_values(line, plan)
        running.create(TRAY, {k: v for k, v in values.items() if v is not None})


def link_values(policy: int, line: Line) -> dict[str, Value]:
    """Return the link between a policy and the lift that a row was found to mean."""
    starts, ends = line.period
    said = ("reg_no", "device_code", "rescue_code", "user_unit", "address", "building")
    found: dict[str, Value] = {
        "policy": policy,
        "equipment": line.match.lift,
        "starts": starts,
        "ends": ends,
        "premium": line.values.get("premium_each"),
        "matched_by": line.match.how,
        "score": line.match.score,
        "listed_as": " ".join(str(line.values[k]) for k in said if line.values.get(k)),
        "note": "；".join(line.match.reasons),
    }
    return {key: value for key, value in found.items() if value is not None}


def tray_values(line: Line, plan: Plan) -> dict[str, Value]:
    """Return what the tray keeps of a doubtful row beside its cells."""
    return {
        "policy": line.cover.id,
        "candidate": line.match.lift,
        "others": ",".join(map(show_id, line.match.others)) or None,
        "score": line.match.score,
        "reasons": "；".join(line.match.reasons),
        "state": "open",
        "sheet": plan.reading.name,
        "row": line.row,
        "fingerprint": fingerprint_of(line.values),
    }


def write_rejects(plan: Plan, path: Path) -> None:
    """Write the rows that came back with their reasons; raise UserError when the file exists."""
    check_target(path, (".xlsx",))
    rejected = [(each.cells, each.problem) for each in plan.found.rejected]
    writing.write_rejects(path, plan.reading.titles, rejected)
