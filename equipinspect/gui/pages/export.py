"""Writes a list into a file, with progress; a page of its own because it needs the sheet writers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.app import exporting
from equipinspect.app.lists import Query
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.progress_row import ProgressRow
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.text import _


class ExportPage(QWidget):
    """导出: the list as it is filtered and sorted, as xlsx, csv or json."""

    help = _("导出当前列表的全部行；编号一律写成文字，Excel 里不会变成科学计数。")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.head = PageHead(desk.look, _("导出"))
        self.progress = ProgressRow(desk.look)
        self.empty = EmptyPage(desk.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.head, rule(), self.progress, self.empty):
            column.addWidget(part, 1 if part is self.empty else 0)

    def arrive(self, **what: Any) -> None:
        """Come to write the rows of a ``query``."""
        query: Query = what["query"]
        declaration = self._desk.declarations.get(query.kind)
        start = f"{declaration.label}{self._desk.now():%Y%m%d}.xlsx"
        kinds = _("Excel 工作簿 (*.xlsx);;CSV (*.csv);;JSON (*.json)")
        path = self._desk.messages.save_file(_("导出列表"), kinds, start)
        if path is None:
            self._desk.go("register")
        else:
            self._write(query, path)

    def leave(self) -> bool:
        """Nothing is lost by leaving."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [Command(_("回台账"), "", lambda: self._desk.go("register"))]

    def _write(self, query: Query, path: Path) -> None:
        path.unlink(missing_ok=True)  # the dialog asked about overwriting
        self.head.tell(path.name)
        self.empty.tell(_("正在写文件，写好会说。"), "", lambda: None)
        job = self._desk.watched(self._desk.jobs.read_long(exporting.export_list, query, path, ()))
        self.progress.follow(job, _("正在导出"))
        job.done.connect(lambda number: self._written(number, path))
        job.refused.connect(self._stopped)

    def _written(self, number: int, path: Path) -> None:
        self._desk.go("register")
        self._desk.say(_("已导出 {n:,} 行到 {p}").format(n=number, p=path))

    def _stopped(self, _error: object) -> None:
        self._desk.go("register")


def make(desk: Desk) -> ExportPage:
    """Return the page."""
    return ExportPage(desk)
