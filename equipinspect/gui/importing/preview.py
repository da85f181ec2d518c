"""Words what an import would do, line by line; runs beside the window."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from equipinspect.app import importing
from equipinspect.app.importing import Line, Plan
from equipinspect.app.session import Session
from equipinspect.gui.table.rows import Cell
from equipinspect.model.text import _

MOST_SHOWN = 2000


@dataclass
class Preview:
    """The lines of the four tabs; long lists are cut and say so in their counts."""

    new: list[list[Cell]] = field(default_factory=list)
    changed: list[list[Cell]] = field(default_factory=list)
    rejected: list[list[Cell]] = field(default_factory=list)
    notes: list[list[Cell]] = field(default_factory=list)


def worded(session: Session, plan: Plan) -> Preview:
    """Return the lines of a plan as the page shows them."""
    found = Preview()
    found.new = [_new(session, plan, line) for line in plan.new[:MOST_SHOWN]]
    for line in plan.changed[:MOST_SHOWN]:
        found.changed += _changed(session, plan, line)
    found.rejected = [
        [Cell(f"{r.row:,}"), Cell(r.column), Cell(r.value), Cell(r.problem, "warn")]
        for r in plan.rejected[:MOST_SHOWN]
    ]
    found.notes = [[Cell(text, "warn")] for text in plan.pointers]
    found.notes += [[Cell(text)] for text in plan.notes]
    return found


def _new(session: Session, plan: Plan, line: Line) -> list[Cell]:
    declaration = session.declaration(plan.kind)
    listed = [*declaration.title, *(f.key for f in declaration.fields if f.listed or f.search)]
    keys = [k for k in dict.fromkeys(listed) if line.values.get(k) is not None]
    shown = (importing.shown_pending(session, plan, k, line.values[k]) for k in keys)
    return [Cell(f"{line.row:,}"), Cell("　".join(islice(shown, 6)))]


def _changed(session: Session, plan: Plan, line: Line) -> list[list[Cell]]:
    rows = []
    for label, old, new in importing.changes_of(session, plan, line):
        before = Cell(old or _("（空）"), ink="text2")
        rows.append([Cell(f"{line.row:,}"), Cell(label), before, Cell(f"→ {new}")])
    return rows
