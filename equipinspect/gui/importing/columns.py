"""The columns of a sheet and the fields they were matched with; a person may match them otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from equipinspect.app.importing import Plan
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.choice_box import ChoiceBox
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.model.declarations import Declaration, Declarations
from equipinspect.model.text import _

IGNORE = ""


class ColumnMatches(QScrollArea):
    """One line a column: its title, and the field it goes to."""

    def __init__(self, look: Look, known: Declarations, changed: Callable[[Any], None]) -> None:
        super().__init__()
        self._look, self._known, self._changed = look, known, changed
        self._plan: Plan | None = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_plan(self, plan: Plan, declaration: Declaration) -> None:
        """Show the matches of a sheet; those in doubt come first."""
        self._plan = plan
        page = QWidget()
        column = QVBoxLayout(page)
        px = self._look.px
        column.setContentsMargins(px(16), px(4), px(16), px(16))
        columns = [c for c in plan.reading.columns if c.title]
        asked = [c for c in columns if c.key is None]
        for title, some in ((_("没有对上的列"), asked), (_("已对上的列"), _rest(columns, asked))):
            if some:
                column.addWidget(SectionHeader(self._look, title, str(len(some))))
                column.addLayout(self._grid(some, declaration))
        column.addStretch(1)
        self.setWidget(page)
        page.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def _grid(self, columns: list[Any], declaration: Declaration) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(self._look.px(4))
        for row, each in enumerate(columns):
            title = Label(self._look, each.title).elide()
            title.setToolTip(each.title)
            grid.addWidget(title, row, 0)
            grid.addWidget(self._box(each, declaration), row, 1)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        return grid

    def _box(self, column: Any, declaration: Declaration) -> ChoiceBox:
        box = ChoiceBox(self._look, typing=True)
        box.setObjectName(f"column_{column.title}")
        box.setAccessibleName(_("列“{title}”读作").format(title=column.title))
        box.addItem(_("不采用"), IGNORE)
        if column.suggestion and declaration.has(column.suggestion):
            guess = declaration.field(column.suggestion)
            box.addItem(_("像是 {label}").format(label=guess.label), guess.key)
        for field in declaration.fields:
            box.addItem(field.label, field.key)
        known = box.findData(column.key or IGNORE)
        if known < 0:
            box.addItem(self._named(str(column.key), declaration), column.key)
            known = box.count() - 1
        box.setCurrentIndex(known)
        box.activated.connect(lambda _row: self._match(column.title, str(box.currentData() or "")))
        return box

    def _named(self, key: str, declaration: Declaration) -> str:
        """Name a column that belongs to what a field refers to: 使用单位·统一社会信用代码."""
        own, _dot, rest = key.partition(".")
        if not rest or not declaration.has(own):
            return key
        field = declaration.field(own)
        referred = self._known.get(field.refers)
        label = referred.field(rest).label if referred.has(rest) else rest
        return f"{field.label}·{label}"

    def _match(self, title: str, key: str) -> None:
        if self._plan is None:
            return
        known = self._plan.reading.ledger.mapping
        self._changed(replace(known, columns={**known.columns, title: (key,) if key else ()}))


def _rest(columns: list[Any], asked: list[Any]) -> list[Any]:
    return [c for c in columns if c not in asked]
