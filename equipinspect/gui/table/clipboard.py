"""Copies a block of cells, or the chosen rows, to the clipboard for a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection
from PySide6.QtWidgets import QApplication

from equipinspect.gui.desk import Desk
from equipinspect.gui.table.columns import Column
from equipinspect.gui.table.model import RecordModel
from equipinspect.gui.table.rows import MOST_COPIED, copied, copied_rows
from equipinspect.model.text import _


def copy(desk: Desk, rows: RecordModel, block: QItemSelection) -> None:
    """Read the rows beside the window and put them on the clipboard, tab by tab."""
    if rows.chosen and block.count() <= 1:
        job = desk.jobs.read(copied_rows, rows.query, frozenset(rows.chosen), rows.columns)
    elif block.count():
        first, last, columns = _span(rows, block)
        many = min(last - first + 1, MOST_COPIED)
        job = desk.jobs.read(copied, rows.query, first, many, columns)
    else:
        return

    def keep(text: str) -> None:
        QApplication.clipboard().setText(text)
        lines = text.count("\n") + 1 if text else 0
        desk.say(_("已复制 {n:,} 行，可以粘贴到 Excel 或 WPS。").format(n=lines))

    desk.watched(job).done.connect(keep)


def _span(rows: RecordModel, block: QItemSelection) -> tuple[int, int, tuple[Column, ...]]:
    parts = [block.at(i) for i in range(block.count())]
    left = max(1, min(p.left() for p in parts))
    right = max(p.right() for p in parts)
    columns = rows.columns[left - 1 : right]
    return min(p.top() for p in parts), max(p.bottom() for p in parts), columns
