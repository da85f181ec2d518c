"""The history of one record: who changed what, when and why, newest first."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.app.histories import Event
from equipinspect.app.undoing import VERBS
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import rule
from equipinspect.gui.wording import moment_near
from equipinspect.model.text import _

MOST_ACTIONS = 100
NOTHING = "（空）"


class HistoryView(QWidget):
    """A column of actions with the fields each changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        px = desk.look.px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(16), px(8), px(16), px(16))
        self._column.setSpacing(px(4))

    def show_events(self, events: list[Event]) -> None:
        """Show the events of a record, gathered by action."""
        while item := self._column.takeAt(0):
            if (old := item.widget()) is not None:
                old.deleteLater()
        actions = [list(g) for _k, g in groupby(events, lambda e: (e.when, e.who, e.action))]
        for action in actions[:MOST_ACTIONS]:
            self._add(action)
        if len(actions) > MOST_ACTIONS:
            left = len(actions) - MOST_ACTIONS
            more = _("更早的 {n:,} 次改动请用 show 编号 --history 查看").format(n=left)
            self._column.addWidget(Label(self._desk.look, more, "text3", "small").wrap())
        self._column.addStretch(1)

    def _add(self, action: list[Event]) -> None:
        look, first = self._desk.look, action[0]
        when = moment_near(first.when, self._desk.now())
        verb = _(VERBS.get(first.action, first.action))
        self._column.addWidget(Label(look, f"{when}　{first.who}　{verb}", medium=True).wrap())
        if first.reason:
            reason = _("理由：{reason}").format(reason=first.reason)
            self._column.addWidget(Label(look, reason, "text2").wrap())
        for event in action:
            self._column.addWidget(Label(look, _line(event), "text2").wrap())
        self._column.addWidget(rule())


def _line(event: Event) -> str:
    if not event.old and not event.new:
        return event.label + event.remarks
    return f"{event.label}　{event.old or _(NOTHING)} → {event.new or _(NOTHING)}{event.remarks}"
