"""The print jobs there are, newest first: how many sheets were issued, printed, spoiled, voided."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.app.print_jobs import Job
from equipinspect.gui.certificates.looked_side import WIDTH
from equipinspect.gui.look import Look
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.ground import ground
from equipinspect.model.ids import show_id
from equipinspect.model.text import _


class JobSide(QWidget):
    """Choosing a job brings its sheets to the middle."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.jobs: Sequence[Job] = ()
        self.choose: Callable[[Job], None] = lambda _job: None
        self.setFixedWidth(look.px(WIDTH))
        ground(self, "base")
        heads = (
            Head(_("日期"), 100),
            Head(_("名称"), 148),
            Head(_("签发"), 60, right=True),
            Head(_("已印"), 60, right=True),
            Head(_("废纸"), 56, right=True),
            Head(_("作废"), 56, right=True),
        )
        self.table = PlainTable(look, heads, _("打印批次"))
        self.table.on_open = lambda row: self.choose(self.jobs[row])
        self.table.clicked.connect(lambda index: self.choose(self.jobs[index.row()]))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)

    def show_jobs(self, jobs: Sequence[Job]) -> None:
        """Show other jobs."""
        self.jobs = jobs
        self.table.show_lines([_cells(job) for job in jobs])


def _cells(job: Job) -> list[Cell]:
    figures = (job.count, job.printed, job.spoiled, job.void)
    name = job.title or show_id(job.id)
    return [Cell(job.made_on), Cell(name), *(Cell(f"{n:,}" if n else "") for n in figures)]
