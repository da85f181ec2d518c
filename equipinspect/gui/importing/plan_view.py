"""The right side of the import page: what would happen, in four tabs."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from equipinspect.gui.importing.preview import Preview
from equipinspect.gui.look import Look
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.section_header import rule
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.model.text import _

COUNTED = {"new": "new", "changed": "changed", "notes": "unchanged", "rejected": "rejected"}


class PlanView(QWidget):
    """Lists new, changed and rejected rows; those that stay as they are are only counted."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        ground(self, "base")
        self.tabs = TabBar(look, self._show_tab, gap=16)
        self.tabs.set_tabs(
            {
                "new": _("新增"),
                "changed": _("更新"),
                "notes": _("不变和说明"),
                "rejected": _("退回"),
            }
        )
        row, field = Head(_("行"), 72), Head(_("字段"), 150)
        changed = (row, field, Head(_("现在"), 260), Head(_("改为"), 260))
        rejected = (row, Head(_("列"), 130), Head(_("值"), 160), Head(_("为什么退回"), 300))
        self.tables = {
            "new": PlainTable(look, (row, Head(_("新增的记录"), 400)), _("新增")),
            "changed": PlainTable(look, changed, _("更新")),
            "notes": PlainTable(look, (Head(_("说明和提示"), 400),), _("说明")),
            "rejected": PlainTable(look, rejected, _("退回")),
        }
        self.stack = QStackedWidget()
        for table in self.tables.values():
            self.stack.addWidget(table)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(look.px(12), 0, look.px(12), 0)
        tabs.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(tabs)
        column.addWidget(rule())
        column.addWidget(self.stack, 1)

    def show_preview(self, preview: Preview, counts: dict[str, int]) -> None:
        """Show the lines, opening the first tab that has any."""
        for key, tab in self.tabs.tabs.items():
            tab.tell(counts[COUNTED[key]])
            self.tables[key].show_lines(getattr(preview, key))
        self.tabs.arrange()
        first = next((k for k in self.tabs.tabs if counts[COUNTED[k]]), "new")
        self._show_tab(first)

    def _show_tab(self, key: str) -> None:
        self.tabs.choose(key)
        self.stack.setCurrentWidget(self.tables[key])
