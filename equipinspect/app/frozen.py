"""What nobody edits: kinds that stand as they were drawn or reported, records that were finished."""

from __future__ import annotations

from collections.abc import Mapping

from equipinspect.app.session import Session
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import NotAllowed
from equipinspect.model.fields import Value
from equipinspect.model.text import _

FROZEN = frozenset({"draw", "draw_result", "statistics_snapshot", "period_report"})


def refuse(session: Session, kind: str) -> None:
    """Raise NotAllowed for such a kind."""
    if kind in FROZEN:
        text = _("{kind}按当时的样子保存，不能手工新增、修改或删除。")
        raise NotAllowed(text.format(kind=session.declaration(kind).label))


def refuse_finished(declaration: Declaration, values: Mapping[str, Value], title: str) -> None:
    """Raise NotAllowed for a record whose finishing its reader saw: a correction is a new record."""
    group = declaration.groups.get(declaration.finished_by)
    keys = group.fields if group else (declaration.finished_by,)
    if any(values.get(key) is not None for key in keys):
        raise NotAllowed(
            _("{title} 已经签字办结，不能再改或删除；有错请另立一条更正。").format(title=title)
        )
