"""The data-quality page: what is missing or looks odd, counted, each line opening its rows."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.app import quality
from equipinspect.app.quality import Finding
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.register.filters import Filters
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.changes import Changed
from equipinspect.model.text import _


class QualityPage(QWidget):
    """核对: gaps, odd values and repeated codes of every register."""

    help = _("每一行是一类缺项或疑点，Enter 打开有问题的那些记录，逐条补上。")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._findings: list[Finding] = []
        self.head = PageHead(desk.look, _("资料核对"))
        again = button(_("重新核对"))
        again.clicked.connect(self._read)
        self.head.add(again)
        heads = (
            Head(_("种类"), 150),
            Head(_("条数"), 90, True),
            Head("", 24),
            Head(_("缺什么、哪里可疑"), 400),
        )
        self.table = PlainTable(desk.look, heads, _("缺项和疑点"))
        self.table.on_open = self._open
        self.empty = EmptyPage(desk.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.head, rule(), self.table, self.empty):
            column.addWidget(part, 1 if part in (self.table, self.empty) else 0)
        desk.jobs.changed.connect(self._read_if_shown)

    def arrive(self, **_what: Any) -> None:
        """Count anew."""
        self._read()

    def leave(self) -> bool:
        """Nothing keeps the person here."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [Command(_("重新核对"), "", self._read)]

    def _read_if_shown(self, _changed: Changed) -> None:
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        self.head.tell(_("正在核对…"))
        self._desk.watched(self._desk.jobs.read(quality.findings)).done.connect(self._show)

    def _show(self, findings: list[Finding]) -> None:
        self._findings = findings
        total = sum(f.count for f in findings)
        said = _("{k} 类、{n:,} 处；不妨碍保存，出具凭证前要补齐必填项")
        self.head.tell(said.format(k=len(findings), n=total) if findings else "")
        self.table.setVisible(bool(findings))
        self.empty.setVisible(not findings)
        self.empty.tell(_("没有缺项，也没有可疑的值。"), "", lambda: None)
        self.table.show_lines([_line(f) for f in findings])
        self.table.setFocus()

    def _open(self, row: int) -> None:
        found = self._findings[row]
        columns: dict[str, list[Any]] = {}
        for each in found.filters:
            columns.setdefault(each.key, []).append(each)
        self._desk.go("register", filters=Filters(found.kind, [], columns))


def _line(found: Finding) -> list[Cell]:
    return [
        Cell(found.kind_label),
        Cell(f"{found.count:,}"),
        Cell(""),
        Cell(found.sentence),
    ]


def make(desk: Desk) -> QualityPage:
    """Return the page."""
    return QualityPage(desk)
