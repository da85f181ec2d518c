"""Kinds of record that stand as they were drawn or reported: the program writes them once, nobody edits them."""

from __future__ import annotations

from equipinspect.app.session import Session
from equipinspect.model.errors import NotAllowed
from equipinspect.model.text import _

FROZEN = frozenset({"draw", "draw_result", "statistics_snapshot", "period_report"})


def refuse(session: Session, kind: str) -> None:
    """Raise NotAllowed for such a kind."""
    if kind in FROZEN:
        text = _("{kind}按当时的样子保存，不能手工新增、修改或删除。")
        raise NotAllowed(text.format(kind=session.declaration(kind).label))
